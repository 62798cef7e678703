"""Practice: the same rooms in a region that is on no map, with nothing real in sight and nothing counted."""

import datetime
import io
import zipfile

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import practice, roles
from accounts.models import Assignment, PersonalDataAccess, User
from accounts.queries import files_visible_to
from core.dates import Month
from core.models import Attachment
from groups import coaching_queries, coverage_queries, late_queries
from groups.models import Group, Register
from members.models import Family, KbEpisode, Person
from regions.models import Region
from regions.scope import Place, Scope
from tests.conftest import with_second_factor
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    DusunFactory,
    FamilyFactory,
    GroupFactory,
    LateEntryFactory,
    PersonFactory,
    RegisterFactory,
    UserFactory,
    officer_at,
    village,
)
from uppka.demo.practice import write_practice

pytestmark = pytest.mark.django_db
BANNER = "Mode latihan: data ini bukan data sebenarnya."
ON, OFF = "accounts:practice_on", "accounts:practice_off"


@pytest.fixture
def region(monkeypatch):
    """The practice region with fewer families, written in a moment."""
    monkeypatch.setattr("uppka.demo.practice.FAMILIES", 15)
    write_practice()


@pytest.fixture
def practising(client, region):
    """Sign in and switch practice on."""

    def begin(user):
        owes = user.needs_second_factor and not user.has_second_factor
        client.force_login(with_second_factor(user) if owes else user)
        client.post(reverse(ON))
        user = User.objects.get(pk=user.pk)
        user.is_practising = True
        return user

    return begin


class TestPlaces:
    @pytest.mark.parametrize(
        ("role", "code", "place"),
        [
            (roles.PUSAT, "", Place("region", "00")),
            (roles.PROVINSI, "53", Place("region", "00")),
            (roles.OPD, "5371", Place("region", "0001")),
            (roles.PKB, "537104", Place("region", "000101")),
            (roles.PKB, "5371041001", Place("region", "0001011001")),
            (roles.KADER, "5301012001", Place("region", "0001012003")),
        ],
    )
    def test_each_level_practises_at_its_own(self, role, code, place):
        user = officer_at(role, code)
        user.is_practising = True

        assert user.places("groups.view_group") == [place]

    @pytest.mark.parametrize(
        ("role", "task", "kind", "key"),
        [
            (roles.PENGURUS, "ketua", "group", practice.GROUP_ID),
            (roles.KADER, "tpk", "family", practice.FAMILY_ID),
        ],
    )
    def test_a_committee_and_a_companion_have_a_group_and_a_family_there(self, region, role, task, kind, key):
        user = UserFactory()
        AssignmentFactory(user=user, role=role, task=task, place_kind=kind, place_key="x", region_code="5371041001")
        user.is_practising = True
        model, permission = (Group, "groups.view_group") if kind == "group" else (Family, "members.view_family")

        assert [row.public_id for row in model.objects.visible_to(user, permission)] == [key]

    def test_a_kader_of_a_dusun_practises_in_a_dusun(self, region):
        dusun = DusunFactory()
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, place_kind="dusun", place_key=str(dusun.pk))
        user.is_practising = True

        (place,) = user.places("members.view_family")
        families = Family.objects.visible_to(user, "members.view_family")

        assert place.kind == "dusun"
        assert 0 < families.count() < Family.objects.filter(village_id=practice.VILLAGE).count()

    def test_her_own_assignments_stay_as_they_are(self, officer):
        officer.is_practising = True
        assert officer.places("groups.view_group") == [Place("region", "0001011001")]

        officer.is_practising = False

        assert officer.places("groups.view_group") == [Place("region", "5371041001")]
        assert Assignment.objects.get(user=officer).region_code == "5371041001"

    @pytest.mark.parametrize(("code", "hour"), [("9171011001", "12"), ("5371041001", "11"), ("3171011001", "10")])
    def test_the_clock_stays_at_home(self, client, region, code, hour):
        client.force_login(officer_at(roles.PKB, code))
        client.post(reverse(ON))

        with time_machine.travel(datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC), tick=False):
            greeting = client.get("/").context["greeting"]

        assert ("siang" if int(hour) >= 11 else "pagi") in greeting


class TestSwitch:
    def test_every_page_says_so_until_it_is_switched_off(self, client, officer, practising):
        practising(officer)
        for name in ("home", "groups:list", "members:list", "more", "record", "accounts:profile"):
            assertContains(client.get(reverse(name)), BANNER)

        response = client.post(reverse(OFF), follow=True)

        assertNotContains(response, BANNER)

    def test_it_ends_with_the_session(self, client, officer, practising):
        practising(officer)
        client.logout()
        client.force_login(officer)

        assertNotContains(client.get("/"), BANNER)

    def test_without_a_prepared_region_it_stays_off(self, client, officer):
        client.force_login(officer)

        response = client.post(reverse(ON), follow=True)

        assertContains(response, "Wilayah latihan belum disiapkan")
        assertNotContains(response, BANNER)

    def test_a_purpose_does_not_cross_over(self, client, officer, region):
        client.force_login(officer)
        client.post(reverse("accounts:purpose"), {"purpose": "visit"})

        client.post(reverse(ON))

        assert "purpose_of_looks" not in client.session

    def test_drafts_in_the_browser_are_kept_apart(self, client, officer, practising):
        practising(officer)

        assertContains(client.get("/"), f'data-user="{officer.username}/latihan"')

    @pytest.mark.parametrize("name", [ON, OFF])
    def test_a_link_does_not_switch(self, client, officer, name):
        client.force_login(officer)

        assert client.get(reverse(name)).status_code == 405


class TestNothingRealIsInSight:
    @pytest.fixture
    def real(self, home_village):
        group = GroupFactory(village=home_village, name="UPPKA Sebenarnya", members=2)
        RegisterFactory(group=group)
        family = FamilyFactory(village=home_village, head_name="Keluarga Sebenarnya")
        return {"group": group, "family": family, "person": family.persons.get()}

    @pytest.mark.parametrize("name", ["groups:list", "members:list", "home", "groups:register_list", "search"])
    def test_in_lists_and_searches(self, client, officer, practising, real, name):
        practising(officer)

        page = client.get(reverse(name), {"q": "sebenarnya"} if name == "search" else {}).content.decode()

        assert "Sebenarnya" not in page.replace("data sebenarnya", "")

    @pytest.mark.parametrize(
        ("name", "row"),
        [
            ("groups:detail", "group"),
            ("groups:members", "group"),
            ("members:detail", "family"),
            ("members:person_detail", "person"),
        ],
    )
    def test_on_pages_of_their_own(self, client, officer, practising, real, name, row):
        practising(officer)

        assert client.get(reverse(name, args=[real[row].public_id])).status_code == 404

    @pytest.mark.parametrize("name", ["members:reveal", "members:reveal_kk"])
    def test_by_revealing(self, client, officer, practising, real, name):
        practising(officer)
        client.post(reverse("accounts:purpose"), {"purpose": "visit"})
        args = [real["person"].public_id, "nik"] if name == "members:reveal" else [real["family"].public_id]
        if name == "members:reveal":
            args = args[:1]

        assert client.post(reverse(name, args=args)).status_code == 404
        assert not PersonalDataAccess.objects.exclude(Scope.practice().q("region_code")).exists()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_in_a_download(self, client, officer, practising, real, kind):
        practising(officer)

        response = client.post(reverse("members:list"), {"format": kind})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if kind == "xlsx":
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"".join(book.read(each) for each in book.namelist())

        assert Family.objects.filter(village_id=practice.VILLAGE).first().head_name.encode() in body
        assert b"Keluarga Sebenarnya" not in body

    def test_in_what_she_did_herself(self, officer, region, real):
        CoachingVisitFactory(group=real["group"], officer=officer, date=datetime.date(2026, 10, 5))
        LateEntryFactory(group=real["group"], officer=officer)
        october = Month(2026, 10)
        assert coaching_queries.visits_of(officer, october).exists()
        assert late_queries.entries_for(officer).exists()

        officer.is_practising = True

        assert not coaching_queries.visits_of(officer, october).exists()
        assert not late_queries.entries_for(officer).exists()

    def test_among_her_own_files(self, officer, region):
        Attachment.objects.create(
            sha256="0" * 64, content_type="text/csv", name="a.csv", size=1, file="a", owner=officer
        )
        officer.is_practising = True

        assert not files_visible_to(officer).exists()


class TestNothingSharedIsChanged:
    @pytest.mark.parametrize("who", ["officer", "regency_staff", "administrator"])
    def test_accounts_are_closed(self, client, request, practising, kader, who):
        user = practising(request.getfixturevalue(who))

        assert not user.has_perm("accounts.manage_user")
        assert not user.may_give(roles.KADER, practice.VILLAGE)
        for url in (
            reverse("accounts:user_list"),
            reverse("accounts:user_create"),
            kader.get_absolute_url(),
            reverse("accounts:access_log"),
        ):
            assert client.get(url).status_code == 404

    def test_so_is_the_administration(self, client, administrator, practising):
        practising(administrator)

        assert client.get(reverse("admin:index")).status_code == 404

    @pytest.mark.parametrize("role", list(roles.ROLES))
    def test_no_right_to_what_is_one_for_all_places(self, role):
        allowed = roles.in_practice(roles.permissions_of(role, "ketua"))

        assert {name.partition(".")[0] for name in allowed} <= {"groups", "members"}
        assert not [
            name for name in allowed if name.endswith(("listvalue", "codevalue", "kbmethod", "rule", "criterion"))
        ]

    def test_a_second_factor_is_owed_as_ever(self, client, home_village, region):
        user = officer_at(roles.OPD, "5371")
        user.is_practising = True

        assert user.needs_second_factor


class TestOutsideEveryCount:
    @pytest.mark.parametrize(("role", "code"), [(roles.PUSAT, ""), (roles.PROVINSI, "53"), (roles.ADMIN, "")])
    def test_nobody_sees_a_row_of_it(self, region, role, code):
        user = officer_at(role, code)
        inside = Scope.practice().q("village_id")

        for model, permission in (
            (Group, "groups.view_group"),
            (Register, "groups.view_register"),
            (Family, "members.view_family_masked"),
            (Person, "members.view_person_masked"),
            (KbEpisode, "members.view_person_masked"),
        ):
            assert model.objects.filter(inside).exists(), "nothing to look for"
            assert not model.objects.visible_to(user, permission).filter(inside).exists()

    def test_no_total_includes_it(self, region, centre_staff):
        GroupFactory(village=village())

        coverage = coverage_queries.coverage(centre_staff, Month(2026, 10))

        assert coverage.ada == 1
        assert coverage.lapor == 0

    def test_nor_a_choice_of_regions(self, region, centre_staff):
        assert not Region.objects.visible_to(centre_staff, "groups.view_group").filter(pk__startswith="00").exists()

    def test_looks_made_there_are_in_no_log(self, region, administrator):
        PersonalDataAccess.objects.create(user=administrator, model="x", purpose="visit", region_code=practice.VILLAGE)
        real = PersonalDataAccess.objects.create(user=administrator, model="x", purpose="visit", region_code="5371")

        assert list(PersonalDataAccess.objects.visible_to(administrator, "accounts.view_personaldataaccess")) == [real]

    def test_its_authors_are_in_no_list_and_sign_in_nowhere(self, region, administrator):
        authors = User.objects.filter(username__startswith="latihan.")

        assert authors.count() == 3
        assert not authors.filter(is_active=True).exists()
        assert not User.objects.visible_to(administrator, "accounts.view_user").filter(pk__in=authors).exists()


class TestTheRegion:
    def test_is_written_once(self):
        assert write_practice()
        families, groups = Family.objects.count(), Group.objects.count()

        assert not write_practice()
        assert (Family.objects.count(), Group.objects.count()) == (families, groups)

    def test_has_something_to_do_for_each_role(self, client, region, practising):
        for role, code in (
            (roles.KADER, "5371041001"),
            (roles.PKB, "537104"),
            (roles.OPD, "5371"),
        ):
            practising(officer_at(role, code))
            assert client.get("/").context["tasks"], role

    def test_a_meeting_can_be_recorded_and_stays_there(self, client, officer, practising):
        user = practising(officer)
        group = Group.objects.get(public_id=practice.GROUP_ID)
        before = group.meetings.count()
        roll = {f"member-{pk}": "present" for pk in group.memberships.values_list("pk", flat=True)}

        response = client.post(
            reverse("groups:meeting_create", args=[group.public_id]),
            {"date": str(datetime.date.today().replace(day=1)), "kind": "routine", **roll},
        )

        assert response.status_code == 302, response.context["form"].errors
        assert group.meetings.count() == before + 1
        assert group.meetings.latest("pk").village_id == practice.VILLAGE
        assert user.world == Scope.practice()

    def test_the_numbers_are_of_no_real_district(self, region):
        niks = [person.nik for person in Person.objects.filter(Scope.practice().q("village_id")) if person.nik]

        assert niks
        assert all(nik.startswith("000101") for nik in niks)


def test_someone_without_an_assignment_has_nothing_to_practise(client, region):
    client.force_login(UserFactory())
    client.post(reverse(ON))

    assert not client.get("/").context["tasks"]
    assertRedirects(client.post(reverse(OFF)), "/")


def test_a_person_of_practice_is_not_found_from_outside(officer, region):
    PersonFactory(family=FamilyFactory(village=village()))

    seen = Person.objects.visible_to(officer, "members.view_person")

    assert not seen.filter(Scope.practice().q("village_id")).exists()
