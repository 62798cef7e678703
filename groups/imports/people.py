"""Who the persons of a sheet are: by NIK, by KKI and name, by name and birth date; else somebody new."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.dates import age_on
from core.encryption import lookup_hashes
from core.identity import parse_nik
from members.models import Person
from regions.scope import Scope

PORTION = 500
VIEW = "members.view_person"
_ONLY = ("pk", "name", "name_key", "sex", "birth_date", "marriage", "village_id", "nik_hash", "family_id")


@dataclass(eq=False)
class NewPerson:
    """Somebody in no register yet: taken in with a family of her own, without a record of the data collection."""

    name: str
    name_key: str
    sex: str
    birth_date: object
    nik: str
    phone: str
    kki: str
    village_id: str
    marriage: str = ""


class People:
    """Finds the persons of ``rows`` for ``by`` inside ``place`` (a region's code). A handful of queries."""

    def __init__(self, rows, *, by, place):
        visible = Person.objects.visible_to(by, VIEW).active()
        self.by_nik = _by_nik({row.get("nik") for row in rows if row.get("nik")}, world=Scope.world_of(place))
        seen = {person.pk for person in self.by_nik.values()}
        self.visible = set(_in_portions(seen, lambda keys: visible.filter(pk__in=keys).values_list("pk", flat=True)))
        inside = visible.filter(Scope.of({place}).q("village_id")).only(*_ONLY)
        self.by_name = defaultdict(list)
        for person in _in_portions({row.name_key for row in rows}, lambda keys: inside.filter(name_key__in=keys)):
            self.by_name[person.name_key].append(person)
        self.by_kki = defaultdict(list)
        kki = {row.get("kki") for row in rows if row.get("kki")}
        families = visible.only(*_ONLY, "family__kki").select_related("family")
        for person in _in_portions(kki, lambda keys: families.filter(family__kki__in=keys)):
            self.by_kki[person.family.kki].append(person)
        self.new: dict[tuple, NewPerson] = {}
        #: Villages outside her scope where a NIK of the sheet stands.
        self.outside: list[str] = []

    def find(self, row, *, village_id, group):
        """The Person or NewPerson of a row; None, with an error on the row, when nobody can be named."""
        if found := self._with_nik(row):
            return self._seen(row, found) if found.pk in self.visible else self._outside(row, found)
        if found := self._alone(row, [p for p in self.by_kki[row.get("kki")] if p.name_key == row.name_key]):
            return found
        same = [p for p in self.by_name[row.name_key] if _may_be(p, row, village_id)]
        if len(same) > 1:
            return row.error("name", _("Ada {count} orang bernama begini. Isi NIK-nya.").format(count=len(same)))
        return same[0] if same else self._new(row, village_id, group)

    def _with_nik(self, row):
        hashes = lookup_hashes(row.get("nik")) if row.get("nik") else ()
        return next((self.by_nik[each] for each in hashes if each in self.by_nik), None)

    def _seen(self, row, person):
        if person.name_key != row.name_key:
            row.warn("name", _("NIK ini tercatat atas nama lain. Nama pada kartu keluarga yang dipakai."))
        return person

    def _alone(self, row, persons):
        return persons[0] if len(persons) == 1 else None

    def _outside(self, row, person):
        self.outside.append(person.village_id)
        row.error("nik", _("NIK ini terdaftar di luar wilayah Anda. Mintalah pindah dahulu, atau hubungi OPD-KB."))

    def _new(self, row, village_id, group):
        key = ("nik", row.get("nik")) if row.get("nik") else (row.name_key, row.get("birth_date"), group)
        if key not in self.new:
            number = parse_nik(row.get("nik")) if row.get("nik") else None
            sex = row.get("sex") or (number.sex if number else "")
            if not sex:
                return row.error("sex", _("Orang ini belum tercatat. Isi jenis kelaminnya: L atau P."))
            self.new[key] = NewPerson(
                name=row.get("name"),
                name_key=row.name_key,
                sex=sex,
                birth_date=row.get("birth_date", None),
                nik=row.get("nik"),
                phone=row.get("phone"),
                kki=row.get("kki"),
                village_id=village_id,
            )
        return self.new[key]


def age_of(person, on):
    """Completed years of a Person or NewPerson on a day; None when the birth date is unknown."""
    return age_on(person.birth_date, on)


def _by_nik(niks, *, world):
    hashes = {each for nik in niks for each in lookup_hashes(nik)}
    persons = Person.objects.active().filter(world.q("village_id")).only(*_ONLY)
    return {p.nik_hash: p for p in _in_portions(hashes, lambda keys: persons.filter(nik_hash__in=keys))}


def _may_be(person, row, village_id):
    """The same name: with the same birth date anywhere in the place, without one in the group's own village. Two
    different numbers are two persons."""
    if row.get("nik") and person.nik_hash:
        return False
    if row.get("birth_date"):
        return person.birth_date == row.get("birth_date")
    return person.village_id == village_id


def _in_portions(keys, read):
    keys = sorted(keys)
    for start in range(0, len(keys), PORTION):
        yield from read(keys[start : start + PORTION])
