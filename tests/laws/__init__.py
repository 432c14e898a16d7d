"""Laws that hold for every plan, tried on plans drawn at random."""
