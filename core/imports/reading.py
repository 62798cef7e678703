"""XLSX and CSV, read into rows of plain cells. Row numbers are those the officer sees in her spreadsheet."""

import csv
import datetime
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _

from core.imports import parser
from core.sheets import MAX_ROW, FileRefused, check_spreadsheet

DELIMITERS = ",;\t|"
#: Lines looked at to find the delimiter.
SAMPLE = 50


@dataclass(frozen=True)
class Sheet:
    """One table: ``rows[0]`` is row 1. Cells are str, float, bool, date or datetime; "" when empty."""

    name: str
    rows: list[list]


def read(data):
    """All sheets that hold anything, in their order. Raises FileRefused for anything that is no spreadsheet."""
    kind = check_spreadsheet(data)
    sheets = _workbook(data) if kind == "xlsx" else [_csv(data)]
    sheets = [sheet for sheet in sheets if any(any(cell != "" for cell in row) for row in sheet.rows)]
    if not sheets:
        raise FileRefused(_("Lembar ini kosong. Pilih berkas yang berisi data."))
    return sheets


def _workbook(data):
    """Parsed in another process, since a hostile workbook may take its parser down."""
    command = [sys.executable, "-I", parser.__file__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * parser.SECONDS)
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode == parser.DAMAGED:
        raise _damaged()
    if done.returncode:
        raise _too_much()
    return [Sheet(name, [_with_dates(row) for row in rows]) for name, rows in json.loads(done.stdout)]


def _with_dates(row):
    return [_date(*cell) if type(cell) is list else cell for cell in row]


def _date(kind, text):
    return (datetime.datetime if kind == "t" else datetime.date).fromisoformat(text)


def _csv(data):
    text = _decoded(data)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), MAX_ROW + 1))
    except csv.Error:
        text = _("Berkas CSV ini tidak terbaca. Simpan lembar Anda sebagai .xlsx, lalu kirim lagi.")
        raise FileRefused(text) from None
    if len(rows) > MAX_ROW:
        raise _too_much()
    return Sheet("CSV", rows)


def _decoded(data):
    """UTF-8 with or without its mark, UTF-16 as Excel writes it, else what old Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text):
    """The sign that cuts the first lines into the most columns, evenly."""
    lines = [line for line in text.splitlines()[:SAMPLE] if line.strip()]

    def evenness(sign):
        counts = [line.count(sign) for line in lines]
        common = max(set(counts), key=counts.count)
        return (common > 0, counts.count(common) * common)

    return max(DELIMITERS, key=evenness)


def _damaged():
    return FileRefused(_("Berkas XLSX ini rusak. Buka dengan Excel, simpan lagi, lalu kirim."))


def _too_much():
    return FileRefused(
        _("Berkas ini menjadi terlalu besar saat dibuka. Salin tabelnya saja ke lembar baru, lalu kirim.")
    )
