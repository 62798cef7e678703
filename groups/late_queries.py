"""Reads about exceptions for late entry."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Assignment, User
from core.dates import Month
from groups.models import Group, LateEntry
from groups.services.late import is_open
from regions import clock
from regions.scope import DUSUN, GROUP, scope_of

ALLOW, RECORD = "groups.allow_lateentry", "groups.record_meeting"


def entries_for(user):
    """Exceptions at places where ``user`` gives them, and those that name her; the latest first."""
    given = Q(group__in=Group.objects.visible_to(user, ALLOW).values("pk"))
    named = Q(officer=user) & user.world.q("group__village_id")
    rows = LateEntry.objects.filter(given | named)
    return rows.select_related("group__village", "officer", "given_by").order_by("-pk")


def shown(entries, user):
    """[(entry, Month, kind of chip, word, may end)] of one page of the list."""
    scope = scope_of(user.places(ALLOW))
    lines = []
    for entry in entries:
        running = is_open(entry)
        kind, word = ("due", _("Berlaku")) if running else ("neutral", _("Berakhir"))
        lines.append((entry, Month.of(entry.month), kind, word, running and entry.group.village_id in scope))
    return lines


def officers_for(group, *, but):
    """Users who record for ``group`` today, by name; not ``but``, who would give the exception. Two queries."""
    rows = Assignment.objects.current(clock.today(group.village_id)).exclude(user=but).filter(user__is_active=True)
    codes = [group.village_id[:length] for length in (2, 4, 6, 10)]
    ids = {row.user_id for row in rows.filter(region_code__in=codes) if _records(row, group)}
    return User.objects.filter(pk__in=ids).order_by("name", "pk")


def _records(assignment, group):
    if RECORD not in assignment.permissions:
        return False
    place = assignment.place
    own = {DUSUN: str(group.dusun_id), GROUP: str(group.public_id)}
    return place.key == own[place.kind] if place.kind in own else group.village_id in scope_of([place])
