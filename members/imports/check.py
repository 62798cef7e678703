"""A sheet from its bytes to a decision about every row. Reads much, writes only the log of looks outside the scope."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.imports import reading
from members.doubles import settings
from members.imports import health, households, mapping, register
from members.imports.columns import COLUMNS
from members.imports.matching import Matcher
from members.imports.rows import CHANGED, NEW, REJECTED, UNCHANGED, RowReader
from members.imports.running import MappingNeeded, SheetRefused
from members.models import Person
from regions import clock
from regions.models import Region
from regions.scope import scope_of, sees_whole

MAX_ROWS = 10_000
#: NIK outside her scope that an officer may run into in a day; beyond, nothing is told any more.
OUTSIDE_A_DAY = 200
OUTSIDE_NOTE = "Impor: NIK di luar wilayah"
PERMISSION, HEALTH_PERMISSION = "members.import_families", "members.change_health"


class TooManyLookalikes(SheetRefused):
    """Most rows look like other people: rather the wrong village or the wrong sheet. The officer may go on; ``mapping``
    knows that she was stopped."""

    def __init__(self, plan, *, others, count):
        plan.stopped_by = others
        self.mapping = plan
        text = _(
            "Impor dihentikan: {others} dari {count} baris mirip dengan orang lain yang sudah tercatat. "
            "Periksa desa/kelurahan yang dipilih dan lembarnya. Tidak ada yang disimpan."
        )
        super().__init__(text.format(others=others, count=count))


@dataclass
class Checked:
    """What was found. ``rows`` are in the order of the sheet; ``households`` hold those that form families."""

    mapping: mapping.Mapping
    rows: list
    households: list
    ignored: list = field(default_factory=list)
    #: Columns of KB and pregnancy stand in the sheet, but this officer may not record them here.
    health_left_out: bool = False

    @property
    def totals(self):
        counts = Counter(row.status for row in self.rows)
        notes = Counter(note.level for row in self.rows for note in row.notes)
        return {
            "rows": len(self.rows),
            **{status: counts[status] for status in (NEW, CHANGED, UNCHANGED, REJECTED)},
            "errors": notes["error"],
            "warnings": notes["warning"],
            "families": sum(h.known is None and any(r.status == NEW for r in h.rows) for h in self.households),
            "ignored": self.ignored[:60],
            "health_left_out": self.health_left_out,
        }


def check(data, *, by, village, as_of, remembered=None, chosen=None, progress=lambda percent: None):
    """Check ``data`` for ``village`` (a Region) on behalf of ``by``; returns Checked.

    ``chosen`` is the Mapping the officer has agreed to; ``remembered`` finds an earlier one. ``as_of`` is the date of
    the list. Raises FileRefused, NoHeader, MappingNeeded, SheetRefused, TooManyLookalikes.
    """
    sheets = reading.read(data)
    progress(10)
    sheet, plan = _mapped(sheets, remembered, chosen)
    with_health = sees_whole(by, HEALTH_PERMISSION, village.code)
    rows = _read_rows(sheet, plan, village, with_health, progress)
    families = households.form(rows)
    known = register.read(village.code, {row.get("nik") for row in rows if row.get("nik")}, with_health=with_health)
    progress(70)
    places = _places(by, known.elsewhere)
    today, threshold = clock.today(village.code), settings.threshold()
    matcher = Matcher(known, village=village, places=places, today=today, threshold=threshold)
    for household in families:
        matcher.decide(household)
        if with_health:
            health.decide(household, as_of=as_of)
    for row in rows:
        row.status = REJECTED if row.is_faulty else row.status
    log_outside(by, matcher.outside)
    _guard(matcher, len(rows), plan)
    progress(90)
    left_out = not with_health and any(COLUMNS[key].is_health for key in plan.columns.values())
    return Checked(plan, rows, families, plan.ignored, left_out)


def sheet_of(sheets, plan):
    """The sheet a mapping speaks of. Raises SheetRefused."""
    sheet = next((each for each in sheets if each.name == plan.sheet), None)
    if sheet is None or plan.header >= len(sheet.rows):
        raise SheetRefused(_("Lembar yang dicocokkan tidak ada lagi dalam berkas ini. Kirim berkas sekali lagi."))
    return sheet


def _mapped(sheets, remembered, chosen):
    plan = chosen or mapping.propose(sheets, remembered)
    sheet = sheet_of(sheets, plan)
    if plan.missing:
        names = ", ".join(map(str, plan.missing))
        raise MappingNeeded(plan, _("Tunjukkan dahulu kolom untuk: {names}.").format(names=names))
    if not plan.is_confirmed and mapping.has_numbers(sheet, plan, "kb_method"):
        raise MappingNeeded(plan, _("Metode KB ditulis dengan angka. Pastikan dahulu arti angkanya."))
    return sheet, plan


def _read_rows(sheet, plan, village, with_health, progress):
    found = list(mapping.data_rows(sheet, plan))
    if not found:
        raise SheetRefused(_("Tidak ada baris data di bawah judul kolom."))
    if len(found) > MAX_ROWS:
        text = _("Lembar ini berisi {count} baris. Paling banyak 10.000: bagi menjadi beberapa berkas.")
        raise SheetRefused(text.format(count=len(found)))
    districts = set(Region.objects.filter(level=Region.Level.DISTRICT).values_list("code", flat=True))
    reader = RowReader(plan, today=clock.today(village.code), districts=districts or None, with_health=with_health)
    rows = []
    for index, (number, row) in enumerate(found):
        rows.append(reader.read(number, row))
        if index % 1000 == 999:
            progress(10 + 50 * index // len(found))
    return rows


def _places(by, elsewhere):
    """Names of the villages inside her scope where a NIK of the sheet stands."""
    scope = scope_of(by.places(PERMISSION))
    codes = {code for code in elsewhere.values() if code in scope}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def log_outside(by, codes):
    """One row in the log of looks for each village that owns such people; too many in a day stop the import."""
    for code, count in Counter(codes).items():
        personal_data.log_export(
            by,
            Person._meta.label_lower,
            ["nik"],
            rows=count,
            region_code=code,
            purpose=PersonalDataAccess.Purpose.VERIFICATION,
            note=OUTSIDE_NOTE,
        )
    if not codes:
        return
    since = timezone.now() - datetime.timedelta(days=1)
    seen = PersonalDataAccess.objects.filter(user=by, at__gte=since, note=OUTSIDE_NOTE).aggregate(Sum("rows"))
    if seen["rows__sum"] > OUTSIDE_A_DAY:
        raise SheetRefused(
            _(
                "Terlalu banyak NIK pada lembar ini terdaftar di luar wilayah Anda. "
                "Periksa desa/kelurahan yang dipilih, atau hubungi OPD."
            )
        )


def _guard(matcher, count, plan):
    """Stop when most rows look like other people, unless the officer has looked and goes on."""
    stop = settings.import_stop()
    is_much = matcher.others >= stop["least"] and matcher.others * 100 > count * stop["percent"]
    if is_much and not plan.goes_on:
        raise TooManyLookalikes(plan, others=matcher.others, count=count)
