"""Scorecards: their words, their figures, and the files that carry them."""
