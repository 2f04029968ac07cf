"""One function per action: runs the use case on the store worker and hands over what a page shows."""
