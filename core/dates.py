"""Months and their Indonesian names."""

import datetime
import re
from dataclasses import dataclass

from django.utils.dates import MONTHS


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. Stored as its first day; written ``2026-11`` in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, date):
        return cls(date.year, date.month)

    @classmethod
    def parse(cls, text):
        """``2026-11`` → Month. Raises ValueError for anything else, and for years that no register can have: their
        neighbours may lie outside the calendar."""
        match = re.fullmatch(r"((?:19|20|21)[0-9]{2})-([0-9]{2})", text or "")
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self):
        return datetime.date(self.year, self.number, 1)

    @property
    def last(self):
        return self.next().first - datetime.timedelta(days=1)

    def next(self):
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def previous(self):
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __contains__(self, date):
        return date.year == self.year and date.month == self.number

    @property
    def name(self):
        """Month and year in the language of the page."""
        return f"{MONTHS[self.number]} {self.year}"

    def __str__(self):
        return f"{self.year:04d}-{self.number:02d}"


class MonthConverter:
    """Path converter: ``<month:month>``."""

    regex = r"\d{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        return Month.parse(value)

    def to_url(self, value):
        return str(value)


class DayConverter:
    """Path converter: ``<day:date>``, written ``2026-11-23``. A day that no calendar has is 404."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        Month.parse(value[:7])
        return datetime.date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


def age_on(birth_date, date):
    """Completed years on ``date``; None without a birth date."""
    if birth_date is None:
        return None
    return date.year - birth_date.year - ((date.month, date.day) < (birth_date.month, birth_date.day))


def months_old_on(birth_date, date):
    """Completed months on ``date``; None without a birth date."""
    if birth_date is None:
        return None
    return (date.year - birth_date.year) * 12 + date.month - birth_date.month - (date.day < birth_date.day)
