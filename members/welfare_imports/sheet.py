"""Rows of a welfare sheet become clean values and findings. Nothing here asks the database."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.identity import clean_digits
from core.imports import cells, headings
from members import rules
from members import welfare_rules as welfare
from members.findings import ERROR
from members.imports import mapping as sheets
from members.imports.mapping import NoHeader
from members.imports.rows import Note
from members.imports.running import MappingNeeded, SheetRefused
from members.models import Welfare
from members.welfare_imports.columns import COLUMNS, SYNONYMS, WelfareMapping

MAX_ROWS = 10_000
SOURCE_LENGTH = 120


@dataclass(slots=True)
class Row:
    """One value of the sheet. ``number`` is the row the officer sees."""

    number: int
    values: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    status: str = ""
    #: Key and village of the family it is about, and what is recorded of the same period.
    family_id: int | None = None
    village_id: str = ""
    known: Welfare | None = None

    def get(self, key):
        return self.values.get(key, "")

    @property
    def is_faulty(self):
        return any(note.level == ERROR for note in self.notes)

    @property
    def key(self):
        return self.family_id, self.get("measure"), self.get("programme"), self.values.get("period")

    def error(self, column, reason):
        self.note(column, ERROR, reason)

    def note(self, column, level, reason):
        """What was unreadable is not reported as missing as well."""
        if not any(note.column == column and note.level == ERROR for note in self.notes):
            self.notes.append(Note(column, level, str(reason)))


def mapped(found, *, chosen=None, remembered=None):
    """(sheet, WelfareMapping) of the sheet that names the most columns. Raises NoHeader, MappingNeeded."""
    plan = chosen or _proposed(found, remembered)
    sheet = next((each for each in found if each.name == plan.sheet), None)
    if sheet is None or plan.header >= len(sheet.rows):
        raise SheetRefused(_("Lembar yang dicocokkan tidak ada lagi dalam berkas ini. Kirim berkas sekali lagi."))
    if plan.missing:
        names = ", ".join(map(str, plan.missing))
        raise MappingNeeded(plan, _("Tunjukkan dahulu kolom untuk: {names}.").format(names=names))
    return sheet, plan


def _proposed(found, remembered):
    named = [(headings.find_header(sheet.rows, SYNONYMS), sheet) for sheet in found]
    named = [(header, sheet) for header, sheet in named if header]
    if not named:
        text = _("Tidak ada baris judul kolom yang dikenal. Beri judul seperti NIK, UKURAN, NILAI, PERIODE, SUMBER.")
        raise NoHeader(text, field="file")
    header, sheet = max(named, key=lambda pair: (len(pair[0].fields), len(pair[1].rows)))
    plan = WelfareMapping(sheet.name, header.row, header.headings, header.fields, signature=header.signature)
    if known := remembered(header.signature) if remembered else None:
        plan.columns, plan.is_confirmed = WelfareMapping.of(known).columns, True
    return plan


def rows_of(sheet, plan, *, today):
    """The cleaned rows. Raises SheetRefused when there are none or too many."""
    found = list(sheets.data_rows(sheet, plan))
    if not found:
        raise SheetRefused(_("Tidak ada baris data di bawah judul kolom."))
    if len(found) > MAX_ROWS:
        text = _("Lembar ini berisi {count} baris. Paling banyak 10.000: bagi menjadi beberapa berkas.")
        raise SheetRefused(text.format(count=len(found)))
    return [_row(number, _cells(row, plan), today) for number, row in found]


def _cells(row, plan):
    return {key: row[index] for index, key in plan.columns.items() if index < len(row) and row[index] != ""}


def _row(number, given, today):
    row = Row(number)
    for key in ("nik", "kk_number"):
        if key in given:
            _number(row, key, given[key])
    row.values["kki"] = cells.filled(given.get("kki", ""))
    if not any(key in given for key in ("nik", "kk_number")) and not row.get("kki"):
        row.error("nik", _("Isi NIK, nomor KK atau KKI."))
    _measure(row, given)
    row.values["source"] = cells.filled(given.get("source", ""))[:SOURCE_LENGTH]
    _value(row, given.get("value", ""))
    _judge(row, given, today)
    return row


def _number(row, key, cell):
    try:
        digits = clean_digits(cells.digits(cell))
    except cells.Unreadable as unreadable:
        row.error(key, unreadable.message)
        return
    findings = (rules.check_nik if key == "nik" else rules.check_kk)(digits) if digits else []
    for finding in findings:
        row.error(key, finding.text)
    if digits and not findings:
        row.values[key] = digits


def _measure(row, given):
    text = cells.filled(given.get("measure", ""))
    measure = welfare.key_of(text, welfare.MEASURES)
    programme = cells.filled(given.get("programme", ""))
    row.values |= {"measure": measure, "programme": welfare.key_of(programme, Welfare.Programme.values)}
    if programme and not row.get("programme"):
        row.error("programme", _("Program ini tidak dikenal. Lihat lembar Kode pada templat."))
    if not measure:
        row.error("measure", _("Ukuran ini tidak dikenal. Lihat lembar Kode pada templat."))
        return
    row.values["level"] = welfare.level_of(measure, cells.text(given.get("level", "")))
    row.values["period"] = _period(measure, given.get("period", ""))


def _period(measure, cell):
    if isinstance(cell, datetime.date):
        return welfare.period_of(measure, cell.year, 1 + (cell.month - 1) // 3)
    return welfare.period_in(measure, cells.text(cell))


def _value(row, cell):
    text = cells.filled(cell).replace(",", ".")
    try:
        row.values["value"] = round(Decimal(text), 2) if text else None
    except InvalidOperation:
        row.values["value"] = None
        row.error("value", _("Bukan angka. Tulis seperti 61,43."))


def _judge(row, given, today):
    """Everything that the rules of the form say as well; what a column lacks stands under that column."""
    if not row.get("measure"):
        return
    told = {key: row.get(key) for key in ("measure", "level", "programme", "source")}
    for finding in welfare.check_welfare(**told, period=row.get("period"), value=row.values["value"], today=today):
        row.note(finding.field, finding.level, _unreadable(finding, given) or finding.text)


def _unreadable(finding, given):
    """A cell that holds something, but nothing that this measure has."""
    if finding.code == "welfare_level" and "level" in given:
        return _("Nilai ini tidak ada untuk ukuran ini. Lihat lembar Kode pada templat.")
    if finding.code == "welfare_period" and "period" in given:
        return _("Periode ini tidak terbaca. Tulis tahun, seperti 2026; untuk DTSEN seperti 2026-3.")
    return ""


def label_of(key):
    return str(COLUMNS[key].label) if key in COLUMNS else ""
