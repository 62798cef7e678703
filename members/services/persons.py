"""Persons: add, change, deactivate, and bring back."""

from django.db import IntegrityError, transaction

from core import schedule
from core.encryption import lookup_hash
from core.identity import clean_digits, is_blank
from core.models import Submission
from core.text import name_key, tidy_name
from members import queries, rules
from members.doubles.work import SEARCH_ONE
from members.errors import GoneByEvent, HeadExists, KnownNik, LastPerson
from members.models import Family, Person
from members.name_rules import sound_key
from members.services.rows import (
    WITH_FAMILY,
    locked,
    mark_today,
    refuse_anonymised,
    refuse_errors,
    refuse_inactive,
    refuse_merged,
)
from members.services.summary import refresh_family
from regions import clock
from regions.scope import Scope

COLUMNS = frozenset(
    {
        "no_nik_reason",
        "name",
        "sex",
        "birth_date",
        "birth_place",
        "marriage",
        "relation",
        "education",
        "job",
        "religion",
        "insurance",
        "presence",
        "phone",
        "pus_override",
        "extra",
    }
)


@transaction.atomic
def add_person(family_id, *, by, request_id, changes, passed_warnings=()):
    """Add a person to a family. ``changes``: columns of Person. Raises KnownNik, HeadExists, Refused, Resubmitted."""
    family = locked(Family, family_id)
    submission, first = Submission.claim(by, "members.add_person", request_id, content=(family_id, changes))
    if not first:
        return submission.result()
    refuse_inactive(family)
    person = write_new(family, changes, passed_warnings)
    refresh_family([family.pk])
    mark_today(family.village_id)
    schedule.enqueue(SEARCH_ONE, person.pk)
    return submission.finish(person)


@transaction.atomic
def update_person(person_id, *, by, version, request_id, changes, passed_warnings=()):
    """Change a person. Without a key ``nik`` her number stays; an empty one is taken off, with a reason."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.update_person", request_id, content=(person_id, version, changes))
    if not first:
        return submission.result()
    refuse_inactive(person)
    person.check_version(version)
    person.passed_warnings = sorted({*person.passed_warnings, *passed_warnings})
    _write(person, changes)
    refresh_family([person.family_id])
    mark_today(person.village_id)
    schedule.enqueue(SEARCH_ONE, person.pk)
    return submission.finish(person)


@transaction.atomic
def deactivate_person(person_id, *, by, version, request_id, reason, kind="", on=None):
    """Moved out of reach, double, mistake (``kind``: of Person.InactiveKind, ``on``: since when): the person stays in
    the history. The last of a family leaves with the family. A death or a move is an event, see ``life``, ``moves``."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(
        by, "members.deactivate_person", request_id, content=(person_id, version, reason, kind, on)
    )
    if not first:
        return submission.result()
    refuse_inactive(person)
    person.check_version(version)
    if not Person.objects.active().filter(family_id=person.family_id).exclude(pk=person.pk).exists():
        raise LastPerson()
    person.is_active, person.inactive_reason, person.inactive_kind, person.inactive_on = False, reason, kind, on
    person.save()
    refresh_family([person.family_id])
    mark_today(person.village_id)
    return submission.finish(person)


@transaction.atomic
def reactivate_person(person_id, *, by, request_id):
    """Undo a deactivation. Raises KnownNik or HeadExists when her place is taken by now, NotActive with the family,
    GoneByEvent where a recorded event took her out."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.reactivate_person", request_id, content=person_id)
    if not first or person.is_active:
        return submission.finish(person)
    refuse_merged(person)
    refuse_anonymised(person)
    refuse_inactive(locked(Family, person.family_id))
    if person.events.standing().filter(after__is_active=False).exists():
        raise GoneByEvent()
    bring_back(person)
    save_person(person)
    refresh_family([person.family_id])
    mark_today(person.village_id)
    return submission.finish(person)


def bring_back(person):
    """Active again, not saved yet."""
    person.is_active, person.version = True, person.version + 1
    person.inactive_reason, person.inactive_kind, person.inactive_on = "", "", None
    person.extra.pop(WITH_FAMILY, None)


def write_new(family, changes, passed_warnings=()):
    """A person of ``family``, inside the caller's transaction."""
    person = Person(
        family=family, village_id=family.village_id, dusun_id=family.dusun_id, passed_warnings=list(passed_warnings)
    )
    return _write(person, {"nik": "", **changes})


def _write(person, changes):
    for name in COLUMNS & set(changes):
        setattr(person, name, changes[name])
    person.name = tidy_name(person.name)
    person.name_key, person.sound_key = name_key(person.name), sound_key(person.name)
    if "nik" in changes:
        person.nik = "" if is_blank(changes["nik"]) else clean_digits(changes["nik"])
        person.nik_hash = lookup_hash(person.nik)
    if person.nik:
        person.no_nik_reason = ""
    _check(person)
    return save_person(person)


def _check(person):
    today = clock.today(person.village_id)
    refuse_errors(rules.check_identity(nik=person.nik, no_nik_reason=person.no_nik_reason))
    refuse_errors(
        rules.check_person(
            name=person.name,
            sex=person.sex,
            relation=person.relation,
            marriage=person.marriage,
            birth_date=person.birth_date,
            today=today,
        )
    )


def _holder_of(person):
    """Who else has her number."""
    return queries.holder_of_nik(person.nik, world=Scope.world_of(person.village_id), besides=person.pk)


def save_person(person):
    """Save inside the caller's transaction, and say in words what a unique constraint refuses."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        if person.nik and _holder_of(person):
            raise KnownNik() from None
        head = Person.objects.active().filter(family_id=person.family_id, relation=Person.Relation.HEAD)
        if head := head.exclude(pk=person.pk).first():
            raise HeadExists(head.name) from None
        raise
    return person
