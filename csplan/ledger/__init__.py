"""Ledger extracts, through a mapping of codes, as actuals by budget line.  Knows no workbook."""
