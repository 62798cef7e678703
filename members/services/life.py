"""Births, deaths, marriages, divorces, splits, a new head: each one act on a day, written as events."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Submission
from members import life_queries, life_rules
from members.errors import EveryoneLeaves, HeadMissing, NotOfFamily, SameFamily
from members.models import Family, LifeEvent, Person, Pregnancy
from members.services import families, health, persons
from members.services.acts import (
    Act,
    close_if_empty,
    crown,
    end_health,
    members_of,
    put_into,
    refuse_day,
    refuse_headless,
    settle_act,
)
from members.services.rows import locked, refuse_errors, refuse_inactive
from regions import clock

Kind, Marriage, Relation = LifeEvent.Kind, Person.Marriage, Person.Relation


@transaction.atomic
def record_death(person_id, *, by, version, request_id, changes):
    """``changes``: on, note, spouse_id (who is widowed, or None), and where she led others head_id with relations
    ({key: relation}). Her KB state and pregnancy end that day; the last of a family closes it. Raises Refused,
    HeadMissing, NotOfFamily."""
    person, submission, first = _begin(person_id, "record_death", by, version, request_id, changes)
    if not first:
        return submission.result()
    members, on = members_of(person.family), changes["on"]
    spouse = _one_of(members, changes.get("spouse_id"))
    refuse_day(_those(person, spouse), on)
    act = Act(by, on, changes.get("note"))
    died = {"is_active": False, "inactive_kind": Person.InactiveKind.DIED, "inactive_on": on}
    person.inactive_reason = _("Meninggal")
    event = act.change(person, Kind.DEATH, closed=end_health(person, on), **died)
    if spouse:
        act.change(spouse, Kind.WIDOWED, marriage=Marriage.WIDOWED)
    del members[person.pk]
    if person.relation == Relation.HEAD and members:
        _crown_next(act, members, changes)
    close_if_empty(person.family_id, _("Anggota terakhir meninggal"))
    settle_act(act)
    return submission.finish(event)


@transaction.atomic
def record_marriage(person_id, *, by, version, request_id, changes, passed_warnings=()):
    """``changes``: on, note, partner_id (None: not in the register), joins ("here": the partner comes into this family,
    "there": she goes into the partner's, "": each stays), relation of who joins. Raises Refused, HeadLeaves."""
    person, submission, first = _begin(person_id, "record_marriage", by, version, request_id, changes)
    if not first:
        return submission.result()
    on = changes["on"]
    partner = _partner(person, changes.get("partner_id"))
    refuse_day(_those(person, partner), on)
    act = Act(by, on, changes.get("note"))
    for one in _those(person, partner):
        one.passed_warnings = sorted({*one.passed_warnings, *passed_warnings})
    event = act.change(person, Kind.MARRIAGE, marriage=Marriage.MARRIED)
    if partner:
        act.change(partner, Kind.MARRIAGE, marriage=Marriage.MARRIED)
        if changes.get("joins"):
            comes, stays = (partner, person) if changes["joins"] == "here" else (person, partner)
            _join(act, comes, stays.family, changes.get("relation") or _relation_beside(comes, stays))
    settle_act(act)
    return submission.finish(event)


@transaction.atomic
def record_divorce(person_id, *, by, version, request_id, changes):
    """``changes``: on, note, spouse_id (None: not in the register). Who leaves the family is a split of its own."""
    person, submission, first = _begin(person_id, "record_divorce", by, version, request_id, changes)
    if not first:
        return submission.result()
    spouse = _one_of(members_of(person.family), changes.get("spouse_id"))
    act = _end_marriage(person, spouse, by, changes)
    event = act.change(person, Kind.DIVORCE, marriage=Marriage.DIVORCED)
    if spouse:
        act.change(spouse, Kind.DIVORCE, marriage=Marriage.DIVORCED)
    settle_act(act)
    return submission.finish(event)


@transaction.atomic
def record_widowed(person_id, *, by, version, request_id, changes):
    """Her spouse, who is not in this register, died. ``changes``: on, note."""
    person, submission, first = _begin(person_id, "record_widowed", by, version, request_id, changes)
    if not first:
        return submission.result()
    act = _end_marriage(person, None, by, changes)
    event = act.change(person, Kind.WIDOWED, marriage=Marriage.WIDOWED)
    settle_act(act)
    return submission.finish(event)


@transaction.atomic
def name_head(person_id, *, by, version, request_id, changes):
    """She leads her family from a day on. ``changes``: on, note, relations ({key: relation}) of the others, the head
    before among them. Raises Refused, HeadMissing when she is the head already."""
    person, submission, first = _begin(person_id, "name_head", by, version, request_id, changes)
    if not first:
        return submission.result()
    if person.relation == Relation.HEAD:
        raise HeadMissing()
    members, relations = members_of(person.family), _keys(changes.get("relations"))
    changing = [p for p in members.values() if p.pk == person.pk or p.relation == Relation.HEAD]
    refuse_day(changing, changes["on"])
    act = Act(by, changes["on"], changes.get("note"))
    crown(act, person, members=members, relations=relations)
    event = LifeEvent.objects.filter(act=act.key, person=person).latest("pk")
    settle_act(act)
    return submission.finish(event)


@transaction.atomic
def record_birth(family_id, *, by, request_id, changes, passed_warnings=()):
    """A child of the family: ``changes`` are columns of Person with mother_id (None: not in this family) and note. The
    mother's open pregnancy ends as a birth on that day. Returns the child."""
    family = locked(Family, family_id)
    submission, first = Submission.claim(by, "members.record_birth", request_id, content=(family_id, changes))
    if not first:
        return submission.result()
    refuse_inactive(family)
    on = changes["birth_date"]
    mother = _one_of(members_of(family), changes.get("mother_id"))
    life = life_queries.life_of(mother) if mother else None
    refuse_errors(life_rules.check_birth(on=on, today=clock.today(family.village_id), mother=life))
    relation = changes.get("relation") or life_rules.relation_of_child(mother.relation if mother else "")
    facts = {**changes, "marriage": Marriage.SINGLE, "relation": relation}
    child = persons.write_new(family, facts, passed_warnings)
    act = Act(by, on, changes.get("note"))
    before, after = {"is_active": False}, {"is_active": True}
    act.note_event(child, Kind.BIRTH, before, after, family=family, closed=_end_pregnancy(mother, on, by))
    act.families, act.villages = {family.pk}, {family.village_id}
    settle_act(act)
    return submission.finish(child)


@transaction.atomic
def split_family(family_id, *, by, version, request_id, changes):
    """Some leave to a family of their own. ``changes``: on, note, person_ids, head_id among them, stay_head_id where
    the head leaves, and ``place`` (columns of Family). Returns the new family. Raises Refused, EveryoneLeaves."""
    family = locked(Family, family_id)
    content = (family_id, version, changes)
    submission, first = Submission.claim(by, "members.split_family", request_id, content=content)
    if not first:
        return submission.result()
    refuse_inactive(family)
    family.check_version(version)
    family.save()
    act = Act(by, changes["on"], changes.get("note"))
    new = part(act, family, changes=changes)
    settle_act(act)
    new.refresh_from_db()
    return submission.finish(new)


@transaction.atomic
def join_family(person_id, *, by, version, request_id, changes):
    """She moves into another family. ``changes``: on, note, family_id, relation. Raises Refused, HeadLeaves."""
    person, submission, first = _begin(person_id, "join_family", by, version, request_id, changes)
    if not first:
        return submission.result()
    refuse_day([person], changes["on"])
    act = Act(by, changes["on"], changes.get("note"))
    event = _join(act, person, locked(Family, changes["family_id"]), changes["relation"])
    settle_act(act)
    return submission.finish(event)


def part(act, family, *, changes):
    """The step of ``split_family`` and of moves: the chosen persons in a new family, both with a head."""
    members = members_of(family)
    leavers = {pk: _one_of(members, pk) for pk in map(int, changes["person_ids"])}
    head = leavers.get(changes["head_id"])
    if head is None:
        raise HeadMissing()
    if len(leavers) == len(members):
        raise EveryoneLeaves()
    refuse_day(leavers.values(), act.day)
    stay = {pk: person for pk, person in members.items() if pk not in leavers}
    lives = {pk: life_queries.life_of(person) for pk, person in leavers.items()}
    is_headless = any(person.relation == Relation.HEAD for person in leavers.values())
    new = families.write_new(changes["place"], head_name=head.name)
    for pk, person in leavers.items():
        relation = Relation.HEAD if pk == head.pk else life_rules.relation_around(lives[head.pk], lives[pk])
        put_into(act, person, family=new, relation=relation, kind=Kind.SPLIT)
    if is_headless:
        _crown_next(act, stay, {"head_id": changes.get("stay_head_id")}, field="stay_head")
    return new


def _begin(person_id, action, by, version, request_id, changes):
    """(person, submission, is first) with the person locked, active and of this version."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, f"members.{action}", request_id, content=(person_id, version, changes))
    if first:
        refuse_inactive(person)
        person.check_version(version)
        person.version -= 1  # each change of an act counts one up
    return person, submission, first


def _crown_next(act, members, changes, field="head"):
    head = members.get(int(changes.get("head_id") or 0))
    if head is None:
        raise HeadMissing(field)
    crown(act, head, members=members, relations=_keys(changes.get("relations")))


def _join(act, person, family, relation):
    if person.family_id == family.pk:
        raise SameFamily()
    refuse_inactive(family)
    left = person.family_id
    refuse_headless(person, members_of(person.family))
    if relation == Relation.HEAD:
        raise HeadMissing("relation")
    event = put_into(act, person, family=family, relation=relation, kind=Kind.JOINED)
    close_if_empty(left, _("Anggota terakhir masuk keluarga lain"))
    return event


def _partner(person, partner_id):
    if not partner_id:
        return None
    partner = locked(Person, partner_id)
    refuse_inactive(partner)
    refuse_errors(life_rules.check_partner(life_queries.life_of(person), life_queries.life_of(partner)))
    return partner


def _relation_beside(comes, stays):
    return life_rules.relation_of_partner(life_queries.life_of(comes), life_queries.life_of(stays))


def _end_marriage(person, spouse, by, changes):
    both = _those(person, spouse)
    for one in both:
        refuse_errors(life_rules.check_marriage_ends(life_queries.life_of(one)))
    refuse_day(both, changes["on"])
    return Act(by, changes["on"], changes.get("note"))


def _end_pregnancy(mother, on, by):
    """End the pregnancy that this birth belongs to; {name: key} of what ended."""
    open_rows = Pregnancy.objects.filter(person=mother, ended_on__isnull=True, since__lte=on)
    pregnancy = open_rows.first() if mother else None
    if pregnancy is None:
        return {}
    state = mother.kb_episodes.filter(ended_on__isnull=True, reason="pregnant").first()
    ending = {"ended_on": on, "ended_how": Pregnancy.Ending.BIRTH}
    health.end_pregnancy(pregnancy.pk, by=by, request_id=None, changes=ending)
    return {"pregnancy": pregnancy.pk} | ({"kb": state.pk} if state else {})


def _one_of(members, key):
    """The member with this key; None without one. Raises NotOfFamily when she is none any more."""
    if not key:
        return None
    if int(key) not in members:
        raise NotOfFamily()
    return members[int(key)]


def _those(*persons):
    return [person for person in persons if person]


def _keys(relations):
    return {int(key): relation for key, relation in (relations or {}).items()}
