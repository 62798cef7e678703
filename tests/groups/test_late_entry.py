"""One named officer may enter one group's closed month late; nobody else, and all of it marked."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError
from django.urls import reverse

from accounts import roles
from core.dates import Month
from groups import register_queries
from groups.errors import ClosedPeriod, GroupError
from groups.models import LateEntry, Meeting, Register
from groups.services.closing import close_month
from groups.services.late import end_late_entry, give_late_entry
from groups.services.meeting import record_meeting, withdraw_meeting
from groups.services.register import hand_in_register, verify_registers
from tests.factories import LateEntryFactory, RegisterFactory, officer_at
from tests.groups.test_recap import group_with
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)
LIST = "/kelompok/izin-susulan/"


@pytest.fixture
def group(home_village, regency_staff):
    """Its October is closed without a register."""
    group = group_with(name="UPPKA Melati")
    close_month("5371", by=regency_staff, request_id=None, month=OCTOBER)
    return group


@pytest.fixture
def entry(group, officer, regency_staff):
    return LateEntryFactory(group=group, officer=officer, given_by=regency_staff, until=D(2026, 11, 17))


LATE_DAY = D(2026, 10, 26)


def record(group, by, day=LATE_DAY):
    attendance = dict.fromkeys(group.memberships.values_list("pk", flat=True), "present")
    changes = {"date": day, "kind": "routine", "attendance": attendance}
    return record_meeting(group.pk, by=by, request_id=None, changes=changes)


def hand_in(group, by):
    changes = {"is_zero": False, "zero_reason": ""}
    return hand_in_register(group.pk, by=by, version=None, request_id=None, month=OCTOBER, changes=changes)


# What it lets her do


def test_named_officer_records_and_hands_in_while_it_lasts(entry, group, officer):
    meeting = record(group, officer)
    register = hand_in(group, officer)

    assert (meeting.state, register.state) == ("held", "by_pkb")
    entry.refresh_from_db()
    assert entry.used_at is not None


def test_everything_she_does_is_marked(client, entry, group, officer):
    rows = [record(group, officer), hand_in(group, officer)]

    for row in rows:
        lines = LogEntry.objects.get_for_object(row).filter(actor=officer)
        assert any("Entri susulan" in str(line.additional_data) for line in lines)
    client.force_login(officer)
    page = client.get(reverse("groups:register", args=[group.public_id, OCTOBER])).content.decode()
    assert "Izin entri susulan untuk Anda sampai 17 November 2026" in page
    LateEntry.objects.update(ended_at=entry.given_at)
    page = client.get(reverse("groups:register", args=[group.public_id, OCTOBER])).content.decode()
    assert "Memuat data susulan" in page


def test_nobody_else_may(entry, group, kader, home_village):
    other = officer_at(roles.PKB, home_village.code)

    for user in (kader, other):
        with pytest.raises(ClosedPeriod):
            record(group, user)
        with pytest.raises(ClosedPeriod):
            hand_in(group, user)
    assert not Register.objects.exists()


@pytest.mark.parametrize("end", ["until", "ended_at"])
def test_not_once_it_is_over(entry, group, officer, end):
    LateEntry.objects.update(**{"until": {"until": D(2026, 11, 9)}, "ended_at": {"ended_at": entry.given_at}}[end])

    with pytest.raises(ClosedPeriod):
        record(group, officer)


def test_not_for_another_month_or_group(entry, group, officer, regency_staff):
    close_month("5371", by=regency_staff, request_id=None, month=Month(2026, 9))

    with pytest.raises(ClosedPeriod):
        record(group, officer, day=D(2026, 9, 14))
    with pytest.raises(ClosedPeriod):
        record(group_with(), officer)


def test_on_its_last_day_it_still_holds(entry, group, officer, time_machine):
    time_machine.move_to("2026-11-17 15:00+00:00", tick=False)  # 23.00 WITA

    assert record(group, officer).state == "held"
    time_machine.move_to("2026-11-17 16:30+00:00", tick=False)  # past midnight in Kupang
    with pytest.raises(ClosedPeriod):
        record(group, officer, day=D(2026, 10, 27))


def test_takes_back_a_meeting_as_well(entry, group, officer):
    meeting = Meeting.objects.get(group=group)

    withdraw_meeting(meeting.pk, by=officer, version=None, request_id=None, reason="Salah bulan")

    meeting.refresh_from_db()
    assert meeting.state == "called_off"


def test_what_the_kader_hands_in_waits_for_a_pkb_who_may(group, kader, officer, regency_staff):
    LateEntryFactory(group=group, officer=kader, given_by=regency_staff)
    register = hand_in(group, kader)

    with pytest.raises(ClosedPeriod):
        verify_registers([register.pk], by=officer, request_id=None)
    LateEntryFactory(group=group, officer=officer, given_by=regency_staff)
    assert verify_registers([register.pk], by=officer, request_id=None) == 1


def test_open_month_needs_none_and_stays_unmarked(officer):
    group = group_with()

    meeting = record(group, officer)

    assert not any("susulan" in str(line.additional_data) for line in LogEntry.objects.get_for_object(meeting))


def test_verified_month_opens_for_her_too(officer, regency_staff):
    group = group_with()
    RegisterFactory(group=group, state="by_pkb", figures={})
    LateEntryFactory(group=group, officer=officer, given_by=regency_staff)

    assert register_queries.why_fixed(group, OCTOBER) == "verified"
    assert record(group, officer).state == "held"


# Giving and ending


def give(client, group, named, **data):
    url = reverse("groups:late_entry_create", args=[group.public_id, OCTOBER])
    usual = {"officer": str(named.public_id), "until": "2026-11-17", "reason": "Buku hadir ditemukan"}
    return client.post(url, {"request_id": str(uuid.uuid4()), **usual, **data})


def test_opd_gives_it_from_the_register_and_it_stands_in_the_history(client, group, officer, regency_staff):
    client.force_login(regency_staff)
    register = client.get(reverse("groups:register", args=[group.public_id, OCTOBER])).content.decode()

    answer = give(client, group, officer)

    assert reverse("groups:late_entry_create", args=[group.public_id, OCTOBER]) in register
    assert answer.url == LIST
    entry = LateEntry.objects.get()
    assert (entry.officer, entry.given_by, entry.until) == (officer, regency_staff, D(2026, 11, 17))
    assert any("Buku hadir ditemukan" in str(line.additional_data) for line in LogEntry.objects.get_for_object(group))
    assert "UPPKA Melati" in client.get(LIST).content.decode()


def test_only_officers_of_the_group_can_be_named(client, group, officer, kader, stranger, regency_staff):
    client.force_login(regency_staff)

    page = client.get(reverse("groups:late_entry_create", args=[group.public_id, OCTOBER]))
    answer = give(client, group, stranger)

    assert {user.pk for user in page.context["form"].fields["officer"].queryset} == {officer.pk, kader.pk}
    assert "officer" in answer.context["form"].errors
    assert answer.context["form"]["reason"].value() == "Buku hadir ditemukan"
    assert not LateEntry.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"until": "2026-11-09"}, "until"),
        ({"until": "2026-12-25"}, "until"),
        ({"reason": ""}, "reason"),
        ({"officer": ""}, "officer"),
    ],
)
def test_bad_input_comes_back_with_the_error_beside_the_field(client, group, officer, regency_staff, data, field):
    client.force_login(regency_staff)

    answer = give(client, group, officer, **data)

    assert field in answer.context["form"].errors
    assert not LateEntry.objects.exists()


def test_a_second_one_for_the_same_officer_is_refused(client, entry, group, officer, regency_staff):
    client.force_login(regency_staff)

    assert "officer" in give(client, group, officer).context["form"].errors


def test_open_month_needs_no_exception(regency_staff, officer):
    with pytest.raises(GroupError, match="masih terbuka"):
        give_late_entry(
            group_with().pk, by=regency_staff, request_id=None, month=OCTOBER, officer=officer,
            until=D(2026, 11, 17), reason="Ada",
        )  # fmt: skip


def test_nobody_gives_it_to_herself(group, regency_staff):
    with pytest.raises(GroupError, match="diri sendiri"):
        give_late_entry(
            group.pk, by=regency_staff, request_id=None, month=OCTOBER, officer=regency_staff,
            until=D(2026, 11, 17), reason="Ada",
        )  # fmt: skip
    with pytest.raises(IntegrityError):
        LateEntryFactory(group=group, officer=regency_staff, given_by=regency_staff)


def test_opd_ends_it_before_its_day(client, entry, group, officer, regency_staff):
    client.force_login(regency_staff)

    answer = client.post(reverse("groups:late_entry_end", args=[entry.public_id]), {"request_id": str(uuid.uuid4())})

    assert answer.url == LIST
    with pytest.raises(ClosedPeriod):
        record(group, officer)
    with pytest.raises(GroupError):
        end_late_entry(entry.pk, by=regency_staff, request_id=None)


def test_list_of_an_officer_holds_her_own_alone(client, entry, group, kader, officer, regency_staff):
    LateEntryFactory(group=group, officer=kader, given_by=regency_staff, reason="Untuk kader")

    for user, seen, unseen in ((officer, "Daftar hadir", "Untuk kader"), (kader, "Untuk kader", "Daftar hadir baru")):
        client.force_login(user)
        page = client.get(LIST).content.decode()
        assert seen in page
        assert unseen not in page
        assert "Akhiri" not in page


@pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "administrator"])
def test_only_the_opd_gives_and_ends(client, request, entry, group, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("groups:late_entry_create", args=[group.public_id, OCTOBER])).status_code == 404
    assert client.post(reverse("groups:late_entry_end", args=[entry.public_id])).status_code == 404


def test_queries_of_the_list_do_not_grow(client, entry, group, officer, regency_staff):
    client.force_login(regency_staff)

    assert_queries_do_not_grow(
        lambda: client.get(LIST),
        lambda: [LateEntryFactory(group=group, officer=officer, given_by=regency_staff) for _ in range(12)],
    )
