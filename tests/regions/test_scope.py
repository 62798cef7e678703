import pytest

from accounts import roles
from members.models import Family
from regions.scope import Scope, successor
from tests.factories import AssignmentFactory, FamilyFactory, UserFactory, village


@pytest.mark.parametrize(("code", "after"), [("5371", "5372"), ("5379", "537:"), ("53", "54")])
def test_successor_is_the_first_code_after_everything_below(code, after):
    assert successor(code) == after


def test_touching_and_nested_codes_become_one_range():
    assert Scope.of({"5371", "5372", "537101"}).ranges == (("5371", "5373"),)


def test_practice_regions_are_outside_the_nation():
    assert "0053710001" not in Scope.nation()
    assert "9604012003" in Scope.nation()


@pytest.mark.django_db
def test_no_assignment_sees_nothing():
    FamilyFactory()
    assert not Family.objects.visible_to(UserFactory(), "members.view_family").exists()


@pytest.mark.django_db
def test_rights_of_two_assignments_do_not_cross():
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
