"""Events: choose, create, open, join by code."""
