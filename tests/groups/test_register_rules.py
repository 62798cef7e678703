import datetime
from types import SimpleNamespace

import pytest

from core.dates import Month
from groups import register_rules as rules

D = datetime.date
OCTOBER = Month(2026, 10)


def row(family_id, status="present", meeting_id=None, **state):
    return SimpleNamespace(
        family_id=family_id,
        status=status,
        meeting_id=meeting_id,
        is_pus=state.get("pus", False),
        is_using_kb=state.get("kb"),
        is_pregnant=state.get("pregnant"),
    )


@pytest.mark.parametrize(
    ("day", "handed_in_on", "on_time"),
    [(3, D(2026, 10, 31), True), (3, D(2026, 11, 3), True), (3, D(2026, 11, 4), False), (7, D(2026, 11, 7), True)],
)
def test_register_is_on_time_until_the_third_of_the_next_month(day, handed_in_on, on_time):
    assert rules.is_on_time(OCTOBER, day=day, handed_in_on=handed_in_on) is on_time


@pytest.mark.parametrize(
    ("month", "day", "deadline"),
    [("2026-12", 3, D(2027, 1, 3)), ("2026-01", 31, D(2026, 2, 28)), ("2027-12", 10, D(2028, 1, 10))],
)
def test_deadline_crosses_the_year_and_never_leaves_the_next_month(month, day, deadline):
    assert rules.deadline_of(Month.parse(month), day=day) == deadline


@pytest.mark.parametrize(("today", "days"), [(D(2026, 11, 3), 0), (D(2026, 11, 4), 1), (D(2026, 11, 24), 21)])
def test_days_late_count_from_the_deadline(today, days):
    assert rules.days_late(OCTOBER, day=3, today=today) == days


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (3, 0, None), (0, 4, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (4, 4, 100)],
)
def test_percent_is_rounded_half_up_and_na_without_a_denominator(part, whole, percent):
    assert rules.percent(part, whole) == percent


@pytest.mark.parametrize(
    ("value", "band"),
    [(None, None), (0, "low"), (59, "low"), (60, "middle"), (84, "middle"), (85, "high"), (100, "high")],
)
def test_traffic_light_changes_at_60_and_85(value, band):
    assert rules.band(value, high=85, middle=60) == band


@pytest.mark.parametrize(
    ("statuses", "strongest"),
    [
        ([], ""),
        (["absent", "present"], "present"),
        (["excused", "represented"], "represented"),
        (["absent", "sick"], "sick"),
    ],
)
def test_month_of_a_member_reads_as_her_strongest_status(statuses, strongest):
    assert rules.strongest(statuses) == strongest


@pytest.mark.parametrize(
    ("date", "founded_on", "fault"),
    [
        (D(2026, 11, 24), None, ""),
        (D(2026, 11, 25), None, "future"),
        (D(2025, 1, 9), D(2025, 1, 10), "before_founding"),
        (D(2025, 1, 10), D(2025, 1, 10), ""),
    ],
)
def test_meeting_is_neither_in_the_future_nor_before_the_founding(date, founded_on, fault):
    assert rules.date_fault(date, today=D(2026, 11, 24), founded_on=founded_on) == fault


def test_totals_count_persons_once_and_pus_by_family():
    rows = [
        row(1, pus=True, kb=True),
        row(1, "absent"),
        row(2, "represented", pus=True, kb=False, pregnant=True),
        row(3, "", pus=True, kb=None),
        row(3, "present", pus=True, kb=True),
        row(1, "present", meeting_id=7, pus=True, kb=True),
        row(9, "present", meeting_id=7, pus=True, kb=True),
    ]

    figures = rules.totals(rows, meetings=2, guests=3)

    assert figures == {
        "members": 5, "families": 3, "present": 2, "represented": 1, "meetings": 2, "guests": 3,
        "pus": 3, "kb": 2, "pregnant": 1,
    }  # fmt: skip


def test_totals_keep_the_order_kb_pus_families_members():
    rows = [row(n % 4, pus=n % 3 == 0, kb=n % 2 == 0) for n in range(23)]

    figures = rules.totals(rows, meetings=1, guests=0)

    assert figures["kb"] <= figures["pus"] <= figures["families"] <= figures["members"]
    assert figures["present"] <= figures["members"]


@pytest.mark.parametrize(("verifies", "state"), [(True, "by_pkb"), (False, "submitted")])
def test_what_the_pkb_types_herself_needs_no_verifying(verifies, state):
    assert rules.state_on_hand_in(verifies=verifies) == state
