"""Tests of the words, numbers and days of the field."""
