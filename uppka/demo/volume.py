"""As many families and groups as asked for, spread evenly over villages, for measuring."""

import random

from django.db import transaction

from uppka.demo import bulk, names
from uppka.demo.groups import BY_PKB, LATE, MISSING, RETURNED, VERIFIED, WAITING, Story, write_groups
from uppka.demo.officers import make_officers

OUTCOMES = [VERIFIED] * 12 + [BY_PKB] * 2 + [LATE] * 2 + [WAITING, RETURNED, MISSING]


def write_volume(villages, families, groups, *, seed):
    """Write them in one transaction. Returns the number of persons."""
    rng = random.Random(seed)
    with transaction.atomic():
        officers = make_officers()
        persons = bulk.write_families(villages, families, seed=seed, by=officers["pkb"]) if families else 0
        write_groups([_story(number, villages, officers, rng) for number in range(groups)], rng)
    bulk.tidy_up()
    return persons


def _story(number, villages, officers, rng):
    first, second = rng.sample(names.GROUP_WORDS, 2)
    return Story(
        villages[number % len(villages)],
        f"UPPKA {first} {second}",
        rng.choice(names.BUSINESSES),
        pkb=officers["pkb"],
        opd=officers["opd"],
        kader=officers["kader"],
        size=rng.randint(10, 24),
        weekday=rng.randrange(6),
        week=rng.randint(1, 4),
        classification=rng.choice(("", "dasar", "dasar", "berkembang", "mandiri")),
        months=rng.choices(OUTCOMES, k=3),
    )
