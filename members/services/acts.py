"""One form about lives is one act: it changes several persons, and each change is an event that can be taken back."""

import uuid

from core.dates import Month
from members import life_queries, life_rules
from members.errors import HeadLeaves, HeadMissing
from members.models import Family, KbEpisode, LifeEvent, Person, PersonPair, Pregnancy
from members.services.persons import save_person
from members.services.rows import locked, refuse_errors
from members.services.summary import refresh_family
from regions import clock
from regions.changes import mark, mark_many

Kind = LifeEvent.Kind


class Act:
    """Events of one day, written by one officer. ``settle_act`` after the last of them."""

    def __init__(self, by, on, note=""):
        self.by, self.day, self.note = by, on, note or ""
        self.key = uuid.uuid4()
        self.families, self.villages = set(), set()

    def change(self, person, kind, *, family=None, other_family=None, closed=None, **columns):
        """Set ``columns`` of ``person`` and write the event with what stood there before."""
        before = {name: plain(getattr(person, name)) for name in columns}
        self._touch(person)
        for name, value in columns.items():
            setattr(person, name, value)
        person.version += 1
        save_person(person)
        self._touch(person)
        after = {name: plain(value) for name, value in columns.items()}
        return self.note_event(
            person, kind, before, after, family=family or person.family, other_family=other_family, closed=closed
        )

    def note_event(self, person, kind, before, after, *, family, village_id="", **more):
        """Write an event of a change that was made already."""
        more["closed"] = more.get("closed") or {}
        return LifeEvent.objects.create(
            person=person,
            family=family,
            village_id=village_id or person.village_id,
            kind=kind,
            on=self.day,
            before=before,
            after=after,
            act=self.key,
            note=self.note,
            recorded_by=self.by,
            **more,
        )

    def note_move(self, person, from_village, *, left, now):
        """She left one village and came to another: an event for the officers of each."""
        self.villages |= {from_village, person.village_id}
        self.note_event(person, Kind.MOVED_OUT, {"village_id": from_village}, {}, family=left, village_id=from_village)
        self.note_event(person, Kind.MOVED_IN, {}, {"village_id": person.village_id}, family=now)

    def _touch(self, person):
        self.families.add(person.family_id)
        self.villages.add(person.village_id)


def settle_act(act):
    """What families repeat of their members, and the mark in every month that reads otherwise now."""
    refresh_family(act.families)
    mark_many({(v, month, "members") for v in act.villages for month in _months(act.day, clock.today(v))})


def plain(value):
    """As JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def refuse_day(persons, on):
    """Raise Refused when one of ``persons`` cannot have an event on that day."""
    lives = life_queries.lives_of(persons)
    for person in persons:
        refuse_errors(life_rules.check_day(lives[person.pk], on=on, today=clock.today(person.village_id)))


def members_of(family):
    """{key: Person} of the active members, locked, the oldest record first."""
    rows = Person.objects.select_for_update(of=("self",)).active().filter(family=family).select_related("family")
    return {person.pk: person for person in rows.order_by("pk")}


def crown(act, head, *, members, relations):
    """Make ``head`` the head of her family; ``relations`` ({key: relation}) tell what the others of ``members`` become,
    a proposal fills what they leave out. A head who still is one becomes something else first."""
    lives = {pk: life_queries.life_of(person) for pk, person in members.items()}
    for pk, person in members.items():
        if pk == head.pk:
            continue
        relation = relations.get(pk) or life_rules.relation_around(lives[head.pk], lives[pk])
        if relation == Person.Relation.HEAD:
            raise HeadMissing()
        if relation != person.relation:
            act.change(person, Kind.NEW_HEAD, relation=relation)
    if head.relation != Person.Relation.HEAD:
        act.change(head, Kind.NEW_HEAD, relation=Person.Relation.HEAD)


def refuse_headless(person, members):
    """Raise HeadLeaves when ``person`` leads others who stay."""
    if person.relation == Person.Relation.HEAD and len(members) > 1:
        raise HeadLeaves()


def put_into(act, person, *, family, relation, kind):
    """Move ``person`` from her family into ``family``, with all that repeats her place. A family that is empty then is
    closed."""
    left, from_village = person.family, person.village_id
    columns = {"family_id": family.pk, "relation": relation}
    place = {"village_id": family.village_id, "dusun_id": family.dusun_id}
    columns |= {name: value for name, value in place.items() if getattr(person, name) != value}
    stands, other = (left, family) if kind == Kind.SPLIT else (family, left)
    event = act.change(person, kind, family=stands, other_family=other, **columns)
    take_person_along(person)
    if from_village != person.village_id:
        act.note_move(person, from_village, left=left, now=family)
    return event


def take_person_along(person):
    """The episodes and pairs of one person follow her to her village."""
    for model in (KbEpisode, Pregnancy):
        model.objects.filter(person=person).update(village_id=person.village_id)
    PersonPair.objects.filter(first=person).update(first_village_id=person.village_id)
    PersonPair.objects.filter(second=person).update(second_village_id=person.village_id)


def close_if_empty(family_id, reason):
    """Take a family without members out of use."""
    family = locked(Family, family_id)
    if family.is_active and not family.persons.active().exists():
        family.is_active, family.inactive_reason, family.version = False, str(reason), family.version + 1
        family.save()


def end_health(person, on):
    """End her open KB state and pregnancy on the day she died; {name: key} of what was ended."""
    closed = {}
    for name, model in (("kb", KbEpisode), ("pregnancy", Pregnancy)):
        row = model.objects.select_for_update(of=("self",)).filter(person=person, ended_on__isnull=True).first()
        if row:
            row.ended_on, row.version = max(on, row.since), row.version + 1
            if name == "pregnancy":
                row.ended_how = Pregnancy.Ending.DIED
            row.save()
            closed[name] = row.pk
    if closed:
        mark(person.village_id, Month.of(on), "kb")
    return closed


def _months(first, last):
    month = Month.of(first)
    while month.first <= last:
        yield month
        month = month.next()
