"""The commands: what they take, what they print, and what they say in trouble."""
