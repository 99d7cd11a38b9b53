"""Counting inside a warehouse: one expression for every engine that ibis reaches; only the roll-up leaves it."""
