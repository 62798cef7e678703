"""Is the person who is being typed recorded already? Asked within the officer's places and the village of the form."""

from members.doubles import candidates
from members.doubles.traits import kin_of, relatives
from members.matching_rules import Traits

#: More than these nobody reads while typing.
SHOWN = 3


def lookalikes(values, *, village_id, by, family=None, besides=None):
    """Candidates for what was typed (``values``: name, sex, birth_date, nik, relation), the likeliest first.

    ``family``: the Family she is typed into; ``besides``: the key of the person who is being changed.
    """
    if not values.get("name"):
        return []
    relation, sex = values.get("relation") or "", values.get("sex") or ""
    kin = kin_of([family.pk])[family.pk] if family else []
    mother, partner = relatives(kin, relation=relation, sex=sex, besides=besides)
    facts = (values["name"], sex, values.get("birth_date") or None, values.get("nik") or "")
    traits = Traits(*facts, mother, partner, village_id, family.pk if family else None)
    return candidates.in_village(traits, by=by, besides=besides)[:SHOWN]
