"""Delimited text: its encoding, its dialect, its records, and rows put right where only one reading fits."""
