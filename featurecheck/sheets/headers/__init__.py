"""Headers: whose export a sheet is, what kind of sheet, which column means what."""
