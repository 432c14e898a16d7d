"""Excel's file format alone, for any workbook: read, and cells written into it without loss."""
