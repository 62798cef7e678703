"""Forms of members and committee."""
