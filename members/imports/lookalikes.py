"""Rows that nobody in the register is known by, yet somebody looks like: the same scores as in members.doubles."""

from collections import defaultdict
from functools import cached_property

from core.encryption import lookup_hash
from members.doubles import blocks
from members.doubles.traits import COUPLE, relatives
from members.matching_rules import Traits, compare, slips_of


class Lookalikes:
    """Over the active people of one register, read once when the first row asks."""

    def __init__(self, register, threshold):
        self.register, self.threshold = register, threshold

    def of(self, row, household):
        """The KnownPerson most like ``row`` at or above the threshold; None. People of another NIK are others, unless
        it is one slip away."""
        name, born, nik = row.get("name"), row.get("birth_date") or None, row.get("nik")
        mother, partner = _kin_of_row(row, household)
        traits = Traits(name, row.get("sex"), born, mother=mother, partner=partner)
        near = {}
        for key in set(blocks.village_keys(name, born)):
            near.update(self._people.get(key, {}))
        scored = [(compare(traits, self._traits(known)).score, known) for known in near.values()]
        found = [(score, known) for score, known in scored if score >= self.threshold and _may_be(known, nik)]
        return max(found, key=lambda pair: pair[0], default=(0, None))[1]

    @cached_property
    def _people(self):
        """Key of a block → {primary key: KnownPerson}."""
        people = defaultdict(dict)
        for known in self.register.active:
            for key in blocks.village_keys(known.values["name"], known.values["birth_date"]):
                people[key][known.pk] = known
        return people

    def _traits(self, known):
        family = self.register.families.get(known.family_id)
        values = known.values
        kin = [(m.pk, m.values["sex"], m.values["name"]) for m in _couple(family.members if family else ())]
        mother, partner = relatives(kin, relation=values["relation"], sex=values["sex"], besides=known.pk)
        return Traits(values["name"], values["sex"], values["birth_date"], mother=mother, partner=partner)


def _couple(members):
    return [each for each in members if each.values["relation"] in COUPLE]


def _kin_of_row(row, household):
    others = [each for each in household.rows if each.get("relation") in COUPLE and each.get("name")]
    kin = [(each.number, each.get("sex"), each.get("name")) for each in others]
    return relatives(kin, relation=row.get("relation"), sex=row.get("sex"), besides=row.number)


def _may_be(known, nik):
    if not nik or not known.nik_hash:
        return True
    return known.nik_hash in {lookup_hash(other) for other in slips_of(nik)}
