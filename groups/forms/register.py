"""Forms of the register R/I/UPPKA."""
