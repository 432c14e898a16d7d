"""A new workbook from the declarations: blank, loaded with the plan, or the demonstration."""
