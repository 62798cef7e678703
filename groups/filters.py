"""Filters of the lists of groups, meetings and registers. Each engineer adds her own classes below."""
