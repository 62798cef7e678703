"""Marks of views."""

from django.contrib.auth.decorators import login_not_required


def open_to_all(view):
    """A view that needs no sign-in: liveness, readiness, the choice of language."""
    return login_not_required(view)
