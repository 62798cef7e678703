"""Forms of meetings and attendance."""
