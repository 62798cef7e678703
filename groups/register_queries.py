"""Reads about the month's register: built from the meetings while it may change, from its frozen rows afterwards."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import DatedSetting
from groups import register_rules
from groups.meeting_queries import holding_on
from groups.models import Attendance, Group, Guest, LateEntry, Meeting, Membership, MonthClosing, Register
from members.queries import states_over
from regions import clock
from regions.scope import Scope

DEADLINE_DAY = "register_deadline_day"
BANDS = "coverage_bands"


@dataclass(frozen=True)
class Row:
    """One member at one meeting, or (``meeting_id`` None) over the whole month as of the reporting date.

    The month's row carries her strongest status, empty when she stands in no attendance list; its state of PUS,
    pregnancy and KB is that of the reporting date, a meeting's row has that of the meeting.
    """

    membership: Membership
    meeting_id: int | None
    status: str
    is_pus: bool = False
    is_pregnant: bool | None = None
    is_using_kb: bool | None = None

    @property
    def family_id(self):
        return self.membership.person.family_id

    @property
    def status_text(self):
        return Attendance.Status(self.status).label if self.status else ""

    @property
    def health_text(self):
        """PUS, pregnancy and KB in a few words."""
        if not self.is_pus:
            return _("bukan PUS")
        if self.is_pregnant:
            return _("PUS · hamil")
        words = {True: _("PUS · ber-KB"), False: _("PUS · tidak ber-KB"), None: _("PUS · KB belum dicatat")}
        return words[self.is_using_kb]

    @property
    def codes(self):
        """PUS, pregnancy and KB as the form codes them: 1 yes, 2 no, blank when not recorded or no PUS."""
        return {
            "pus": _code(self.is_pus),
            "pregnant": _code(self.is_pregnant) if self.is_pus else "",
            "kb": _code(self.is_using_kb) if self.is_pus else "",
        }


def _code(value):
    return "" if value is None else "1" if value else "2"


@dataclass(frozen=True)
class Content:
    """What a month's register says: its meetings in order, its rows, its figures."""

    meetings: list[Meeting]
    rows: list[Row]
    figures: dict
    register: Register | None = None

    @property
    def month_rows(self):
        return [row for row in self.rows if row.meeting_id is None]

    @property
    def hadir_percent(self):
        return register_rules.percent(self.figures["present"], self.figures["members"])


def content_of(group, month, register=None):
    """The register of a month as it stands: frozen when handed in, else built from what is recorded now."""
    if register is not None and register.state != Register.State.RETURNED:
        return _frozen(register)
    built = build(group, month)
    return Content(built.meetings, built.rows, built.figures, register)


def build(group, month):
    """Build the register from the meetings held in ``month``; members as of its last day, or today while it runs."""
    date = register_rules.reporting_date(month, today=clock.today(group.village_id))
    meetings = list(Meeting.objects.filter(group=group).in_month(month).held().order_by("date", "pk"))
    attendances = list(
        Attendance.objects.filter(meeting__in=meetings)
        .select_related("membership__person")
        .order_by("membership__number", "membership_id")
    )
    members = list(
        Membership.objects.filter(holding_on(date), group=group).select_related("person").order_by("number", "pk")
    )
    persons = {each.membership.person_id for each in attendances} | {member.person_id for member in members}
    states = states_over(persons, [date, *(meeting.date for meeting in meetings)])
    rows = _meeting_rows(meetings, attendances, states) + _month_rows(members, attendances, states[date])
    guests = Guest.objects.filter(meeting__in=meetings).count()
    return Content(meetings, rows, register_rules.totals(rows, meetings=len(meetings), guests=guests))


def _meeting_rows(meetings, attendances, states):
    date_of = {meeting.pk: meeting.date for meeting in meetings}
    return [
        _row(each.membership, each.meeting_id, each.status, states[date_of[each.meeting_id]]) for each in attendances
    ]


def _month_rows(members, attendances, states):
    statuses = defaultdict(list)
    for each in attendances:
        statuses[each.membership_id].append(each.status)
    return [_row(member, None, register_rules.strongest(statuses[member.pk]), states) for member in members]


def _row(membership, meeting_id, status, states):
    state = states.get(membership.person_id)
    if state is None:
        return Row(membership, meeting_id, status)
    return Row(membership, meeting_id, status, state.is_pus, state.is_pregnant, state.is_using_kb)


def _frozen(register):
    rows = [
        Row(row.membership, row.meeting_id, row.status, row.is_pus, row.is_pregnant, row.is_using_kb)
        for row in register.rows.select_related("membership__person").order_by(
            "membership__number", "membership_id", "pk"
        )
    ]
    meetings = list(
        Meeting.objects.filter(group_id=register.group_id).in_month(register.period).held().order_by("date", "pk")
    )
    return Content(meetings, rows, register.figures, register)


def guests_of(content):
    """Guests of the month's meetings, each with its meeting."""
    return list(
        Guest.objects.filter(meeting__in=content.meetings).select_related("meeting").order_by("meeting__date", "pk")
    )


def register_of(group, month):
    """The handed-in register of a month, or None."""
    return (
        Register.objects.filter(group=group)
        .of_month(month)
        .select_related("handed_in_by", "verified_by", "siga_entered_by")
        .first()
    )


# Deadlines and closings


def deadline_day(month):
    """The day of the next month until which a register is on time: a dated setting, 3 without one."""
    return DatedSetting.value_on(DEADLINE_DAY, month.last, register_rules.DEADLINE_DAY)


def deadlines_of(month):
    """[(dated setting, its day in the next month)] of the way upward: to the PKB, the city, the province. One query."""
    keys = {DEADLINE_DAY: 3, "district_deadline_day": 7, "province_deadline_day": 10}
    rows = DatedSetting.objects.filter(key__in=keys, valid_from__lte=month.last).exclude(valid_to__lt=month.last)
    keys |= dict(rows.order_by("valid_from").values_list("key", "value"))
    return [(key, register_rules.deadline_of(month, day=day)) for key, day in keys.items()]


def bands():
    """{"high": 85, "middle": 60, …}: the dated bands of coverage and attendance."""
    kept = DatedSetting.value_on(BANDS, clock.today(""), None) or {}
    return {**register_rules.BANDS, **kept}


def is_closed(village_id, month):
    """True when the month was closed for the village by the latest word of any region above it."""
    codes = [village_id[:length] for length in (2, 4, 6, 10)]
    return bool(closed_codes(month, codes))


def why_fixed(group, month, by=None):
    """Why the facts of ``month`` may not change any more: "closed", "verified" or "".

    For ``by`` they may while an exception for her lasts.
    """
    movable = (Register.State.SUBMITTED, Register.State.RETURNED)
    if is_closed(group.village_id, month):
        why = "closed"
    else:
        fixed = Register.objects.filter(group=group).of_month(month).exclude(state__in=movable).exists()
        why = "verified" if fixed else ""
    return "" if why and by and late_entries_of(by, [group.pk], month) else why


def late_entries_of(user, group_ids, month):
    """{group id: LateEntry} that lets ``user`` change a fixed month today. One query, none without groups."""
    if not group_ids:
        return {}
    entries = LateEntry.objects.filter(officer=user, group__in=group_ids, month=month.first, ended_at__isnull=True)
    rows = entries.select_related("group", "given_by").order_by("pk")
    return {row.group_id: row for row in rows if row.until >= clock.today(row.group.village_id)}


def late_note(user, group, month):
    """The exception that lets ``user`` change the month, or by which it was changed; None for most months."""
    entries = LateEntry.objects.filter(group=group, month=month.first).select_related("officer", "given_by", "group")
    rows = list(entries.order_by("-pk"))
    for row in rows:
        row.is_own = row.officer_id == user.pk and row.ended_at is None and row.until >= clock.today(group.village_id)
    return next((row for row in rows if row.is_own), None) or next((row for row in rows if row.used_at), None)


def latest_closing(region_code, month):
    """The latest word on a region's month: closed or opened again; None when it was never closed."""
    return MonthClosing.objects.filter(region_code=region_code, month=month.first).order_by("-pk").first()


def late_data_since(closing):
    """Exceptions by which something was written after ``closing``: it is to be closed again, as a revision."""
    entries = LateEntry.objects.filter(month=closing.month, used_at__gt=closing.at)
    inside = Scope.of([closing.region_code]).q("group__village_id")
    return list(entries.filter(inside).select_related("group", "officer", "given_by").order_by("pk"))


def closed_codes(month, codes=None):
    """Region codes for which ``month`` is closed now."""
    rows = MonthClosing.objects.filter(month=month.first).order_by("pk")
    if codes is not None:
        rows = rows.filter(region_code__in=codes)
    latest = dict(rows.values_list("region_code", "is_closed"))
    return {code for code, closed in latest.items() if closed}


def waiting_under(region_code, month):
    """How many registers of a region still wait for verification or correction: they would not count as LAPOR."""
    rows = Register.objects.of_month(month).filter(state__in=(Register.State.SUBMITTED, Register.State.RETURNED))
    return rows.filter(Scope.of({region_code}).q("village_id")).count()


# ADA


def active_in(month):
    """Condition on groups that count as ADA on the last day of ``month``.

    The card keeps its present state and since when. A group that reported for the month counts even if its card was
    out of use and back since, so LAPOR never exceeds ADA.
    """
    reported = Register.objects.reported().of_month(month).filter(group=OuterRef("pk"))
    tomorrow = timezone.make_aware(datetime.datetime.combine(month.next().first, datetime.time()))
    return (
        Q(state=Group.State.ACTIVE, state_on__lte=month.last)
        | Q(state=Group.State.ACTIVE, state_on__isnull=True)
        | Q(state=Group.State.INACTIVE, state_on__gt=month.last, approved_at__lt=tomorrow)
        | Exists(reported)
    )
