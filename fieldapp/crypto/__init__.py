"""Keys, signatures, sealed boxes and card tokens. Knows cryptography, knows no table and no window."""
