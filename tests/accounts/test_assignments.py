"""Assignments: given and ended by those who may, never to oneself."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from accounts import roles
from accounts.errors import AccountError
from accounts.services import add_assignment, end_assignment
from members.models import Family
from tests.factories import AssignmentFactory, FamilyFactory, officer_at, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(home_village):
    return officer_at(roles.KADER, home_village.code, name="Ina Setempat")


def create_url(user):
    return reverse("accounts:assignment_create", args=[user.public_id])


def end_url(row):
    return reverse("accounts:assignment_end", args=[row.public_id])


def kader_in(code, **changes):
    return {
        "role": roles.KADER,
        "region_code": code,
        "task": "tpk",
        "starts_on": "2026-11-01",
        "request_id": str(uuid.uuid4()),
        **changes,
    }


class TestCreate:
    def test_opd_gives_a_second_place(self, client, regency_staff, colleague):
        village("5371041002")
        client.force_login(regency_staff)

        response = client.post(create_url(colleague), kader_in("5371041002"))

        assertRedirects(response, colleague.get_absolute_url())
        assert {row.region_code for row in colleague.assignments.all()} == {"5371041001", "5371041002"}
        assertContains(client.get(colleague.get_absolute_url()), "Memberi peran Kader di Oetete, Kota Kupang.")

    def test_a_pkb_gives_nothing_outside_her_village(self, client, officer, colleague):
        village("5371041002")
        client.force_login(officer)

        response = client.post(create_url(colleague), kader_in("5371041002"))

        assert list(response.context["form"].errors) == ["region_code"]
        assert colleague.assignments.count() == 1

    @pytest.mark.parametrize(
        ("role", "code"),
        [(roles.PKB, "5371041001"), (roles.OPD, "5371"), (roles.ADMIN, ""), (roles.KADER, "5371041002")],
    )
    def test_the_service_itself_refuses_what_a_pkb_may_not_give(self, officer, colleague, role, code):
        village("5371041002")
        changes = {"role": role, "region_code": code, "task": "tpk", "starts_on": datetime.date(2026, 11, 1)}

        with pytest.raises(AccountError):
            add_assignment(colleague.pk, by=officer, request_id=uuid.uuid4(), changes=changes)

    def test_nobody_gives_herself_a_role(self, client, regency_staff):
        client.force_login(regency_staff)
        changes = {"role": roles.PKB, "region_code": "537104", "starts_on": datetime.date(2026, 11, 1)}

        assert client.get(create_url(regency_staff)).status_code == 404
        with pytest.raises(AccountError):
            add_assignment(regency_staff.pk, by=regency_staff, request_id=uuid.uuid4(), changes=changes)

    def test_the_same_role_at_the_same_place_is_held_once(self, client, officer, colleague):
        client.force_login(officer)

        response = client.post(create_url(colleague), kader_in("5371041001"))

        assertContains(response, "sudah dipegang")
        assert colleague.assignments.count() == 1

    def test_a_right_that_ended_yesterday_gives_nothing_today(self, client, officer, colleague):
        officer.assignments.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
        client.force_login(officer)

        assert client.get(create_url(colleague)).status_code == 404

    def test_a_foreign_account_does_not_exist(self, client, officer):
        client.force_login(officer)

        assert client.get(create_url(officer_at(roles.KADER, "5301012001"))).status_code == 404

    def test_posted_twice_writes_once_and_other_content_is_refused(self, client, regency_staff, colleague):
        village("5371041002")
        village("5371041003")
        client.force_login(regency_staff)
        data = kader_in("5371041002")

        client.post(create_url(colleague), data)
        client.post(create_url(colleague), data)
        other = client.post(create_url(colleague), data | {"region_code": "5371041003"})

        assert colleague.assignments.count() == 2
        assertContains(other, "sudah pernah dikirim dengan isi lain")
        assert other.context["form"]["region_code"].value() == "5371041003"


class TestEnd:
    def data(self, **changes):
        return {"reason": "Pindah ke Atambua", "request_id": str(uuid.uuid4()), **changes}

    def test_takes_the_rights_at_once_and_keeps_the_account_readable(self, client, officer, colleague):
        FamilyFactory()
        client.force_login(officer)

        response = client.post(end_url(colleague.assignments.get()), self.data())

        assertRedirects(response, colleague.get_absolute_url())
        row = colleague.assignments.get()
        assert (row.ended_by, row.end_reason, row.state) == (officer, "Pindah ke Atambua", "over")
        assert not Family.objects.visible_to(type(colleague).objects.get(pk=colleague.pk), "members.view_family")
        assertContains(client.get(colleague.get_absolute_url()), "Pindah ke Atambua")

    def test_one_that_has_not_begun_keeps_its_dates(self, officer, colleague):
        later = timezone.localdate() + datetime.timedelta(days=30)
        colleague.assignments.update(starts_on=later)

        row = end_assignment(colleague.assignments.get().pk, by=officer, request_id=None, reason="Batal")

        assert (row.starts_on, row.ends_on, row.state) == (later, None, "over")

    def test_needs_a_reason(self, client, officer, colleague):
        client.force_login(officer)

        response = client.post(end_url(colleague.assignments.get()), self.data(reason=""))

        assert list(response.context["form"].errors) == ["reason"]
        assert colleague.assignments.get().ended_at is None

    def test_her_own_her_superiors_and_her_peers_are_out_of_reach(self, client, officer, regency_staff, home_village):
        peer = officer_at(roles.PKB, home_village.code)
        client.force_login(officer)

        for user in (officer, regency_staff, peer):
            row = user.assignments.get()
            assert client.post(end_url(row), self.data()).status_code == 404
            with pytest.raises(AccountError):
                end_assignment(row.pk, by=officer, request_id=None, reason="Mau saya")

    def test_an_assignment_elsewhere_does_not_exist_even_of_someone_she_sees(self, client, officer, colleague):
        elsewhere = AssignmentFactory(user=colleague, role=roles.KADER, region_code=village("5371041002").code)
        client.force_login(officer)

        assert client.get(end_url(elsewhere)).status_code == 404

    def test_twice_with_one_id_writes_once_and_again_is_refused(self, client, officer, colleague):
        client.force_login(officer)
        row, data = colleague.assignments.get(), self.data()

        first, second = client.post(end_url(row), data), client.post(end_url(row), data)
        again = client.post(end_url(row), self.data())

        assert first.url == second.url
        assertContains(again, "sudah berakhir")
