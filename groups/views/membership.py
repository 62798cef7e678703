"""Pages of members and committee."""
