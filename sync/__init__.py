"""Laptop and hub: the protocol, its client and the hub."""
