"""The plan's own .xlsx: the only room that knows where a cell is."""
