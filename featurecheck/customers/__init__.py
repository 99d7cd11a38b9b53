"""Customers: one row an account, what each relationship is and what it earns."""
