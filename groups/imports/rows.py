"""One row of a sheet becomes clean values and findings. Nothing here asks the database."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lokal import normalize_phone

from core.identity import clean_digits, parse_nik
from core.imports import cells
from core.imports.headings import heading_key
from core.text import name_key, tidy_name
from members import code_lists
from members.imports.rows import CHANGED, NEW, REJECTED, UNCHANGED

__all__ = ["CHANGED", "NEW", "REJECTED", "UNCHANGED", "Reader", "Row"]

YES = {"ya", "y", "1", "ada", "sudah", "true", "benar", "v", "x"}
NO = {"tidak", "t", "2", "0", "belum", "tidakada", "false", "n", "bukan"}
#: Words of a sheet → our keys.
WORDS = {
    "adviser_kind": {
        **{"pkb": "pkb", "plkb": "pkb", "pkbplkb": "pkb", "pplkb": "pplkb", "ppkbd": "ppkbd"},
        **{"subppkbd": "sub_ppkbd", "lainnya": "other"},
    },
    "decree_by": {
        **{"kepaladesa": "village", "lurah": "village", "kades": "village", "kepaladesalurah": "village"},
        **{"camat": "district", "skpdkb": "opd", "opdkb": "opd", "dinas": "opd", "skpd": "opd", "opd": "opd"},
        **{"bupati": "regency", "walikota": "regency", "bupatiwalikota": "regency"},
        **{"1": "village", "2": "district", "3": "opd", "4": "regency"},
    },
    "business_pattern": {
        "kelompok": "group",
        "perorangan": "individual",
        "individu": "individual",
        "gabungan": "mixed",
    },
    "market_reach": {
        **{"desa": "village", "kelurahan": "village", "desakelurahan": "village", "kecamatan": "district"},
        **{"kabupaten": "regency", "kota": "regency", "kabupatenkota": "regency", "provinsi": "province"},
        **{"nasional": "nation", "ekspor": "export", "daring": "online", "online": "online"},
    },
    "post": {
        **{"ketua": "chair", "ketuakelompok": "chair", "sekretaris": "secretary", "sekertaris": "secretary"},
        **{"bendahara": "treasurer", "kader": "kader", "kader1": "kader", "kader2": "kader"},
    },
}


@dataclass(slots=True)
class Row:
    """One row of one sheet. ``number`` is the row the officer sees; notes are (column key, level, reason)."""

    sheet: str
    number: int
    values: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    status: str = ""
    #: What check decided: the group or person that this row is about.
    target: object = None
    person: object = None
    changes: dict = field(default_factory=dict)

    def get(self, key, default=""):
        return self.values.get(key, default)

    @property
    def is_faulty(self):
        return any(level == "error" for _column, level, _reason in self.notes)

    @property
    def name_key(self):
        return name_key(self.get("name"))

    def error(self, column, reason):
        self.notes.append((column, "error", str(reason)))

    def warn(self, column, reason):
        self.notes.append((column, "warning", str(reason)))


class Reader:
    """Reads the rows of a Part. ``today`` is the place's; ``lists`` are {list: {heading key: key}} of the card."""

    def __init__(self, part, *, today, lists):
        self.part, self.today, self.lists = part, today, lists

    def rows(self):
        """All of the part's rows, cleaned."""
        return [self._read(number, row_cells) for number, row_cells in self.part.data_rows()]

    def _read(self, number, row_cells):
        row = Row(self.part.kind.key, number)
        for index, key in sorted(self.part.columns.items()):
            column = self.part.kind.by_key[key]
            if index < len(row_cells) and cells.filled(row_cells[index]):
                try:
                    getattr(self, f"_{column.kind}")(row, column, row_cells[index])
                except cells.Unreadable as unreadable:
                    row.error(key, unreadable.message)
        for column in self.part.kind.required:
            if not row.get(column.key) and not any(note[0] == column.key for note in row.notes):
                row.error(column.key, _("Kosong. Isi dahulu."))
        return row

    def _text(self, row, column, cell):
        text = cells.filled(cell)
        if len(text) > column.length:
            row.error(column.key, _("Terlalu panjang: paling banyak {count} huruf.").format(count=column.length))
        else:
            row.values[column.key] = text

    def _name(self, row, column, cell):
        self._text(row, column, tidy_name(cells.filled(cell)))

    def _date(self, row, column, cell):
        date = cells.date(cell, today=self.today)
        if date and date > self.today:
            row.error(column.key, _("Tanggal ini di masa depan."))
        elif date:
            row.values[column.key] = date

    def _number(self, row, column, cell):
        digits = clean_digits(cells.digits(cell))
        if not digits:
            return
        for reason in parse_nik(digits).errors:
            row.error(column.key, reason)
        if not row.is_faulty:
            row.values[column.key] = digits

    def _phone(self, row, column, cell):
        text = cells.filled(cell)
        phone = normalize_phone(text if text.startswith(("0", "+", "6")) else f"0{text}")
        if phone:
            row.values[column.key] = phone
        else:
            row.warn(column.key, _("Bukan nomor HP Indonesia, jadi tidak disimpan. Tulis seperti 0812…"))

    def _place(self, row, column, cell):
        digits = re.sub(r"^(rt|rw)[\s.:]*", "", cells.filled(cell), flags=re.IGNORECASE)
        if digits.isdecimal() and len(digits) <= 3:
            row.values[column.key] = digits.zfill(3)
        else:
            row.warn(column.key, _("Bukan angka paling banyak tiga, jadi tidak diambil."))

    def _yes(self, row, column, cell):
        word = heading_key(cells.filled(cell))
        if word in YES or word in NO:
            row.values[column.key] = word in YES
        else:
            row.error(column.key, _("Tulis ya atau tidak."))

    def _code(self, row, column, cell):
        word = heading_key(cells.filled(cell))
        key = code_lists.key_of("sex", cells.text(cell)) if column.key == "sex" else WORDS[column.key].get(word)
        if key:
            row.values[column.key] = key
        else:
            self._unknown(row, column, cells.filled(cell))

    def _codes(self, row, column, cell):
        """Several of a list, parted by commas, semicolons or line ends; a label may hold a comma or a stroke itself."""
        known, text, keys = self.lists[column.list], cells.filled(cell), []
        if whole := known.get(heading_key(text)):
            row.values[column.key] = [whole]
            return
        for piece in filter(None, (part.strip() for part in re.split(r"[;,\n]|\s/\s|\sdan\s", text))):
            if key := known.get(heading_key(piece)):
                keys.append(key)
            else:
                self._unknown(row, column, piece)
        if keys:
            row.values[column.key] = list(dict.fromkeys(keys))

    def _unknown(self, row, column, text):
        reason = _("“{text}” tidak dikenal. Lihat lembar Kode pada templat.").format(text=text[:40])
        (row.error if column.is_required else row.warn)(column.key, reason)
