"""Who is behind a figure of a village in a month: its members, or its families, each with their groups."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from groups import recap_queries, register_pages
from groups.models import Group
from groups.recap_queries import REGENCY
from members.models import Person
from regions.scope import sees_whole

NAMES, HEALTH = "members.view_person", "members.view_health"
#: What must be held for the whole village to open any figure of it.
NEEDED = ("groups.view_monthfigures", "groups.view_roll", NAMES)
COUNTS = {
    "anggota": _("Anggota"),
    "hadir": _("Anggota hadir"),
    "families": _("Keluarga UPPKA"),
    "pus": _("Keluarga PUS"),
    "kb": _("Keluarga PUS ber-KB modern"),
}
OF_HEALTH = {"pus", "kb"}
OF_FAMILIES = {"families", "pus", "kb"}
PER_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One that counts: a person, or the members of one family. ``people`` is empty where they may not be named."""

    people: list[Person]
    groups: list[Group]


def may_open(user, code, count):
    """Whether ``user`` sees who is behind this figure of a village."""
    needed = (*NEEDED, HEALTH) if count in OF_HEALTH else NEEDED
    return count in COUNTS and all(sees_whole(user, permission, code) for permission in needed)


def context_of(user, village, month, count, *, page):
    """One page of them. Where the month is closed, ``sent`` is the figure as it was sent; None while it may change."""
    behind = recap_queries.behind(village.code, month, count)
    shown = Paginator(_in_order(behind), PER_PAGE).get_page(page)
    return {
        "village": village,
        "month": month,
        "title": COUNTS[count],
        "page": shown,
        "entries": _entries(user, village, count, shown.object_list),
        "total": len(behind),
        "sent": _sent(village.code, month, count),
        "is_of_families": count in OF_FAMILIES,
    }


def _in_order(behind):
    """[[(group, person)]] by the first name of each."""
    persons = {person for pairs in behind.values() for _group, person in pairs}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name_key"))
    return sorted(behind.values(), key=lambda pairs: min((names[person], person) for _group, person in pairs))


def _entries(user, village, count, rows):
    persons = Person.objects.in_bulk({person for pairs in rows for _group, person in pairs})
    permission = HEALTH if count in OF_HEALTH else NAMES
    seen = set(Person.objects.visible_to(user, permission).filter(pk__in=persons).values_list("pk", flat=True))
    for pk, person in persons.items():
        person.opens = pk in seen
    if count in OF_HEALTH:
        # Who lives elsewhere is counted here and not named: the state of health stays with the officers of her place.
        persons = {pk: person for pk, person in persons.items() if person.opens}
        daily = sees_whole(user, "members.change_health", village.code)
        register_pages.log_looks(user, [persons[pk] for pk in sorted(persons)], daily=daily)
    return [_entry(pairs, persons) for pairs in rows]


def _entry(pairs, persons):
    people = {person: persons[person] for _group, person in pairs if person in persons}
    groups = {group.pk: group for group, _person in pairs}
    return Entry(list(people.values()), list(groups.values()))


def _sent(code, month, count):
    closing = recap_queries.closings_now(month).get(code[:REGENCY])
    if closing is None:
        return None
    kept = recap_queries.snapshot_of(closing).get(code, recap_queries.Village(code))
    return getattr(kept.figures, count)
