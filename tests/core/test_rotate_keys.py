"""After a rotation the old keys are not needed for anything."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from core import files, keys
from core.encryption import lookup_hash
from members.models import Family, Person
from tests.core.test_sheets import workbook
from tests.factories import FamilyFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

NIK, KK = "5371044101850007", "5371041201200007"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def person(settings):
    """A person and a family that were written with the old keys."""
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [OLD], ["lama"]
    family = FamilyFactory(kk_number=KK, kk_hash=lookup_hash(KK), head=None)
    person = PersonFactory(family=family, nik=NIK, nik_hash=lookup_hash(NIK))
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [NEW, OLD], ["baru", "lama"]
    return person


def rotate(settings):
    call_command("rotate_keys", commit=True, verbosity=0)
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [NEW], ["baru"]


def test_while_it_runs_people_are_found_by_both_hashes(person):
    assert Person.objects.with_nik(NIK).get() == person


def test_afterwards_the_new_keys_suffice(person, settings):
    rotate(settings)

    assert Person.objects.get(pk=person.pk).nik == NIK
    assert Person.objects.with_nik(NIK).get() == person
    assert Family.objects.with_kk(KK).get().kk_number == KK


def test_neither_version_nor_history_moves(person, settings):
    from auditlog.models import LogEntry

    entries = LogEntry.objects.count()

    rotate(settings)

    assert Person.objects.get(pk=person.pk).version == person.version
    assert LogEntry.objects.count() == entries


def test_it_can_run_again_and_then_writes_nothing(person, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 1)
    PersonFactory.create_batch(3)
    done = dict(keys.rotate_rows())

    again = dict(keys.rotate_rows())

    assert done[Person] >= 1
    assert set(again.values()) == {0}


def test_a_missing_number_stays_missing(person, settings):
    without = PersonFactory(no_nik=True, nik_hash="")

    rotate(settings)

    without.refresh_from_db()
    assert (without.nik, without.nik_hash) == ("", "")


def test_sealed_files_are_sealed_anew(settings):
    settings.FIELD_KEYS = [OLD]
    content = workbook()
    sheet = files.store(content, name="warga.xlsx", owner=UserFactory(), encrypt=True, allowed=files.SHEETS)
    before = sheet.file.path
    settings.FIELD_KEYS = [NEW, OLD]

    assert (keys.rotate_files(), keys.rotate_files()) == (1, 0)

    settings.FIELD_KEYS = [NEW]
    sheet.refresh_from_db()
    assert files.open_bytes(sheet) == content
    assert sheet.file.path != before
    with pytest.raises(FileNotFoundError):
        open(before, "rb")  # noqa: SIM115


def test_without_the_word_nothing_is_written(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM members_person WHERE id = %s", [person.pk])
        before = cursor.fetchone()

        with pytest.raises(CommandError, match="--commit"):
            call_command("rotate_keys")

        cursor.execute("SELECT nik FROM members_person WHERE id = %s", [person.pk])
        assert cursor.fetchone() == before


def test_every_sealed_field_of_the_programme_is_rotated():
    from django.apps import apps

    sealed = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, keys.EncryptedTextField)
    }

    assert {model for model, _name in sealed} == {model for model, _count in keys.rotate_rows()}
    assert {
        keys.hash_column(model, model._meta.get_field(name)) for model, name in sealed if model in (Person, Family)
    } == {
        "nik_hash",
        "kk_hash",
    }
