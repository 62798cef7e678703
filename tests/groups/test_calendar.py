"""Kalender saya: what an officer's month holds, and the file for her phone."""

import datetime

import pytest
from django.urls import reverse

from accounts import roles
from core.dates import Month
from groups import calendar_queries
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    GroupFactory,
    MeetingFactory,
    RegisterFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
NOVEMBER = Month(2026, 11)
CALENDAR, FILE = "/kelompok/kalender/", "/kelompok/kalender/unduh/"


@pytest.fixture
def group(home_village):
    """Meets every second Thursday, the 12th in November 2026."""
    return GroupFactory(
        name="UPPKA Melati", meeting_weekday=3, meeting_week=2, meeting_time=datetime.time(15, 30), village=home_village
    )


def told(user, month=NOVEMBER, kind="meeting"):
    return [(e.day, e.title, e.state) for e in calendar_queries.events_of(user, month) if e.kind == kind]


# Meetings


def test_routine_day_ahead_is_planned_and_opens_the_meetings(officer, group):
    (event,) = [e for e in calendar_queries.events_of(officer, NOVEMBER) if e.kind == "meeting"]

    assert (event.day, event.title, event.state) == (D(2026, 11, 12), "UPPKA Melati", "Rencana")
    assert event.url == reverse("groups:meetings", args=[group.public_id])


def test_routine_day_that_passed_waits_and_opens_its_form(officer, group):
    (event,) = [e for e in calendar_queries.events_of(officer, Month(2026, 10)) if e.kind == "meeting"]

    assert (event.day, event.state) == (D(2026, 10, 8), "Belum dicatat")
    assert event.url == reverse("groups:meeting_create", args=[group.public_id]) + "?jadwal=2026-10-08"


def test_held_meeting_takes_the_place_of_its_routine_day(officer, group):
    meeting = MeetingFactory(group=group, date=D(2026, 10, 8))

    assert told(officer, Month(2026, 10)) == [(D(2026, 10, 8), "UPPKA Melati", "Terlaksana")]
    (event,) = [e for e in calendar_queries.events_of(officer, Month(2026, 10)) if e.kind == "meeting"]
    assert event.url == meeting.get_absolute_url()


def test_moved_meeting_stands_on_both_days(officer, group):
    MeetingFactory(
        group=group, state="planned", date=D(2026, 11, 19), scheduled_for=D(2026, 11, 12), called_off_reason="Hajatan"
    )

    assert told(officer) == [
        (D(2026, 11, 12), "UPPKA Melati", "Dipindah"),
        (D(2026, 11, 19), "UPPKA Melati", "Pindahan"),
    ]


def test_called_off_meeting_says_so(officer, group):
    MeetingFactory(
        group=group, state="called_off", date=D(2026, 11, 12), scheduled_for=D(2026, 11, 12), called_off_reason="Hujan"
    )

    assert told(officer) == [(D(2026, 11, 12), "UPPKA Melati", "Dibatalkan")]


def test_nobody_is_asked_for_a_month_that_was_handed_in(officer, group):
    RegisterFactory(group=group)

    assert told(officer, Month(2026, 10)) == []


def test_days_before_the_group_was_active_are_none(officer, home_village):
    GroupFactory(meeting_weekday=3, meeting_week=2, state_on=D(2026, 11, 13))

    assert told(officer) == []


def test_only_own_groups(officer, group):
    GroupFactory(meeting_weekday=3, meeting_week=2, village=village("5371041002"))

    assert len(told(officer)) == 1


# Visits and deadlines


def test_visits_and_open_actions(officer, group):
    visit = CoachingVisitFactory(group=group, officer=officer, date=D(2026, 11, 3), due_on=D(2026, 11, 20))
    CoachingVisitFactory(group=group, date=D(2026, 10, 3), due_on=D(2026, 11, 5), done_on=D(2026, 11, 4))

    assert told(officer, kind="visit") == [(D(2026, 11, 3), "UPPKA Melati", "Kunjungan")]
    (follow_up,) = [e for e in calendar_queries.events_of(officer, NOVEMBER) if e.kind == "follow-up"]
    assert (follow_up.day, follow_up.url) == (D(2026, 11, 20), visit.get_absolute_url())


@pytest.mark.parametrize(("who", "days"), [("kader", [3]), ("officer", [3, 7]), ("regency_staff", [10])])
def test_each_role_has_its_own_deadlines(request, who, days):
    events = calendar_queries.events_of(request.getfixturevalue(who), NOVEMBER)

    assert [event.day.day for event in events if event.kind == "deadline"] == days


def test_deadline_of_the_city_opens_the_closing(regency_staff):
    (event,) = calendar_queries.events_of(regency_staff, NOVEMBER)

    assert event.url == reverse("groups:month_close", args=[Month(2026, 10)])


# The pages


def test_page_has_the_month_as_a_table_and_as_a_list(client, officer, group):
    client.force_login(officer)

    answer = client.get(CALENDAR, {"month": "2026-11"})

    weeks = answer.context["weeks"]
    assert [len(week) for week in weeks] == [7] * 6
    cell = next(cell for week in weeks for cell in week if cell[0] == D(2026, 11, 12))
    assert [event.title for event in cell[3]] == ["UPPKA Melati"]
    assert D(2026, 11, 12) in answer.context["days"]
    assert 'aria-current="date"' in answer.content.decode()


def test_full_day_leads_to_its_list(client, officer, home_village):
    for _number in range(5):
        GroupFactory(meeting_weekday=3, meeting_week=2)
    client.force_login(officer)

    page = client.get(CALENDAR).content.decode()

    assert 'href="#hari-12"' in page
    assert 'id="hari-12"' in page
    assert "2 lagi" in page


@pytest.mark.parametrize("address", [CALENDAR, FILE])
@pytest.mark.parametrize(("who", "status"), [("kader", 200), ("regency_staff", 200), ("province_staff", 404)])
def test_who_has_a_calendar(client, request, address, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address).status_code == status


@pytest.mark.parametrize("month", ["besok", "2026-13", "9999-12"])
def test_impossible_months_are_not_found(client, officer, month):
    client.force_login(officer)

    assert client.get(CALENDAR, {"month": month}).status_code == 404


def test_committee_sees_its_own_group_and_no_visit_to_a_home(client, group):
    GroupFactory(meeting_weekday=3, meeting_week=2)
    CoachingVisitFactory(group=group, date=D(2026, 11, 3), kind="home", due_on=None, action="")
    CoachingVisitFactory(group=group, date=D(2026, 11, 4), due_on=None, action="")
    chair = UserFactory()
    AssignmentFactory(
        user=chair,
        role=roles.PENGURUS,
        task="ketua",
        place_kind="group",
        place_key=str(group.public_id),
        region_code=group.village_id,
    )

    assert told(chair) == [(D(2026, 11, 12), "UPPKA Melati", "Rencana")]
    assert told(chair, kind="visit") == [(D(2026, 11, 4), "UPPKA Melati", "Kunjungan")]


def test_queries_do_not_grow(client, officer, group):
    MeetingFactory(group=group, date=D(2026, 11, 5))
    CoachingVisitFactory(group=group, date=D(2026, 11, 3))
    client.force_login(officer)

    def more():
        for _number in range(10):
            other = GroupFactory(meeting_weekday=2, meeting_week=1)
            MeetingFactory(group=other, date=D(2026, 11, 5))
            CoachingVisitFactory(group=other, date=D(2026, 11, 3))

    assert_queries_do_not_grow(lambda: client.get(CALENDAR), more)


# The file


def lines_of(answer):
    body = answer.content.decode()
    assert body.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    return body.replace("\r\n ", "").split("\r\n")


def test_file_has_the_time_of_the_place_and_whole_days(client, officer, group):
    client.force_login(officer)

    answer = client.get(FILE, {"month": "2026-11"})

    lines = lines_of(answer)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20261112T073000Z" in lines  # 15.30 WITA
    assert "SUMMARY:Pertemuan UPPKA Melati\\, Oebobo" in lines
    assert "DTSTART;VALUE=DATE:20261103" in lines
    assert lines.count("BEGIN:VEVENT") == 3


def test_file_names_no_person_and_no_finding(client, officer, group):
    group.meeting_place = "Rumah Ibu Rosa"
    group.save()
    CoachingVisitFactory(
        group=group, officer=officer, date=D(2026, 11, 3), finding="Ibu Rosa sakit", action="Jenguk Rosa"
    )
    MeetingFactory(group=group, date=D(2026, 11, 5), place="Rumah Ibu Rosa", speaker_name="Rosa", topic_note="Rosa")
    client.force_login(officer)

    text = client.get(FILE).content.decode()

    assert "Rosa" not in text
    assert officer.name not in text
    assert "Kunjungan pembinaan UPPKA Melati" in text


def test_called_off_meeting_is_cancelled_in_the_file_and_names_are_escaped(client, officer, home_village):
    group = GroupFactory(name="UPPKA Kue; Roti, Sambal\\Pedas " + "á" * 40, meeting_weekday=3, meeting_week=2)
    MeetingFactory(
        group=group, state="called_off", date=D(2026, 11, 12), scheduled_for=D(2026, 11, 12), called_off_reason="Hujan"
    )
    client.force_login(officer)

    lines = lines_of(client.get(FILE))

    assert "STATUS:CANCELLED" in lines
    assert any(line.startswith("SUMMARY:Pertemuan UPPKA Kue\\; Roti\\, Sambal\\\\Pedas") for line in lines)


def test_each_thing_keeps_its_name_in_the_file(client, officer, group):
    client.force_login(officer)

    first, second = ([x for x in lines_of(client.get(FILE)) if x.startswith("UID:")] for _time in range(2))

    assert first == second
    assert len(set(first)) == len(first)


def test_officer_of_two_villages_has_both(home_village, group):
    officer = officer_at(roles.PKB, "537104")
    GroupFactory(name="UPPKA Mawar", meeting_weekday=3, meeting_week=2, village=village("5371041002"))

    assert {title for _day, title, _state in told(officer)} == {"UPPKA Mawar", "UPPKA Melati"}
