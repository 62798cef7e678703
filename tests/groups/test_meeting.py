import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from accounts import roles
from groups.models import Attendance, Guest, Meeting, MonthClosing, Register
from regions.models import Change
from tests.factories import (
    AssignmentFactory,
    AttendanceFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    RegisterFactory,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 03:00", tick=False)]
D = datetime.date


@pytest.fixture
def group(home_village):
    return GroupFactory(
        name="UPPKA Melati", members=3, meeting_weekday=0, meeting_week=2, meeting_place="Balai RW 3",
        founded_on=D(2025, 1, 10),
    )  # fmt: skip


def posted(group, *, status="present", on="2026-11-09", **more):
    """What the browser sends for a meeting in which all members have ``status``."""
    data = {"date": on, "kind": "routine", "place": "Balai", "request_id": str(uuid.uuid4())}
    data |= {f"member-{pk}": status for pk in group.memberships.values_list("pk", flat=True)}
    return data | more


def create_url(group):
    return reverse("groups:meeting_create", args=[group.public_id])


# Who may


@pytest.mark.parametrize("who", ["kader", "officer"])
def test_kader_and_pkb_record_a_meeting(client, request, group, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(create_url(group), posted(group, topic="kb", guest_list="Maria, Puskesmas\n\nYohana"))

    meeting = Meeting.objects.get()
    assert answer.url == meeting.get_absolute_url()
    assert meeting.state == Meeting.State.HELD
    assert meeting.village_id == group.village_id
    assert list(meeting.attendances.values_list("status", flat=True)) == ["present"] * 3
    assert list(Guest.objects.values_list("name", "institution")) == [("Maria", "Puskesmas"), ("Yohana", "")]
    assert Change.objects.filter(village_id=group.village_id, month="2026-11-01", subject="meeting").exists()
    assert LogEntry.objects.get_for_object(meeting).exists()


@pytest.mark.parametrize("who", ["regency_staff", "province_staff", "centre_staff", "administrator", "stranger"])
def test_others_find_no_page_to_record(client, request, group, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(create_url(group)).status_code == 404
    assert client.post(create_url(group), posted(group)).status_code == 404
    assert not Meeting.objects.exists()


def test_right_to_record_does_not_cross_from_another_place(client, regency_staff, group):
    AssignmentFactory(user=regency_staff, role=roles.KADER, region_code="5371041002")
    client.force_login(regency_staff)

    assert client.get(reverse("groups:meetings", args=[group.public_id])).status_code == 200
    assert client.get(create_url(group)).status_code == 404
    assert client.post(create_url(group), posted(group)).status_code == 404


# What is refused


def test_members_without_status_are_named_and_the_form_comes_back_filled_in(client, kader, group):
    client.force_login(kader)
    data = posted(group, topic_note="Menabung")
    first = group.memberships.first()
    del data[f"member-{first.pk}"]

    answer = client.post(create_url(group), data)

    assert f"{first.person.name}: Kehadiran belum diisi." in answer.content.decode()
    assert "Menabung" in answer.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("on", "text"), [("2026-11-25", "tidak boleh setelah hari ini"), ("2025-01-09", "sebelum kelompok berdiri")]
)
def test_date_in_the_future_or_before_the_founding_is_refused(client, kader, group, on, text):
    group.memberships.update(joined_on=D(2024, 1, 1))
    client.force_login(kader)

    answer = client.post(create_url(group), posted(group, on=on))

    assert text in answer.content.decode()
    assert not Meeting.objects.exists()


def test_roster_is_that_of_the_posted_date(client, kader, group):
    late = MembershipFactory(group=group, joined_on=D(2026, 11, 15))
    gone = MembershipFactory(group=group, left_on=D(2026, 11, 1), left_reason="moved")
    client.force_login(kader)

    refused = client.post(create_url(group), posted(group, on="2026-11-20", **{f"member-{late.pk}": ""}))
    client.post(create_url(group), posted(group, on="2026-11-09"))

    assert late.person.name in refused.content.decode()
    assert gone.person.name not in refused.content.decode()
    assert set(Meeting.objects.get().attendances.values_list("membership__person__name", flat=True)) == {
        row.person.name for row in group.memberships.exclude(pk__in=[late.pk, gone.pk])
    }


def test_same_kind_on_the_same_day_is_not_recorded_twice(client, kader, group):
    MeetingFactory(group=group, date=D(2026, 11, 9))
    client.force_login(kader)

    answer = client.post(create_url(group), posted(group))

    assert "sudah dicatat pada tanggal itu" in answer.content.decode()
    assert Meeting.objects.count() == 1


def test_group_that_is_not_active_records_nothing(client, kader, group):
    group.state, group.state_reason = group.State.INACTIVE, "Bubar"
    group.save()
    client.force_login(kader)

    client.post(create_url(group), posted(group))

    assert not Meeting.objects.exists()


def test_closed_month_refuses_meetings_until_it_is_opened(client, kader, regency_staff, group):
    MonthClosing.objects.create(region_code="5371", month=D(2026, 11, 1), is_closed=True, by=regency_staff)
    client.force_login(kader)

    refused = client.post(create_url(group), posted(group))
    MonthClosing.objects.create(
        region_code="5371", month=D(2026, 11, 1), is_closed=False, reason="Terlewat", by=regency_staff
    )
    client.post(create_url(group), posted(group))

    assert "sudah ditutup OPD-KB" in refused.content.decode()
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("state", [Register.State.VERIFIED, Register.State.BY_PKB])
def test_verified_register_fixes_its_meetings(client, kader, officer, group, state):
    meeting = MeetingFactory(group=group, date=D(2026, 10, 12))
    RegisterFactory(group=group, state=state, handed_in_by=kader)
    client.force_login(kader)

    answer = client.post(
        reverse("groups:meeting_update", args=[meeting.public_id]), posted(group, on="2026-10-12", version="1")
    )

    assert "sudah terverifikasi" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.place == ""


# Once


def test_posted_twice_writes_once_and_other_content_under_the_same_id_is_refused(client, kader, group):
    client.force_login(kader)
    data = posted(group)

    first = client.post(create_url(group), data)
    second = client.post(create_url(group), data)
    other = client.post(create_url(group), data | {"place": "Gereja"})

    assert first.url == second.url
    assert "sudah pernah dikirim" in other.content.decode()
    assert "Gereja" in other.content.decode()
    assert data["request_id"] not in other.content.decode()
    assert Meeting.objects.count() == 1
    assert Attendance.objects.count() == 3


def test_who_comes_second_is_told_and_keeps_what_she_typed(client, kader, group):
    meeting = MeetingFactory(group=group, date=D(2026, 11, 9), place="Kantor lurah", version=2)
    client.force_login(kader)
    url = reverse("groups:meeting_update", args=[meeting.public_id])

    answer = client.post(url, posted(group, version="1", place="Rumah ketua"))

    assert "sudah diubah orang lain" in answer.content.decode()
    assert "Sekarang tersimpan: Kantor lurah" in answer.content.decode()
    assert "Rumah ketua" in answer.content.decode()


# The screen


def test_semua_hadir_fills_only_what_is_not_chosen_and_writes_nothing(client, kader, group):
    client.force_login(kader)
    first, *others = group.memberships.all()
    data = {
        "date": "2026-11-09",
        "kind": "routine",
        "fill": "present",
        f"member-{first.pk}": "sick",
        "minutes": "Catatan",
    }

    answer = client.post(create_url(group), data)

    form = answer.context["form"]
    assert form[f"member-{first.pk}"].value() == "sick"
    assert {form[f"member-{row.pk}"].value() for row in others} == {"present"}
    assert "Catatan" in answer.content.decode()
    assert 'class="error-summary"' not in answer.content.decode()
    assert not Meeting.objects.exists()


def test_semua_hadir_answers_htmx_with_the_roster_of_the_page(client, kader, group):
    client.force_login(kader)
    data = {"date": "2026-11-09", "kind": "routine", "fill": "present", "request_id": str(uuid.uuid4())}

    page = client.post(create_url(group), data).content.decode()
    part = client.post(create_url(group), data, headers={"HX-Request": "true"}).content.decode()

    assert part.strip() in page
    assert part.count("checked") == 3


def test_draft_is_kept_by_the_browser_without_personal_fields(client, kader, group):
    client.force_login(kader)

    page = client.get(create_url(group)).content.decode()

    assert f'data-draft="meeting-{group.public_id}"' in page
    assert "member-" in page


def test_recorded_meeting_comes_back_filled_in_and_changes_are_logged(client, kader, group):
    client.force_login(kader)
    client.post(create_url(group), posted(group, guest_list="Maria, Puskesmas"))
    meeting = Meeting.objects.get()
    url = reverse("groups:meeting_update", args=[meeting.public_id])

    shown = client.get(url).context["form"]
    data = posted(group, status="absent", version=str(shown["version"].value()), guest_list=shown["guest_list"].value())
    client.post(url, data)

    assert shown["guest_list"].value() == "Maria, Puskesmas"
    assert set(meeting.attendances.values_list("status", flat=True)) == {"absent"}
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Mengubah kehadiran 3 anggota." in page
    assert meeting.guests.count() == 1


def test_queries_of_the_screen_do_not_grow_with_members(client, kader, group):
    client.force_login(kader)

    assert_queries_do_not_grow(
        lambda: client.get(create_url(group)),
        lambda: [MembershipFactory(group=group) for _ in range(15)],
    )


# Lists and details


def test_meetings_of_a_group_do_not_grow_in_queries(client, kader, group):
    client.force_login(kader)
    AttendanceFactory(meeting__group=group)

    assert_queries_do_not_grow(
        lambda: client.get(reverse("groups:meetings", args=[group.public_id])),
        lambda: [AttendanceFactory(meeting__group=group, meeting__date=D(2026, 9, day)) for day in range(1, 12)],
    )


@pytest.mark.parametrize(
    ("who", "sees"),
    [("kader", True), ("officer", True), ("regency_staff", True), ("province_staff", False), ("centre_staff", False)],
)
def test_names_at_a_meeting_are_shown_only_to_who_may_see_persons(client, request, group, who, sees):
    attendance = AttendanceFactory(meeting__group=group, membership__person__name="Maria Goreti Ndun")
    client.force_login(request.getfixturevalue(who))

    answer = client.get(attendance.meeting.get_absolute_url())

    assert answer.status_code == 200
    assert ("Maria Goreti Ndun" in answer.content.decode()) is sees


@pytest.mark.parametrize("name", ["groups:meetings", "groups:invitation"])
def test_stranger_finds_no_meetings(client, stranger, group, name):
    client.force_login(stranger)
    meeting = MeetingFactory(group=group)

    assert client.get(reverse(name, args=[group.public_id])).status_code == 404
    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert client.get(reverse("groups:meeting_update", args=[meeting.public_id])).status_code == 404
    assert client.get(reverse("groups:meeting_withdraw", args=[meeting.public_id])).status_code == 404


# The routine


def test_routine_day_is_called_off_with_a_reason(client, kader, group):
    client.force_login(kader)
    url = reverse("groups:meeting_call_off", args=[group.public_id, D(2026, 11, 9)])

    empty = client.post(url, {"reason": ""})
    client.post(url, {"reason": "Kedukaan di RW 3", "request_id": str(uuid.uuid4())})

    assert "reason" in empty.context["form"].errors
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.scheduled_for) == (Meeting.State.CALLED_OFF, D(2026, 11, 9))


def test_routine_day_is_moved_then_recorded_on_its_new_day(client, kader, group, time_machine):
    client.force_login(kader)
    group.meeting_week = 4
    group.meeting_weekday = 2
    group.save()
    url = reverse("groups:meeting_call_off", args=[group.public_id, D(2026, 11, 25)])

    client.post(url, {"date": "2026-11-27", "reason": "Hujan deras", "request_id": str(uuid.uuid4())})
    time_machine.move_to(datetime.datetime(2026, 11, 28, 3, tzinfo=datetime.UTC))
    meeting = Meeting.objects.get()
    shown = client.get(reverse("groups:meeting_update", args=[meeting.public_id])).context["form"]
    data = posted(group, on="2026-11-27", version="1", scheduled_for=shown["scheduled_for"].value())
    client.post(reverse("groups:meeting_update", args=[meeting.public_id]), data | {"called_off_reason": "Hujan deras"})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.date, meeting.scheduled_for) == ("held", D(2026, 11, 27), D(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "date", "text"),
    [
        (D(2026, 11, 10), "", "bukan jadwal rutin"),
        (D(2026, 12, 14), "2026-11-20", "sudah lewat"),
        (D(2026, 12, 14), "2026-12-14", "tanggal lain"),
    ],
)
def test_only_a_routine_day_is_moved_and_only_forwards(client, kader, group, day, date, text):
    client.force_login(kader)

    answer = client.post(
        reverse("groups:meeting_call_off", args=[group.public_id, day]), {"reason": "Hujan", "date": date}
    )

    assert text in answer.content.decode()
    assert not Meeting.objects.exists()


def test_meeting_on_another_day_stands_for_a_routine_day_only_with_a_reason(client, kader, group):
    client.force_login(kader)
    data = posted(group, on="2026-11-11", scheduled_for="2026-11-09")

    refused = client.post(create_url(group), data)
    client.post(create_url(group), data | {"called_off_reason": "Ada kedukaan", "request_id": str(uuid.uuid4())})

    assert "Sebutkan alasan pertemuan dipindah" in refused.content.decode()
    assert Meeting.objects.get().scheduled_for == D(2026, 11, 9)


def test_mistaken_record_is_withdrawn_and_its_routine_day_waits_again(client, kader, group):
    client.force_login(kader)
    client.post(create_url(group), posted(group))
    meeting = Meeting.objects.get()
    before = [line.day for line in client.get(reverse("groups:meetings", args=[group.public_id])).context["pending"]]

    client.post(
        reverse("groups:meeting_withdraw", args=[meeting.public_id]), {"reason": "Salah kelompok", "version": "1"}
    )

    days = [line.day for line in client.get(reverse("groups:meetings", args=[group.public_id])).context["pending"]]
    assert D(2026, 11, 9) in days
    assert D(2026, 11, 9) not in before
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CALLED_OFF


# Invitation


def test_invitation_says_when_and_where_and_names_nobody(client, kader, group):
    group.meeting_time = datetime.time(15, 30)
    group.save()
    client.force_login(kader)

    text = client.get(reverse("groups:invitation", args=[group.public_id])).context["text"]

    assert "Senin, 14 Desember 2026" in text
    assert "15.30 WITA" in text
    assert "Balai RW 3" in text
    assert not any(row.person.name in text for row in group.memberships.all())


def test_invitation_follows_a_moved_meeting_and_skips_one_called_off(client, kader, group):
    client.force_login(kader)
    MeetingFactory(
        group=group, state="called_off", date=D(2026, 12, 14), scheduled_for=D(2026, 12, 14), called_off_reason="Natal"
    )
    url = reverse("groups:invitation", args=[group.public_id])
    skipped = client.get(url).context["text"]
    MeetingFactory(
        group=group, state="planned", date=D(2026, 12, 16), scheduled_for=D(2026, 12, 14), called_off_reason="Natal"
    )

    assert "11 Januari 2027" in skipped
    assert "16 Desember 2026" in client.get(url).context["text"]
