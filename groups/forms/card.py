"""Forms of the card K/0/UPPKA."""
