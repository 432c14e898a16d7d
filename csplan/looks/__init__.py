"""How a word or figure appears: shape, colour, number format, and how much room a text needs."""
