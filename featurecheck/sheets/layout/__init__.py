"""Where the table stands: header rows, several tables, footers, and what becomes of every row."""
