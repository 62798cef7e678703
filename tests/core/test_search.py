"""Search by part of a name: the same answer by index, by walking, on both databases."""

import pytest
from django.db import connection

from core import search, triggers
from core.views import Page
from members.models import Family
from regions.scope import Scope
from tests.factories import FamilyFactory, village

pytestmark = pytest.mark.django_db
ORDER = ("village_id", "name_key", "pk")
HERE, THERE, FAR = "5371041001", "5371011001", "5301012001"


def family(members, code=HERE):
    keys = members.split(" | ")
    return FamilyFactory(village=village(code), head_name=keys[0].title(), search_key=members)


def find(text, codes=("53",)):
    scope = Family.objects.filter(Scope.of(codes).q("village_id")).order_by(*ORDER)
    return search.containing(scope, "search_key", text)


@pytest.fixture(params=["by keys", "by index and scope", "by walking"])
def way(request, monkeypatch):
    """The three ways a search may take; each must give the same rows."""
    if request.param != "by keys":
        monkeypatch.setattr(search, "RARE", 1)
    if request.param == "by walking":
        monkeypatch.setattr(search, "MOST_HITS", 1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("maria", ["Maria Goreti", "Yohanis Ndun"]),
        ("  GORETI   María ", ["Maria Goreti"]),
        ("ndun kristina", ["Yohanis Ndun"]),
        ("or ma", ["Maria Goreti"]),
        ("li", ["Yuliana Li"]),
        ("xyz", []),
        ("maria xyz", []),
        ("%", ["Maria Goreti", "Yohanis Ndun", "Yuliana Li"]),
        ("", ["Maria Goreti", "Yohanis Ndun", "Yuliana Li"]),
        ("m_ria", []),
    ],
)
def test_finds_families_by_parts_of_any_members_name(way, text, names):
    family("maria goreti | yosef foeh")
    family("yohanis ndun | maria kristina ndun")
    family("yuliana li")

    assert [row.head_name for row in find(text)] == names


@pytest.mark.parametrize("codes", [["53"], [HERE], [HERE, FAR], [FAR]])
def test_search_stays_inside_the_scope(way, codes):
    for code in (HERE, THERE, FAR):
        for number in range(3):
            family(f"maria {number}", code)

    found = find("maria", codes)

    assert {row.village_id for row in found} == {code for code in (HERE, THERE, FAR) if code.startswith(tuple(codes))}


@pytest.mark.parametrize("codes", [["53"], [FAR, HERE, THERE]])
def test_pages_of_a_search_are_in_the_lists_order_and_counted(way, codes):
    for code in (HERE, THERE, FAR):
        for name in ("maria selan", "adriana | maria ndun", "yosef"):
            family(name, code)
    plain = [row for row in Family.objects.order_by(*ORDER) if "maria" in row.search_key]

    pages = [Page(find("maria", codes), number=n, after="", per_page=4, order=ORDER) for n in (1, 2)]

    assert [row for page in pages for row in page.rows] == plain
    assert pages[0].count == min(6, search.RARE + 1)
    assert pages[0].is_capped == (search.RARE < 6)


def test_a_filter_after_the_search_is_counted_too(way):
    for number in range(4):
        family(f"maria {number}")
    Family.objects.filter(search_key="maria 0").update(is_active=False, inactive_reason="Pindah.")

    page = Page(find("maria").filter(is_active=True), number=1, after="", per_page=25, order=ORDER)

    assert len(page.rows) == 3
    assert page.count == min(3, search.RARE + 1)


def test_no_scope_finds_nothing(way):
    family("maria")

    found = search.containing(Family.objects.filter(village_id__within=()), "search_key", "maria")

    assert not found.exists()
    assert not search.containing(Family.objects.none(), "search_key", "maria").exists()


def test_a_search_asks_once(way, django_assert_num_queries):
    for number in range(5):
        family(f"maria {number}")

    with django_assert_num_queries(1):
        find("maria", [HERE, FAR])


def test_the_index_follows_each_write():
    row = family("maria goreti")
    Family.objects.filter(pk=row.pk).update(search_key="yohanis ndun")

    assert not find("goreti").exists()
    assert find("ndun").get() == row

    Family.objects.filter(pk=row.pk).update(rw="002")
    assert find("ndun").get() == row

    row.persons.all().delete()
    row.delete()
    assert not find("ndun").exists()


def test_rows_written_while_the_index_rests_are_found_afterwards():
    trigger = next(t for t in Family.TRIGGERS if isinstance(t, search.SearchTrigger))
    before = family("maria goreti")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()
        for statement in trigger.pause(Family._meta.db_table, connection.vendor):
            cursor.execute(statement)
    meanwhile = family("maria kristina")

    if connection.vendor == "postgresql":
        connection.check_constraints()
    triggers.install(models=[Family])

    assert set(find("maria")) == {before, meanwhile}
    assert triggers.missing() == []


def test_a_column_without_an_index_is_searched_as_well(way):
    from regions.models import Region

    village(HERE)

    assert search.containing(Region.objects.filter(level=4), "name", "oebo").count() in (0, 1)
