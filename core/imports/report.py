"""The officer's own sheet once more, with a column of remarks and the faulty cells coloured."""

import datetime
import tempfile
from collections import defaultdict

import xlsxwriter

from core.imports import cells

#: The heading of the remarks, and how each of them begins; an earlier report's column is known by both.
HEADING = "Keterangan"
MARKS = {"error": "SALAH", "warning": "PERIKSA"}


def write(sheet, header, findings):
    """``write_sheets`` for a file of one sheet."""
    return write_sheets([("Data", sheet, header, findings)])


def write_sheets(parts):
    """A temporary file with the sheets as XLSX, read position at its start.

    ``parts`` are tuples (name of the sheet, sheet, header, findings); findings are tuples (row number from 1, column
    index or None, label of the column, level, reason). Long numbers come back as text, since a spreadsheet would cut
    them.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on to the response, which closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(target, options) as book:
        styles = _styles(book)
        for name, sheet, header, findings in parts:
            _write_sheet(book.add_worksheet(name), sheet, header, findings, styles)
    target.seek(0)
    return target


def _write_sheet(page, sheet, header, findings, styles):
    remarks, wrong = _remarks(findings), {(row, column) for row, column, *_rest in findings}
    last = remark_column(sheet, header)
    page.freeze_panes(header.row + 1, 0)
    page.set_column(last, last, 70)
    for index, row in enumerate(sheet.rows):
        is_header = index == header.row
        _write_row(page, index, row[:last], styles, wrong, is_header)
        if remark := HEADING if is_header else remarks.get(index + 1):
            page.write_string(index, last, remark, styles["head" if is_header else "remark"])
    page.autofilter(header.row, 0, max(len(sheet.rows) - 1, header.row + 1), last)


def remark_column(sheet, header):
    """Index of the remarks: after the last column that holds anything, or over the remarks of an earlier report."""
    width = max((_width(row) for row in sheet.rows), default=0)
    return width - 1 if width and is_remarks(sheet, header, width - 1) else width


def is_remarks(sheet, header, column):
    """True for the column that an earlier report has added."""
    if column >= len(header.headings) or header.headings[column] != HEADING:
        return False
    texts = (cells.text(row[column]) for row in sheet.rows[header.row + 1 :] if len(row) > column)
    return all(text.startswith(tuple(MARKS.values())) for text in texts if text)


def _width(row):
    return next((index + 1 for index in range(len(row) - 1, -1, -1) if row[index] != ""), 0)


def _remarks(findings):
    by_row = defaultdict(list)
    for row, _column, label, level, reason in findings:
        by_row[row].append(f"{MARKS[level]} {label}: {reason}" if label else f"{MARKS[level]}: {reason}")
    return {row: "\n".join(sorted(texts, reverse=True)) for row, texts in by_row.items()}


def _styles(book):
    wrong, day = {"bg_color": "#FBE8DE", "font_color": "#A8481F"}, {"num_format": "dd-mm-yyyy"}
    return {
        "head": book.add_format({"bold": True}),
        "remark": book.add_format({"text_wrap": True, "valign": "top"}),
        "wrong": book.add_format(wrong),
        "day": book.add_format(day),
        "wrong day": book.add_format(wrong | day),
        "": None,
    }


def _write_row(page, index, row, styles, wrong, is_header):
    for column, cell in enumerate(row):
        mark = "head" if is_header else "wrong" if (index + 1, column) in wrong else ""
        if isinstance(cell, datetime.date):
            page.write_datetime(index, column, cell, styles[f"{mark} day".strip() if mark != "head" else mark])
        elif isinstance(cell, float) and abs(cell) < 10**cells.SAFE_DIGITS:
            page.write_number(index, column, cell, styles[mark])
        elif cell != "" or mark:
            page.write_string(index, column, cell if isinstance(cell, str) else cells.text(cell), styles[mark])
