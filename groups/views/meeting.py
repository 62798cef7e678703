"""Pages of meetings and attendance."""
