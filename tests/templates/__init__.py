"""The plan as CSV files, held against its printed text."""
