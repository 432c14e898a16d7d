"""Ledger extracts, through a mapping, to the penny."""
