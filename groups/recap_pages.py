"""The month's recap as pages show it: villages under their districts, or the regions of a province or the nation."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from groups import recap_queries, recap_rules, register_queries
from groups.models import MonthClosing
from groups.recap_queries import DISTRICT, REGENCY, VILLAGE, Summary
from groups.recap_rules import Figures
from regions.models import Region
from regions.queries import names_of
from regions.scope import NATION, REGION, Scope, scope_of

VIEW = "groups.view_monthfigures"
LABELS = {
    "ada": _("ADA"),
    "lapor": _("LAPOR"),
    "anggota": _("ANGGOTA"),
    "hadir": _("HADIR"),
    "families": _("Keluarga UPPKA"),
    "pus": _("PUS"),
    "kb": _("ber-KB"),
    "meetings": _("Pertemuan"),
}
HINTS = {
    "lapor_ada": _("LAPOR melebihi ADA"),
    "kb_pus": _("ber-KB melebihi PUS"),
    "pus_families": _("PUS melebihi keluarga"),
    "families_anggota": _("Keluarga melebihi ANGGOTA"),
    "hadir_anggota": _("HADIR melebihi ANGGOTA"),
    "very_low": _("Cakupan sangat rendah"),
    "suddenly_full": _("Cakupan tiba-tiba penuh; periksa R/I-nya"),
}
HIDDEN_WITH_SMALL = ("kb",)
DEADLINES = {
    "register_deadline_day": _("Kelompok ke PKB:"),
    "district_deadline_day": _("PKB ke kabupaten/kota:"),
    "province_deadline_day": _("Kabupaten/kota ke provinsi:"),
}


@dataclass
class Line:
    """One row of the table. ``kb`` is None where it is too small to be told."""

    code: str
    name: str
    figures: Figures
    missing: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    kb: int | None = None
    #: {figure: address of the records behind it}, for who may open them.
    links: dict = field(default_factory=dict)

    def __post_init__(self):
        self.kb = self.figures.kb


@dataclass
class District:
    line: Line
    villages: list[Line]

    @property
    def with_groups(self):
        return [line for line in self.villages if line.figures.ada or line.figures.lapor]

    @property
    def without_groups(self):
        return [line.name for line in self.villages if not (line.figures.ada or line.figures.lapor)]


@dataclass
class Regency:
    """``closing``: as which the month stands closed; None while provisional. ``is_whole``: all of its villages.
    ``hides``: no small counts of KB below the regency."""

    line: Line
    districts: list[District]
    closing: MonthClosing | None
    is_whole: bool
    scope: Scope
    hides: bool

    @property
    def status(self):
        return status_of(self.closing)

    @property
    def total_name(self):
        """What the last line sums up: an officer of one district does not read it as the city's."""
        return self.line.name if self.is_whole else _("wilayah ini")

    @property
    def corrected(self):
        """What the last revision changed in the villages that stand here."""
        return corrected(self.closing, scope=self.scope, hides=self.hides)

    @property
    def missing(self):
        """[(district, village, public id, name)] of the groups that have not reported."""
        return [
            (district.line.name, village.name, key, name)
            for district in self.districts
            for village in district.villages
            for key, name in village.missing
        ]


def status_of(closing):
    if closing is None:
        return _("Sementara")
    return _("Ditutup, revisi {number}").format(number=closing.revision)


def codes_of(user, place=""):
    """Region codes that the recap of ``user`` is about: her own, or the ``place`` that she opened; "" is the nation.

    404 for a place outside, for who works for less than a village, and for less than a regency to who reads no small
    counts there: alone it would tell what the whole table hides. Practice regions never stand beside others.
    """
    places = user.places(VIEW)
    if place:
        is_code = place.isascii() and place.isdecimal() and place in scope_of(places)
        if not is_code or not Region.objects.filter(pk=place).exists():
            raise Http404
        if len(place) > REGENCY and hides_small(user, [place]):
            raise Http404
        return [place]
    if any(each.kind == NATION for each in places):
        return [""]
    codes = sorted({each.key for each in places if each.kind == REGION})
    outer = [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]
    if not outer:
        raise Http404
    return [code for code in outer if not code.startswith("00")] or outer


def opens_for(user):
    """True for who works for a village or more."""
    return bool(scope_of(user.places(VIEW)))


def is_wide(codes):
    """True for a province or the nation: its regions are summed up, villages are opened one regency at a time."""
    return any(len(code) < REGENCY for code in codes)


def hides_small(user, codes):
    """Who sees no names below the regency reads no small counts of KB there either."""
    named = scope_of(user.places("members.view_person"))
    return not all(code in named for code in codes)


def deadlines(month):
    return [(DEADLINES[key], day) for key, day in register_queries.deadlines_of(month)]


# A regency or less: each village under its district


def regencies(codes, month, *, hides=False):
    """[Regency] with every village under ``codes``; constant queries for each regency, of which an officer has one."""
    scope = Scope.of(codes)
    closings = recap_queries.closings_now(month)
    villages = dict(
        Region.objects.villages().current().filter(scope.q("code")).order_by("code").values_list("code", "name")
    )
    before = recap_queries.sums(month.previous(), scope, recap_queries.closings_now(month.previous()), VILLAGE)
    parts = defaultdict(list)
    for code in codes:
        parts[code[:REGENCY]].append(code)
    found = {code: _villages(part, month, closings.get(code)) for code, part in parts.items()}
    names = names_of(villages.keys() | {code for each in found.values() for code in each}) | villages
    return [
        _regency(code, part, found[code], closings.get(code), _Reading(villages, names, before, hides))
        for code, part in parts.items()
    ]


@dataclass(frozen=True)
class _Reading:
    villages: dict
    names: dict
    before: dict
    hides: bool


def _villages(codes, month, closing):
    """{code: recap_queries.Village} as closed, or as it stands now."""
    if closing is None:
        return recap_queries.live(codes, month)
    scope = Scope.of(codes)
    return {code: row for code, row in recap_queries.snapshot_of(closing).items() if code in scope}


def _regency(code, codes, found, closing, reading):
    scope = Scope.of(codes)
    by_district = defaultdict(list)
    for village in sorted({each for each in reading.villages if each in scope} | found.keys()):
        kept = found.get(village) or recap_queries.Village(village)
        by_district[village[:DISTRICT]].append(_line(village, kept.figures, reading, kept.missing))
    districts = [_district(part, lines, reading) for part, lines in by_district.items()]
    if reading.hides:
        hide_small([district.line for district in districts])
    figures = recap_rules.total(district.line.figures for district in districts)
    line = _line(code, figures, reading)
    return Regency(line, districts, closing, codes == [code], scope, reading.hides)


def _district(code, lines, reading):
    if reading.hides:
        hide_small(lines)
    return District(_line(code, recap_rules.total(line.figures for line in lines), reading), lines)


def _line(code, figures, reading, missing=()):
    before = recap_rules.total(part for key, part in reading.before.items() if key.startswith(code))
    hints = [HINTS[key] for key in recap_rules.hints(figures, before)]
    return Line(code, reading.names.get(code, code), figures, list(missing), hints)


def hide_small(lines):
    """Take the small counts of KB out of lines that stand beside their total."""
    for place in recap_rules.hidden_cells([line.figures for line in lines]):
        lines[place].kb = recap_rules.HIDDEN


# A province or the nation: its regions, closed or provisional


def summaries(codes, month):
    """[Summary] of the regions one step below: provinces of the nation, regencies of a province."""
    rows: list[Summary] = []
    for code in codes:
        level = Region.Level.REGENCY if code else Region.Level.PROVINCE
        rows += recap_queries.summaries(code, month, level)
    return rows


def summed(rows):
    return recap_rules.total(row.figures for row in rows)


def title_of(codes):
    """The place that the recap is about, in words."""
    if codes == [""]:
        return _("Nasional")
    names = names_of(codes)
    return ", ".join(names.get(code, code) for code in codes)


def corrected(closing, *, scope=None, hides=False):
    """[(recap_queries.Difference, [(label, before, after)])] of the villages in ``scope``; none for a first closing.

    Where small counts of KB are hidden, no change of them is told: the two sides would tell what the table hides.
    """
    if closing is None or not closing.is_closed or closing.revision == 1:
        return []
    hidden = HIDDEN_WITH_SMALL if hides else ()
    found = [
        (line, [(LABELS[name], old, new) for name, old, new in line.figures if name not in hidden])
        for line in recap_queries.differences_of(closing)
        if scope is None or line.code in scope
    ]
    return [(line, figures) for line, figures in found if figures or line.came_in or line.fell_out]
