"""All doubles of a region. Read as streams, block by block; each block costs the same few queries.

Three walks: village by village, then people of different villages born on one day of the year, then those whose names
sound the same. A pair is first compared by what the stream tells; numbers and families are fetched for the few that
they could lift to the threshold.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models.functions import ExtractDay, ExtractMonth, Greatest, Least

from members.doubles import blocks
from members.doubles.traits import traits_of
from members.matching_rules import Likeness, Traits, compare, could_reach
from members.models import Person
from regions.scope import Scope

COLUMNS = ("pk", "village_id", "family_id", "name", "sex", "birth_date")
#: Pairs that are looked at closely together, rows that are fetched together.
CLOSELY, ROWS = 250, 5000


@dataclass(frozen=True)
class Found:
    """Two Persons, the one with the lower key first."""

    first: Person
    second: Person
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Light:
    """What a walk knows of a person."""

    pk: int
    village: str
    family: int
    name: str
    sex: str
    birth_date: object

    @property
    def traits(self):
        return Traits(self.name, self.sex, self.birth_date, village=self.village, family=self.family)


def find(region="", *, threshold, village="", beat=lambda: None):
    """Found pairs of active persons at or below ``region`` ("" is the nation), in no order, each once.

    With ``village`` only those of which one lives there. ``beat`` is called again and again while it works.
    """
    seen = set()
    for pairs in _chunks(_likely_pairs(region, village, threshold, beat)):
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in seen]
        for found in _closely(fresh, threshold):
            seen.add((found.first.pk, found.second.pk))
            yield found
        beat()


def _likely_pairs(region, village, threshold, beat):
    """(key, key) of those who could be one person; some twice."""
    for pairs in (_in_villages(village or region, beat), _across_villages(region, village, beat)):
        for one, other in pairs:
            if could_reach(compare(one.traits, other.traits), threshold):
                yield min(one.pk, other.pk), max(one.pk, other.pk)


def _in_villages(region, beat):
    rows = _walk(_people(region).order_by("village_id", "pk"), *COLUMNS)
    for _village, people in groupby(rows, key=attrgetter("village")):
        beat()
        yield from blocks.pairs_among(list(people), lambda row: blocks.village_keys(row.name, row.birth_date))


def _across_villages(region, village, beat):
    """Without those who live in one village; with ``village`` one of the two is of there."""
    for one, other in _everywhere(region, beat):
        if one.village != other.village and (not village or village in (one.village, other.village)):
            yield one, other


def _everywhere(region, beat):
    day, month = ExtractDay("birth_date"), ExtractMonth("birth_date")
    dated = _people(region).filter(birth_date__isnull=False)
    dated = dated.annotate(low=Least(day, month), high=Greatest(day, month)).order_by("low", "high", "pk")
    for _day, people in groupby(_walk(dated, *COLUMNS), key=lambda row: blocks.day_of(row.birth_date)):
        beat()
        yield from blocks.pairs_among(list(people), lambda row: blocks.day_keys(row.name, row.birth_date))
    heard = _people(region).exclude(sound_key="").order_by("sound_key", "pk")
    for _sound, rows in groupby(_rows(heard, *COLUMNS, "sound_key"), key=lambda row: row[-1]):
        beat()
        people = [Light(*row[:-1]) for row in rows]
        yield from blocks.pairs_among(people, lambda row: blocks.sound_keys(row.name, row.birth_date))
        yield from blocks.undated_pairs(people, attrgetter("birth_date"))


def _people(region):
    scope = Scope.of({region}) if region else Scope.nation()
    return Person.objects.active().filter(scope.q("village_id"))


def _walk(queryset, *columns):
    return (Light(*row) for row in _rows(queryset, *columns))


def _rows(queryset, *columns):
    return queryset.values_list(*columns).iterator(chunk_size=ROWS)


def _chunks(pairs):
    chunk = []
    for pair in pairs:
        chunk.append(pair)
        if len(chunk) == CLOSELY:
            yield chunk
            chunk = []
    yield chunk


def _closely(pairs, threshold):
    """With numbers and families. Two queries."""
    keys = {key for pair in pairs for key in pair}
    persons = Person.objects.active().in_bulk(keys)
    traits = traits_of(persons.values())
    for first, second in pairs:
        if first in persons and second in persons:
            likeness = compare(traits[first], traits[second])
            if likeness.reaches(threshold):
                yield Found(persons[first], persons[second], likeness)
