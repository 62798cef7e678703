"""Who in the register may be this person? Asked by keys that an index holds, however large the register is."""

from dataclasses import dataclass

from django.db.models import Q

from core.encryption import lookup_hashes
from members.doubles import settings
from members.doubles.traits import traits_of
from members.matching_rules import Likeness, Traits, compare, slips_of, swapped
from members.models import Person, PersonPair
from members.name_rules import sound_keys
from members.queries import NIK_LENGTH
from regions.scope import Scope

#: So many are looked at closely, with their numbers and their families.
CLOSELY = 30


@dataclass(frozen=True)
class Candidate:
    """``likeness`` to the person who is looked for."""

    person: Person
    likeness: Likeness


def in_village(traits, *, by, besides=None):
    """Candidates of the village of ``traits`` whom ``by`` may see, the likeliest first. Seven queries at most.

    ``besides``: key of the person herself, when she is recorded. Those who were decided to be somebody else stay out.
    """
    persons = Person.objects.visible_to(by, "members.view_person").active().filter(village_id=traits.village)
    return likely(traits, persons.exclude(pk=besides), besides=besides, across=False)


def everywhere(person):
    """Candidates for a recorded person in the whole register, for the office's own search. Eight queries at most."""
    traits = traits_of([person])[person.pk]
    persons = Person.objects.active().filter(Scope.world_of(person.village_id).q("village_id"))
    return likely(traits, persons.exclude(pk=person.pk), besides=person.pk)


def likely(traits: Traits, persons, *, besides=None, across=True):
    """Those of ``persons`` (a queryset) that reach the threshold. ``across``: also outside her village, by name and
    date together."""
    close = _closest(traits, persons, across)
    other = _others(besides)
    rows = list(persons.select_related("family", "village", "family__dusun").filter(pk__in=close - other))
    known, threshold = traits_of(rows), settings.threshold()
    found = [Candidate(row, compare(traits, known[row.pk])) for row in rows] if rows else []
    reached = [each for each in found if each.likeness.reaches(threshold)]
    return sorted(reached, key=lambda each: (-each.likeness.score, each.person.pk))


def _closest(traits, persons, across):
    """Keys of those who share a number, or are most alike by what needs no number and no family."""
    close, alike = set(), {}
    if len(traits.nik) == NIK_LENGTH:
        # Without the scope, so that no database is tempted to walk a village; whoever is outside falls out later.
        known = Person.objects.active().filter(nik_hash__in=_hashes(traits.nik))
        close.update(known.values_list("pk", flat=True))
    for condition in _blocks(traits, across):
        for row in persons.filter(condition).values_list("pk", "name", "sex", "birth_date", "village_id", "family_id"):
            alike[row[0]] = row
    light = Traits(traits.name, traits.sex, traits.birth_date, village=traits.village, family=traits.family)
    score = {key: compare(light, _light(row)).score for key, row in alike.items()}
    return close | set(sorted(score, key=lambda key: (-score[key], key))[:CLOSELY])


def _hashes(nik):
    return [each for number in (nik, *slips_of(nik)) for each in lookup_hashes(number)]


def _blocks(traits, across):
    """Conditions that an index answers: village and date, village and sound, sound and date."""
    dates = [date for date in (traits.birth_date, swapped(traits.birth_date)) if date]
    sounds = sound_keys(traits.name)
    if traits.village and dates:
        yield Q(village_id=traits.village, birth_date__in=dates)
    if traits.village and sounds:
        yield Q(village_id=traits.village, sound_key__in=sounds)
    if across and dates and sounds:
        yield Q(sound_key__in=sounds, birth_date__in=dates)


def _light(row):
    _key, name, sex, birth_date, village, family = row
    return Traits(name, sex, birth_date, village=village, family=family)


def _others(key):
    """Keys of those who were decided to be somebody else than ``key``."""
    if key is None:
        return set()
    pairs = PersonPair.objects.filter(Q(first=key) | Q(second=key), state=PersonPair.State.DIFFERENT)
    return {each for pair in pairs.values_list("first_id", "second_id") for each in pair} - {key}
