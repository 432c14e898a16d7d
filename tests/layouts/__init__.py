"""A workbook outlives a release: the files of every layout, upgraded and compared."""
