"""Drivers behind the domain's ports, each with a simulator."""
