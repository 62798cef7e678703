"""/sehat/ answers while the process lives, /siap/ only where the database is ready for people."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from uppka import health


def test_sign_of_life_needs_neither_sign_in_nor_database(client):
    response = client.get("/sehat/")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_when_migrated_and_guarded(client):
    response = client.get("/siap/")

    assert (response.status_code, response.content) == (200, b"siap")


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client):
    MigrationRecorder.Migration.objects.filter(app="groups").latest("id").delete()

    response = client.get("/siap/")

    assert response.status_code == 503
    assert b"migrations" in response.content


def test_not_ready_without_a_database(client, monkeypatch):
    def gone(*args):
        raise OperationalError("password authentication failed for user uppka")

    monkeypatch.setattr(health, "MigrationExecutor", gone)

    response = client.get("/siap/")

    assert response.status_code == 503
    assert response.content == b"OperationalError"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts by bytes anyway")
@pytest.mark.parametrize(("locale", "status"), [("C.UTF-8", 200), ("id_ID.UTF-8", 503)])
def test_not_ready_where_text_does_not_sort_by_its_bytes(client, monkeypatch, locale, status):
    monkeypatch.setattr(health, "_locale", lambda: locale)

    assert client.get("/siap/").status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sehat/", "/siap/"])
def test_a_probe_inside_the_house_is_not_sent_to_https(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code in (200, 503)
