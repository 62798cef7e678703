"""The header row under its titles, and which column is which field."""

import re
import unicodedata
from dataclasses import dataclass, field

from core.imports import cells
from core.models import digest_of

#: Rows in which a header is looked for.
DEPTH = 30
#: A row is a header when at least so many of its cells are known headings.
ENOUGH = 2


@dataclass(frozen=True)
class Header:
    """``row`` counts from 0. ``fields`` maps a column's index to the field its heading names."""

    row: int
    headings: list[str]
    fields: dict[int, str] = field(default_factory=dict)

    @property
    def signature(self):
        """The same for every sheet with these headings in this order: what a remembered mapping is kept under."""
        return digest_of([heading_key(text) for text in self.headings])[:32]


def heading_key(text):
    """``"No. Kartu\\nKeluarga"``, ``NO_KARTU_KELUARGA`` and ``no kartu keluarga`` are one key."""
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def find_header(rows, synonyms):
    """The row that names the most fields, None when no row names enough.

    ``synonyms`` maps heading keys to fields. Of two columns with one field the first counts.
    """
    best = None
    for number, row in enumerate(rows[:DEPTH]):
        header = Header(number, [cells.text(cell) for cell in row], _fields(row, synonyms))
        if len(header.fields) >= ENOUGH and (best is None or len(header.fields) > len(best.fields)):
            best = header
    return best


def _fields(row, synonyms):
    found = {}
    for index, cell in enumerate(row):
        name = _field_of(cells.text(cell), synonyms) if isinstance(cell, str) else None
        if name and name not in found.values():
            found[index] = name
    return found


def _field_of(text, synonyms):
    """The whole heading first; then without what stands in brackets; then without a number in front."""
    without_brackets = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text)
    without_number = re.sub(r"^\s*\(?\d+[.)]?\s+", "", without_brackets)
    for spelling in (text, without_brackets, without_number):
        if name := synonyms.get(heading_key(spelling)):
            return name
    return None


def is_numbering(row):
    """True for the row of column numbers (1) (2) (3) that forms print under their header."""
    numbers = [cells.text(cell).strip("()[] ") for cell in row]
    numbers = [text for text in numbers if text]
    return (
        len(numbers) > 2
        and all(text.isdecimal() for text in numbers)
        and numbers == [str(int(numbers[0]) + step) for step in range(len(numbers))]
    )
