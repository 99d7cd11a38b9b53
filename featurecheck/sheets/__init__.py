"""Spreadsheets in and out: xlsx, xls, xlsb, ods, csv, tsv become tables of text; results become workbooks."""
