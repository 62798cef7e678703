"""Errors whose text may be shown to the user, and the answer to an old address."""

from django.http import Http404


class RuleError(Exception):
    """A rule of the programme refuses the act. ``field`` names the form field it belongs to, if one does."""

    def __init__(self, message, *, field=None):
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self):
        return str(self.message)


class Resubmitted(RuleError):
    """The same request id came with other content."""


class Stale(RuleError):
    """Someone else changed the row first."""


class MovedTo(Http404):
    """The row of this address is part of another now; ``url`` is the same page of that one."""

    def __init__(self, url):
        super().__init__()
        self.url = url
