"""Spreadsheets out: results, problems and the workbook to fill in; text never becomes a formula."""
