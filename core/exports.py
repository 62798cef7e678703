"""CSV and XLSX of any list: in batches, safe to open in a spreadsheet."""

import csv
import tempfile
from itertools import islice

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

#: A cell that starts with one of these would run as a formula; the prefix is taken off again by imports.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
PREFIX = "'"
BATCH = 2000


def safe_cell(value):
    """Text that no spreadsheet takes for a formula. Numbers stay numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = "" if value is None else str(value)
    return PREFIX + text if text.startswith(DANGEROUS) else text


def unprefix(text):
    """Take off the prefix that ``safe_cell`` put on."""
    return text[1:] if len(text) > 1 and text[0] == PREFIX and text[1] in DANGEROUS else text


def rows_of(table_class, queryset, **table_kwargs):
    """Header and rows of a table. The queryset is read once, in its own order, with ``BATCH`` rows in memory."""
    rows = queryset.iterator(chunk_size=BATCH)
    batch = list(islice(rows, BATCH))
    header, *lines = table_class(batch, **table_kwargs).as_values()
    yield header
    while lines:
        yield from lines
        batch = list(islice(rows, BATCH))
        _header, *lines = table_class(batch, **table_kwargs).as_values() if batch else [header]


class _Echo:
    def write(self, value):
        return value


def csv_response(rows, filename):
    """Streamed CSV, UTF-8 with a mark so that spreadsheets read accents."""
    response = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
    return _as_download(response, f"{filename}.csv")


def xlsx_response(rows, filename):
    """XLSX written in constant memory; every text cell is text."""
    return book_response({"Data": rows}, filename)


def book_response(sheets, filename):
    """The same with several sheets: {name: rows}."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response that sends it
    try:
        write_xlsx(target, sheets)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    response = FileResponse(target, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    return _as_download(response, f"{filename}.xlsx")


def write_xlsx(target, sheets):
    """Write {sheet name: rows} to a file object. Formulas and links in cells stay text."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write_cell(sheet, number, column, value, bold if number == 0 else None)


def _write_cell(sheet, number, column, value, style):
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(number, column, value, style)
    else:
        sheet.write_string(number, column, "" if value is None else str(value), style)


def _csv_lines(rows):
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def _as_download(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
