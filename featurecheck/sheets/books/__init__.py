"""Workbooks: what is refused before they are opened, and the process of its own in which they are read."""
