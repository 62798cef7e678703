"""Reads about groups, committee and members that join several models."""
