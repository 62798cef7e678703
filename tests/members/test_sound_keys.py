"""Whoever writes a person writes how her name sounds."""

import importlib

import pytest
from django.apps import apps

from members import services
from members.models import Person
from members.name_rules import sound_key
from tests.factories import FamilyFactory, PersonFactory, UserFactory
from tests.members.import_batches import batch_of
from tests.members.import_sheet import person as row
from uppka.demo import bulk

pytestmark = pytest.mark.django_db
CHILD = {"name": "djoewita ndun", "sex": "P", "relation": "child", "no_nik_reason": "child"}


def unwritten():
    return [person.name for person in Person.objects.all() if person.sound_key != sound_key(person.name)]


def test_a_person_who_is_added_and_changed(home_village):
    family, by = FamilyFactory(), UserFactory()

    person = services.add_person(family.pk, by=by, request_id=None, changes=CHILD)
    assert person.sound_key == sound_key("Yuwita Ndun") != ""
    services.update_person(person.pk, by=by, version=1, request_id=None, changes={"name": "Rosa Bire"})

    person.refresh_from_db()
    assert person.sound_key == sound_key("Rosa Bire")


def test_people_of_a_sheet(officer):
    batch_of(officer, [row(0, 0), row(0, 1)], commit=True)
    assert (Person.objects.count(), unwritten()) == (2, [])

    batch_of(officer, [row(0, 0), row(0, 1, **{"NAMA LENGKAP": "MARIA DJOEWITA"})], commit=True)

    assert unwritten() == []


def test_people_of_the_demo(home_village):
    bulk.write_families([home_village.code], 5, seed=1, by=UserFactory())

    assert Person.objects.count() > 5
    assert unwritten() == []


def test_people_who_were_there_before(home_village):
    PersonFactory.create_batch(3, name="Siti Aminah", sound_key="")
    migration = importlib.import_module("members.migrations.0007_sound_of_names")
    migration.BATCH = 2

    for _time in range(2):
        migration.write(apps, None)

    assert unwritten() == []
