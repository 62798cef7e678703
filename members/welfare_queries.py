"""Reads about the welfare of families."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from members import welfare_rules as rules
from members.models import Welfare


@dataclass(frozen=True)
class Told:
    """One measure (or programme) of a family: the latest row, and what was told before it, newest first."""

    latest: Welfare
    earlier: tuple


def welfare_of(family):
    """[Told] of a family in the order of the measures. One query."""
    rows = defaultdict(list)
    found = Welfare.objects.filter(family=family).select_related("document", "recorded_by")
    for row in found.order_by("-period", "-pk"):
        rows[row.measure, row.programme].append(row)
    order = list(rules.MEASURES)
    kinds = sorted(rows, key=lambda kind: (order.index(kind[0]), kind[1]))
    return [Told(rows[kind][0], tuple(rows[kind][1:])) for kind in kinds]


def newer_quarters(family_id, period):
    """How many later quarters of DTSEN are recorded of a family."""
    return Welfare.objects.filter(family_id=family_id, measure=rules.DTSEN, period__gt=period).count()


def latest_is(user, measure, levels):
    """Condition over families: in the latest period of ``measure`` the level is one of ``levels``. Only of families
    whose welfare ``user`` may see; a family is never told twice."""
    of_family = Welfare.objects.filter(family_id=OuterRef("family_id"), measure=measure, period__gt=OuterRef("period"))
    rows = Welfare.objects.visible_to(user, "members.view_welfare").filter(
        ~Exists(of_family), family_id=OuterRef("pk"), measure=measure, level__in=levels
    )
    return Exists(rows)
