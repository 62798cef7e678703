"""XLSX and CSV, read into rows of plain cells. Row numbers are those the officer sees in her spreadsheet."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from core.sheets import FileRefused, check_spreadsheet

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
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except (CalamineError, ValueError, OverflowError):
        raise _damaged() from None
    except BaseException as error:
        # A damaged workbook may panic inside the Rust parser, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged() from None


def _csv(data):
    text = _decoded(data)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise FileRefused(
            _("Berkas CSV ini tidak terbaca. Simpan lembar Anda sebagai .xlsx, lalu kirim lagi.")
        ) from None
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
