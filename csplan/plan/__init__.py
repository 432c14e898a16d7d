"""Facts and what follows from them.  Touches no file, clock, network or environment."""
