"""How the databases go about it: list pages and searches walk an index, whatever the scope. On both databases."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import search
from core.views import Page
from members.models import Family
from regions.scope import Scope
from tests.factories import UserFactory, village
from uppka.demo import bulk

pytestmark = pytest.mark.django_db
ORDER = ("village_id", "name_key", "pk")
CITY = [f"53710{district}100{number}" for district in (1, 4) for number in (1, 2, 3)]
SCATTERED = ["5203012001", "5302011001", "5308011001", "5314012005", "6171011002", "7203042001", "7371011001"]
SCOPES = {
    "one city": ["5371"],
    "seven scattered villages": SCATTERED,
    "three distant regencies": ["5203", "5308", "7371"],
}
FAMILIES = 2600


@pytest.fixture(scope="module")
def register(django_db_setup, django_db_blocker):
    """A register large enough for PostgreSQL to prefer an index, in one transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        for code in (*CITY, *SCATTERED):
            village(code)
        bulk.write_families([*CITY, *SCATTERED], FAMILIES, seed=1, by=UserFactory())
        if connection.vendor == "postgresql":
            connection.check_constraints()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE members_family")
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=SCOPES)
def families(request, register):
    return Family.objects.filter(Scope.of(SCOPES[request.param]).q("village_id")).order_by(*ORDER)


def page_of(queryset, **where):
    return Page(queryset, **{"number": 1, "after": "", "per_page": 25, "order": ORDER} | where)


def plan_of(act):
    """The databases' plans of all queries that ``act`` makes, as one text."""
    with CaptureQueriesContext(connection) as captured:
        act()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    lines = []
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            cursor.execute(f"{explain} {query['sql']}")
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(lines)


def walks(plan):
    """How often the list's own index is walked."""
    return len(re.findall(r"(?:USING (?:COVERING )?INDEX|using) family_list", plan))


def reads_all(plan):
    return bool(re.search(r"SCAN members_family\b(?! USING)|Seq Scan on members_family\b", plan))


def test_a_page_walks_the_lists_own_index_once_for_each_range(families):
    ranges = len(families.query.where.children[0].rhs)

    plan = plan_of(lambda: page_of(families).rows)

    assert walks(plan) == ranges, plan
    assert not reads_all(plan), plan


def test_a_page_in_one_range_is_not_sorted(register):
    families = Family.objects.filter(Scope.of(["5371"]).q("village_id")).order_by(*ORDER)

    plan = plan_of(lambda: page_of(families).rows)

    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan


def test_a_page_in_several_ranges_sorts_no_more_than_the_first_rows_of_each(register):
    families = Family.objects.filter(Scope.of(SCATTERED).q("village_id")).order_by(*ORDER)

    with CaptureQueriesContext(connection) as captured:
        assert len(page_of(families).rows) == 25

    assert captured[0]["sql"].count("LIMIT 26") == len(SCATTERED) + 1


def test_a_page_behind_the_hundredth_goes_straight_to_its_key(families):
    after = list(families[: families.count() // 2])[-1]
    key = f"{after.village_id}~{after.name_key}~{after.pk}"

    plan = plan_of(lambda: page_of(families, number=101, after=key).rows)

    assert not reads_all(plan), plan
    if connection.vendor == "sqlite":
        assert re.search(r"family_list \(village_id=\? AND \(?name_key(,id\)>\(\?,\?\)|>\?)", plan), plan
    else:
        assert re.search(r"village_id\)?(::text)? = .*ROW\(\(?name_key", plan), plan


def test_counting_stops_behind_what_is_exact(families):
    with CaptureQueriesContext(connection) as captured:
        assert page_of(families, exact=100).count == 101

    assert captured[0]["sql"].endswith("LIMIT 101) counted")
    assert captured[0]["sql"].count("LIMIT 101") == len(families.query.where.children[0].rhs) + 1


def test_a_search_asks_the_index_of_names(families):
    plan = plan_of(lambda: search.containing(families, "search_key", "nubatonis tnunay"))

    if connection.vendor == "sqlite":
        assert "SCAN members_family_fts VIRTUAL TABLE INDEX" in plan, plan
    else:
        assert "members_family_trgm" in plan or walks(plan) or "village_id" in plan, plan


def test_rows_of_a_rare_name_are_fetched_by_their_keys(families):
    found = search.containing(families, "search_key", "nubatonis tnunay")

    plan = plan_of(lambda: page_of(found).rows)

    assert not walks(plan), plan
    assert not reads_all(plan), plan


def test_rows_of_a_common_name_are_met_by_walking_the_list(families, monkeypatch):
    monkeypatch.setattr(search, "RARE", 20)
    found = search.containing(families, "search_key", "maria")
    assert found.count() > 20

    plan = plan_of(lambda: page_of(found).rows)

    assert walks(plan), plan


def test_postgresql_can_search_by_trigrams(register):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM members_family WHERE search_key::text LIKE '%nubatonis%'")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "members_family_trgm" in plan
