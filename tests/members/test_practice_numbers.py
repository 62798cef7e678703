"""Numbers typed in the practice region and the register: neither knows of the other."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from accounts import practice
from accounts.models import PersonalDataAccess
from core.encryption import lookup_hash
from groups.imports.people import People
from members.doubles import work
from members.errors import KnownNik, UnknownNik
from members.imports import register
from members.models import Person, PersonPair
from members.services import add_person, ask_to_move_in, look_up_nik
from tests.factories import FamilyFactory, PersonFactory, village

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
NIK = "5371044903910001"
FACTS = {
    "nik": NIK,
    "name": "Maria Laka",
    "sex": "P",
    "birth_date": datetime.date(1991, 3, 9),
    "relation": "wife",
    "marriage": "married",
}


@pytest.fixture
def practised(home_village):
    """A woman whom somebody tried the forms with, under her own number."""
    family = FamilyFactory(village=village(practice.VILLAGE))
    return PersonFactory(family=family, name="Maria Laka", birth_date=FACTS["birth_date"], nik=NIK)


def add(family, by):
    return add_person(family.pk, by=by, request_id=None, changes=FACTS)


def test_number_that_was_practised_with_is_free(officer, practised, home_village):
    look_up_nik(NIK, by=officer)
    person = add(FamilyFactory(village=home_village), officer)

    assert Person.objects.active().with_nik(NIK).count() == 2
    assert (person.nik, person.village_id) == (NIK, home_village.code)
    assert not PersonalDataAccess.objects.exists()


def test_practice_says_nothing_of_a_number_in_the_register(officer, home_village):
    add(FamilyFactory(village=home_village), officer)
    practising = practice.as_at(officer, practice.VILLAGE)

    look_up_nik(NIK, by=practising)
    add(FamilyFactory(village=village(practice.VILLAGE)), practising)

    with pytest.raises(KnownNik):
        add(FamilyFactory(village=village(practice.VILLAGE)), practising)
    assert not PersonalDataAccess.objects.exists()


def test_who_was_invented_is_never_asked_for(officer, practised, home_village):
    changes = {"to_village_id": home_village.code, "whole": True, "on": datetime.date(2026, 11, 20)}

    with pytest.raises(UnknownNik):
        ask_to_move_in(NIK, by=officer, request_id=None, changes=changes)


def test_sheets_do_not_run_into_it(officer, practised, home_village):
    known = register.read(home_village.code, {NIK}, with_health=False)
    people = People([SimpleNamespace(get={"nik": NIK}.get, name_key="")], by=officer, place=home_village.code)

    assert known.elsewhere == {}
    assert people.by_nik == {}


def test_it_is_nobodys_double(officer, practised, home_village):
    person = add(FamilyFactory(village=home_village), officer)

    work.search_one(person.pk)
    work.search_one(practised.pk)

    assert not PersonPair.objects.exists()


@pytest.mark.parametrize("code", [practice.VILLAGE, "5371041001"])
def test_within_each_of_them_a_number_stands_once(code):
    first, second = (PersonFactory(family=FamilyFactory(village=village(code))) for _ in range(2))

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(nik_hash=first.nik_hash)
    assert first.nik_hash == lookup_hash(first.nik)
