"""Sealed at rest, found again by a keyed hash, readable while keys rotate."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from core.encryption import InvalidToken, decrypt, decrypt_bytes, encrypt, encrypt_bytes, lookup_hash, lookup_hashes
from members.models import Person
from tests.factories import PersonFactory

NIK = "5371045708900001"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_text_and_bytes_come_back(settings):
    assert decrypt(encrypt(NIK)) == NIK
    assert decrypt_bytes(encrypt_bytes(b"\x00isi")) == b"\x00isi"
    assert encrypt("") == decrypt("") == ""


def test_the_same_text_is_sealed_differently_each_time():
    assert encrypt(NIK) != encrypt(NIK)


def test_while_keys_rotate_old_rows_are_read_and_new_ones_written_with_the_new_key(settings):
    settings.FIELD_KEYS = [OLD]
    token = encrypt(NIK)

    settings.FIELD_KEYS = [NEW, OLD]

    assert decrypt(token) == NIK
    assert Fernet(NEW).decrypt(encrypt(NIK).encode()).decode() == NIK


def test_without_its_key_nothing_is_read(settings):
    settings.FIELD_KEYS = [OLD]
    token = encrypt(NIK)
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(InvalidToken):
        decrypt(token)


def test_a_hash_needs_its_key(settings):
    settings.LOOKUP_KEYS = ["baru", "lama"]

    assert lookup_hashes(NIK) == [lookup_hash(NIK, "baru"), lookup_hash(NIK, "lama")]
    assert lookup_hash(NIK) == lookup_hash(NIK, "baru") != lookup_hash(NIK, "lama")
    assert lookup_hash("") == ""
    assert lookup_hashes("") == []


@pytest.mark.django_db
def test_the_database_holds_no_nik():
    person = PersonFactory(nik=NIK, nik_hash=lookup_hash(NIK))

    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, nik_hash FROM members_person WHERE id = %s", [person.pk])
        stored = cursor.fetchone()

    assert NIK not in "".join(stored)
    assert Person.objects.get(pk=person.pk).nik == NIK
    assert Person.objects.with_nik(NIK).get() == person
