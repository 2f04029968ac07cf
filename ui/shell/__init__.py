"""The window around the pages: header, rail, status strip, message line."""
