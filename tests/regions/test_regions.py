"""Regions and what lies under them."""

import time

import pytest

from core.dates import Month
from regions import changes, queries
from regions.models import Change, Region
from regions.services import get_or_create_dusun, load_regions
from tests.factories import RegionFactory, village

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "dotted", "parent"),
    [
        ("53", "53", ""),
        ("5371", "53.71", "53"),
        ("537104", "53.71.04", "5371"),
        ("5371041001", "53.71.04.1001", "537104"),
    ],
)
def test_a_code_says_what_is_above_it(code, dotted, parent):
    region = RegionFactory.build(code=code)

    assert (region.dotted_code, region.parent_code) == (dotted, parent)


@pytest.mark.parametrize(("code", "is_kelurahan"), [("5371041001", True), ("5301012001", False), ("537104", False)])
def test_the_code_tells_a_kelurahan_from_a_desa(code, is_kelurahan):
    assert RegionFactory.build(code=code).is_kelurahan is is_kelurahan


def test_practice_regions_are_known_by_their_code():
    assert RegionFactory.build(code="0053041001").is_practice
    assert not RegionFactory.build(code="5371041001").is_practice


def test_lineage_runs_from_the_province_down(django_assert_num_queries):
    village("5371041001")

    with django_assert_num_queries(1):
        names = [region.name for region in queries.lineage("5371041001")]

    assert names == ["Nusa Tenggara Timur", "Kota Kupang", "Oebobo", "Oebobo"]


def test_names_of_many_codes_cost_one_query(django_assert_num_queries):
    village("5371041001")
    village("5301012001")

    with django_assert_num_queries(1):
        names = queries.names_of(["5371041001", "5301012001", ""])

    assert names["5301"] == "Kabupaten Kupang"
    assert names["5371041001"] == "Oebobo"


def test_a_dusun_is_made_once_however_it_is_spaced(home_village):
    first = get_or_create_dusun(home_village.code, "RW  002")

    assert get_or_create_dusun(home_village.code, " RW 002 ") == first
    assert first.name == "RW 002"


def test_a_change_is_one_plain_row_and_may_repeat(home_village):
    for _time in range(2):
        changes.mark(home_village.code, Month(2026, 11), "members")
    changes.mark_many([(home_village.code, Month(2026, 10), "groups")] * 3)

    assert Change.objects.filter(subject="members").count() == 2
    assert Change.objects.filter(subject="groups").count() == 1


@pytest.mark.slow
def test_all_regions_of_the_nation_load_in_seconds_and_again_without_change():
    started = time.monotonic()
    total = load_regions()
    seconds = time.monotonic() - started
    Region.objects.filter(code="5371").update(name="Salah", is_kampung_kb=True)

    load_regions()

    assert total == Region.objects.count() == 91_599
    levels = [Region.objects.filter(level=level).count() for level in Region.Level.values]
    assert levels == [38, 514, 7_285, 83_762]
    renamed = Region.objects.get(code="5371")
    assert (renamed.name, renamed.is_kampung_kb) == ("Kota Kupang", True)
    assert seconds < 60
