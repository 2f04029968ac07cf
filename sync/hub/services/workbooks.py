"""The statistics workbook."""
