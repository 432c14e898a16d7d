"""Proves that nothing which people put into a workbook is lost, whatever they do to it."""
