"""How places nest, and who sees which rows."""

import itertools

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import roles
from members.models import Family
from regions.models import Dusun, Region
from regions.scope import Place, Scope, condition, scope_of, sees_whole, successor
from tests.factories import AssignmentFactory, DusunFactory, FamilyFactory, GroupFactory, UserFactory, village

CODES = st.sampled_from(["2", "4", "6", "10"]).flatmap(lambda n: st.from_regex(rf"\A[1-9][0-9]{{{int(n) - 1}}}\Z"))


@pytest.mark.parametrize(("code", "after"), [("5371", "5372"), ("5379", "537:"), ("53", "54"), ("99", "9:")])
def test_successor_is_the_first_code_after_everything_below(code, after):
    assert successor(code) == after


def test_touching_and_nested_codes_become_one_range():
    assert Scope.of({"5371", "5372", "537101"}).ranges == (("5371", "5373"),)


def test_practice_regions_are_outside_the_nation():
    assert "0053710001" not in Scope.nation()
    assert "9604012003" in Scope.nation()


@given(codes=st.sets(CODES, max_size=8), row=CODES)
def test_a_scope_holds_a_code_exactly_when_one_of_its_codes_is_a_prefix(codes, row):
    assert (row in Scope.of(codes)) == any(row.startswith(code) for code in codes)


@given(codes=st.sets(CODES, min_size=1, max_size=8))
def test_ranges_are_sorted_and_never_touch(codes):
    ranges = Scope.of(codes).ranges

    assert all(low < high for low, high in ranges)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ranges))


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(codes=st.sets(st.sampled_from(["53", "5371", "537104", "5371041002", "5301012001", "73"]), max_size=4))
def test_the_database_agrees_with_the_scope(db, codes):
    for code in ("5371041001", "5371041002", "5301012001", "7371011001"):
        village(code)

    found = set(Region.objects.filter(Scope.of(codes).q("code")).values_list("code", flat=True))

    assert found == {code for code in Region.objects.values_list("code", flat=True) if code in Scope.of(codes)}


def test_one_national_place_makes_the_scope_the_nation():
    assert scope_of([Place("region", "5371"), Place("nation")]) == Scope.nation()


@pytest.mark.django_db
class TestVisibleTo:
    def test_no_assignment_sees_nothing(self):
        FamilyFactory()

        assert not Family.objects.visible_to(UserFactory(), "members.view_family").exists()

    def test_a_model_without_the_kind_of_place_shows_nothing_for_it(self):
        FamilyFactory()

        assert not Family.objects.filter(condition([Place("group", "x")], Family.SCOPE)).exists()

    def test_rights_of_two_assignments_do_not_cross(self):
        here, there = FamilyFactory(), FamilyFactory(village=village("5371041002"))
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, task="posyandu", region_code=here.village_id)
        AssignmentFactory(user=user, role=roles.PKB, region_code=there.village_id)

        both = Family.objects.visible_to(user, "members.view_family")
        reveals = Family.objects.visible_to(user, "members.reveal_identity")

        assert set(both) == {here, there}
        assert set(reveals) == {there}
        assert user.has_perm("members.reveal_identity", there)
        assert not user.has_perm("members.reveal_identity", here)

    def test_a_district_sees_its_villages_and_not_the_next(self):
        ours = [FamilyFactory(village=village(code)) for code in ("5371041001", "5371041010")]
        FamilyFactory(village=village("5371051001"))
        user = AssignmentFactory(role=roles.PKB, region_code="537104").user

        assert set(Family.objects.visible_to(user, "members.view_family")) == set(ours)

    def test_a_dusun_opens_its_own_village_in_pickers_and_no_more(self):
        dusun = DusunFactory()
        village("5371041002")
        user = AssignmentFactory(role=roles.KADER, place_kind="dusun", place_key=str(dusun.pk)).user

        assert [r.code for r in Region.objects.visible_to(user, "members.add_family")] == [dusun.village_id]
        assert list(Dusun.objects.visible_to(user, "members.add_family")) == [dusun]
        assert not sees_whole(user, "members.add_family", dusun.village_id)

    def test_a_group_opens_its_own_village_in_pickers(self):
        group = GroupFactory()
        user = AssignmentFactory(role=roles.KADER, place_kind="group", place_key=str(group.public_id)).user

        assert [r.code for r in Region.objects.visible_to(user, "groups.view_group")] == [group.village_id]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "codes", [["5371"], ["5371", "3171", "7371"], [f"5371{n:02d}1001" for n in (1, 9, 17, 25, 33, 41, 49)]]
)
def test_a_scoped_list_walks_its_own_index(codes):
    user = UserFactory()
    for code in codes:
        AssignmentFactory(user=user, role=roles.OPD if len(code) == 4 else roles.PKB, region_code=code)
    rows = Family.objects.visible_to(user, "members.view_family").order_by("village_id", "name_key", "pk")[:26]

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics: an empty table is read as a whole")

    plan = rows.explain()

    assert "family_list" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.django_db
@pytest.mark.parametrize("codes", [["5371041001", "5301012001"], ["5371041001", "5371041002"], ["5371041001", "5301"]])
def test_the_regions_of_a_scope_are_its_villages_and_what_lies_below(codes):
    for code in ("5371041001", "5371041002", "5371011001", "5301012001"):
        village(code)
    inside = Scope.of(codes)

    seen = set(Region.objects.filter(inside.q_of_regions()).values_list("pk", flat=True))

    assert seen == {code for code in Region.objects.values_list("pk", flat=True) if code in inside}
