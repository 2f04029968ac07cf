"""The laptop's side of the protocol: rounds, schedule, transport. Knows ports only, no store and no window."""
