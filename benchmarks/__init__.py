"""Measures with their figures printed. Ratios are compared with what the house promises; see README.md."""
