"""Reads about meetings, attendance and registers that join several models."""
