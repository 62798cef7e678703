"""The admin site: for administrators, with what support needs, people masked."""

import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import personal_data, roles
from accounts.models import User
from tests.factories import (
    AssignmentFactory,
    FamilyFactory,
    GroupFactory,
    PersonFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db


def changelist(model):
    return reverse(f"admin:{model.replace('.', '_')}_changelist")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_signing_in_goes_through_the_one_door(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.request["PATH_INFO"] == reverse("account_login")


@pytest.mark.parametrize("who", ["kader", "officer", "regency_staff", "province_staff", "centre_staff"])
def test_for_other_roles_it_does_not_exist(client, who, request):
    client.force_login(request.getfixturevalue(who))

    for name in ("admin:index", "admin:login", "admin:accounts_user_changelist"):
        assert client.get(reverse(name)).status_code == 404


def test_a_flag_on_the_account_is_no_key(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:index")).status_code == 404


def test_an_assignment_that_ended_is_no_key(client, administrator):
    administrator.assignments.update(ends_on="2026-02-01")
    client.force_login(administrator)

    assert client.get(reverse("admin:index")).status_code == 404


def test_asks_for_a_second_factor(client, home_village):
    client.force_login(officer_at(roles.ADMIN, "", username="admin.baru"))

    assertRedirects(client.get(reverse("admin:index")), reverse("mfa_activate_totp"), fetch_redirect_response=False)


def test_shows_only_what_our_rooms_declare():
    ours = {"accounts", "auditlog", "core", "groups", "members", "regions"}

    assert {model._meta.app_label for model in admin.site._registry} == ours


def test_every_list_opens(client, administrator):
    client.force_login(administrator)

    for model in admin.site._registry:
        assert client.get(changelist(model._meta.label_lower)).status_code == 200, model


def rows_of(label):
    for number in range(4):
        place = village(f"537104{1100 + number}")
        match label:
            case "members.family":
                FamilyFactory(village=place)
            case "members.person":
                PersonFactory(family=FamilyFactory(village=place))
            case "groups.group":
                GroupFactory(village=place)
            case "accounts.user" | "accounts.assignment":
                officer_at(roles.PKB, place.code)
            case "accounts.personaldataaccess":
                personal_data.log(UserFactory(), FamilyFactory(village=place), ["kk_number"], purpose="visit")


@pytest.mark.parametrize(
    "label",
    [
        "members.family",
        "members.person",
        "groups.group",
        "accounts.user",
        "accounts.assignment",
        "accounts.personaldataaccess",
        "auditlog.logentry",
        "regions.dusun",
    ],
)
def test_no_query_per_row(client, administrator, label):
    rows_of(label)
    client.force_login(administrator)

    assert_queries_do_not_grow(lambda: client.get(changelist(label)), lambda: [rows_of(label), rows_of("x")])


class TestPeople:
    @pytest.fixture
    def family(self, home_village):
        return FamilyFactory(village=home_village, head_name="Petrus Nama Jelas", address="Jalan Rahasia 7")

    @pytest.mark.parametrize("label", ["members.family", "members.person"])
    def test_are_initials_in_lists(self, client, administrator, family, label):
        client.force_login(administrator)

        response = client.get(changelist(label))

        assertContains(response, "PJ")
        assertNotContains(response, "Petrus")

    @pytest.mark.parametrize(
        ("label", "question"),
        [
            ("members.person", "name__startswith=Petrus"),
            ("members.person", "nik_hash__startswith=a"),
            ("members.family", "kk_hash__gt=a"),
            ("members.family", "search_key__contains=petrus"),
            ("accounts.user", "password__startswith=pbkdf2"),
            ("auditlog.logentry", "object_repr__startswith=Petrus"),
            ("auditlog.logentry", "content_type__logentry__object_repr__startswith=Petrus"),
        ],
    )
    def test_addresses_answer_no_question_that_the_list_does_not_offer(
        self, client, administrator, family, label, question
    ):
        client.force_login(administrator)

        assert client.get(f"{changelist(label)}?{question}").status_code == 400

    @pytest.mark.parametrize("question", ["is_active__exact=1", "source__exact=manual"])
    def test_lists_answer_the_filters_that_they_offer(self, client, administrator, family, question):
        client.force_login(administrator)

        assert client.get(f"{changelist('members.family')}?{question}").status_code == 200

    def test_are_initials_on_their_pages_titles_and_paths(self, client, administrator, family):
        client.force_login(administrator)

        for row in (family, family.persons.get()):
            response = client.get(page_of(row))
            assertContains(response, "PJ")
            for secret in ("Petrus", "Jalan Rahasia", family.kk_number, row.masked_kk if row == family else row.nik):
                assertNotContains(response, secret)

    def test_are_neither_changed_nor_made_nor_deleted(self, client, administrator, family):
        client.force_login(administrator)

        assert client.post(page_of(family), {"is_active": ""}).status_code == 403
        assert client.get(reverse("admin:members_family_add")).status_code == 403
        assert client.get(reverse("admin:members_family_delete", args=[family.pk])).status_code == 403

    def test_are_not_told_by_the_history_of_rows(self, client, administrator, officer, family):
        family.address = "Jalan Baru 9"
        family.save()
        client.force_login(administrator)

        response = client.get(changelist("auditlog.logentry"))

        assertContains(response, "address")
        for secret in ("Petrus", "Jalan Baru", "Jalan Rahasia"):
            assertNotContains(response, secret)

    def test_of_practice_regions_are_outside_the_nation(self, client, administrator):
        FamilyFactory(village=village("0053711001"), head_name="Latihan Saja")
        client.force_login(administrator)

        assertNotContains(client.get(changelist("members.family")), "LS")


class TestAccounts:
    def test_contact_data_are_corrected(self, client, administrator, officer):
        client.force_login(administrator)
        data = {"name": "Nama Benar", "salutation": "Ibu", "phone": "", "email": "", "is_active": "on"}

        client.post(page_of(officer), data)

        officer.refresh_from_db()
        assert officer.name == "Nama Benar"

    def test_password_roles_and_flags_are_no_fields(self, client, administrator, officer):
        client.force_login(administrator)

        form = client.get(page_of(officer)).context["adminform"].form

        assert set(form.fields) == {"name", "salutation", "phone", "email", "is_active", "must_change_password"}

    def test_nobody_changes_her_own(self, client, administrator):
        client.force_login(administrator)

        assert client.post(page_of(administrator), {"name": "Saya"}).status_code == 403

    def test_are_not_made_here(self, client, administrator):
        client.force_login(administrator)

        assert client.get(reverse("admin:accounts_user_add")).status_code == 403
        assert User.objects.count() == 1

    def test_assignments_are_read_only(self, client, administrator):
        row = AssignmentFactory(region_code=village().code)
        client.force_login(administrator)

        assert client.get(page_of(row)).status_code == 200
        assert client.post(page_of(row), {"role": "admin"}).status_code == 403
