"""Several ranges read as one list: the same rows in the same order as a plain query."""

import pytest
from django.http import Http404

from core import ranges
from core.views import Page
from members.models import Family
from regions.scope import Scope
from tests.factories import FamilyFactory, village

pytestmark = pytest.mark.django_db
ORDER = ("village_id", "name_key", "pk")
SCATTERED = ["5371041001", "5371011001", "5301012001"]


@pytest.fixture
def families():
    """Three in each of three scattered villages, and one between them that is out of scope."""
    for code in SCATTERED:
        for name in ("Yuliana Ndun", "Adriana Selan", "Marthen Foeh"):
            FamilyFactory(village=village(code), head_name=name)
    FamilyFactory(village=village("5371041002"), head_name="Asing")
    return in_scope()


def in_scope(codes=SCATTERED):
    return Family.objects.filter(Scope.of(codes).q("village_id")).order_by(*ORDER)


def read(queryset, *, number=1, after="", per_page=2):
    return Page(queryset, number=number, after=after, per_page=per_page, order=ORDER)


def test_nothing_is_within_no_range():
    FamilyFactory()

    assert not Family.objects.filter(village_id__within=()).exists()


def test_a_range_may_be_asked_across_a_relation(families):
    from members.models import Person

    found = Person.objects.filter(family__village_id__within=(("5371011001", "5371011002"),))

    assert found.count() == 3


def test_a_scope_of_several_ranges_is_taken_apart_in_their_order(families):
    (part,) = ranges.parts_of(families, "village_id")

    assert [low for low, _high in part.pairs] == sorted(SCATTERED)
    assert ranges.parts_of(in_scope(["53"]), "village_id")[0].is_whole
    assert ranges.parts_of(Family.objects.all(), "village_id")[0].is_whole


def test_a_list_by_its_own_key_is_paged_as_well(families):
    from regions.models import Region

    regions = Region.objects.filter(Scope.of(["530101", "537101"]).q("code")).order_by("code")
    plain = list(regions)

    first = Page(regions, number=1, after="", per_page=2, order=("code",))
    second = Page(regions, number=2, after=plain[1].code, per_page=2, order=("code",))

    assert first.rows + second.rows == plain


def test_a_second_condition_on_the_same_column_holds_in_every_part(families):
    narrowed = families.filter(Scope.of(["537104"]).q("village_id"))

    page = read(narrowed, per_page=25)

    assert {row.village_id for row in page.rows} == {"5371041001"}
    assert page.count == 3


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_pages_over_several_ranges_follow_the_plain_order(families, number):
    plain = list(families)

    page = read(families, number=number)

    assert page.rows == plain[(number - 1) * 2 : number * 2]
    assert number > 5 or page.has_next == (number < 5)


@pytest.mark.parametrize("codes", [SCATTERED, ["53"]])
def test_every_key_leads_to_the_rows_behind_it(families, codes):
    plain = list(in_scope(codes))

    for place, row in enumerate(plain):
        key = f"{row.village_id}~{row.name_key}~{row.pk}"
        assert read(in_scope(codes), number=101, after=key).rows == plain[place + 1 : place + 3]


@pytest.mark.parametrize("after", ["x", "a~b", "5371041001~a~x", "5371041001~a~1~2", "~~", "a~b~" + "9" * 30])
def test_a_key_that_cannot_be_one_is_not_found(families, after):
    with pytest.raises(Http404):
        _ = read(families, number=101, after=after).rows


def test_a_descending_list_goes_on_below_its_key(families):
    order = ("-head_name", "-pk")
    plain = list(Family.objects.order_by(*order))

    page = Page(
        Family.objects.order_by(*order),
        number=101,
        after=f"{plain[2].head_name}~{plain[2].pk}",
        per_page=2,
        order=order,
    )

    assert page.rows == plain[3:5]


def test_a_page_over_several_ranges_asks_once_for_rows_and_once_for_their_number(families, django_assert_num_queries):
    page = read(families)

    with django_assert_num_queries(2):
        assert page.rows
        assert page.count == 9


def test_counts_stop_at_what_is_exact(families):
    page = Page(families, number=1, after="", per_page=2, order=ORDER, exact=5)

    assert page.count == 6
    assert page.is_capped


def test_an_empty_list_has_no_page(families):
    page = read(families.none())

    assert page.rows == []
    assert page.count == 0
    assert (page.start_index, page.end_index, page.has_previous) == (0, 0, False)


def test_a_key_beyond_the_scope_has_no_rows(families):
    assert read(families, number=101, after="9999999999~a~1").rows == []
