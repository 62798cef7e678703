"""Writes about members and committee."""
