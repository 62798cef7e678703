"""Writes about meetings and attendance."""
