"""Proves that every value a person can type is taken for what it is, or refused with a reason."""
