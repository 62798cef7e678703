"""The one place that knows how places nest and who may see which rows.

A region code is a prefix of everything below it, so a scope is a few ranges on the row's own column.
Rights are held per assignment: only the places whose role grants the permission count, row by row.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

import core.ranges  # noqa: F401  the lookup ``within``

NATION = "nation"
REGION = "region"
DUSUN = "dusun"
GROUP = "group"
FAMILY = "family"
#: Places within a village.
SMALL = (DUSUN, GROUP, FAMILY)

#: Code lengths: province, regency, district, village.
LEVELS = (2, 4, 6, 10)


def is_practice(code):
    """True for a code of the practice region, which is outside every count."""
    return code.startswith("00")


def successor(code):
    """The first code after everything below ``code``: ``"5371"`` → ``"5372"``, ``"5379"`` → ``"537:"``."""
    return code[:-1] + chr(ord(code[-1]) + 1)


@dataclass(frozen=True)
class Scope:
    """Region codes, merged and sorted, each standing for itself and all below it."""

    ranges: tuple[tuple[str, str], ...]

    #: Practice regions start with 00, so the nation begins at 1.
    WHOLE = ("1", ":")

    @classmethod
    def of(cls, codes):
        """Touching and nested codes become one range."""
        merged: list[list[str]] = []
        for low, high in sorted((code, successor(code)) for code in codes):
            if merged and low <= merged[-1][1]:
                merged[-1][1] = max(high, merged[-1][1])
            else:
                merged.append([low, high])
        return cls(tuple((low, high) for low, high in merged))

    @classmethod
    def nation(cls):
        return cls((cls.WHOLE,))

    @classmethod
    def practice(cls):
        return cls.of(["00"])

    @classmethod
    def world_of(cls, code):
        """The nation or the practice region, whichever ``code`` lies in: nothing of one concerns the other."""
        return cls.practice() if is_practice(code) else cls.nation()

    def __bool__(self):
        return bool(self.ranges)

    def __contains__(self, code):
        return any(low <= code < high for low, high in self.ranges)

    def q(self, column):
        """Range condition on ``column``, which holds a region code. No codes: nothing is visible."""
        return Q((f"{column}__within", self.ranges))

    def q_of_regions(self):
        """The same on the key of Region itself, where a village alone is one row: scattered ones need no walk over all
        that lies between them."""
        alone = [low for low, high in self.ranges if len(low) == LEVELS[-1] and high == successor(low)]
        wider = tuple(pair for pair in self.ranges if pair[0] not in alone)
        return Q(pk__in=alone) | Scope(wider).q("code") if alone else self.q("code")


def on_the_map(column):
    """Q on ``column``, which holds a region code, for constraints: outside the practice region."""
    return Q((f"{column}__gte", Scope.WHOLE[0]))


def in_practice(column):
    """The same for what lies in it."""
    return Q((f"{column}__lt", Scope.WHOLE[0]))


@dataclass(frozen=True)
class Place:
    """Where an assignment holds: ``kind`` is nation, region, dusun, group or family; ``key`` its code or public id.

    ``region_code``: where something smaller than a village lies.
    """

    kind: str
    key: str = ""
    region_code: str = field(default="", compare=False)


def scope_of(places):
    """The region part of ``places``."""
    if any(place.kind == NATION for place in places):
        return Scope.nation()
    return Scope.of({place.key for place in places if place.kind == REGION})


def condition(places, columns):
    """Q over a model whose ``columns`` map kinds of place to its own columns (its ``SCOPE``)."""
    parts = []
    scope = scope_of(places)
    if scope and "region" in columns:
        parts.append(scope.q(columns["region"]))
    for kind in SMALL:
        keys = [place.key for place in places if place.kind == kind]
        if keys and kind in columns:
            parts.append(Q((f"{columns[kind]}__in", keys)))
    return reduce(or_, parts) if parts else Q(pk__in=[])


class ScopedQuerySet(models.QuerySet):
    """Base of the querysets of all models that belong to a place."""

    def visible_to(self, user, permission):
        """Rows at places where an assignment of ``user``, valid today, grants ``permission``."""
        return self.filter(condition(user.places(permission), self.model.SCOPE))


def sees_whole(user, permission, village_id):
    """True when ``user`` holds ``permission`` for the whole village, not just a dusun or a group in it."""
    return village_id in scope_of(user.places(permission))
