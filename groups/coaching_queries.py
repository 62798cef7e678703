"""Reads about coaching visits and photographs, and who may see and change what of them."""

import datetime

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce

from groups.models import CoachingVisit, Photo

VIEW, RECORD = "groups.view_coachingvisit", "groups.record_visit"
#: Faces and what was found are for those who know the members by name.
NAMES = "groups.view_roll"
#: An action without a day comes after all that have one.
NO_DAY = datetime.date.max
TODO_ORDER = ("due", "date", "pk")


def sees_finding(user, visit):
    """What was found at a member's home is not for the group's own committee, nor for who sees people masked."""
    if visit.kind == CoachingVisit.Kind.HOME:
        return user.has_perm("members.view_person", visit)
    return user.has_perm(NAMES, visit)


def open_actions(visits):
    """Those of ``visits`` whose agreed action nobody has marked as done; the one due first comes first."""
    waiting = visits.exclude(action="").filter(done_on__isnull=True)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "date", "pk")


def open_actions_of(group, user):
    """Open actions of one group that ``user`` may read; see ``sees_finding``."""
    if not user.has_perm(NAMES, group):
        return []
    visits = group.visits.all()
    if not user.has_perm("members.view_person", group):
        visits = visits.exclude(kind=CoachingVisit.Kind.HOME)
    return list(open_actions(visits))


def todo_of(user):
    """Open actions at the places where ``user`` coaches, with group, village and officer. One query."""
    due = Coalesce("due_on", Value(NO_DAY), output_field=DateField())
    visits = open_actions(CoachingVisit.objects.visible_to(user, RECORD)).annotate(due=due)
    return visits.order_by(*TODO_ORDER).select_related("group__village", "officer")


def visits_of(officer, month):
    """The coaching visits that ``officer`` made in ``month``, in the order of the days. One query."""
    visits = CoachingVisit.objects.filter(officer.world.q("village_id"), officer=officer)
    visits = visits.filter(date__range=(month.first, month.last))
    return visits.select_related("group__village").order_by("date", "pk")


def photos_of(officer, month):
    """Photos that ``officer`` added of occasions in ``month``, not removed, in the order of the days. One query."""
    days = (month.first, month.last)
    photos = Photo.objects.filter(officer.world.q("group__village_id"), added_by=officer, removed_at__isnull=True)
    of_meetings, of_visits = photos.filter(meeting__date__range=days), photos.filter(visit__date__range=days)
    return (of_meetings | of_visits).select_related("group", "meeting", "visit", "file", "small").order_by("pk")


def photos_on(occasion):
    """The photos of a meeting or a visit that were not removed."""
    return occasion.photos.filter(removed_at__isnull=True).select_related("added_by")


def may_add_photos(user, occasion):
    """At a meeting who records it; at a visit the officer who made it."""
    if isinstance(occasion, CoachingVisit):
        return occasion.officer_id == user.pk and user.has_perm(RECORD, occasion)
    return user.has_perm("groups.record_meeting", occasion)
