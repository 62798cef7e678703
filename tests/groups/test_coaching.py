"""Coaching visits: what was found and agreed, by whom, until when, and that it was done."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from core.dates import Month
from groups import coaching_queries
from groups.models import CoachingVisit
from regions.models import Change
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    GroupFactory,
    PhotoFactory,
    UserFactory,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, name="UPPKA Melati", members=2)


def written(**values):
    data = {
        "request_id": str(uuid.uuid4()),
        "date": "2026-11-02",
        "kind": "group",
        "step": "7",
        "finding": "Buku kas kosong sejak Agustus",
        "action": "Mengisi buku kas",
        "due_on": "2026-11-20",
    }
    return {**data, **values}


def url(name, row):
    return reverse(f"groups:{name}", args=[row.public_id])


def test_officer_writes_down_her_visit(client, officer, group):
    client.force_login(officer)

    response = client.post(url("visit_create", group), written())

    visit = CoachingVisit.objects.get()
    assertRedirects(response, visit.get_absolute_url())
    assert (visit.officer, visit.village_id, visit.step) == (officer, group.village_id, CoachingVisit.Step.BOOKS)
    assert Change.objects.filter(village_id=group.village_id, month="2026-11-01", subject="visits").exists()
    page = client.get(url("visits", group))
    assertContains(page, "Mengisi buku kas")
    assertContains(page, "Lewat waktu")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": "2026-11-25", "due_on": ""}, "date"),
        ({"finding": ""}, "finding"),
        ({"step": "9"}, "step"),
        ({"action": ""}, "action"),
        ({"due_on": "2026-11-01"}, "due_on"),
    ],
)
def test_faults_stand_beside_the_field(client, officer, group, values, field):
    client.force_login(officer)

    response = client.post(url("visit_create", group), written(**values))

    form = response.context["form"]
    assert field in form.errors
    assert form["kind"].value() == "group"
    assert not CoachingVisit.objects.exists()


def test_a_visit_is_corrected_by_who_made_it(client, officer, group):
    visit = CoachingVisitFactory(group=group, officer=officer)
    client.force_login(officer)

    client.post(url("visit_update", visit), written(version=visit.version, finding="Sudah diisi sebagian"))

    visit.refresh_from_db()
    assert (visit.finding, visit.version) == ("Sudah diisi sebagian", 2)
    assertContains(client.get(visit.get_absolute_url()), "→ Sudah diisi sebagian")


def test_who_comes_second_is_told_what_stands_now(client, officer, group):
    visit = CoachingVisitFactory(group=group, officer=officer, version=3)
    client.force_login(officer)

    response = client.post(url("visit_update", visit), written(version=2, finding="Lain"))

    errors = response.context["form"].errors
    assert "Sekarang tersimpan: Buku kas belum diisi sejak Agustus." in errors["finding"]
    assert response.context["form"]["version"].value() == 3


def test_another_officer_does_not_change_it_but_may_say_that_it_is_done(client, regency_staff, group):
    visit = CoachingVisitFactory(group=group)
    client.force_login(regency_staff)

    assert client.get(url("visit_update", visit)).status_code == 404
    done = {"request_id": str(uuid.uuid4()), "version": visit.version, "done_on": "2026-11-05", "done_note": "Terisi"}
    assertRedirects(client.post(url("visit_done", visit), done), visit.get_absolute_url())

    visit.refresh_from_db()
    assert (visit.done_on, visit.done_note) == (datetime.date(2026, 11, 5), "Terisi")


@pytest.mark.parametrize("done_on", ["2026-10-19", "2026-11-25"])
def test_done_neither_before_the_visit_nor_ahead(client, officer, group, done_on):
    visit = CoachingVisitFactory(group=group, date=datetime.date(2026, 10, 20))
    client.force_login(officer)

    response = client.post(url("visit_done", visit), {"request_id": str(uuid.uuid4()), "done_on": done_on})

    assert "done_on" in response.context["form"].errors
    visit.refresh_from_db()
    assert visit.done_on is None


def test_nothing_to_finish_without_an_action(client, officer, group):
    visit = CoachingVisitFactory(group=group, action="", due_on=None)
    client.force_login(officer)

    assert client.get(url("visit_done", visit)).status_code == 404


def test_kader_reads_and_does_not_write(client, kader, group):
    visit = CoachingVisitFactory(group=group)
    client.force_login(kader)

    assertContains(client.get(visit.get_absolute_url()), visit.finding)
    assert client.get(url("visit_create", group)).status_code == 404


@pytest.mark.parametrize("who", ["province_staff", "centre_staff"])
def test_who_sees_people_masked_does_not_read_findings(client, request, group, who):
    visit = CoachingVisitFactory(group=group, finding="Ibu Rosa belum hadir", action="Temui Ibu Rosa")
    client.force_login(request.getfixturevalue(who))

    for address in (visit.get_absolute_url(), url("visits", group)):
        assertNotContains(client.get(address), "Ibu Rosa")


def test_stranger_finds_nothing(client, stranger, group):
    visit = CoachingVisitFactory(group=group)
    client.force_login(stranger)

    for name, row in (("visits", group), ("visit_create", group), ("visit_detail", visit), ("visit_done", visit)):
        assert client.get(url(name, row)).status_code == 404


def test_open_actions_in_scope_the_overdue_first(client, officer, group):
    late = CoachingVisitFactory(group=group, action="Terlambat", due_on=datetime.date(2026, 11, 1))
    CoachingVisitFactory(group=group, action="Tanpa batas", due_on=None)
    soon = CoachingVisitFactory(group=group, action="Segera", due_on=datetime.date(2026, 12, 1))
    CoachingVisitFactory(group=group, action="Selesai", done_on=datetime.date(2026, 11, 2))
    CoachingVisitFactory(action="Desa lain", group__village=village("5301012001"))
    client.force_login(officer)

    response = client.get(reverse("groups:visit_todo"))

    assert [visit.action for visit in response.context["page"].rows] == [late.action, soon.action, "Tanpa batas"]
    assertContains(response, "Lewat: 1 Nov 2026", count=1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"when": "lewat"}, ["Terlambat"]),
        ({"when": "belum"}, ["Hari ini", "Segera"]),
        ({"when": "tanpa-batas"}, ["Kapan saja"]),
        ({"place": "5371041002"}, ["Segera"]),
        ({"when": "lewat", "place": "5371041002"}, []),
        ({"place": "5301012001"}, []),
        ({"when": "kapan"}, []),
    ],
)
def test_open_actions_by_day_and_place(client, officer, group, asked, shown):
    AssignmentFactory(user=officer, region_code=village("5371041002").pk)
    today = datetime.date(2026, 11, 24)
    CoachingVisitFactory(group=group, action="Terlambat", due_on=datetime.date(2026, 11, 23))
    CoachingVisitFactory(group=group, action="Hari ini", due_on=today)
    CoachingVisitFactory(group=group, action="Kapan saja", due_on=None)
    CoachingVisitFactory(action="Segera", due_on=datetime.date(2026, 12, 1), group__village=village("5371041002"))
    CoachingVisitFactory(action="Desa lain", due_on=None, group__village=village("5301012001"))
    client.force_login(officer)

    response = client.get(reverse("groups:visit_todo"), asked)

    assert [visit.action for visit in response.context["page"].rows] == shown


def test_open_actions_go_on_behind_a_key(client, officer, group):
    for action, due_on in (("Satu", datetime.date(2026, 11, 1)), ("Dua", datetime.date(2026, 12, 1)), ("Tiga", None)):
        last = CoachingVisitFactory(group=group, action=action, due_on=due_on)
    client.force_login(officer)
    first = coaching_queries.todo_of(officer).first()

    after = f"{first.due}~{first.date}~{first.pk}"
    response = client.get(reverse("groups:visit_todo"), {"after": after, "page": "101"})

    assert [visit.action for visit in response.context["page"].rows] == ["Dua", last.action]


def test_open_actions_are_downloaded_as_filtered_and_logged(client, officer, group):
    CoachingVisitFactory(group=group, action="Terlambat", due_on=datetime.date(2026, 11, 1))
    CoachingVisitFactory(group=group, action="Nanti", due_on=datetime.date(2026, 12, 1))
    client.force_login(officer)

    answer = client.post(reverse("groups:visit_todo") + "?when=lewat", {"format": "csv"})

    text = b"".join(answer.streaming_content).decode()
    assert "Terlambat" in text
    assert "2026-11-01" in text
    assert "Nanti" not in text
    log = PersonalDataAccess.objects.get(user=officer)
    assert (log.rows, log.model, log.note) == (1, "groups.coachingvisit", "when")


def test_open_actions_are_printed(client, officer, group):
    CoachingVisitFactory(group=group)
    client.force_login(officer)

    answer = client.post(reverse("groups:visit_todo"), {"format": "pdf"})

    assert answer["Content-Type"] == "application/pdf"


def test_queries_do_not_grow(client, officer, group):
    CoachingVisitFactory(group=group)
    client.force_login(officer)

    for address in (reverse("groups:visit_todo"), url("visits", group)):
        assert_queries_do_not_grow(
            lambda address=address: client.get(address), lambda: CoachingVisitFactory.create_batch(5, group=group)
        )


def test_visits_and_photos_of_an_officer_in_a_month(officer, group):
    visit = CoachingVisitFactory(group=group, officer=officer, date=datetime.date(2026, 10, 31))
    CoachingVisitFactory(group=group, officer=officer, date=datetime.date(2026, 11, 1))
    CoachingVisitFactory(group=group, officer=UserFactory(), date=datetime.date(2026, 10, 31))
    photo = PhotoFactory(meeting=None, visit=visit, added_by=officer)
    PhotoFactory(meeting=None, visit=visit)
    PhotoFactory(
        meeting=None, visit=visit, added_by=officer, removed_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    )

    assert list(coaching_queries.visits_of(officer, Month(2026, 10))) == [visit]
    assert list(coaching_queries.photos_of(officer, Month(2026, 10))) == [photo]
