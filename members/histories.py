"""What the pages of a family and of a person tell of the past: its own, and that of what hangs on it."""

from django.utils.translation import gettext as _

from core.history import History, Part
from members import merge_queries
from members.models import Consent, KbEpisode, LifeEvent, Person, Pregnancy

HEALTH, WELFARE = "members.view_health", "members.view_welfare"


def of_family(user, family):
    """The family, what was merged into it, its persons, their consents and life events; KB, pregnancy and welfare for
    those who may see them there."""
    rows = merge_queries.records_of_family(family)
    persons = [row for row in rows if isinstance(row, Person)]
    families = [row for row in rows if not isinstance(row, Person)]
    parts = _parts_of_people(persons, health=user.has_perm(HEALTH, family), whose=True)
    if user.has_perm(WELFARE, family):
        parts.append(Part(list(family.welfare.all()), whose=str, names=True))
    return History([Part(families, whose=str if len(families) > 1 else None, names=True), *parts])


def of_person(user, person):
    """Her own record and those that were merged into it, her consents and life events; KB and pregnancy likewise."""
    persons = [person, *person.merged.order_by("pk")]
    return History(_parts_of_people(persons, health=user.has_perm(HEALTH, person), whose=len(persons) > 1))


def _parts_of_people(persons, *, health, whose):
    known = {person.pk: person for person in persons}

    def belonging(model):
        return list(model.objects.filter(person__in=known))

    def named(what):
        return lambda row: _("{what} {name}").format(what=what(row), name=known[row.person_id])

    parts = [
        Part(persons, whose=str if whose else None, names=True, health=health),
        Part(belonging(Consent), whose=named(lambda row: _("Persetujuan")), names=True),
        Part(belonging(LifeEvent), whose=named(lambda row: row.get_kind_display()), names=True),
    ]
    if health:
        parts.append(Part(belonging(KbEpisode), whose=named(lambda row: _("KB")), names=True, health=True))
        parts.append(Part(belonging(Pregnancy), whose=named(lambda row: _("Kehamilan")), names=True, health=True))
    return parts
