"""Reads about the month's recap: live from cards, members and registers, or as the month was closed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Substr

from groups import recap_rules, register_queries, register_rules
from groups.meeting_queries import holding_on
from groups.models import Attendance, Group, Meeting, Membership, MonthClosing, MonthFigures, Register, RegisterRow
from groups.recap_rules import Figures
from members.queries import states_on
from regions import clock
from regions.models import Region
from regions.queries import names_of
from regions.scope import LEVELS, Scope

PROVINCE, REGENCY, DISTRICT, VILLAGE = LEVELS
#: What a closing keeps of each village.
KEPT = (*recap_rules.COUNTED, "reported_members", "reported_present")
State = Register.State


@dataclass
class Village:
    """The month of one village: its figures, and the groups [public id, name] that have not reported."""

    code: str
    figures: Figures = field(default_factory=Figures)
    missing: list = field(default_factory=list)


# Live: as cards, members, meetings and registers stand now


def live(codes, month):
    """{village code: Village} for villages with groups under ``codes`` (of one regency or less). Ten queries at most.

    A register that was handed in tells its group's members, attendance, PUS and KB as it froze them, so that the
    figure is the sum of what the registers show; for a group without one they are taken from its card and meetings.
    """
    groups, registers, without, rows = _facts(codes, month)
    return _counted(groups, registers, rows, _meetings_of(without, month))


def behind(code, month, count):
    """{person or family: [(group, person)]} that ``live`` counts as one figure of a village. Nine queries at most."""
    groups, _registers, _without, rows = _facts([code], month)
    known = {group.pk: group for group in groups}
    found = defaultdict(list)
    for group, person, *rest in rows:
        if group in known:
            for name, holds, key in _told(person, *rest):
                if holds and name == count:
                    found[key].append((known[group], person))
    return dict(found)


def _facts(codes, month):
    """(active groups, {group: register}, groups whose register is not in, rows of their members)."""
    scope = Scope.of(codes)
    groups = list(_active_groups(scope, month))
    registers = {row["group_id"]: row for row in _registers(scope, month)}
    handed_in = {pk for pk, row in registers.items() if row["state"] != State.RETURNED}
    without = [group.pk for group in groups if group.pk not in handed_in]
    date = register_rules.reporting_date(month, today=clock.today(next(iter(codes), "")))
    rows = _frozen_rows(scope, month) + (_rows_now(without, month, date) if without else [])
    return groups, registers, without, rows


def _active_groups(scope, month):
    groups = Group.objects.filter(register_queries.active_in(month), scope.q("village_id"))
    return groups.order_by("village_id", "name_key", "pk").only("village_id", "public_id", "name")


def _registers(scope, month):
    rows = Register.objects.of_month(month).filter(scope.q("group__village_id"))
    return rows.values("group_id", "state", "figures")


def _frozen_rows(scope, month):
    """[(group, person, family, was there, is PUS, uses KB)] of the registers handed in."""
    rows = RegisterRow.objects.filter(
        scope.q("register__group__village_id"), register__month=month.first, meeting__isnull=True
    ).exclude(register__state=State.RETURNED)
    values = rows.values_list(
        "register__group_id",
        "membership__person_id",
        "membership__person__family_id",
        "status",
        "is_pus",
        "is_using_kb",
    )
    return [(*key, status == Attendance.Status.PRESENT, pus, bool(pus and kb)) for *key, status, pus, kb in values]


def _rows_now(group_ids, month, date):
    """The same of groups whose register is not in, from the roll, the attendance lists and the state of ``date``."""
    members = Membership.objects.filter(holding_on(date), group__in=group_ids)
    roll = list(members.values_list("pk", "group_id", "person_id", "person__family_id"))
    attended = Attendance.objects.filter(
        _held_in(month, "meeting__"), meeting__group__in=group_ids, status=Attendance.Status.PRESENT
    )
    present = set(attended.values_list("membership_id", flat=True))
    states = states_on({person for _pk, _group, person, _family in roll}, date)
    rows = []
    for pk, group, person, family in roll:
        state = states[person]
        rows.append((group, person, family, pk in present, state.is_pus, bool(state.is_pus and state.is_using_kb)))
    return rows


def _meetings_of(group_ids, month):
    rows = Meeting.objects.filter(_held_in(month), group__in=group_ids).order_by().values("group_id")
    return dict(rows.annotate(total=Count("pk")).values_list("group_id", "total"))


def _held_in(month, at=""):
    return Q((f"{at}date__range", (month.first, month.last)), (f"{at}state", Meeting.State.HELD))


def _counted(groups, registers, rows, meetings):
    villages, village_of = {}, {group.pk: group.village_id for group in groups}
    people = _people(rows, village_of)
    for village, members in _by_village(groups).items():
        reported = [registers[g.pk]["figures"] for g in members if _is_reported(registers.get(g.pk))]
        figures = Figures(
            ada=len(members),
            lapor=len(reported),
            meetings=sum(_meeting_total(registers.get(g.pk), meetings.get(g.pk, 0)) for g in members),
            reported_members=sum(each.get("members", 0) for each in reported),
            reported_present=sum(each.get("present", 0) for each in reported),
            **{name: len(keys) for name, keys in people[village].items()},
        )
        missing = [[str(g.public_id), g.name] for g in members if not _is_reported(registers.get(g.pk))]
        villages[village] = Village(village, figures, missing)
    return villages


def _people(rows, village_of):
    """{village: {figure: persons or families}}: whoever is in two groups of a village counts once."""
    sets = defaultdict(lambda: {name: set() for name in ("anggota", "hadir", "families", "pus", "kb")})
    for group, *rest in rows:
        if group not in village_of:
            continue
        found = sets[village_of[group]]
        for name, holds, key in _told(*rest):
            if holds:
                found[name].add(key)
    return sets


def _told(person, family, was_there, is_pus, uses_kb):
    """((figure, whether this member counts in it, as which person or family), …)."""
    persons = (("anggota", True, person), ("hadir", was_there, person))
    return (*persons, ("families", True, family), ("pus", is_pus, family), ("kb", uses_kb, family))


def _by_village(groups):
    villages = defaultdict(list)
    for group in groups:
        villages[group.village_id].append(group)
    return villages


def _is_reported(register):
    return register is not None and register["state"] in Register.REPORTED


def _meeting_total(register, counted):
    is_frozen = register is not None and register["state"] != State.RETURNED
    return register["figures"].get("meetings", 0) if is_frozen else counted


# Closed: as it was sent upward


def closings_now(month):
    """{region code: MonthClosing} of the regions for which ``month`` is closed now, with figures kept. One query."""
    kept = MonthFigures.objects.filter(closing=OuterRef("pk"))
    rows = MonthClosing.objects.filter(month=month.first).annotate(has_figures=Exists(kept)).select_related("by")
    latest = {row.region_code: row for row in rows.order_by("pk")}
    return {code: row for code, row in latest.items() if row.is_closed and row.has_figures}


def snapshot_of(closing):
    """{village code: Village} of a closing. One query."""
    rows = MonthFigures.objects.filter(closing=closing)
    return {row.village_id: Village(row.village_id, Figures.of(row.figures), row.missing) for row in rows}


def previous_revision(closing):
    """The closing that ``closing`` corrects; None for the first."""
    earlier = MonthClosing.objects.filter(
        region_code=closing.region_code, month=closing.month, is_closed=True, revision__lt=closing.revision
    )
    return earlier.order_by("-revision", "-pk").first()


@dataclass(frozen=True)
class Difference:
    """What a revision changed in one village: its figures, and who reported since or no longer counts as reported."""

    code: str
    name: str
    figures: list
    came_in: list
    fell_out: list


def differences_of(closing):
    """[Difference] of a closing against the revision before it, by village. Four queries."""
    before = previous_revision(closing)
    if before is None:
        return []
    old, new = snapshot_of(before), snapshot_of(closing)
    names, lines = names_of(old.keys() | new.keys()), []
    for code in sorted(old.keys() | new.keys()):
        one, other = old.get(code, Village(code)), new.get(code, Village(code))
        figures = recap_rules.differences(vars(one.figures), vars(other.figures))
        gone, come = _names_only(one.missing, other.missing), _names_only(other.missing, one.missing)
        if figures or gone or come:
            lines.append(Difference(code, names.get(code, code), figures, gone, come))
    return lines


def _names_only(here, there):
    keys = {key for key, _name in there}
    return [name for key, name in here if key not in keys]


# For who reads for a province or the nation: figures by region, in a few grouped queries


@dataclass(frozen=True)
class Summary:
    """One region in the table of a wider one. ``open``: how many of its regencies are not closed."""

    region: Region
    figures: Figures
    closed: int = 0
    open: int = 0
    revision: int = 0

    @property
    def regencies(self):
        return self.closed + self.open


def summaries(top, month, level):
    """[Summary] of the regions of ``level`` under ``top`` ("" is the nation).

    Closed regencies as they were closed. The others are provisional: ADA from the cards, all else from the registers
    that are verified so far. Six queries, whatever the number of regions.
    """
    scope = Scope.of([top]) if top else Scope.nation()
    length = LEVELS[level - 1]
    closings = closings_now(month)
    figures = sums(month, scope, closings, length)
    regions = Region.objects.current().filter(scope.q("code"))
    regencies = _regencies(regions, length, closings)
    return [
        Summary(
            row,
            figures.get(row.code, Figures()),
            *regencies.get(row.code, (0, 0)),
            closings[row.code].revision if row.code in closings else 0,
        )
        for row in regions.filter(level=level).order_by("code")
    ]


def _regencies(regions, length, closings):
    """{code: (closed, open)} regencies of each province or regency."""
    counts = defaultdict(lambda: [0, 0])
    if length <= REGENCY:
        for code in regions.filter(level=Region.Level.REGENCY).values_list("code", flat=True):
            counts[code[:length]][code not in closings] += 1
    return {code: tuple(pair) for code, pair in counts.items()}


def sums(month, scope, closings, length):
    """{first ``length`` digits: Figures} of a scope, closed regions as closed. Three queries."""
    inside = scope.q("village_id")
    still_open = ~Scope.of(closings).q("village_id") if closings else Q()
    groups = Group.objects.filter(inside).filter(still_open)
    registers = Register.objects.filter(inside).filter(still_open)
    return added(sums_closed(closings, inside, length), sums_open(month, length, groups=groups, registers=registers))


def sums_closed(closings, inside, length):
    """{first ``length`` digits: Figures} of the snapshots of ``closings``, narrowed by ``inside``. One query."""
    if not closings:
        return {}
    rows = MonthFigures.objects.filter(inside, closing__in=[row.pk for row in closings.values()])
    return _by_part(rows, length, {name: _number(name) for name in KEPT})


def sums_open(month, length, *, groups, registers):
    """{first ``length`` digits: Figures} from cards (ADA) and verified registers (all else). Two queries."""
    names = {name: name for name in ("families", "pus", "kb", "meetings")}
    names |= {"anggota": "members", "hadir": "present", "reported_members": "members", "reported_present": "present"}
    reported = {"lapor": Count("pk"), **{name: _number(key) for name, key in names.items()}}
    return added(
        _by_part(groups.filter(register_queries.active_in(month)), length, {"ada": Count("pk")}),
        _by_part(registers.of_month(month).reported(), length, reported),
    )


def added(one, other):
    return {code: one.get(code, Figures()) + other.get(code, Figures()) for code in one.keys() | other.keys()}


def _number(key):
    return Sum(Cast(KeyTextTransform(key, "figures"), IntegerField()))


def _by_part(rows, length, annotations):
    # The sums are named apart: a figure may be called like a column.
    named = {f"sum_{name}": value for name, value in annotations.items()}
    parts = rows.annotate(part=Substr("village_id", 1, length)).order_by().values("part").annotate(**named)
    return {
        row["part"]: Figures.of({name.removeprefix("sum_"): value for name, value in row.items() if name != "part"})
        for row in parts
    }
