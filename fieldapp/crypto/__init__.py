"""Keys, signatures, sealed things and card tokens. Knows the domain's words, no store, no network."""
