"""Robots press real keys and read real widgets; only they touch the inside of pages."""
