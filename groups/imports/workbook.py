"""Which sheet of a file is which."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.imports import cells, headings, reading, report
from core.imports.headings import heading_key
from groups.imports.columns import GROUPS, KINDS, MEMBERS, POSTS
from members.imports.running import SheetRefused

MAX_ROWS = 10_000


@dataclass(frozen=True)
class Part:
    """One of the three sheets as the officer sent it. ``columns`` maps the index of a column to its key."""

    kind: object
    sheet: reading.Sheet
    header: headings.Header

    @property
    def columns(self):
        return self.header.fields

    def index_of(self, key):
        return next((index for index, name in self.columns.items() if name == key), None)

    def data_rows(self):
        """(row number as the officer sees it, cells) of every row below the header that holds anything we read."""
        start = self.header.row + 1
        if len(self.sheet.rows) > start and headings.is_numbering(self.sheet.rows[start]):
            start += 1
        for number, row in enumerate(self.sheet.rows[start:], start=start + 1):
            if any(index < len(row) and cells.filled(row[index]) for index in self.columns):
                yield number, row


def parts_of(data):
    """{kind: Part} of the file. Raises FileRefused, SheetRefused."""
    found = {}
    for sheet in reading.read(data):
        part = _part(sheet)
        if part and len(part.columns) > len(found[part.kind.key].columns if part.kind.key in found else ()):
            found[part.kind.key] = part
    if not found:
        raise SheetRefused(
            _(
                "Tidak ada lembar yang dikenal. Pakai templat: lembar Kelompok, Pengurus, Anggota dengan judul kolom "
                "di atas datanya."
            )
        )
    _check_size(found)
    return found


def ignored(parts):
    """Headings that are not taken, each with its sheet."""
    return [
        f"{part.kind.title}: {' '.join(text.split())}"
        for part in parts.values()
        for index, text in enumerate(part.header.headings)
        if text and index not in part.columns and text != report.HEADING
    ]


def _part(sheet):
    """The sheet by its own name, else by its headings; None when it is none of the three."""
    fitting = {}
    for kind in KINDS:
        header = headings.find_header(sheet.rows, kind.synonyms)
        if header and all(column.key in header.fields.values() for column in kind.required):
            fitting[kind.key] = Part(kind, sheet, header)
    name = heading_key(sheet.name)
    named = [key for key, part in fitting.items() if any(word in name for word in part.kind.names)]
    if len(named) > 1:  # "Anggota kelompok" speaks of members
        named = [key for key in named if key != GROUPS]
    key = named[0] if named else _by_headings(fitting)
    return fitting.get(key)


def _by_headings(fitting):
    """A post makes it the committee, a person's number the members; what has neither is about groups."""
    if POSTS in fitting:
        return POSTS
    people = fitting.get(MEMBERS)
    if people and {"nik", "kki", "birth_date", "joined_on"} & set(people.columns.values()):
        return MEMBERS
    return GROUPS if GROUPS in fitting else MEMBERS


def _check_size(parts):
    total = sum(1 for part in parts.values() for _row in part.data_rows())
    if not total:
        raise SheetRefused(_("Tidak ada baris data di bawah judul kolom."))
    if total > MAX_ROWS:
        text = _("Berkas ini berisi {count} baris. Paling banyak 10.000: bagi menjadi beberapa berkas.")
        raise SheetRefused(text.format(count=total))
