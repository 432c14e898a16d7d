"""Proves that no fault of disk, file or program damages a workbook or shows a wrong figure."""
