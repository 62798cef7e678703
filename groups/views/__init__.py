"""Pages of groups, one module for each noun."""
