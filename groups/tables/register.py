"""Tables of registers and meetings."""
