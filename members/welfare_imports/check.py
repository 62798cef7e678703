"""A welfare sheet from its bytes to a decision about every row. Families are looked for inside the place alone: what
is not found there may be elsewhere or nowhere, and nothing tells which."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.encryption import lookup_hashes
from core.imports import reading
from members import welfare_rules
from members.findings import ERROR
from members.imports.rows import CHANGED, NEW, REJECTED, UNCHANGED
from members.imports.undo import portions
from members.models import Family, Person, Welfare
from members.welfare_imports import sheet as sheets
from members.welfare_imports.columns import WelfareMapping
from regions import clock
from regions.scope import Scope

PERMISSION = "members.import_welfare"
TOLD = ("level", "value", "source")


@dataclass
class Checked:
    """What was found, in the order of the sheet."""

    mapping: WelfareMapping
    rows: list

    @property
    def totals(self):
        counts = Counter(row.status for row in self.rows)
        notes = Counter(note.level for row in self.rows for note in row.notes)
        return {
            "rows": len(self.rows),
            **{status: counts[status] for status in (NEW, CHANGED, UNCHANGED, REJECTED)},
            "errors": notes["error"],
            "warnings": notes["warning"],
            "ignored": self.mapping.ignored[:60],
        }

    @property
    def findings(self):
        return [(row.number, note.column, note.level, note.reason) for row in self.rows for note in row.notes]


def check(data, *, by, code, remembered=None, chosen=None, progress=lambda percent: None):
    """Check ``data`` for the place ``code`` on behalf of ``by``. Raises FileRefused, NoHeader, MappingNeeded,
    SheetRefused."""
    found = reading.read(data)
    progress(20)
    sheet, plan = sheets.mapped(found, chosen=chosen, remembered=remembered)
    rows = sheets.rows_of(sheet, plan, today=clock.today(code))
    progress(50)
    _find_families(rows, by, code)
    progress(80)
    _decide(rows)
    return Checked(plan, rows)


def _find_families(rows, by, code):
    """Give each sound row its family."""
    place = Scope.of({code}).q("village_id")
    families = Family.objects.visible_to(by, PERMISSION).filter(place).active()
    persons = Person.objects.visible_to(by, PERMISSION).filter(place).active()
    by_nik = _by_hash(persons, "nik_hash", "family_id", _numbers(rows, "nik"))
    by_card = _by_hash(families, "kk_hash", "pk", _numbers(rows, "kk_number"))
    by_kki = _by_value(families, "kki", {row.get("kki") for row in rows if row.get("kki")})
    villages = {}
    for row in rows:
        answers = [(key, known.get(row.get(key), {})) for key, known in _told(row, by_nik, by_card, by_kki)]
        _choose(row, answers)
        villages[row.family_id] = ""
    keys = {key for key in villages if key}
    for part in portions(keys):
        villages |= dict(Family.objects.filter(pk__in=part).values_list("pk", "village_id"))
    for row in rows:
        row.village_id = villages.get(row.family_id, "")


def _told(row, by_nik, by_card, by_kki):
    known = {"nik": by_nik, "kk_number": by_card, "kki": by_kki}
    return [(key, known[key]) for key in known if row.get(key)]


def _choose(row, answers):
    """The one family that everything told points to."""
    for key, families in answers:
        if not families:
            row.error(key, _("Tidak ditemukan di wilayah yang dipilih."))
    families = [set(found) for _key, found in answers if found]
    common = set.intersection(*families) if families else set()
    if len(common) == 1:
        (row.family_id,) = common
    elif common:
        row.error(answers[0][0], _("Dipakai lebih dari satu keluarga. Isi NIK salah satu anggotanya."))
    elif len(families) > 1:
        row.error(answers[0][0], _("NIK, nomor KK dan KKI menunjuk keluarga yang berbeda."))


def _numbers(rows, key):
    return {row.get(key) for row in rows if row.get(key)}


def _by_hash(queryset, column, wanted, numbers):
    """{number: keys of families}, under all lookup keys."""
    hashes = {digest: number for number in numbers for digest in lookup_hashes(number)}
    found = defaultdict(set)
    for part in portions(hashes):
        for digest, key in queryset.filter(**{f"{column}__in": part}).values_list(column, wanted):
            found[hashes[digest]].add(key)
    return found


def _by_value(queryset, column, values):
    found = defaultdict(set)
    for part in portions(values):
        for value, key in queryset.filter(**{f"{column}__in": part}).values_list(column, "pk"):
            found[value].add(key)
    return found


def _decide(rows):
    """New, changed, unchanged or rejected; two rows about the same must say the same."""
    recorded = _recorded({row.family_id for row in rows if row.family_id})
    first = {}
    for row in rows:
        if row.family_id and not row.is_faulty:
            _compare(row, recorded[row.family_id], first)
        row.status = REJECTED if row.is_faulty else row.status


def _recorded(family_ids):
    """{family: {key: Welfare}} of everything that is recorded."""
    found = defaultdict(dict)
    for part in portions(family_ids):
        for known in Welfare.objects.filter(family_id__in=part):
            found[known.family_id][known.measure, known.programme, known.period] = known
    return found


def _compare(row, recorded, first):
    _family, *key = row.key
    earlier = first.setdefault(row.key, row)
    told = {name: row.values[name] for name in TOLD}
    row.known = recorded.get(tuple(key))
    if row.get("measure") == welfare_rules.DTSEN and _newer(recorded, row) >= welfare_rules.QUARTERS_KEPT:
        row.error("period", _("Sudah ada dua triwulan yang lebih baru; desil yang lebih lama tidak disimpan lagi."))
    elif earlier is not row:
        if {name: earlier.values[name] for name in TOLD} != told:
            text = _("Baris {number} sudah menyebut nilai lain untuk keluarga dan periode yang sama.")
            row.note("level", ERROR, text.format(number=earlier.number))
        row.status = UNCHANGED
    elif row.known is None:
        row.status = NEW
    else:
        row.status = UNCHANGED if all(getattr(row.known, name) == told[name] for name in TOLD) else CHANGED


def _newer(recorded, row):
    return sum(
        measure == welfare_rules.DTSEN and period > row.get("period") for measure, _programme, period in recorded
    )
