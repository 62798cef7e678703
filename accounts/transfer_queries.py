"""Reads about the handing over of villages."""

from django.db.models import Q

from accounts import roles
from accounts.models import Assignment, Transfer, User
from regions import clock

PERMISSION = "accounts.add_transfer"


def passing(giver, by, on):
    """Assignments of ``giver`` that hold on the day ``on`` or later and that ``by`` may hand over. A committee's office
    goes with its post, never with villages."""
    rows = giver.assignments.live(on).order_by("region_code", "starts_on", "pk")
    return [row for row in rows if not roles.ROLES[row.role].is_of_group and by.may_give(row.role, row.region_code)]


def takers(giver, by):
    """Officers in scope who could take over, by name; neither the giver nor who decides it."""
    holding = Assignment.objects.visible_to(by, PERMISSION).live().exclude(role=roles.PENGURUS)
    others = User.objects.filter(pk__in=holding.values("user_id"), is_active=True)
    return others.exclude(pk__in=[giver.pk, by.pk]).order_by("name", "pk")


def may_hand_over(by, giver):
    """True when there is something of ``giver`` that ``by`` may hand to somebody else."""
    return giver.pk != by.pk and by.has_perm(PERMISSION) and bool(passing(giver, by, clock.today(by.home_code)))


def transfers_of(person, user):
    """Hand-overs in which ``person`` gave or took, that ``user`` may see; the latest first."""
    rows = Transfer.objects.visible_to(user, PERMISSION).filter(Q(giver=person) | Q(taker=person))
    return rows.select_related("giver", "taker")
