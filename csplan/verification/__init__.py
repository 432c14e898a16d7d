"""Whether a finished document says what the plan says: every figure in it, held to its source."""
