"""Pages of the register R/I/UPPKA."""
