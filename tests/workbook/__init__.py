"""Tests of the room that knows where a cell is."""
