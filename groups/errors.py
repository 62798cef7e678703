"""Errors about groups whose text may be shown to the user."""

from core.errors import RuleError


class GroupError(RuleError):
    """A rule about groups, their members, meetings or registers refuses the act."""
