"""The words, numbers and dates of the field.  Imports nothing else of csplan."""
