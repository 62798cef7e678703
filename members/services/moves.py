"""Moving in and out: at once inside an officer's own places, by a request that another officer answers outside."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.encryption import lookup_hash
from core.identity import mask
from core.models import Submission
from members import life_queries, queries
from members.errors import (
    KnownNik,
    MoveAnswered,
    MoveAsked,
    MoveOutdated,
    NotAskable,
    OwnRequest,
    OwnVillage,
    SameVillage,
    UnknownNik,
)
from members.models import Family, LifeEvent, MoveRequest, Person
from members.services import families
from members.services.acts import Act, members_of, refuse_day, refuse_headless, settle_act
from members.services.life import part
from members.services.rows import locked, mark_today, refuse_inactive
from regions.models import Region
from regions.scope import Scope, is_practice

Direction, State = MoveRequest.Direction, MoveRequest.State


@transaction.atomic
def move_family(family_id, *, by, version, request_id, changes):
    """To another village of the officer's own, at once. ``changes``: on, note, ``place`` (columns of Family) and, where
    only some go, person_ids with head_id and stay_head_id. Returns the family that lives there now. Raises SameVillage,
    Refused, HeadMissing."""
    family = locked(Family, family_id)
    content = (family_id, version, changes)
    submission, first = Submission.claim(by, "members.move_family", request_id, content=content)
    if not first:
        return submission.result()
    refuse_inactive(family)
    family.check_version(version)
    if changes["place"]["village_id"] == family.village_id:
        raise SameVillage()
    act = Act(by, changes["on"], changes.get("note"))
    moved = _carry_out(act, family, changes)
    settle_act(act)
    moved.refresh_from_db()
    return submission.finish(moved)


@transaction.atomic
def ask_to_move_out(family_id, *, by, request_id, changes):
    """A request to the officers of a village outside. ``changes``: to_village_id, on, note, person_id (None: the whole
    family). Raises OwnVillage, SameVillage, MoveAsked, HeadLeaves, Refused."""
    family = locked(Family, family_id)
    submission, first = Submission.claim(by, "members.ask_to_move_out", request_id, content=(family_id, changes))
    if not first:
        return submission.result()
    refuse_inactive(family)
    if _is_within(by, changes["to_village_id"]):
        raise SameVillage() if changes["to_village_id"] == family.village_id else OwnVillage()
    if _mixes_practice(family.village_id, changes["to_village_id"]):
        raise NotAskable()
    person = _mover(family, changes.get("person_id"))
    refuse_day([person] if person else members_of(family).values(), changes["on"])
    facts = {name: changes[name] for name in ("to_village_id", "on", "note")}
    return submission.finish(_ask(by, Direction.OUT, family, person, facts))


@transaction.atomic
def ask_to_move_in(nik, *, by, request_id, changes):
    """A request for someone who has arrived and is registered elsewhere, known by her NIK alone; the form looks it up
    before, so that each hit is logged and limited. ``changes``: to_village_id, dusun_id, rt, address, on, note, whole
    (her whole family). Raises KnownNik for one of the officer's own, UnknownNik, NotAskable, MoveAsked."""
    content = (lookup_hash(nik), changes)
    submission, first = Submission.claim(by, "members.ask_to_move_in", request_id, content=content)
    if not first:
        return submission.result()
    holder = queries.holder_of_nik(nik, world=Scope.world_of(changes["to_village_id"]))
    if holder is None:
        raise UnknownNik()
    if Person.objects.filter(pk=holder.pk).visible_to(by, "members.view_person").exists():
        raise KnownNik(holder)
    if holder.village_id == changes["to_village_id"]:
        raise NotAskable()
    family = locked(Family, holder.family_id)
    person = None if changes["whole"] else _mover(family, holder.pk)
    names = ("to_village_id", "dusun_id", "rt", "address", "on", "note")
    facts = {name: changes[name] for name in names} | {"masked_nik": mask(nik)}
    return submission.finish(_ask(by, Direction.IN, family, person, facts))


@transaction.atomic
def accept_move(move_id, *, by, version, request_id, changes):
    """Everything moves in one transaction: persons, episodes, welfare. ``changes``: answer, and of a move out the new
    ``place`` (dusun_id, dusun_name, rt, address). Raises OwnRequest, MoveAnswered, MoveOutdated, HeadLeaves, Stale."""
    move, submission, first = _begin_answer(move_id, "accept_move", by, version, request_id, changes)
    if not first:
        return submission.result()
    family = locked(Family, move.family_id)
    members = members_of(family)
    is_there = move.person_id is None or move.person_id in members
    if not family.is_active or family.village_id != move.from_village_id or not is_there:
        raise MoveOutdated()
    place = changes.get("place") or {name: getattr(move, name) for name in ("dusun_id", "rt", "address")}
    act = Act(by, _day_of(move, members), move.note)
    going = {"person_ids": [move.person_id], "head_id": move.person_id} if move.person_id else {}
    moved = _carry_out(act, family, {**going, "place": {**place, "village_id": move.to_village_id}})
    settle_act(act)
    move.family = moved
    return submission.finish(_answer(move, State.ACCEPTED, by, changes.get("answer")))


@transaction.atomic
def refuse_move(move_id, *, by, version, request_id, changes):
    """``changes``: answer, the reason. Raises OwnRequest, MoveAnswered, Stale."""
    move, submission, first = _begin_answer(move_id, "refuse_move", by, version, request_id, changes)
    if not first:
        return submission.result()
    mark_today(move.to_village_id, "moves")
    return submission.finish(_answer(move, State.REFUSED, by, changes["answer"]))


@transaction.atomic
def withdraw_move(move_id, *, by, request_id):
    """The side that asked takes its request back. Raises MoveAnswered."""
    move = locked(MoveRequest, move_id)
    submission, first = Submission.claim(by, "members.withdraw_move", request_id, content=move_id)
    if not first:
        return submission.result()
    _refuse_answered(move)
    move.state, move.version = State.WITHDRAWN, move.version + 1
    move.save()
    mark_today(move.to_village_id, "moves")
    return submission.finish(move)


def _carry_out(act, family, changes):
    """Move the family, or the chosen of it into a family of their own. Returns the family that lives there now."""
    members = members_of(family)
    chosen = set(map(int, changes.get("person_ids") or members))
    if chosen == set(members):
        return _move_whole(act, family, members, changes["place"])
    _refuse_headless(members, chosen, changes)
    family.version += 1
    family.save()
    return part(act, family, changes=changes)


def _refuse_headless(members, chosen, changes):
    """Raise HeadLeaves when the head goes and nobody was named to lead who stays."""
    if not changes.get("stay_head_id"):
        for pk in chosen & set(members):
            refuse_headless(members[pk], members)


def _move_whole(act, family, members, place):
    refuse_day(members.values(), act.day)
    from_village = family.village_id
    families.apply(family, {"dusun_id": None, "rt": "", "rw": "", "address": "", **place})
    family.version += 1
    family.save()
    families.take_along(family)
    act.families.add(family.pk)
    for person in Person.objects.filter(pk__in=members).order_by("pk"):
        before = {"village_id": from_village, "dusun_id": members[person.pk].dusun_id}
        after = {"village_id": person.village_id, "dusun_id": person.dusun_id}
        out, into = LifeEvent.Kind.MOVED_OUT, LifeEvent.Kind.MOVED_IN
        act.note_event(person, out, before, {}, family=family, village_id=from_village)
        act.note_event(person, into, {}, after, family=family)
    act.villages |= {from_village, family.village_id}
    return family


def _ask(by, direction, family, person, facts):
    try:
        with transaction.atomic():
            move = MoveRequest.objects.create(
                direction=direction,
                family=family,
                person=person,
                from_village_id=family.village_id,
                asked_by=by,
                **facts,
            )
    except IntegrityError:
        raise MoveAsked() from None
    mark_today(family.village_id, "moves")
    return move


def _mover(family, person_id):
    """The person who moves alone; None when she is the whole family. Raises HeadLeaves, MoveOutdated."""
    members = members_of(family)
    if not person_id or list(members) == [person_id]:
        return None
    if person_id not in members:
        raise MoveOutdated()
    return members[person_id]


def _begin_answer(move_id, action, by, version, request_id, changes):
    move = locked(MoveRequest, move_id)
    content = (move_id, version, changes)
    submission, first = Submission.claim(by, f"members.{action}", request_id, content=content)
    if first:
        _refuse_answered(move)
        if move.asked_by_id == by.pk:
            raise OwnRequest()
        move.check_version(version)
    return move, submission, first


def _refuse_answered(move):
    if move.state != State.OPEN:
        raise MoveAnswered()


def _answer(move, state, by, answer):
    move.state, move.answer = state, answer or ""
    move.decided_by, move.decided_at = by, timezone.now()
    move.save()
    return move


def _day_of(move, members):
    """The day that was asked for; later, when something was recorded since on one who moves."""
    going = [members[move.person_id]] if move.person_id else list(members.values())
    latest = [life.latest for life in life_queries.lives_of(going).values() if life.latest]
    return max([move.on, *latest])


def _mixes_practice(*codes):
    """Invented people never enter a real village, nor real ones a village for practice."""
    return len(set(map(is_practice, codes))) > 1


def _is_within(user, village_id):
    return Region.objects.filter(pk=village_id).visible_to(user, "members.add_family").exists()
