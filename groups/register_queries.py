"""Reads about the month's register: built from the meetings while it may change, from its frozen rows afterwards."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import DatedSetting
from groups import register_rules
from groups.meeting_queries import holding_on
from groups.models import Attendance, Group, Guest, Meeting, Membership, MonthClosing, Register
from members.queries import states_over
from regions import clock
from regions.models import Region
from regions.scope import NATION, REGION, Scope

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


def bands():
    """{"high": 85, "middle": 60, …}: the dated bands of coverage and attendance."""
    kept = DatedSetting.value_on(BANDS, clock.today(""), None) or {}
    return {**register_rules.BANDS, **kept}


def is_closed(village_id, month):
    """True when the month was closed for the village by the latest word of any region above it."""
    codes = [village_id[:length] for length in (2, 4, 6, 10)]
    return bool(closed_codes(month, codes))


def why_fixed(group, month):
    """Why the facts of ``month`` may not change any more: "closed", "verified" or ""."""
    if is_closed(group.village_id, month):
        return "closed"
    movable = (Register.State.SUBMITTED, Register.State.RETURNED)
    fixed = Register.objects.filter(group=group).of_month(month).exclude(state__in=movable).exists()
    return "verified" if fixed else ""


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


# Coverage: ADA and LAPOR


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


@dataclass(frozen=True)
class Coverage:
    """ADA, LAPOR and attendance of an area and a month. Percentages are None (n/a) without a denominator."""

    ada: int = 0
    lapor: int = 0
    members: int = 0
    present: int = 0
    meetings: int = 0
    region: Region | None = field(default=None, compare=False)

    @property
    def percent(self):
        return register_rules.percent(self.lapor, self.ada)

    @property
    def hadir_percent(self):
        return register_rules.percent(self.present, self.members)

    @property
    def missing(self):
        return self.ada - self.lapor


def coverage(user, month, *, under=""):
    """Coverage of everything ``user`` sees (or of what lies ``under`` a code). Two queries."""
    groups, registers = _in_scope(user, month, under)
    sums = registers.aggregate(**_sums())
    return Coverage(ada=groups.count(), **{key: value or 0 for key, value in sums.items()})


def coverage_by_region(user, month, regions):
    """One Coverage for each of ``regions`` (all of one level), those without a group as well. Two queries."""
    regions = list(regions)
    if not regions:
        return []
    length = len(regions[0].code)
    groups, registers = _in_scope(user, month, "")
    inside = Scope.of(region.code for region in regions).q("village_id")
    part = Substr("village_id", 1, length)
    ada = _by_part(groups.filter(inside).annotate(part=part), {"ada": Count("pk")})
    lapor = _by_part(registers.filter(inside).annotate(part=part), _sums())
    return [Coverage(region=region, **{**ada.get(region.code, {}), **lapor.get(region.code, {})}) for region in regions]


def regions_below(user, under=""):
    """(region at the top or None for the nation, regions one step below it): provinces, regencies, then villages."""
    top = under or _shared_code(user)
    level = {0: Region.Level.PROVINCE, 2: Region.Level.REGENCY}.get(len(top), Region.Level.VILLAGE)
    scope = Scope.of({top}) if top else Scope.nation()
    regions = Region.objects.current().filter(scope.q("code"), level=level).order_by("code")
    return Region.objects.filter(pk=top).first(), regions


def _shared_code(user):
    """The longest region code that all places of the user lie under; empty for the nation."""
    places = user.places("groups.view_register")
    codes = [place.key for place in places if place.kind == REGION]
    if not codes or any(place.kind == NATION for place in places):
        return ""
    shared = [length for length in (10, 6, 4, 2) if len({code[:length] for code in codes}) == 1]
    return codes[0][: shared[0]] if shared else ""


def _in_scope(user, month, under):
    groups = Group.objects.visible_to(user, "groups.view_register").filter(active_in(month))
    registers = Register.objects.visible_to(user, "groups.view_register").of_month(month).reported()
    if under:
        inside = Scope.of({under}).q("village_id")
        groups, registers = groups.filter(inside), registers.filter(inside)
    return groups, registers


def _sums():
    def figure(name):
        return Sum(Cast(KeyTextTransform(name, "figures"), IntegerField()))

    return {
        "lapor": Count("pk"),
        "members": figure("members"),
        "present": figure("present"),
        "meetings": figure("meetings"),
    }


def _by_part(rows, annotations):
    parts = rows.order_by().values("part").annotate(**annotations)
    return {row.pop("part"): {key: value or 0 for key, value in row.items()} for row in parts}
