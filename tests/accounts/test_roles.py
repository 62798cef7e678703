"""Who may do what: the programme's table, and rights that never leave their assignment."""

import datetime
from importlib import import_module

import pytest
import time_machine
from django.contrib.auth.models import Permission

from accounts import roles
from members.models import Family
from regions.scope import DUSUN, FAMILY, GROUP, REGION, Place
from tests.factories import AssignmentFactory, DusunFactory, FamilyFactory, GroupFactory, UserFactory, village

ALL = set(roles.ROLES)
#: The task or office with which a role may most.
FULL = {roles.KADER: "ppkbd", roles.PENGURUS: "ketua"}

TABLE = [
    ("groups.view_group", ALL),
    ("groups.view_register", ALL),
    ("groups.add_group", {roles.KADER, roles.PKB, roles.OPD}),
    ("groups.change_group", {roles.PENGURUS, roles.KADER, roles.PKB, roles.OPD}),
    ("groups.change_membership", {roles.KADER, roles.PKB, roles.OPD}),
    ("groups.change_books", {roles.PENGURUS, roles.KADER, roles.PKB}),
    ("groups.view_roll", {roles.PENGURUS, roles.KADER, roles.PKB, roles.OPD}),
    ("groups.export_group", {roles.PKB, roles.OPD, roles.PROVINSI, roles.PUSAT}),
    ("groups.activate_group", {roles.PKB, roles.OPD}),
    ("groups.record_meeting", {roles.PENGURUS, roles.KADER, roles.PKB}),
    ("groups.submit_register", {roles.PENGURUS, roles.KADER, roles.PKB}),
    ("groups.verify_register", {roles.PKB}),
    ("groups.return_register", {roles.PKB, roles.OPD}),
    ("groups.close_month", {roles.OPD}),
    ("members.view_family", {roles.KADER, roles.PKB, roles.OPD}),
    ("members.view_person", {roles.KADER, roles.PKB, roles.OPD}),
    ("members.change_person", {roles.KADER, roles.PKB, roles.OPD}),
    ("members.import_families", {roles.PKB, roles.OPD}),
    ("members.view_person_masked", {roles.PROVINSI, roles.PUSAT, roles.ADMIN}),
    ("members.view_health", {roles.KADER, roles.PKB, roles.OPD}),
    ("members.change_health", {roles.KADER, roles.PKB}),
    ("members.reveal_identity", {roles.PKB, roles.OPD}),
    ("members.export_family", {roles.PKB, roles.OPD}),
    ("members.export_identity", {roles.OPD}),
    ("accounts.manage_user", {roles.PKB, roles.OPD, roles.ADMIN}),
    ("accounts.view_personaldataaccess", {roles.OPD, roles.ADMIN}),
    ("core.change_datedsetting", {roles.ADMIN}),
    ("auditlog.view_logentry", {roles.ADMIN}),
]


@pytest.mark.parametrize(("permission", "holders"), TABLE)
def test_permission_belongs_to_these_roles_alone(permission, holders):
    assert {role for role in ALL if permission in roles.permissions_of(role, FULL.get(role, ""))} == holders


@pytest.mark.parametrize(
    ("task", "place", "sees"),
    [
        ("ppkbd", REGION, True),
        ("ppkbd", DUSUN, True),
        ("tpk", REGION, False),
        ("tpk", DUSUN, False),
        ("tpk", FAMILY, True),
        ("posyandu", REGION, False),
        ("posyandu", FAMILY, False),
        ("", REGION, False),
    ],
)
def test_a_kader_sees_health_only_where_her_task_needs_it(task, place, sees):
    permissions = roles.permissions_of(roles.KADER, task, place)

    assert ("members.view_health" in permissions) is sees
    assert ("members.change_health" in permissions) is sees


@pytest.mark.parametrize(
    ("office", "hands_in"), [("ketua", True), ("sekretaris", True), ("bendahara", False), ("", False)]
)
def test_the_treasurer_records_and_neither_hands_in_nor_edits_the_card(office, hands_in):
    permissions = roles.permissions_of(roles.PENGURUS, office, GROUP)

    assert ("groups.submit_register" in permissions) is hands_in
    assert ("groups.change_group" in permissions) is hands_in
    assert {"groups.record_meeting", "groups.change_books", "groups.view_roll"} <= permissions


def test_a_committee_sees_nothing_of_families():
    permissions = roles.permissions_of(roles.PENGURUS, "ketua", GROUP)

    assert {name for name in permissions if not name.startswith("groups.")} == set()


def test_staff_from_the_regency_upwards_needs_a_second_factor():
    assert {role.key for role in roles.ROLES.values() if role.needs_second_factor} == ALL - {
        roles.PENGURUS,
        roles.KADER,
        roles.PKB,
    }


@pytest.mark.parametrize(
    ("role", "given"),
    [
        (roles.PENGURUS, set()),
        (roles.KADER, set()),
        (roles.PKB, {roles.KADER, roles.PENGURUS}),
        (roles.OPD, {roles.PKB, roles.KADER, roles.PENGURUS}),
        (roles.PROVINSI, set()),
        (roles.PUSAT, set()),
        (roles.ADMIN, ALL),
    ],
)
def test_role_gives_these_roles(role, given):
    assert set(roles.ROLES[role].manages) == given


@pytest.mark.django_db
def test_every_permission_of_a_role_is_declared_by_a_model():
    declared = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    used = set().union(*(role.permissions for role in roles.ROLES.values()))

    assert used <= declared, used - declared


@pytest.mark.django_db
class TestAssignments:
    def test_kader_of_a_dusun_who_is_pkb_elsewhere_verifies_nothing_at_home(self):
        dusun = DusunFactory()
        here = GroupFactory(village=dusun.village, dusun=dusun)
        there = GroupFactory(village=village("5371041002"))
        user = UserFactory()
        AssignmentFactory(
            user=user,
            role=roles.KADER,
            place_kind="dusun",
            place_key=str(dusun.pk),
            region_code=dusun.village_id,
        )
        AssignmentFactory(user=user, role=roles.PKB, region_code=there.village_id)

        assert user.has_perm("groups.view_group", here)
        assert not user.has_perm("groups.verify_register", here)
        assert not user.has_perm("groups.activate_group", here)
        assert user.has_perm("groups.activate_group", there)

    def test_kader_of_a_dusun_sees_her_dusun_and_not_the_village(self):
        dusun = DusunFactory()
        ours = FamilyFactory(village=dusun.village, dusun=dusun)
        FamilyFactory(village=dusun.village)
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, place_kind="dusun", place_key=str(dusun.pk))

        assert list(Family.objects.visible_to(user, "members.view_family")) == [ours]

    @pytest.mark.parametrize(
        "dates",
        [
            {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 11, 9)},
            {"starts_on": datetime.date(2026, 11, 11)},
        ],
        ids=["expired", "future"],
    )
    def test_outside_its_dates_gives_nothing(self, dates):
        user = AssignmentFactory(region_code=village().code, **dates).user

        with time_machine.travel(datetime.datetime(2026, 11, 10, 4, tzinfo=datetime.UTC)):
            assert user.places("groups.view_group") == []
            assert not user.has_perm("groups.view_group")

    def test_on_its_last_day_still_holds(self):
        user = AssignmentFactory(region_code=village().code, ends_on=datetime.date(2026, 11, 10)).user

        with time_machine.travel(datetime.datetime(2026, 11, 10, 4, tzinfo=datetime.UTC)):
            assert user.places("groups.view_group") == [Place("region", "5371041001")]

    def test_an_ended_one_gives_nothing_from_that_moment(self):
        row = AssignmentFactory(region_code=village().code)
        row.ended_at, row.ended_by = datetime.datetime(2026, 11, 10, tzinfo=datetime.UTC), row.user
        row.save()

        assert row.user.places("groups.view_group") == []

    @pytest.mark.parametrize(
        ("code", "begun"),
        [("9171011001", True), ("5371041001", True), ("3171011001", False)],
        ids=["WIT", "WITA", "WIB"],
    )
    def test_the_day_begins_where_the_place_is(self, code, begun):
        """16.30 UTC on the 9th is half past midnight on the 10th in WITA and WIT, and 23.30 on the 9th in WIB."""
        user = AssignmentFactory(region_code=code, starts_on=datetime.date(2026, 11, 10)).user

        with time_machine.travel(datetime.datetime(2026, 11, 9, 16, 30, tzinfo=datetime.UTC)):
            assert bool(user.places("groups.view_group")) is begun

    def test_an_account_that_is_switched_off_may_nothing(self, home_village):
        user = AssignmentFactory(region_code=home_village.code, user__is_active=False).user

        assert not user.has_perm("groups.view_group")
        assert user.get_all_permissions() == set()

    def test_a_flag_on_the_account_opens_no_rows(self, home_village):
        FamilyFactory()
        user = UserFactory(is_staff=True, is_superuser=True)

        assert not Family.objects.visible_to(user, "members.view_family").exists()
        assert not user.is_administrator


def test_no_backend_of_the_library_grants_anything():
    backends = import_module("uppka.settings").AUTHENTICATION_BACKENDS

    assert backends == ["accounts.backends.AssignmentBackend", "accounts.backends.SignInBackend"]
