"""The money as finance officers work with it, through a year."""
