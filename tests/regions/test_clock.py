"""Time where the place is."""

import datetime

import pytest
import time_machine

from regions import clock


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11", "WIB"),
        ("3171011001", "WIB"),
        ("61", "WIB"),
        ("62", "WIB"),
        ("5371041001", "WITA"),
        ("51", "WITA"),
        ("63", "WITA"),
        ("64", "WITA"),
        ("65", "WITA"),
        ("73", "WITA"),
        ("81", "WIT"),
        ("9171", "WIT"),
        ("96", "WIT"),
        ("", "WIB"),
    ],
)
def test_zone_follows_the_province(code, zone):
    assert clock.ABBREVIATIONS[clock.zone_name(code)] == zone


@time_machine.travel(datetime.datetime(2026, 11, 30, 15, 30, tzinfo=datetime.UTC))
@pytest.mark.parametrize(("code", "today"), [("31", 30), ("53", 30), ("91", 1)])
def test_the_month_ends_in_the_east_first(code, today):
    assert clock.today(code).day == today
