"""Tables of groups, one module for each noun."""
