"""Printed matter as data: placed items in millimetres. Knows no painter."""
