"""What awaits an officer, beyond meetings and registers: each matter is seen by whom it concerns and by nobody else."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from core.models import Attachment, ImportBatch, Job
from groups.models import Group, MonthClosing
from members.models import KbMethod, Person, PersonPair
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    LateEntryFactory,
    LifeEventFactory,
    MembershipFactory,
    MoveRequestFactory,
    PersonFactory,
    UserFactory,
    village,
)
from tests.queries import assert_queries_do_not_grow
from uppka.tasks import MATTERS, accounts, cards, coaching, families, imports, registers

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
D = datetime.date
HERE, AWAY = "5371041001", "5301012001"


def moves(n):
    for _ in range(n):
        MoveRequestFactory(family__village=village(AWAY), to_village=village(HERE))


def doubles(n, there=HERE, state=PersonPair.State.OPEN):
    for _ in range(n):
        first, second = (PersonFactory(family=FamilyFactory(village=village(code))) for code in (HERE, there))
        PersonPair.objects.create(
            first=first,
            second=second,
            first_village=first.village,
            second_village=second.village,
            score=0.9,
            state=state,
        )


def passed_on(n):
    doubles(n, state=PersonPair.State.CITY)


def unconfirmed(n):
    pill, _new = KbMethod.objects.get_or_create(
        key="pil", defaults={"label": "Pil", "is_modern": True, "is_long_acting": False}
    )
    for _ in range(n):
        KbEpisodeFactory(person__family=FamilyFactory(village=village(HERE)), method=pill, confirmed_on=D(2025, 11, 1))


def overdue(n):
    for _ in range(n):
        CoachingVisitFactory(group=GroupFactory(village=village(HERE)), action="Lengkapi buku", due_on=D(2026, 11, 1))


def terms(n):
    for _ in range(n):
        CommitteePostFactory(group=GroupFactory(village=village(HERE)), term_ends_on=D(2026, 12, 1))


def gone(n):
    for _ in range(n):
        group = GroupFactory(village=village(HERE))
        MembershipFactory(group=group, person__is_active=False, person__inactive_reason="meninggal")


def moved_on(n):
    for _ in range(n):
        member = MembershipFactory(group=GroupFactory(village=village(HERE)), person__family__village=village(HERE))
        LifeEventFactory(person=member.person, kind="moved_out", on=D(2026, 11, 5))
        Person.objects.filter(pk=member.person_id).update(village=village("5371041002"))


def ending(n):
    for _ in range(n):
        AssignmentFactory(role=roles.KADER, region_code=HERE, ends_on=D(2026, 12, 10))


TABLE = [
    (families.moves, moves, {"officer", "regency_staff"}, "2 permintaan pindah"),
    (families.doubles, doubles, {"officer"}, "2 pasang mungkin orang yang sama"),
    (families.doubles, passed_on, {"regency_staff"}, "2 pasang mungkin orang yang sama"),
    (families.unconfirmed_kb, unconfirmed, {"kader", "officer"}, "KB 2 orang belum dikonfirmasi 12 bulan"),
    (coaching.overdue, overdue, {"officer", "regency_staff"}, "2 tindak lanjut pembinaan terlewat"),
    (cards.terms, terms, {"kader", "officer", "regency_staff"}, "Masa bakti pengurus"),
    (cards.members_gone, gone, {"kader", "officer", "regency_staff"}, "1 anggota UPPKA"),
    (cards.members_gone, moved_on, {"kader", "officer", "regency_staff"}, "1 anggota UPPKA"),
    (accounts.ending, ending, {"officer", "regency_staff", "administrator"}, "Penugasan 2 petugas segera berakhir"),
]
EVERYONE = [
    "committee",
    "kader",
    "officer",
    "regency_staff",
    "province_staff",
    "centre_staff",
    "administrator",
    "stranger",
]


@pytest.mark.parametrize(("matter", "rows", "who_sees", "title"), TABLE, ids=[row[1].__name__ for row in TABLE])
class TestMatters:
    @pytest.mark.parametrize("who", EVERYONE)
    def test_is_seen_by_whom_it_concerns(self, client, request, matter, rows, who_sees, title, who):
        user = request.getfixturevalue(who)
        rows(2)
        client.force_login(user)

        told = [task for task in client.get("/?semua=1").context["tasks"] if task.title.startswith(title)]

        assert bool(told) is (who in who_sees)
        for task in told:
            assert client.get(task.url).status_code == 200, task.url

    def test_asks_no_more_with_more_rows(self, officer, regency_staff, matter, rows, who_sees, title):
        user = officer if "officer" in who_sees else regency_staff
        rows(1)

        assert_queries_do_not_grow(lambda: matter(user), lambda: rows(7))

    def test_nothing_is_told_when_nothing_waits(self, officer, matter, rows, who_sees, title):
        assert matter(officer) == []


def test_a_double_across_scopes_tells_nothing_of_the_other(client, officer):
    doubles(1, there=AWAY)
    (task,) = families.doubles(officer)
    other = PersonPair.objects.get().second
    client.force_login(officer)

    page = client.get("/").content.decode()

    assert "1 pasang" in task.title
    assert other.name not in page


def test_a_move_is_never_answered_by_who_asked(officer):
    MoveRequestFactory(family__village=village(AWAY), to_village=village(HERE), asked_by=officer)

    assert families.moves(officer) == []


class TestRenewals:
    @pytest.mark.parametrize(
        ("day", "told"), [("2026-12-31", False), ("2027-01-01", True), ("2027-02-28", True), ("2027-03-01", False)]
    )
    def test_in_their_season(self, officer, time_machine, day, told):
        GroupFactory(village=village(HERE), name="UPPKA Melati")
        time_machine.move_to(f"{day} 08:00")

        titles = [task.title for task in cards.renewals(officer)]

        assert titles == (["Perbarui K/0 2027: 1 kelompok"] if told else [])

    def test_lead_to_the_campaign(self, client, officer, time_machine):
        GroupFactory(village=village(HERE))
        time_machine.move_to("2027-01-02 08:00")
        client.force_login(officer)

        (task,) = cards.renewals(officer)

        assert client.get(task.url).status_code == 200


class TestTerms:
    @pytest.mark.parametrize(
        ("ends", "chip"),
        [
            (D(2026, 11, 23), "Sudah lewat"),
            (D(2026, 11, 24), "Segera berakhir"),
            (D(2027, 1, 23), "Segera berakhir"),
            (D(2027, 1, 24), None),
        ],
    )
    def test_told_sixty_days_before(self, officer, ends, chip):
        CommitteePostFactory(group=GroupFactory(village=village(HERE)), term_ends_on=ends)

        assert [task.chip_text for task in cards.terms(officer)] == ([chip] if chip else [])

    def test_of_former_posts_nothing(self, officer):
        group = GroupFactory(village=village(HERE))
        CommitteePostFactory(group=group, term_ends_on=D(2026, 1, 1), to_on=D(2026, 2, 1))

        assert cards.terms(officer) == []


class TestLateEntries:
    def test_named_officer_is_told_until_the_day(self, officer, kader, time_machine):
        entry = LateEntryFactory(
            group=GroupFactory(village=village(HERE), name="UPPKA Melati"),
            officer=officer,
            month=D(2026, 9, 1),
            until=D(2026, 11, 30),
        )

        (task,) = registers.late_entries(officer)

        assert task.title == "Isian susulan R/I September 2026 UPPKA Melati"
        assert task.chip_text == "Sampai 30 November"
        assert registers.late_entries(kader) == []
        time_machine.move_to("2026-12-01 08:00")
        assert registers.late_entries(officer) == []
        assert entry.ended_at is None

    def test_an_ended_one_is_not_told(self, officer):
        LateEntryFactory(
            group=GroupFactory(village=village(HERE)), officer=officer, until=D(2026, 11, 30), ended_at=timezone.now()
        )

        assert registers.late_entries(officer) == []


class TestClosing:
    @pytest.fixture
    def closed(self, regency_staff):
        closing = MonthClosing.objects.create(region_code="5371", month=D(2026, 9, 1), is_closed=True, by=regency_staff)
        return MonthClosing.objects.get(pk=closing.pk)

    @pytest.mark.parametrize(("hours", "told"), [(-1, False), (1, True)])
    def test_late_data_ask_for_a_revision(self, regency_staff, closed, hours, told):
        LateEntryFactory(
            group=GroupFactory(village=village(HERE)),
            month=closed.month,
            until=D(2026, 11, 30),
            used_at=closed.at + datetime.timedelta(hours=hours),
        )

        titles = [task.title for task in registers.to_close_again(regency_staff)]

        assert titles == (["Tutup lagi bulan September 2026"] if told else [])

    def test_of_another_month_or_regency_they_do_not(self, regency_staff, closed):
        later = closed.at + datetime.timedelta(hours=1)
        for code, month in ((HERE, D(2026, 8, 1)), (AWAY, closed.month)):
            LateEntryFactory(
                group=GroupFactory(village=village(code)), month=month, until=D(2026, 11, 30), used_at=later
            )

        assert registers.to_close_again(regency_staff) == []

    @pytest.mark.parametrize("who", ["province_staff", "centre_staff"])
    def test_who_stands_above_sees_who_has_not_closed(self, client, request, regency_staff, who):
        user = request.getfixturevalue(who)
        GroupFactory(village=village(HERE))
        GroupFactory(village=village(AWAY))
        MonthClosing.objects.create(region_code="5371", month=D(2026, 10, 1), is_closed=True, by=regency_staff)
        client.force_login(user)

        (task,) = registers.not_closed_below(user)

        assert task.title == "1 kabupaten/kota belum menutup Oktober 2026"
        assert client.get(task.url).status_code == 200

    def test_before_the_deadline_nobody_is_told(self, province_staff, time_machine):
        GroupFactory(village=village(HERE))
        time_machine.move_to("2026-11-10 08:00")

        assert registers.not_closed_below(province_staff) == []

    @pytest.mark.parametrize("who", ["officer", "regency_staff", "kader", "committee"])
    def test_it_is_no_matter_of_those_below(self, request, who):
        GroupFactory(village=village(HERE))

        assert registers.not_closed_below(request.getfixturevalue(who)) == []


class TestImports:
    @pytest.mark.parametrize(
        ("kind", "title"),
        [("families", "Impor keluarga"), ("groups", "Impor kelompok"), ("welfare", "Impor kesejahteraan")],
    )
    def test_each_kind_opens_its_own_page(self, officer, kind, title):
        source = Attachment.objects.create(sha256="0", content_type="text/csv", name="a.csv", size=1, owner=officer)
        batch = ImportBatch.objects.create(
            kind=kind, state="checked", owner=officer, village_id=HERE, source=source, message=""
        )

        (task,) = imports.own(officer)

        assert task.title == title
        assert str(batch.public_id) in task.url


class TestAdministrator:
    def test_is_told_of_jobs_that_failed(self, client, administrator):
        Job.objects.create(name="malam", period="2026-11-23", error="Rusak")
        Job.objects.create(name="malam", period="2026-11-22")
        old = Job.objects.create(name="malam", period="2026-11-01", error="Rusak")
        Job.objects.filter(pk=old.pk).update(started_at=timezone.now() - datetime.timedelta(days=8))
        client.force_login(administrator)

        (task,) = accounts.failed_jobs(administrator)

        assert task.title == "1 pekerjaan malam gagal"
        assert client.get(task.url).status_code == 200

    @pytest.mark.parametrize("who", ["officer", "regency_staff", "centre_staff"])
    def test_nobody_else_is(self, request, who):
        Job.objects.create(name="malam", period="2026-11-23", error="Rusak")

        assert accounts.failed_jobs(request.getfixturevalue(who)) == []

    def test_assignments_that_end_are_one_filter_away(self, client, administrator):
        ending(1)
        AssignmentFactory(role=roles.KADER, region_code=HERE, user__name="Tetap Lama")
        client.force_login(administrator)

        page = client.get(f"{reverse('accounts:user_list')}?state=ending").context["page"]

        assert [user.name for user in page.rows] != ["Tetap Lama"]
        assert page.count == 1


class TestCommittee:
    def test_home_is_about_her_group(self, client, committee):
        GroupFactory(village=committee.group.village, name="UPPKA Lain")
        client.force_login(committee)

        page = client.get("/")

        assert page.context["place_text"] == "Ketua · UPPKA Melati, Oebobo, Kota Kupang"
        assert [task.title for task in page.context["groups"]] == ["UPPKA Melati"]
        assert page.context["tiles"] == []
        assert "UPPKA Lain" not in page.content.decode()

    def test_her_bar_has_no_families(self, client, committee):
        client.force_login(committee)

        page = client.get("/").content.decode()

        assert reverse("members:list") not in page
        assert reverse("record") in page

    def test_catat_offers_her_meeting(self, client, committee):
        client.force_login(committee)

        page = client.get(reverse("record"))

        assert list(page.context["groups"]) == [committee.group]
        assert page.context["places"] == []

    def test_a_treasurer_is_not_asked_to_hand_in(self, client, committee):
        committee.assignments.update(task="bendahara")
        client.force_login(committee)

        titles = [task.title for task in client.get("/?semua=1").context["tasks"]]

        assert not [title for title in titles if title.startswith("R/I")]

    def test_a_chair_is(self, client, committee):
        client.force_login(committee)

        titles = [task.title for task in client.get("/?semua=1").context["tasks"]]

        assert "R/I Oktober belum masuk: UPPKA Melati" in titles


@pytest.mark.parametrize("who", EVERYONE)
def test_every_matter_can_be_asked_for_everyone(request, who):
    user = request.getfixturevalue(who)

    assert all(isinstance(matter(user), list) for matter in MATTERS)


def test_nothing_of_an_officer_without_an_assignment_waits():
    user = UserFactory()
    GroupFactory(state=Group.State.SUBMITTED)

    assert [task for matter in MATTERS for task in matter(user)] == []
