"""One row of a sheet becomes clean values and findings. Nothing here asks the database."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lokal import normalize_phone

from core.dates import age_on
from core.identity import clean_digits
from core.imports import cells
from core.text import name_key, tidy_name
from members import code_lists, rules
from members.findings import ERROR, WARNING
from members.imports.columns import COLUMNS

NEW, CHANGED, UNCHANGED, REJECTED = "new", "changed", "unchanged", "rejected"
#: Longest texts the register keeps.
LENGTHS = {"name": 100, "birth_place": 60, "address": 200, "dusun": 60, "kki": 30, "family_number": 30}
_PLACE_AND_DATE = re.compile(r"^(.*?)[\s,/;]*(\d.*)$")


@dataclass(slots=True)
class Note:
    """A finding of one row. Never holds the value of a personal field."""

    column: str
    level: str
    reason: str


@dataclass(slots=True)
class Row:
    """One person of the sheet. ``number`` is the row the officer sees."""

    number: int
    values: dict = field(default_factory=dict)
    #: What no code list knows, kept as text.
    extra: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    status: str = ""
    #: The recorded person (register.Known) this row is about.
    known: object = None
    #: Field → [old, new], of the person.
    changes: dict = field(default_factory=dict)
    #: What the commit does about KB and pregnancy.
    health: dict = field(default_factory=dict)

    def get(self, key):
        return self.values.get(key, "")

    @property
    def is_faulty(self):
        return any(note.level == ERROR for note in self.notes)

    @property
    def name_key(self):
        return name_key(self.get("name"))

    def error(self, column, reason):
        self._note(column, ERROR, reason)

    def warn(self, column, reason):
        self._note(column, WARNING, reason)

    def take(self, findings, columns=None):
        """Add the findings of a rule; ``columns`` says under which column a field stands."""
        for finding in findings:
            self._note((columns or {}).get(finding.field, finding.field), finding.level, str(finding.text))

    def _note(self, column, level, reason):
        """What was unreadable is not reported as missing as well."""
        if not any(note.column == column and note.level == ERROR for note in self.notes):
            self.notes.append(Note(column, level, str(reason)))


class RowReader:
    """Reads rows by a mapping. ``today`` is the village's; ``districts`` are the known six-digit codes."""

    def __init__(self, mapping, *, today, districts, with_health):
        self.today, self.districts = today, districts
        self.mapping = mapping
        self.columns = [
            (index, key, getattr(self, f"_{key}", self._code if COLUMNS[key].codes else self._text))
            for index, key in sorted(mapping.columns.items())
            if with_health or not COLUMNS[key].is_health
        ]
        self._known_codes = {}
        self._known_cards = {}

    def read(self, number, row_cells):
        row = Row(number)
        width = len(row_cells)
        for index, key, clean in self.columns:
            if index < width and row_cells[index] != "":
                try:
                    clean(row, key, row_cells[index])
                except cells.Unreadable as unreadable:
                    row.error(key, unreadable.message)
        self._finish(row)
        return row

    # --- One method for each column that is more than a text or a code

    def _text(self, row, key, cell):
        text = cells.filled(cell)
        if len(text) > LENGTHS.get(key, 200):
            row.warn(key, _("Terlalu panjang; dipotong."))
            text = text[: LENGTHS.get(key, 200)]
        if text:
            row.values[key] = text

    def _name(self, row, key, cell):
        text = tidy_name(cells.filled(cell))
        if len(text) > LENGTHS["name"]:
            row.error(key, _("Nama terlalu panjang: paling banyak 100 huruf."))
        elif text:
            row.values[key] = text

    def _birth_place(self, row, key, cell):
        self._text(row, key, tidy_name(cells.filled(cell)))

    def _dusun(self, row, key, cell):
        self._text(row, key, tidy_name(cells.filled(cell)))

    def _kk_number(self, row, key, cell):
        digits = clean_digits(cells.digits(cell))
        if not digits:
            return
        if digits not in self._known_cards:
            self._known_cards[digits] = rules.check_kk(digits, districts=self.districts)
        row.take(self._known_cards[digits])
        if not row.is_faulty:
            row.values[key] = digits

    def _nik(self, row, key, cell):
        if digits := clean_digits(cells.digits(cell)):
            row.values[key] = digits

    def _birth_date(self, row, key, cell):
        if date := cells.date(cell, today=self.today):
            row.values[key] = date

    _kb_since = _pregnant_since = _birth_date

    def _birth_place_date(self, row, _key, cell):
        match = _PLACE_AND_DATE.match(cells.filled(cell))
        if not match:
            return self._birth_place(row, "birth_place", cell)
        if match[1]:
            self._birth_place(row, "birth_place", match[1].rstrip(" ,./"))
        try:
            self._birth_date(row, "birth_date", match[2])
        except cells.Unreadable as unreadable:
            row.error("birth_date", unreadable.message)

    def _phone(self, row, key, cell):
        text = cells.filled(cell)
        if not text:
            return
        phone = normalize_phone(text if text.startswith(("0", "+", "6")) else f"0{text}")
        if phone:
            row.values[key] = phone
        else:
            row.warn(key, _("Bukan nomor HP Indonesia, jadi tidak disimpan. Tulis seperti 0812…"))

    def _rw(self, row, key, cell):
        text = cells.filled(cell)
        digits = re.sub(r"^(rt|rw)[\s.:]*", "", text, flags=re.IGNORECASE)
        if digits.isdecimal() and len(digits) <= 3:
            row.values[key] = digits.zfill(3)
        elif text:
            row.warn(key, _("Bukan angka, jadi disimpan sebagai teks."))
            row.extra[key] = text[:60]

    _rt = _rw

    def _rt_rw(self, row, _key, cell):
        parts = re.findall(r"\d+", cells.text(cell))
        for key, part in zip(("rt", "rw"), parts, strict=False):
            self._rw(row, key, part)

    def _code(self, row, key, cell):
        text = cells.text(cell)
        known = self._known_codes.setdefault(key, {})
        if text not in known:
            codes = COLUMNS[key].codes
            known[text] = code_lists.key_of(codes, text, scheme=self.mapping.scheme_of(codes))
        if known[text]:
            row.values[key] = known[text]
        elif known[text] is None:
            self._unknown_code(row, key, text)

    def _unknown_code(self, row, key, text):
        column = COLUMNS[key]
        if column.is_required:
            row.error(key, _("“{text}” tidak dikenal. Lihat lembar Kode pada templat.").format(text=text[:40]))
        elif column.is_personal:
            row.warn(key, _("Kode atau kata ini tidak dikenal, jadi tidak disimpan. Lihat lembar Kode pada templat."))
        else:
            row.warn(key, _("“{text}” tidak dikenal, jadi disimpan sebagai teks.").format(text=text[:40]))
            row.extra[key] = text[:100]

    # --- The row as a whole

    def _finish(self, row):
        values = row.values
        nik, birth_date = values.get("nik", ""), values.get("birth_date")
        if nik and not values.get("sex") and not _has_error(row, "sex"):
            self._sex_from_nik(row, nik)
        if nik:
            row.take(rules.check_nik(nik, sex=values.get("sex", ""), birth_date=birth_date, districts=self.districts))
        elif not _has_error(row, "nik"):
            values["no_nik_reason"] = _reason_without_nik(birth_date, self.today)
        row.take(
            rules.check_person(
                name=values.get("name", ""),
                sex=values.get("sex", ""),
                relation=values.get("relation", ""),
                marriage=values.get("marriage", ""),
                birth_date=birth_date,
                today=self.today,
            )
        )

    def _sex_from_nik(self, row, nik):
        number = rules.parse_nik(nik)
        if not number.errors:
            row.values["sex"] = number.sex
            row.warn("sex", _("Kosong; diambil dari angka tanggal pada NIK."))


def _has_error(row, column):
    return any(note.column == column and note.level == ERROR for note in row.notes)


def _reason_without_nik(birth_date, today):
    age = age_on(birth_date, today)
    if age is None:
        return "unknown"
    return "child" if age < rules.ADULT_FROM else "unrecorded"
