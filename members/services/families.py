"""Families: create, change, move, deactivate, and the columns that repeat what the members say."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import history
from core.encryption import lookup_hash
from core.identity import clean_digits, is_blank
from core.models import Submission
from core.text import name_key, tidy_name
from members import rules
from members.errors import KnownNik, WrongDusun
from members.models import Family, KbEpisode, Person, PersonPair, Pregnancy
from members.services import persons
from members.services.rows import WITH_FAMILY, locked, mark_today, refuse_errors, refuse_inactive, refuse_merged
from members.services.summary import refresh_family
from regions.models import Dusun, Region
from regions.services import get_or_create_dusun, rw_name

COLUMNS = frozenset(
    {
        "village_id",
        "dusun_id",
        "rw",
        "rt",
        "address",
        "phone",
        "kki",
        "kk_number",
        "kind",
        "is_resident",
        "source",
        "source_year",
        "extra",
    }
)

#: What is written of a person who goes and comes back with the family.
GOING = ["is_active", "inactive_reason", "inactive_kind", "inactive_on", "extra", "version"]


@transaction.atomic
def create_family(*, by, request_id, changes, head, passed_warnings=()):
    """Write a family and its head. ``changes``: columns of Family, and ``dusun_name`` for a dusun not in the list;
    ``head``: columns of Person. Raises KnownNik, WrongDusun, Refused, Resubmitted."""
    submission, first = Submission.claim(by, "members.create_family", request_id, content=(changes, head))
    if not first:
        return submission.result()
    family = write_new(changes, head_name=tidy_name(head.get("name")), passed_warnings=passed_warnings)
    persons.write_new(family, {**head, "relation": Person.Relation.HEAD}, passed_warnings)
    refresh_family([family.pk])
    mark_today(family.village_id)
    family.refresh_from_db()
    return submission.finish(family)


@transaction.atomic
def update_family(family_id, *, by, version, request_id, changes, passed_warnings=()):
    """Change the family's own columns. A new village or dusun takes its persons and their episodes along."""
    family = locked(Family, family_id)
    content = (family_id, version, changes)
    submission, first = Submission.claim(by, "members.update_family", request_id, content=content)
    if not first:
        return submission.result()
    refuse_inactive(family)
    family.check_version(version)
    old_place = family.village_id, family.dusun_id
    apply(family, changes)
    family.passed_warnings = sorted({*family.passed_warnings, *passed_warnings})
    family.save()
    if old_place != (family.village_id, family.dusun_id):
        take_along(family)
        mark_today(old_place[0])
    mark_today(family.village_id)
    return submission.finish(family)


@transaction.atomic
def deactivate_family(family_id, *, by, version, request_id, reason, kind="", on=None):
    """Take a family and its active persons out of use (``kind``: of Person.InactiveKind, ``on``: since when). Nothing
    is deleted; see ``reactivate_family``."""
    family = locked(Family, family_id)
    submission, first = Submission.claim(
        by, "members.deactivate_family", request_id, content=(family_id, version, reason, kind, on)
    )
    if not first:
        return submission.result()
    refuse_inactive(family)
    family.check_version(version)
    family.is_active, family.inactive_reason = False, reason
    family.save()
    leaving = list(family.persons.active())
    for person in leaving:
        person.is_active, person.inactive_reason, person.inactive_kind, person.inactive_on = False, reason, kind, on
        person.extra[WITH_FAMILY] = True
        person.version += 1
    Person.objects.bulk_update(leaving, GOING)
    history.record(leaving, by=by, sentence=_("Dinonaktifkan bersama keluarga: {reason}").format(reason=reason))
    mark_today(family.village_id)
    return submission.finish(family)


@transaction.atomic
def reactivate_family(family_id, *, by, request_id):
    """Bring a family back with the persons that left with it. Raises KnownNik when one is registered elsewhere now."""
    family = locked(Family, family_id)
    submission, first = Submission.claim(by, "members.reactivate_family", request_id, content=family_id)
    if not first or family.is_active:
        return submission.finish(family)
    refuse_merged(family)
    family.is_active, family.inactive_reason, family.version = True, "", family.version + 1
    family.save()
    back = [person for person in family.persons.filter(is_active=False) if person.extra.get(WITH_FAMILY)]
    for person in back:
        persons.bring_back(person)
    try:
        with transaction.atomic():
            Person.objects.bulk_update(back, GOING)
    except IntegrityError:
        raise KnownNik() from None
    history.record(back, by=by, sentence=_("Diaktifkan kembali bersama keluarga."))
    refresh_family([family.pk])
    mark_today(family.village_id)
    return submission.finish(family)


def write_new(changes, *, head_name, passed_warnings=()):
    """A family without persons yet, inside the caller's transaction."""
    family = Family(head_name=head_name, passed_warnings=list(passed_warnings))
    apply(family, changes)
    family.name_key = family.search_key = name_key(family.head_name)
    family.save()
    return family


def apply(family, changes):
    """Set the family's own columns, not saved yet. Raises Refused, WrongDusun."""
    for name in COLUMNS & set(changes):
        setattr(family, name, changes[name])
    if "kk_number" in changes:
        kk = "" if is_blank(family.kk_number) else clean_digits(family.kk_number)
        refuse_errors(rules.check_kk(kk) if kk else [])
        family.kk_number, family.kk_hash = kk, lookup_hash(kk)
    _settle(family, changes)


def _settle(family, changes):
    """Find or make the dusun, in a kelurahan the RW (``RW 002``), which decides what a kader of one RW sees."""
    is_kelurahan = Region(code=family.village_id, level=Region.Level.VILLAGE).is_kelurahan
    name = changes.get("dusun_name") or ("" if family.dusun_id or not is_kelurahan else family.rw)
    if name:
        name = rw_name(name) if is_kelurahan else name
        family.dusun_id = get_or_create_dusun(family.village_id, name).pk
    if family.dusun_id:
        dusun = Dusun.objects.get(pk=family.dusun_id)
        if dusun.village_id != family.village_id:
            raise WrongDusun()
        number = re.search(r"\d{1,3}", dusun.name)
        family.rw = number[0].zfill(3) if is_kelurahan and number else family.rw


def take_along(family):
    """Give everything that repeats the family's place its present one: persons, episodes, welfare, open pairs."""
    family.persons.update(village_id=family.village_id, dusun_id=family.dusun_id)
    for model in (KbEpisode, Pregnancy):
        model.objects.filter(person__family=family).update(village_id=family.village_id)
    family.welfare.update(village_id=family.village_id)
    PersonPair.objects.filter(first__family=family).update(first_village_id=family.village_id)
    PersonPair.objects.filter(second__family=family).update(second_village_id=family.village_id)
