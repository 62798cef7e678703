import datetime

import pytest

from core.dates import Month
from groups import schedule_rules as rules

D = datetime.date


@pytest.mark.parametrize(
    ("month", "weekday", "week", "day"),
    [
        ("2026-11", 0, 1, D(2026, 11, 2)),
        ("2026-11", 0, 2, D(2026, 11, 9)),
        ("2026-11", 6, 1, D(2026, 11, 1)),
        ("2026-11", 0, 5, D(2026, 11, 30)),  # five Mondays: the fifth
        ("2026-10", 0, 5, D(2026, 10, 26)),  # four Mondays: the fourth
        ("2026-10", 5, 5, D(2026, 10, 31)),
        ("2026-02", 6, 5, D(2026, 2, 22)),
        ("2026-12", 3, 4, D(2026, 12, 24)),
    ],
)
def test_second_monday_is_the_second_monday_of_the_month_and_week_five_the_last(month, weekday, week, day):
    assert rules.occurrence_in(Month.parse(month), weekday=weekday, week=week) == day


@pytest.mark.parametrize(("weekday", "week"), [(None, 2), (0, None), (None, None)])
def test_without_a_routine_there_is_no_day(weekday, week):
    assert rules.occurrence_in(Month(2026, 11), weekday=weekday, week=week) is None
    assert rules.occurrences(weekday=weekday, week=week, since=D(2026, 1, 1), until=D(2026, 12, 31)) == []
    assert rules.next_occurrence(weekday=weekday, week=week, after=D(2026, 11, 1)) is None


def test_occurrences_include_both_ends_and_cross_the_year():
    days = rules.occurrences(weekday=0, week=2, since=D(2026, 11, 9), until=D(2027, 1, 11))

    assert days == [D(2026, 11, 9), D(2026, 12, 14), D(2027, 1, 11)]


def test_day_is_not_asked_for_once_it_was_held_moved_called_off_or_its_month_handed_in():
    days = [D(2026, 9, 14), D(2026, 10, 12), D(2026, 11, 9)]

    left = rules.not_recorded(days, dealt_with={D(2026, 10, 12)}, settled_months={D(2026, 9, 1)})

    assert left == [D(2026, 11, 9)]


@pytest.mark.parametrize(
    ("after", "day"),
    [(D(2026, 11, 9), D(2026, 11, 9)), (D(2026, 11, 10), D(2026, 12, 14)), (D(2026, 12, 31), D(2027, 1, 11))],
)
def test_next_occurrence_counts_today_and_reaches_into_the_next_month(after, day):
    assert rules.next_occurrence(weekday=0, week=2, after=after) == day
