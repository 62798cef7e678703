"""The search for doubles as background work: every night, after an import, and for one person who was written."""

import time

from core import schedule
from core.schedule import due
from members.doubles import candidates, finder, settings
from members.doubles.finder import Found
from members.doubles.keep import keep, withdraw
from members.models import Person, PersonPair
from regions.scope import Scope

SEARCH, SEARCH_ONE = "members.tasks.find_doubles", "members.tasks.find_doubles_of"
#: The nation, and the practice regions outside of it.
EVERYWHERE = ("", "00")
VILLAGE_CODE, REGENCY_CODE = 10, 4
#: A lease holds for a minute.
BEAT_SECONDS = 10


@due(every="day")
def find_doubles():
    """Queue the search through the whole register."""
    for code in EVERYWHERE:
        schedule.enqueue(SEARCH, code)


def search(code, beat=lambda: None):
    """Find and keep the doubles of a region; of a village those with somebody in its regency. Open pairs of the region
    that are none any more are taken back. Returns the number of pairs found."""
    village = code if len(code) == VILLAGE_CODE else ""
    region = code[:REGENCY_CODE] if village else code
    found = finder.find(region, village=village, threshold=settings.threshold(), beat=_seldom(beat))
    kept = keep(found)
    if not village:
        withdraw(_pairs_inside(region), kept=kept)
    return len(kept)


def search_one(person_id):
    """Find and keep the doubles of one person, wherever they live. Returns the number of pairs found."""
    person = Person.objects.active().filter(pk=person_id).first()
    if person is None:
        return 0
    found = [_found(person, candidate) for candidate in candidates.everywhere(person)]
    kept = keep(found)
    touching = PersonPair.objects.filter(first=person) | PersonPair.objects.filter(second=person)
    withdraw(touching, kept=kept)
    return len(kept)


def _seldom(beat):
    """``beat`` at most once in a while, however often it is asked for."""
    last = time.monotonic()

    def beat_again():
        nonlocal last
        if time.monotonic() - last > BEAT_SECONDS:
            last = time.monotonic()
            beat()

    return beat_again


def _found(person, candidate):
    first, second = sorted((person, candidate.person), key=lambda each: each.pk)
    return Found(first, second, candidate.likeness)


def _pairs_inside(region):
    scope = Scope.of({region}) if region else Scope.nation()
    return PersonPair.objects.filter(scope.q("first_village_id"), scope.q("second_village_id"))
