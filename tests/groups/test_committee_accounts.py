"""Accounts for a committee: made from its page, for the group alone, ended with the post."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import Assignment, User
from core.errors import Resubmitted
from groups import housekeeping
from groups.models import CommitteePost, Group
from groups.services import accounts as services
from groups.services.membership import end_post, fill_post
from members.models import Family, Person
from regions.scope import Place
from tests.factories import CommitteePostFactory, GroupFactory, UserFactory, officer_at, village

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, members=3, members__person__phone="+6281234567890")


@pytest.fixture
def chair(group):
    return group.posts.get()


def page(group, slot="chair"):
    return reverse("groups:account_create", args=[group.public_id, slot])


def typed(**more):
    person = {"name": "Bertha Nalle", "salutation": "Ibu", "username": "bertha.nalle", "phone": "0813 3333 4444"}
    return {**person, "email": "", "request_id": str(uuid.uuid4()), **more}


def changes(**more):
    return {
        "name": "Bertha Nalle",
        "salutation": "Ibu",
        "username": "bertha.nalle",
        "phone": None,
        "email": None,
        **more,
    }


def made(post, by, **more):
    user, _code = services.create_account(post.pk, by=by, request_id=uuid.uuid4(), changes=changes(**more))
    return user


class TestMaking:
    def test_the_form_proposes_who_she_is(self, client, officer, group, chair):
        Person.objects.filter(pk=chair.person_id).update(name="Bertha Nalle")
        UserFactory(username="bertha.nalle")
        client.force_login(officer)

        form = client.get(page(group)).context["form"]

        assert form["name"].value() == "Bertha Nalle"
        assert form["username"].value() == "bertha.nalle2"
        assert form["phone"].value() == "0812-3456-7890"

    def test_an_officer_makes_it_and_hands_over_a_code(self, client, officer, group, chair):
        client.force_login(officer)

        response = client.post(page(group), typed(), follow=True)

        user = User.objects.get(username="bertha.nalle")
        assertRedirects(response, user.get_absolute_url())
        assert len(response.context["one_time_code"].replace(" ", "")) == 8
        row = user.assignments.get()
        assert (row.role, row.task, row.region_code) == (roles.PENGURUS, "ketua", group.village_id)
        assert row.place == Place("group", str(group.public_id))
        assert CommitteePost.objects.get(pk=chair.pk).assignment == row
        assertContains(response, f"{group.name}, Oebobo, Kota Kupang")

    def test_the_committee_page_leads_to_it_and_then_to_the_account(self, client, officer, group, chair):
        client.force_login(officer)
        committee = reverse("groups:committee", args=[group.public_id])
        assertContains(client.get(committee), page(group))

        user = made(chair, officer)

        assertContains(client.get(committee), user.get_absolute_url())
        assertNotContains(client.get(committee), page(group))

    def test_an_account_with_her_number_is_used_again(self, client, officer, group, chair):
        known = officer_at(roles.KADER, group.village_id, username="berta", phone="+6281234567890")
        client.force_login(officer)
        assertContains(client.get(page(group)), "Pakai akun")

        client.post(page(group), {"account": str(known.pk), "request_id": str(uuid.uuid4())})

        assert {row.role for row in known.assignments.all()} == {roles.KADER, roles.PENGURUS}
        assert not User.objects.filter(username="bertha.nalle").exists()

    def test_an_account_of_another_place_is_not_offered(self, client, officer, group, chair):
        stranger = officer_at(roles.KADER, "5301012001", phone="+6281234567890")
        client.force_login(officer)

        response = client.post(page(group), typed(account=str(stranger.pk)))

        assert not stranger.assignments.filter(role=roles.PENGURUS).exists()
        assert response.status_code == 302, "the choice is not known to the form, which makes a new account"

    def test_a_taken_name_is_said_beside_its_field_and_nothing_is_lost(self, client, officer, group, chair):
        UserFactory(username="bertha.nalle")
        client.force_login(officer)

        response = client.post(page(group), typed())

        assert "username" in response.context["form"].errors
        assertContains(response, "0813 3333 4444")

    def test_sent_twice_is_made_once(self, officer, chair):
        request_id = uuid.uuid4()

        first = services.create_account(chair.pk, by=officer, request_id=request_id, changes=changes())
        second = services.create_account(chair.pk, by=officer, request_id=request_id, changes=changes())

        assert first[0] == second[0]
        assert (len(first[1]), second[1]) == (8, "")
        with pytest.raises(Resubmitted):
            services.create_account(chair.pk, by=officer, request_id=request_id, changes=changes(name="Lain"))

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda post: CommitteePost.objects.filter(pk=post.pk).update(to_on=TODAY), id="former"),
            pytest.param(lambda post: CommitteePost.objects.filter(pk=post.pk).update(post="kader"), id="kader"),
            pytest.param(lambda post: Group.objects.update(state="inactive", state_reason="x"), id="inactive group"),
            pytest.param(lambda post: made(post, post.officer, username="sudah.ada"), id="has one"),
        ],
    )
    def test_only_for_who_holds_an_office_without_account(self, officer, chair, spoil):
        chair.officer = officer
        spoil(chair)

        with pytest.raises(Exception, match=r"Akun dibuat|tidak dipegang|sudah punya"):
            made(chair, officer)

    @pytest.mark.parametrize("who", ["kader", "province_staff", "centre_staff", "administrator", "stranger"])
    def test_nobody_else_makes_one(self, client, request, group, chair, who):
        client.force_login(request.getfixturevalue(who))

        assert client.post(page(group), typed()).status_code == 404

    @pytest.mark.parametrize("slot", ["secretary", "kader-1", "nothing"])
    def test_a_vacant_place_has_no_account(self, client, officer, group, slot):
        client.force_login(officer)

        assert client.get(page(group, slot)).status_code == 404


class TestWhatSheSees:
    def test_her_group_and_nothing_of_families(self, officer, group, chair):
        beside = GroupFactory(village=group.village, members=1)
        user = made(chair, officer)

        assert list(Group.objects.visible_to(user, "groups.view_group")) == [group]
        assert not user.has_perm("groups.view_group", beside)
        assert not Family.objects.visible_to(user, "members.view_family").exists()
        assert not Person.objects.visible_to(user, "members.view_person").exists()

    def test_names_without_numbers_pages_or_the_card_on_paper(self, client, officer, group, chair):
        user = made(chair, officer)
        member = group.memberships.get(number=2).person
        client.force_login(user)

        response = client.get(reverse("groups:members", args=[group.public_id]))

        assertContains(response, member.name)
        assertNotContains(response, str(member.public_id))
        assertNotContains(response, member.masked_nik)
        assertNotContains(response, "0812-3456-7890")
        assert client.get(reverse("groups:card_pdf", args=[group.public_id])).status_code == 404
        assert client.get(reverse("members:person_detail", args=[member.public_id])).status_code == 404

    def test_the_committees_numbers_are_hers_to_call(self, client, officer, group, chair):
        client.force_login(made(chair, officer))

        assertContains(client.get(reverse("groups:committee", args=[group.public_id])), "0812-3456-7890")


class TestEnd:
    def test_with_the_post_at_once(self, officer, chair):
        user = made(chair, officer)

        end_post(chair.pk, by=officer, version=chair.version, request_id=uuid.uuid4(), to_on=TODAY)

        row = Assignment.objects.get(user=user)
        assert (row.state, row.ended_by, row.end_reason) == (
            Assignment.State.OVER,
            officer,
            "Jabatan di kelompok berakhir.",
        )

    def test_with_a_successor(self, officer, group, chair):
        user = made(chair, officer)
        successor = group.memberships.get(number=2).person

        fill_post(
            group.pk,
            by=officer,
            request_id=uuid.uuid4(),
            post="chair",
            replaces_id=chair.pk,
            version=chair.version,
            changes={"person": successor, "from_on": TODAY, "trainings": [], "is_untrained": True},
        )

        assert not User.objects.get(pk=user.pk).places("groups.view_group")
        assert made(group.posts.get(to_on=None), officer, username="pengganti").places("groups.view_group")

    def test_of_a_post_that_ended_beside_its_page_by_night(self, officer, chair, time_machine):
        user = made(chair, officer)
        stays = CommitteePostFactory(group=chair.group, post="treasurer", person=chair.group.memberships.last().person)
        keeper = made(stays, officer, username="bendahara")
        CommitteePost.objects.filter(pk=chair.pk).update(to_on=TODAY)
        time_machine.move_to("2026-11-26 08:00")

        housekeeping.end_accounts_of_former_committees()
        housekeeping.end_accounts_of_former_committees()

        row = Assignment.objects.get(user=user)
        assert (row.state, row.ends_on) == (Assignment.State.OVER, datetime.date(2026, 11, 25))
        assert User.objects.get(pk=keeper.pk).places("groups.view_group")


def test_the_list_of_accounts_gives_no_committee(client, officer):
    village("5371041002")
    client.force_login(officer)
    sent = typed(role=roles.PENGURUS, region_code="5371041001", starts_on="2026-11-24")

    response = client.post(reverse("accounts:user_create"), sent)

    assert "role" in response.context["form"].errors
    assert not User.objects.filter(username="bertha.nalle").exists()
