"""Tests of what the declarations say, without a workbook."""
