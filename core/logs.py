"""Logging filters: the request's id on every line, and no personal data on any."""

import contextvars
import logging

from lokal.samaran.logging import SamaranFilter

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class PersonalDataFilter(SamaranFilter):
    """Masks identity numbers, phones and names in the finished message and its traceback."""
