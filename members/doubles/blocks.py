"""Who is compared with whom: of all pairs only those that share a key. Plain values, without the database.

Within a village people share a birth date, two words of their names, or one word and most of the date. Across villages
they are met twice: those born on one day of the year, in whatever order day and month were written, and those whose
names sound the same. So whoever has a fault in her name is found by her date, and the other way round.
"""

from collections import defaultdict
from itertools import combinations

from members.matching_rules import HEAPS
from members.name_rules import sound_pairs, telling_sounds


def village_keys(name, birth_date):
    """Keys under which a person is compared within her village."""
    yield from sound_pairs(name)
    if birth_date is None:
        return
    words = telling_sounds(name)
    yield from ((word, *parts) for word in words for parts in _parts_of(birth_date))
    if (birth_date.day, birth_date.month) not in HEAPS:
        yield birth_date.year, day_of(birth_date)


def day_keys(name, birth_date):
    """Keys under which a person is compared with those of other villages born on the same ``day_of``."""
    yield from sound_pairs(name)
    yield from ((word, birth_date.year) for word in telling_sounds(name))


def sound_keys(name, birth_date):
    """Keys under which a person is compared with those of other villages whose sound key is hers."""
    return () if birth_date is None else _parts_of(birth_date)


def undated_pairs(rows, birth_date_of):
    """Of people whose names sound the same: everyone without a birth date beside everyone else."""
    return [pair for pair in combinations(rows, 2) if not all(map(birth_date_of, pair))]


def day_of(birth_date):
    """Day and month, whichever stands first."""
    return tuple(sorted((birth_date.day, birth_date.month)))


def _parts_of(date):
    """A date with one part left out, named by which."""
    return ("day", date.month, date.year), ("month", date.day, date.year), ("year", date.day, date.month)


def pairs_among(rows, keys_of):
    """Each pair of ``rows`` that shares a key, once, in their order; ``keys_of(row)`` yields hashable keys."""
    blocks = defaultdict(list)
    for place, row in enumerate(rows):
        for key in set(keys_of(row)):
            blocks[key].append(place)
    met = {pair for places in blocks.values() for pair in combinations(places, 2)}
    return [(rows[first], rows[second]) for first, second in sorted(met)]
