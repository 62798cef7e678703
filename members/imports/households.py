"""Rows become families: by card number, or by an explicit family number. Faults between rows are found here."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.dates import age_on
from members.imports.rows import UNCHANGED
from members.rules import is_adult

HEAD, SPOUSES = "head", ("wife", "husband")


@dataclass(slots=True)
class Household:
    """The rows of one family. ``card`` or ``number`` names it; ``known`` is the recorded family (register.Family)."""

    card: str = ""
    number: str = ""
    rows: list = field(default_factory=list)
    known: object = None
    #: The row of its head; None while the family's recorded head keeps the post.
    head: object = None
    #: Columns of Family that the sheet says.
    values: dict = field(default_factory=dict)
    #: Field → [old, new], of the family.
    changes: dict = field(default_factory=dict)

    def first(self, key):
        """The head's value, else the first one given."""
        ordered = ([self.head] if self.head else []) + self.rows
        return next((row.values[key] for row in ordered if row.values.get(key)), "")

    @property
    def heads(self):
        return [row for row in self.rows if row.get("relation") == HEAD]


def form(rows):
    """Households in the order of the sheet. Rows that repeat another row are marked and left out."""
    _mark_repeated(rows)
    groups = defaultdict(list)
    for row in rows:
        if row.status == UNCHANGED:
            continue
        key = (row.get("kk_number"), "" if row.get("kk_number") else row.get("family_number"))
        if any(key):
            groups[key].append(row)
        else:
            row.error("kk_number", _("Isi nomor KK, atau nomor keluarga yang sama untuk semua anggota satu keluarga."))
    return [household for key, members in groups.items() for household in _split(key, members)]


def _split(key, members):
    """One card may hold two families: two heads with two family numbers."""
    household = Household(card=key[0], number=key[1] or _common(members, "family_number"), rows=members)
    if len(household.heads) <= 1:
        return [household]
    parts = defaultdict(list)
    for row in members:
        parts[row.get("family_number")].append(row)
    split = [Household(card=key[0], number=number, rows=rows) for number, rows in parts.items()]
    if all(part.number and len(part.heads) == 1 for part in split):
        return split
    numbers = ", ".join(str(row.number) for row in household.heads)
    for row in household.heads:
        row.error(
            "relation",
            _("Satu keluarga satu kepala, di sini ada {count} (baris {rows}). Ubah yang keliru.").format(
                count=len(household.heads), rows=numbers
            ),
        )
    return [household]


def _common(rows, key):
    values = {row.get(key) for row in rows}
    return values.pop() if len(values) == 1 else ""


def propose_head(household, today):
    """A family without a head gets one: the husband or wife, else the eldest adult. None when nobody is grown up.

    The officer is warned on that row. Refusing the whole family would cost her a day for what is one tap to mend.
    """
    sound = [row for row in household.rows if not row.is_faulty]
    adults = [
        row
        for row in sound
        if is_adult(marriage=row.get("marriage"), age=age_on(row.values.get("birth_date"), today))
        and row.get("relation") not in ("child_in_law", "helper", "other")
    ]
    if not adults:
        return None
    spouses = [row for row in adults if row.get("relation") in SPOUSES]
    return min(spouses or adults, key=lambda row: (row.values.get("birth_date") or today, row.number))


def _mark_repeated(rows):
    """The same person twice: told once as a warning when the rows are alike, as an error when they differ."""
    by_nik, by_name = {}, {}
    for row in rows:
        card = row.get("kk_number") or row.get("family_number")
        name = (card, row.name_key, row.values.get("birth_date")) if card and row.name_key else None
        first = by_nik.get(row.get("nik")) if row.get("nik") else None
        if first:
            _repeated(row, first, "nik")
        elif name in by_name:
            _same_name(row, by_name[name])
        if row.get("nik"):
            by_nik.setdefault(row.get("nik"), row)
        if name:
            by_name.setdefault(name, row)


def _repeated(row, first, column):
    if _alike(row, first):
        row.status = UNCHANGED
        row.warn("", _("Sama dengan baris {row}; dihitung satu kali.").format(row=first.number))
        return
    row.error(column, _("Sama dengan baris {row}, tetapi isinya berbeda.").format(row=first.number))
    first.error(column, _("Sama dengan baris {row}, tetapi isinya berbeda.").format(row=row.number))


def _same_name(row, first):
    if row.get("nik") and first.get("nik"):
        row.warn("name", _("Nama dan tanggal lahir sama dengan baris {row}. Periksa NIK-nya.").format(row=first.number))
    else:
        _repeated(row, first, "name")


def _alike(row, other):
    return row.values == other.values and row.extra == other.extra
