"""Writes about the register R/I/UPPKA."""
