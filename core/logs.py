"""Logging: one JSON object a line, the request's id on every line, and no personal data on any."""

import contextvars
import logging
import re

from lokal.samaran import mask_pii
from lokal.samaran.logging import SamaranFilter
from pythonjsonlogger.json import JsonFormatter

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")

#: PostgreSQL quotes whole rows in its errors: "DETAIL:  Failing row contains (…)".
_QUOTED_ROW = re.compile(r"^(\s*DETAIL:).*$", re.MULTILINE)
#: A query may hold a name that someone searched for.
_QUERY = re.compile(r"(/[\w/.\-]*)\?\S*")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class PersonalDataFilter(SamaranFilter):
    """Masks identity numbers, phones and names in the finished message and its traceback."""

    def _mask(self, text):
        return super()._mask(without_quotes(text))


class JsonLine(JsonFormatter):
    """The moment (UTC), what the format names, a traceback, and nothing else.

    An ``extra`` may hold a request with its query.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, timestamp="at", **kwargs)

    def add_fields(self, log_data, record, message_dict):
        super().add_fields(log_data, record, message_dict)
        for name in log_data.keys() - {*self._required_fields, "at", "exc_info", "stack_info"}:
            del log_data[name]

    def formatException(self, exc_info):
        return mask_pii(without_quotes(super().formatException(exc_info)), mode="partial").text


def without_quotes(text):
    """Take off what databases and addresses quote of people's data."""
    return _QUERY.sub(r"\1?…", _QUOTED_ROW.sub(r"\1 …", text))
