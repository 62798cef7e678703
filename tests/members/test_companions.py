"""The companion team: health of the families that are hers, and of no other."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import Assignment, User
from core.errors import RuleError
from members import housekeeping
from members.models import Family, KbEpisode, Person, Pregnancy
from members.services.companions import add_companion
from regions.models import Region
from tests.factories import (
    AssignmentFactory,
    DusunFactory,
    FamilyFactory,
    KbEpisodeFactory,
    PregnancyFactory,
    UserFactory,
    officer_at,
    village,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
HOME = "5371041001"


@pytest.fixture
def family(home_village):
    return FamilyFactory(village=home_village)


@pytest.fixture
def kader_tpk(home_village):
    user = UserFactory(name="Ina Pendamping", phone="+6281311112222")
    AssignmentFactory(user=user, role=roles.KADER, task=roles.TPK, region_code=HOME)
    return user


def add_url(family):
    return reverse("members:companion_add", args=[family.public_id])


def entrust(family, user, by):
    row = add_companion(family.pk, by=by, request_id=uuid.uuid4(), user_id=user.pk)
    return row, User.objects.get(pk=user.pk)


class TestEntrusting:
    def test_an_officer_chooses_among_the_team_of_the_village(self, client, officer, family, kader_tpk):
        officer_at(roles.KADER, HOME, name="Kader Lain")
        AssignmentFactory(role=roles.KADER, task=roles.TPK, region_code=village("5371041002").code)
        client.force_login(officer)

        choices = list(client.get(add_url(family)).context["form"].fields["user"].queryset)

        assert choices == [kader_tpk]

    def test_the_family_page_names_her(self, client, officer, family, kader_tpk):
        client.force_login(officer)

        response = client.post(add_url(family), {"user": str(kader_tpk.public_id), "request_id": str(uuid.uuid4())})

        assertRedirects(response, family.get_absolute_url())
        page = client.get(family.get_absolute_url())
        assertContains(page, "Pendamping TPK")
        assertContains(page, "Ina Pendamping")
        row = Assignment.objects.get(place_kind="family")
        assert (row.task, row.region_code, row.starts_on) == (roles.TPK, HOME, datetime.date(2026, 11, 24))

    def test_nobody_chosen_is_said_beside_the_field(self, client, officer, family):
        client.force_login(officer)

        assert "user" in client.post(add_url(family), {"user": ""}).context["form"].errors

    def test_who_is_there_already_is_refused(self, officer, family, kader_tpk):
        entrust(family, kader_tpk, officer)

        with pytest.raises(RuleError, match="sudah dipegang"):
            entrust(family, kader_tpk, officer)

    @pytest.mark.parametrize("task", ["ppkbd", "posyandu"])
    def test_no_other_kader(self, officer, family, task):
        other = UserFactory()
        AssignmentFactory(user=other, role=roles.KADER, task=task, region_code=HOME)

        with pytest.raises(RuleError, match="Tim Pendamping"):
            entrust(family, other, officer)

    @pytest.mark.parametrize("who", ["kader", "stranger", "province_staff", "administrator"])
    def test_nobody_else_does_it(self, client, request, family, who):
        client.force_login(request.getfixturevalue(who))

        assert client.get(add_url(family)).status_code == 404

    def test_ended_with_a_reason(self, client, officer, family, kader_tpk):
        row, _user = entrust(family, kader_tpk, officer)
        client.force_login(officer)

        client.post(reverse("members:companion_end", args=[row.public_id]), {"reason": "Pindah tugas"})

        assertNotContains(client.get(family.get_absolute_url()), "Ina Pendamping")
        assert not User.objects.get(pk=kader_tpk.pk).has_perm("members.view_health", family)


class TestScope:
    def test_health_of_her_own_families_alone(self, officer, family, kader_tpk):
        mine, theirs = family.persons.get(), FamilyFactory(village=family.village).persons.get()
        for person in (mine, theirs):
            KbEpisodeFactory(person=person)
            PregnancyFactory(person=person)

        _row, user = entrust(family, kader_tpk, officer)

        for permission in ("members.view_health", "members.change_health"):
            assert list(Person.objects.visible_to(user, permission)) == [mine]
            assert list(Family.objects.visible_to(user, permission)) == [family]
            assert [row.person for row in KbEpisode.objects.visible_to(user, permission)] == [mine]
            assert [row.person for row in Pregnancy.objects.visible_to(user, permission)] == [mine]
        assert Person.objects.visible_to(user, "members.view_person").count() == 2

    def test_its_village_is_a_choice_in_a_picker(self, officer, family, kader_tpk):
        village("5371041002")

        _row, user = entrust(family, kader_tpk, officer)

        assert [region.pk for region in Region.objects.visible_to(user, "members.view_health")] == [HOME]

    @pytest.mark.parametrize(("task", "sees"), [("ppkbd", True), ("tpk", False), ("posyandu", False)])
    @pytest.mark.parametrize("kind", ["region", "dusun"])
    def test_in_a_village_or_dusun_only_the_ppkbd(self, home_village, task, sees, kind):
        dusun = DusunFactory(village=home_village)
        person = FamilyFactory(village=home_village, dusun=dusun).persons.get()
        KbEpisodeFactory(person=person)
        key = str(dusun.pk) if kind == "dusun" else HOME
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, task=task, place_kind=kind, place_key=key, region_code=HOME)

        assert KbEpisode.objects.visible_to(user, "members.view_health").exists() is sees
        assert Person.objects.visible_to(user, "members.view_person").exists()

    def test_the_tab_is_there_for_her_family_alone(self, client, officer, family, kader_tpk):
        other = FamilyFactory(village=family.village)
        _row, user = entrust(family, kader_tpk, officer)
        client.force_login(user)

        for row, status in ((family, 200), (other, 404)):
            assert client.get(reverse("members:family_health", args=[row.public_id])).status_code == status


class TestNight:
    def follow(self, time_machine):
        time_machine.move_to("2026-11-25 08:00")
        housekeeping.follow_families()
        housekeeping.follow_families()

    @pytest.mark.parametrize(
        "change", [{"is_active": False, "inactive_reason": "pindah"}, {"village_id": "5371041002"}]
    )
    def test_it_ends_with_a_family_that_left(self, officer, family, kader_tpk, time_machine, change):
        village("5371041002")
        row, _user = entrust(family, kader_tpk, officer)
        Family.objects.filter(pk=family.pk).update(**change)

        self.follow(time_machine)

        row.refresh_from_db()
        assert row.state == Assignment.State.OVER
        assert row.end_reason == "Keluarga ini tidak lagi di wilayahnya."

    def test_it_goes_with_a_family_that_was_merged(self, officer, family, kader_tpk, time_machine):
        kept = FamilyFactory(village=family.village)
        row, user = entrust(family, kader_tpk, officer)
        Family.objects.filter(pk=family.pk).update(is_active=False, inactive_reason="ganda", merged_into=kept)

        self.follow(time_machine)

        assert User.objects.get(pk=user.pk).has_perm("members.view_health", kept)
        row.refresh_from_db()
        assert row.state == Assignment.State.CURRENT

    def test_it_stays_with_a_family_that_stays(self, officer, family, kader_tpk, time_machine):
        row, _user = entrust(family, kader_tpk, officer)

        self.follow(time_machine)

        row.refresh_from_db()
        assert row.state == Assignment.State.CURRENT
