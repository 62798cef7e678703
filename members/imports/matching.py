"""Each row against the register: new, changed, unchanged, or refused with the reason.

A person is known by NIK; then by name and birth date within her family, which is known by its card. Only the officer's
own scope is told: of a NIK that stands elsewhere she learns that it does, and nothing more.
"""

from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from core.encryption import lookup_hashes
from core.text import name_key
from members.imports import households
from members.imports.lookalikes import Lookalikes
from members.imports.register import FAMILY_FIELDS, PERSON_FIELDS
from members.imports.rows import CHANGED, NEW, REJECTED, UNCHANGED

#: Names less alike than this, with another birth date, are two people.
ALIKE = 0.5
NAME, NIK, FAMILY = "name", "nik", "family"


class Matcher:
    """Decides about the rows of one sheet. ``places`` maps village codes in the officer's scope to their names."""

    def __init__(self, register, *, village, places, today, threshold):
        self.lookalikes = Lookalikes(register, threshold)
        self.register, self.village, self.places, self.today = register, village, places, today
        #: Villages outside the scope in which a NIK of the sheet stands, one entry for each row.
        self.outside = []
        #: Rows that look like somebody else's.
        self.others = 0
        self._taken = set()

    def decide(self, household):
        """Fill ``status``, ``known`` and ``changes`` of every row, ``known`` and ``changes`` of the household."""
        for row in household.rows:
            if row.get("nik"):
                self._by_nik(row)
        household.known = self._family_of(household)
        for row in household.rows:
            if row.known is None:
                self._by_name(row, household)
        self._settle_head(household)
        for row in household.rows:
            self._compare(row, household)
        self._compare_family(household)
        self._wait_for_head(household)

    # --- Who is it?

    def _by_nik(self, row):
        known = self.register.with_nik(row.get("nik"))
        if known is None:
            self._elsewhere(row)
        elif not known.is_active:
            row.error("nik", _("Orang dengan NIK ini tercatat nonaktif. Aktifkan kembali dari halamannya."))
        elif _is_somebody_else(row, known):
            self.others += 1
            row.error("nik", _("NIK ini tercatat untuk orang lain di desa/kelurahan ini. Periksa angkanya."))
        else:
            self._is(row, known)

    def _elsewhere(self, row):
        code = next(
            (self.register.elsewhere[h] for h in lookup_hashes(row.get("nik")) if h in self.register.elsewhere), ""
        )
        if not code:
            return
        self.others += 1
        if code in self.places:
            text = _("NIK ini tercatat di {place}. Pindahkan dahulu keluarganya ke sini, lalu kirim lagi.")
            row.error("nik", text.format(place=self.places[code]))
        else:
            self.outside.append(code)
            row.error("nik", _("NIK ini terdaftar di luar wilayah Anda. Minta pindah lewat PKB/OPD."))

    def _is(self, row, known):
        if known.pk in self._taken:
            row.error("name", _("Orang ini sudah disebut pada baris lain."))
        else:
            self._taken.add(known.pk)
            row.known = known

    def _family_of(self, household):
        """By card or number: the one that holds most of these people, or has the same head. Else where they are."""
        if household.card:
            candidates = self.register.with_card(household.card)
        else:
            candidates = self.register.by_number.get(household.number, []) if household.number else []
        names = {(row.name_key, row.values.get("birth_date")) for row in household.rows}
        persons = {row.known.pk for row in household.rows if row.known}

        def kinship(family):
            return sum(m.pk in persons or (m.name_key, m.values["birth_date"]) in names for m in family.members)

        best = max(candidates, key=kinship, default=None)
        if best and (kinship(best) or household.card):
            return best
        heads = [row.known for row in household.heads if row.known and row.known.values["relation"] == households.HEAD]
        return self.register.families.get(heads[0].family_id) if heads else None

    def _by_name(self, row, household):
        family = household.known
        if family is None or not row.name_key:
            return self._lookalike(row, household)
        born = row.values.get("birth_date")
        found = [
            member
            for member in family.members
            if member.name_key == row.name_key
            and (born is None or member.values["birth_date"] in (None, born))
            and member.pk not in self._taken
        ]
        if len(found) == 1 and not row.is_faulty:
            if found[0].nik_hash and row.get("nik"):
                row.warn("nik", _("Berbeda dengan NIK yang tercatat untuk orang ini. Periksa sebelum mengambilnya."))
            self._is(row, found[0])
        else:
            self._lookalike(row, household)

    def _lookalike(self, row, household):
        if row.is_faulty or not row.name_key:
            return
        known = self.lookalikes.of(row, household)
        if known is None or known.pk in self._taken:
            return
        self.others += 1
        family = self.register.families.get(known.family_id)
        is_same = (known.name_key, known.values["birth_date"]) == (row.name_key, row.values.get("birth_date"))
        if is_same:
            text = _("Nama dan tanggal lahir sama dengan orang di keluarga {head}. Mungkin orang yang sama.")
        else:
            text = _("Mirip dengan orang di keluarga {head}. Mungkin orang yang sama.")
        row.warn("name", text.format(head=family.head_name if family else "—"))

    # --- Who is the head?

    def _settle_head(self, household):
        head, recorded = next(iter(household.heads), None), household.known.head if household.known else None
        if head is None:
            household.head = self._head_without_row(household, recorded)
        elif recorded and head.known is not recorded and not self._steps_back(household, recorded):
            text = _("Kepala keluarga yang tercatat {name}. Bila sudah meninggal atau pindah, nonaktifkan dahulu.")
            head.error("relation", text.format(name=recorded.values["name"]))
        else:
            household.head = head

    def _steps_back(self, household, recorded):
        """The recorded head stands in the sheet as something else."""
        return any(row.known is recorded and row.get("relation") and not row.is_faulty for row in household.rows)

    def _head_without_row(self, household, recorded):
        if recorded:
            for row in household.rows:
                if row.known is recorded:
                    row.values["relation"] = households.HEAD
                    row.warn(
                        "relation",
                        _("Tercatat sebagai kepala keluarga dan tetap begitu, karena lembar ini tanpa kepala."),
                    )
                    return row
            return None
        head = households.propose_head(household, self.today)
        if head:
            head.values["relation"] = households.HEAD
            head.warn(
                "relation", _("Keluarga ini tanpa kepala; orang ini dijadikan kepala keluarga. Ubah bila keliru.")
            )
        else:
            for row in household.rows:
                row.error(
                    "relation", _("Keluarga ini tanpa kepala dan tanpa orang dewasa. Tambahkan baris kepala keluarga.")
                )
        return head

    def _wait_for_head(self, household):
        """A new family cannot begin without its head."""
        if household.known or not household.head or not household.head.is_faulty:
            return
        for row in household.rows:
            if not row.is_faulty:
                row.status = REJECTED
                text = _("Menunggu kepala keluarganya: perbaiki baris {row}.")
                row.error("relation", text.format(row=household.head.number))

    # --- What differs?

    def _compare(self, row, household):
        if row.is_faulty:
            row.status = REJECTED
            return
        if row.known is None:
            row.status = NEW
            return
        self._compare_place_in_family(row, household)
        if row.is_faulty:
            row.status = REJECTED
            return
        row.changes.update(_differences(row.values, row.known.values, PERSON_FIELDS))
        if row.get("nik") and row.known.nik_hash not in lookup_hashes(row.get("nik")):
            row.changes[NIK] = ["•" if row.known.nik_hash else "", row.get("nik")]
        row.status = CHANGED if row.changes else UNCHANGED

    def _compare_place_in_family(self, row, household):
        home = household.known.pk if household.known else None
        if row.known.family_id == home:
            return
        if row.known.values["relation"] == households.HEAD:
            row.error(
                "kk_number", _("Tercatat sebagai kepala keluarga lain di sini. Ubah dahulu di halaman keluarganya.")
            )
            return
        old = self.register.families.get(row.known.family_id)
        new = household.known.head_name if household.known else household.head.get("name") if household.head else ""
        row.changes[FAMILY] = [old.head_name if old else "", new]

    def _compare_family(self, household):
        """Differences of the family itself are shown with its first sound row."""
        household.values = family_values(household, self.register, self.village)
        row = next((row for row in [household.head, *household.rows] if row and not row.is_faulty), None)
        if household.known is None or row is None:
            return
        household.changes = _differences(household.values, household.known.values, FAMILY_FIELDS)
        if household.card and household.known.kk_hash not in lookup_hashes(household.card):
            household.changes["kk_number"] = ["•" if household.known.kk_hash else "", household.card]
        if household.changes and row.status == UNCHANGED:
            row.status = CHANGED


def family_values(household, register, village):
    """Columns of Family that the sheet says. ``dusun_id`` is the name of one that is yet to be made."""
    values = {key: household.first(key) for key in ("kki", "address")}
    values |= {key: household.first(key) if village.is_kelurahan else "" for key in ("rw", "rt")}
    values["phone"] = household.head.get("phone") if household.head else ""
    name = dusun_name(household, village)
    values["dusun_id"] = register.dusun.get(name, name)
    return values


def dusun_name(household, village):
    """A dusun in a desa, an RW in a kelurahan."""
    if village.is_kelurahan:
        return f"RW {household.first('rw')}" if household.first("rw") else ""
    return household.first("dusun")


def _differences(given, recorded, fields):
    """Field → [old, new] of what the sheet says otherwise. What it leaves blank stays as recorded."""
    changes = {}
    for name in fields:
        new, old = given.get(name), recorded[name]
        if new in (None, "") or new == old or _same_words(name, new, old):
            continue
        changes[name] = [old, new]
    return changes


def _same_words(name, new, old):
    return name in ("name", "birth_place", "address") and name_key(new) == name_key(old)


def _is_somebody_else(row, known):
    born = row.values.get("birth_date")
    if not row.name_key or born is None or born == known.values["birth_date"]:
        return False
    return SequenceMatcher(None, row.name_key, known.name_key).ratio() < ALIKE
