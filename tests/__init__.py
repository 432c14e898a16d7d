"""Tests of csplan, room by room."""
