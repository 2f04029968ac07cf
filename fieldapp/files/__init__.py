"""Spreadsheets and CSV, in and out."""
