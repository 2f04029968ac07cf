"""The laptop's side of a sync: no Qt, no store, ports only."""
