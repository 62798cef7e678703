"""Persons of the register as members.matching_rules compares them."""

from collections import defaultdict

from members.matching_rules import Traits
from members.models import Person

Relation = Person.Relation
COUPLE = (Relation.HEAD, Relation.HUSBAND, Relation.WIFE)


def traits_of(persons):
    """{key: Traits} of persons, with mother and partner where their family tells. One query."""
    kin = kin_of({person.family_id for person in persons})
    return {person.pk: _traits(person, kin[person.family_id]) for person in persons}


def kin_of(family_ids):
    """{family: [(key, sex, name)]} of those who may be somebody's mother, husband or wife there. One query."""
    found = defaultdict(list)
    rows = Person.objects.active().filter(family_id__in=family_ids, relation__in=COUPLE).order_by("pk")
    for family_id, key, sex, name in rows.values_list("family_id", "pk", "sex", "name"):
        found[family_id].append((key, sex, name))
    return found


def relatives(kin, *, relation, sex, besides=None):
    """(mother, partner): names out of ``kin``, her family's part of ``kin_of``."""
    others = [(other, name) for key, other, name in kin if key != besides]
    mother = next((name for other, name in others if other == Person.Sex.FEMALE), "")
    partner = next((name for other, name in others if other != sex), "")
    return (mother if relation == Relation.CHILD else ""), (partner if relation in COUPLE else "")


def _traits(person, kin):
    mother, partner = relatives(kin, relation=person.relation, sex=person.sex, besides=person.pk)
    facts = (person.name, person.sex, person.birth_date, person.nik)
    return Traits(*facts, mother, partner, person.village_id, person.family_id)
