"""更正: the form of one correction, and one answer for many records."""
