"""Rules about the routine meeting: pure functions on plain values. Occurrences are computed, never stored."""

import datetime

from core.dates import Month

#: The week number that stands for "terakhir".
LAST_WEEK = 5


def occurrence_in(month: Month, *, weekday, week):
    """The day of the routine meeting in ``month``: "Senin minggu kedua" is weekday 0, week 2.

    "Minggu kedua" means the second such weekday of the month; week 5 is the last one, the fourth or the fifth.
    Returns None when no routine is agreed.
    """
    if weekday is None or week is None:
        return None
    first = month.first + datetime.timedelta(days=(weekday - month.first.weekday()) % 7)
    day = first + datetime.timedelta(weeks=min(week, LAST_WEEK) - 1)
    return day if day in month else day - datetime.timedelta(weeks=1)


def occurrences(*, weekday, week, since, until):
    """Days of the routine meeting from ``since`` to ``until``, both included, in order."""
    days, month = [], Month.of(since)
    while month.first <= until:
        day = occurrence_in(month, weekday=weekday, week=week)
        if day is not None and since <= day <= until:
            days.append(day)
        month = month.next()
    return days


def not_recorded(days, *, dealt_with, settled_months=()):
    """Those of ``days`` for which nothing was recorded.

    ``dealt_with`` are days on which a meeting was held, or for which one was moved or called off; ``settled_months``
    are first days of months whose register was handed in, so that nobody is asked for them any more.
    """
    return [day for day in days if day not in dealt_with and day.replace(day=1) not in settled_months]


def next_occurrence(*, weekday, week, after):
    """The first day of the routine meeting on or after ``after``; None when no routine is agreed."""
    for month in (Month.of(after), Month.of(after).next()):
        day = occurrence_in(month, weekday=weekday, week=week)
        if day is not None and day >= after:
            return day
    return None
