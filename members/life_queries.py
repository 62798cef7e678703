"""Reads about lives that change: persons as they were on an earlier day, who is gone, what awaits an answer."""

import copy
from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Date

from django.db.models import Q

from members import life_rules
from members.models import LifeEvent, MoveRequest, Person

#: What an event can change of a person, and what any earlier day can be read from.
COLUMNS = ("marriage", "relation", "is_active", "inactive_kind", "inactive_on", "family_id", "village_id", "dusun_id")
#: Of these a figure of an earlier day asks.
_READ_BACK = ("marriage", "relation", "family_id")
#: Never was in the family as she stands there.
_NEVER = (Person.InactiveKind.MISTAKE, Person.InactiveKind.MERGED)

DECIDE = "members.decide_moverequest"


class Past:
    """Persons as they were from the day ``first`` on: their later events are taken back one by one. A person without
    events is always as she stands; so is she on the day of an event and after it."""

    def __init__(self, first):
        self.first = first
        self._events = defaultdict(list)

    def read(self, person_ids):
        """Fetch what happened to these persons after ``first``. One query."""
        events = LifeEvent.objects.filter(person_id__in=person_ids, on__gt=self.first).order_by("-on", "-pk")
        for person_id, on, before in events.values_list("person_id", "on", "before"):
            self._events[person_id].append((on, before))

    def on(self, person, date):
        """``person`` as she was on ``date``: herself, or a copy that must never be saved."""
        then = {}
        for on, before in self._events.get(person.pk, ()):
            if on <= date:
                break
            then.update(before)
        return _changed(person, {name: then[name] for name in _READ_BACK if name in then})

    def families_of(self, persons):
        """Every family that one of ``persons`` belonged to from ``first`` on."""
        left = (before.get("family_id") for p in persons for _on, before in self._events.get(p.pk, ()))
        return {p.family_id for p in persons} | {family_id for family_id in left if family_id}

    def passed_through(self, family_ids):
        """Ids of persons who left or joined one of these families after ``first``. One query."""
        events = LifeEvent.objects.filter(Q(family_id__in=family_ids) | Q(other_family_id__in=family_ids))
        return set(events.filter(on__gt=self.first).values_list("person_id", flat=True))


def _changed(person, columns):
    if not columns:
        return person
    then = copy.copy(person)
    for name, value in columns.items():
        setattr(then, name, value)
    return then


def is_here(person, date):
    """In the register on ``date``: active now, or gone only later."""
    if person.is_active:
        return True
    return bool(person.inactive_on and person.inactive_on > date and person.inactive_kind not in _NEVER)


def has_died(person, date):
    died = person.inactive_kind == Person.InactiveKind.DIED
    return died and person.inactive_on is not None and person.inactive_on <= date


@dataclass(frozen=True)
class Gone:
    """Why and when a person is no longer where she was: ``kind`` is "died" or "moved"."""

    kind: str
    on: Date


def gone_since(date, person_ids):
    """{person id: Gone} of those among ``person_ids`` (ids, or a queryset of them) who died or left their village on
    ``date`` or later. Two queries, whatever their number."""
    persons = Person.objects.filter(pk__in=person_ids, is_active=False, inactive_on__gte=date)
    persons = persons.filter(inactive_kind__in=(Person.InactiveKind.DIED, Person.InactiveKind.MOVED))
    gone = {pk: Gone(kind, on) for pk, kind, on in persons.values_list("pk", "inactive_kind", "inactive_on")}
    moves = LifeEvent.objects.standing().filter(kind=LifeEvent.Kind.MOVED_OUT, person_id__in=person_ids, on__gte=date)
    for person_id, on in moves.order_by("-on").values_list("person_id", "on"):
        gone.setdefault(person_id, Gone("moved", on))
    return gone


def moves_awaiting(user):
    """How many requests to move wait for the answer of ``user``. One query."""
    return MoveRequest.objects.awaiting(user, DECIDE).count()


def events_of(person):
    """Her events, the latest first, each with ``is_last`` for the one that may be withdrawn. One query."""
    events = list(person.events.select_related("recorded_by", "village", "withdraws", "withdrawal"))
    standing = (e for e in events if not hasattr(e, "withdrawal") and e.kind != LifeEvent.Kind.WITHDRAWN)
    last = next(standing, None)
    for event in events:
        event.is_last = event is last
        event.is_withdrawn = hasattr(event, "withdrawal")
    return events


def lives_of(persons):
    """{person id: life_rules.Life} with the day of each one's last event. One query."""
    latest = {}
    rows = LifeEvent.objects.standing().filter(person_id__in=[p.pk for p in persons])
    for person_id, on in rows.order_by("on").values_list("person_id", "on"):
        latest[person_id] = on
    return {p.pk: life_of(p, latest.get(p.pk)) for p in persons}


def life_of(person, latest=None):
    return life_rules.Life(person.sex, person.marriage, person.relation, person.birth_date, latest)


def open_moves_of(family):
    """Requests that wait for an answer, about the family or one of it. One query."""
    return list(family.move_requests.open().select_related("person", "from_village", "to_village"))
