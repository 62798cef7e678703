"""Rows made ready ahead and written at once: like saved ones, with keys, references and stamps."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.bulk import KeyOf, Prepared
from core.encryption import Sealed
from core.models import ImportChange
from members.models import Family, Person
from tests.factories import FamilyFactory, PersonFactory, village
from tests.members.import_batches import batch_of

pytestmark = pytest.mark.django_db


def family_with_persons(count=3):
    place = village()
    family = Family(village=place, head_name="Maria", name_key="maria", kk_number=Sealed("5371040101200001"))
    persons = [
        Person(
            family=family,
            village=place,
            name=f"Anak {n}",
            name_key=f"anak {n}",
            sex="P",
            relation="child",
            extra={"n": n},
        )
        for n in range(count)
    ]
    return family, persons


def test_rows_are_written_with_keys_and_with_the_keys_of_rows_written_before():
    family, persons = family_with_persons()
    families, people = Prepared(Family, [family]), Prepared(Person, persons)

    with transaction.atomic():
        families.write()
        people.write()

    stored = list(Person.objects.order_by("pk"))
    assert stored == persons
    assert {person.family_id for person in stored} == {family.pk}
    assert (stored[2].extra, stored[0].version, Family.objects.get().kk_number) == ({"n": 2}, 1, "5371040101200001")
    assert abs(stored[0].created_at - timezone.now()) < datetime.timedelta(minutes=1)


def test_the_next_row_gets_the_next_key():
    family, persons = family_with_persons()
    for prepared in (Prepared(Family, [family]), Prepared(Person, persons)):
        prepared.write()

    later = PersonFactory(family=family, relation="child")

    assert later.pk > max(person.pk for person in persons)


def test_a_column_may_wait_for_the_key_of_a_row(officer):
    family, _persons = family_with_persons()
    batch = batch_of(officer, [{}], data=b"NIK,NAMA\n1,x\n")
    note = ImportChange(batch=batch, model="members.Family", object_pk=KeyOf(family))
    prepared = [Prepared(Family, [family]), Prepared(ImportChange, [note])]

    for each in prepared:
        each.write()

    assert ImportChange.objects.get().object_pk == family.pk


def test_existing_rows_are_overwritten_in_the_named_columns_alone():
    one, two = FamilyFactory(address="Lama", rt="001"), FamilyFactory(address="Lama", rt="001")
    one.address, one.rt, two.address = "Baru", "009", "Baru juga"
    began = one.updated_at

    Prepared(Family, [one, two], update=["address", "updated_at"]).write()

    assert list(Family.objects.order_by("pk").values_list("address", "rt")) == [("Baru", "001"), ("Baru juga", "001")]
    assert Family.objects.get(pk=one.pk).updated_at > began


def test_nothing_is_encrypted_and_little_is_asked_inside(monkeypatch):
    family, persons = family_with_persons(200)
    prepared = [Prepared(Family, [family]), Prepared(Person, persons)]
    monkeypatch.setattr("core.encryption.encrypt", lambda text: pytest.fail("encrypted inside"))

    with CaptureQueriesContext(connection) as queries:
        for each in prepared:
            each.write()

    statements = {query["sql"].split(" ")[0] for query in queries}
    assert statements <= {"SELECT", "INSERT", "200", "1"}
    assert len(queries) <= 4


def test_no_rows_is_no_statement():
    with CaptureQueriesContext(connection) as queries:
        Prepared(Family, []).write()

    assert len(queries) == 0
