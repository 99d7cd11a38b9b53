"""Usage: who used which feature when, from a spreadsheet up to a warehouse, rolled up to figures per feature."""
