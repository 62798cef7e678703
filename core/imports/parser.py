"""Parses a workbook in a process of its own, with little memory and time: python parser.py < book.xlsx > sheets.json

A workbook of 100 kB may ask for gigabytes (one long text shown in a million cells), and a parser that runs out of
memory takes its process along. Imports nothing of ours. Cells are JSON; a date is ["d", ISO], a moment ["t", ISO].
"""

import datetime
import io
import json
import resource
import sys

#: A sheet of 10,000 rows and 40 columns needs a fifth of it.
MEMORY = 1024 * 1024 * 1024
SECONDS = 60
DAMAGED, TOO_MUCH = 3, 4


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        json.dump(_sheets(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=True)
    except BaseException:  # the Rust parser panics on damage and on lack of memory, which is no Exception
        sys.exit(TOO_MUCH if _peak() > MEMORY / 2 else DAMAGED)


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _sheets(data):
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    return [[name, [list(map(_plain, row)) for row in _rows(book, name)]] for name in names]


def _rows(book, name):
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _plain(cell):
    if isinstance(cell, str | float | bool | int):
        return cell
    if isinstance(cell, datetime.datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, datetime.date):
        return ["d", cell.isoformat()]
    return str(cell)


if __name__ == "__main__":
    main()
