"""The language between laptop and hub, used by both: messages, limits, signatures, catalogue."""
