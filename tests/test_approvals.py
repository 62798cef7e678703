"""Who asked never approves: every act by which one person confirms another's, told in one table.

The officer of each row holds the right at the place; that she is the one who asked is all that stands against her.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import roles
from accounts.services import add_assignment, end_assignment, transfer_villages
from core.dates import Month
from core.errors import RuleError
from groups.models import CommitteePost, Group, Register
from groups.services import approval, card, late, register
from members.models import PersonPair
from members.services import merge_persons, moves, pairs
from tests.factories import (
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    LateEntryFactory,
    MoveRequestFactory,
    PersonFactory,
    RegisterFactory,
    officer_at,
    village,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
HERE, AWAY = "5371041001", "5301012001"


@dataclass(frozen=True)
class Approval:
    """``asked_by(officer)`` makes the row that waits; ``confirm(row, officer)`` is the act that she must not do."""

    asked_by: Callable
    confirm: Callable
    role: str = roles.PKB


ABOVE = (roles.OPD, "5371")


def at(role):
    """(role, the region that an officer of it has here)."""
    return ABOVE if role == roles.OPD else (role, HERE)


def once():
    return {"request_id": uuid.uuid4()}


def card_of(officer):
    group = GroupFactory(
        village=village(HERE),
        registered_by=officer,
        state=Group.State.SUBMITTED,
        members=3,
        signed_place="Kupang",
        signed_on=datetime.date(2026, 1, 3),
    )
    for post, membership in zip(("secretary", "treasurer"), group.memberships.order_by("number")[1:], strict=True):
        CommitteePostFactory(group=group, post=CommitteePost.Post(post), person=membership.person)
    return group


def register_of(officer):
    return RegisterFactory(group=GroupFactory(village=village(HERE)), handed_in_by=officer)


def move_of(officer):
    return MoveRequestFactory(family=FamilyFactory(village=village(AWAY)), to_village=village(HERE), asked_by=officer)


def passed_on_by(officer):
    family = FamilyFactory(village=village(HERE))
    first, second = (PersonFactory(family=family, relation="other", no_nik=bare) for bare in (False, True))
    return PersonPair.objects.create(
        first=first,
        second=second,
        first_village=first.village,
        second_village=second.village,
        score=0.9,
        state=PersonPair.State.CITY,
        decided_by=officer,
        decided_at=timezone.now(),
    )


def closed_month_of(officer):
    row = RegisterFactory(group=GroupFactory(village=village(HERE)), state=Register.State.VERIFIED)
    row.wanted_by = officer
    return row


def role_of(officer):
    return officer


def late_entry(row, by):
    return late.give_late_entry(
        row.group.pk,
        by=by,
        month=Month(2026, 10),
        officer=row.wanted_by,
        until=datetime.date(2026, 11, 30),
        reason="Daftar hadir baru ditemukan",
        **once(),
    )


def new_role(officer, by):
    changes = {"role": roles.KADER, "region_code": HERE, "task": "ppkbd", "starts_on": datetime.date(2026, 11, 24)}
    return add_assignment(officer.pk, by=by, changes=changes, **once())


def hand_over_to(officer, by):
    giver = officer_at(roles.PKB, HERE)
    changes = {"taker_id": officer.pk, "on": datetime.date(2026, 12, 1), "reason": "Mutasi"}
    return transfer_villages(giver.pk, by=by, changes=changes, **once())


ANSWER = {"answer": "Baik", "place": {"dusun_id": None, "rt": "", "address": "Gang 3"}}
APPROVALS = {
    "card of a group": Approval(card_of, lambda row, by: card.approve_group(row.pk, by=by, version=None, **once())),
    "cards of many groups": Approval(card_of, lambda row, by: approval.approve_groups([row.pk], by=by, **once())),
    "register R/I": Approval(register_of, lambda row, by: register.verify_registers([row.pk], by=by, **once())),
    "move accepted": Approval(
        move_of, lambda row, by: moves.accept_move(row.pk, by=by, version=None, changes=ANSWER, **once())
    ),
    "move refused": Approval(
        move_of, lambda row, by: moves.refuse_move(row.pk, by=by, version=None, changes=ANSWER, **once())
    ),
    "double passed to the city": Approval(
        passed_on_by, lambda row, by: pairs.decide_pair(row.pk, by=by, decision="different", **once()), roles.OPD
    ),
    "double passed to the city and merged": Approval(
        passed_on_by,
        lambda row, by: merge_persons(row.first_id, row.second_id, by=by, version=None, chosen={}, **once()),
        roles.OPD,
    ),
    "exception for late entry": Approval(closed_month_of, late_entry, roles.OPD),
    "role of one's own": Approval(role_of, new_role, roles.OPD),
    "villages to oneself": Approval(role_of, hand_over_to, roles.OPD),
    "end of one's own role": Approval(
        role_of,
        lambda row, by: end_assignment(row.assignments.get().pk, by=by, reason="Pindah tugas", **once()),
        roles.PKB,
    ),
}


@pytest.mark.parametrize("name", APPROVALS)
class TestApprovals:
    def test_never_by_who_asked(self, name):
        entry = APPROVALS[name]
        officer = officer_at(*at(entry.role))
        row = entry.asked_by(officer)

        with pytest.raises(RuleError), transaction.atomic():
            entry.confirm(row, officer)

    def test_by_another_who_holds_the_right_it_is(self, name):
        entry = APPROVALS[name]
        row = entry.asked_by(officer_at(roles.PKB, HERE))

        entry.confirm(row, officer_at(*(ABOVE if entry.asked_by is role_of else at(entry.role))))


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (card_of, lambda row: {"approved_by": row.registered_by, "approved_at": timezone.now()}),
        (
            lambda officer: LateEntryFactory(group=GroupFactory(village=village(HERE)), officer=officer),
            lambda row: {"given_by": row.officer},
        ),
        (register_of, lambda row: {"verified_by": row.handed_in_by, "verified_at": timezone.now()}),
        (move_of, lambda row: {"decided_by": row.asked_by, "decided_at": timezone.now(), "state": "accepted"}),
    ],
    ids=["card", "late entry", "register", "move"],
)
def test_the_database_holds_it_too(officer, make, changes):
    row = make(officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**changes(row))


#: Columns that say who confirmed another's work; of two groups told apart and a record of health nobody asked for it.
CONFIRMING = {"approved_by", "verified_by", "decided_by", "given_by"}
KNOWN = {
    "groups.Group.approved_by",
    "groups.Register.verified_by",
    "groups.LateEntry.given_by",
    "groups.GroupPair.decided_by",
    "members.MoveRequest.decided_by",
    "members.PersonPair.decided_by",
}


def test_a_new_column_of_this_kind_belongs_into_the_table():
    names = {
        f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.concrete_fields if f.name in CONFIRMING
    }

    assert names == KNOWN
