"""Forms of families and persons, one module per noun."""
