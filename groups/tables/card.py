"""Tables of groups and their members."""
