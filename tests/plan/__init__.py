"""What is found in a plan, and what follows from it."""
