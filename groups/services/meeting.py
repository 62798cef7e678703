"""Writes about meetings and attendance."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import history
from core.dates import Month
from core.models import Submission
from groups import meeting_queries, register_rules, schedule_rules
from groups.errors import GroupError, RosterIncomplete, WrongDate
from groups.models import Attendance, Group, Guest, Meeting
from groups.services import late, register
from regions import changes as marks
from regions import clock

SUBJECT = "meeting"
DETAILS = (
    "date",
    "scheduled_for",
    "called_off_reason",
    "place",
    "kind",
    "topic",
    "topic_note",
    "speaker_kind",
    "speaker_other",
    "speaker_name",
    "has_discussion",
    "minutes",
)


@transaction.atomic
def record_meeting(group_id, *, by, request_id, changes, version=None):
    """Record a meeting that was held, with the attendance of every member of that day and the guests.

    ``changes``: the fields of DETAILS, ``attendance`` {membership id: status}, ``guests`` [(name, institution)].
    Raises WrongDate, RosterIncomplete, ClosedPeriod, RegisterFixed, GroupError, Resubmitted.
    """
    submission, first = Submission.claim(by, "groups.record_meeting", request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    group = _lock(group_id)
    meeting = Meeting(group=group, village_id=group.village_id, recorded_by=by)
    return submission.finish(_write(meeting, group, changes, by))


@transaction.atomic
def update_meeting(meeting_id, *, by, version, request_id, changes):
    """Change a recorded meeting, or record one that was moved or called off. Raises as record_meeting, and Stale."""
    submission, first = Submission.claim(
        by, "groups.update_meeting", request_id, content=(meeting_id, version, changes)
    )
    if not first:
        return submission.result()
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    group = _lock(meeting.group_id)
    meeting.check_version(version)
    register.ensure_open(group, Month.of(meeting.date), by=by)
    return submission.finish(_write(meeting, group, changes, by))


@transaction.atomic
def move_meeting(group_id, *, by, request_id, scheduled_for, date, reason):
    """Move a routine day to another, not before today. Raises GroupError, ClosedPeriod, RegisterFixed."""
    content = (group_id, scheduled_for, date, reason)
    submission, first = Submission.claim(by, "groups.move_meeting", request_id, content=content)
    if not first:
        return submission.result()
    group = _lock(group_id)
    if date == scheduled_for:
        raise GroupError(_("Pilih tanggal lain daripada jadwal semula."), field="date")
    if date < clock.today(group.village_id):
        raise GroupError(_("Tanggal baru sudah lewat. Catat saja pertemuannya."), field="date")
    register.ensure_open(group, Month.of(date), by=by)
    return submission.finish(_put_off(group, by, Meeting.State.PLANNED, date, scheduled_for, reason))


@transaction.atomic
def call_off_meeting(group_id, *, by, request_id, scheduled_for, reason):
    """Note that a routine meeting did not take place. Raises GroupError, ClosedPeriod, RegisterFixed."""
    content = (group_id, scheduled_for, reason)
    submission, first = Submission.claim(by, "groups.call_off_meeting", request_id, content=content)
    if not first:
        return submission.result()
    group = _lock(group_id)
    return submission.finish(_put_off(group, by, Meeting.State.CALLED_OFF, scheduled_for, scheduled_for, reason))


@transaction.atomic
def withdraw_meeting(meeting_id, *, by, version, request_id, reason):
    """Take back a mistaken record: still seen, not counted. Raises Stale, ClosedPeriod, RegisterFixed."""
    content = (meeting_id, version, reason)
    submission, first = Submission.claim(by, "groups.withdraw_meeting", request_id, content=content)
    if not first:
        return submission.result()
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    group = _lock(meeting.group_id)
    meeting.check_version(version)
    register.ensure_open(group, Month.of(meeting.date), by=by)
    meeting.state, meeting.called_off_reason, meeting.scheduled_for = Meeting.State.CALLED_OFF, reason, None
    meeting.save()
    return submission.finish(_tell(meeting, group, {Month.of(meeting.date)}, by))


def _lock(group_id):
    group = Group.objects.select_for_update(of=("self",)).get(pk=group_id)
    if group.state != Group.State.ACTIVE:
        raise GroupError(_("Pertemuan dicatat setelah kelompok aktif."))
    return group


def _write(meeting, group, changes, by):
    _check(meeting, group, changes, by)
    months = {Month.of(changes["date"])} | ({Month.of(meeting.date)} if meeting.pk else set())
    for name in DETAILS:
        setattr(meeting, name, changes.get(name, getattr(meeting, name)))
    if meeting.scheduled_for is None:
        meeting.called_off_reason = ""
    meeting.state = Meeting.State.HELD
    meeting.save()
    _write_attendance(meeting, changes["attendance"], by)
    _write_guests(meeting, changes.get("guests", ()))
    return _tell(meeting, group, months, by)


def _check(meeting, group, changes, by):
    date, scheduled_for = changes["date"], changes.get("scheduled_for")
    fault = register_rules.date_fault(date, today=clock.today(group.village_id), founded_on=group.founded_on)
    if fault:
        raise WrongDate(fault)
    register.ensure_open(group, Month.of(date), by=by)
    if scheduled_for == date:
        changes["scheduled_for"] = scheduled_for = None
    if scheduled_for and not changes.get("called_off_reason"):
        raise GroupError(_("Sebutkan alasan pertemuan dipindah."), field="called_off_reason")
    if scheduled_for and scheduled_for != meeting.scheduled_for:
        _check_routine_day(group, scheduled_for)
    twins = Meeting.objects.held().filter(group=group, date=date, kind=changes["kind"]).exclude(pk=meeting.pk)
    if twins.exists():
        raise GroupError(
            _("Pertemuan jenis ini sudah dicatat pada tanggal itu. Buka dan ubah catatan yang ada."), field="date"
        )
    _check_roster(group, date, changes["attendance"])


def _check_roster(group, date, attendance):
    roster = meeting_queries.roster_on(group.pk, date)
    if not roster:
        raise GroupError(_("Belum ada anggota pada tanggal itu."), field="date")
    if missing := [row.person.name for row in roster if row.pk not in attendance]:
        raise RosterIncomplete(missing)
    if set(attendance) - {row.pk for row in roster}:
        raise GroupError(_("Ada nama yang bukan anggota pada tanggal itu. Periksa tanggal pertemuan."), field="date")


def _check_routine_day(group, day):
    routine = schedule_rules.occurrence_in(Month.of(day), weekday=group.meeting_weekday, week=group.meeting_week)
    if day != routine:
        raise GroupError(_("Tanggal itu bukan jadwal rutin kelompok ini."), field="scheduled_for")
    if Meeting.objects.filter(group=group, scheduled_for=day).exists():
        raise GroupError(_("Jadwal itu sudah dipindah atau dibatalkan."), field="scheduled_for")
    if Meeting.objects.held().filter(group=group, date=day).exists():
        raise GroupError(_("Pertemuan pada jadwal itu sudah dicatat."), field="scheduled_for")


def _put_off(group, by, state, date, scheduled_for, reason):
    _check_routine_day(group, scheduled_for)
    register.ensure_open(group, Month.of(scheduled_for), by=by)
    meeting = Meeting.objects.create(
        group=group,
        village_id=group.village_id,
        recorded_by=by,
        state=state,
        date=date,
        scheduled_for=scheduled_for,
        called_off_reason=reason,
        place=group.meeting_place,
    )
    return _tell(meeting, group, {Month.of(date)}, by)


def _write_attendance(meeting, attendance, by):
    before = meeting_queries.statuses_of(meeting)
    if attendance == before:
        return
    Attendance.objects.filter(meeting=meeting).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership_id=pk, status=status) for pk, status in sorted(attendance.items())
    )
    if before:
        total = sum(before.get(pk) != status for pk, status in attendance.items())
        history.record([meeting], by=by, sentence=_("Mengubah kehadiran {total} anggota.").format(total=total))


def _write_guests(meeting, guests):
    meeting.guests.all().delete()
    Guest.objects.bulk_create(Guest(meeting=meeting, name=name, institution=home) for name, home in guests)


def _tell(meeting, group, months, by):
    """Carry the change into registers that still wait, and mark it for the rollups."""
    late.note_use([meeting], by=by, months=months)
    for month in months:
        register.refresh_handed_in(group, month)
        marks.mark(group.village_id, month, SUBJECT)
    return meeting
