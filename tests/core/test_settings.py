"""Safe by default: what production gets when it is told nothing but its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

PROGRAM = "from uppka import settings as s; print({expression})"
SECRETS = {
    "SECRET_KEY": "uji",
    "FIELD_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    "LOOKUP_KEYS": "cari",
    "ENV_FILE": os.devnull,
    "PATH": os.environ["PATH"],
}


def production(expression, **environment):
    """A setting as a fresh process sees it that is given ``environment`` beside the secrets."""
    command = [sys.executable, "-c", PROGRAM.format(expression=expression)]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**SECRETS, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_production_is_safe_when_told_nothing():
    names = ("DEBUG", "DEMO", "TLS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")

    found = production(", ".join(f"s.{name}" for name in names))

    assert found == "False False True True True True"


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEYS"])
def test_nothing_starts_without_its_secrets(name):
    environment = {key: value for key, value in SECRETS.items() if key != name}

    done = subprocess.run(
        [sys.executable, "-c", "import uppka.settings"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert name in done.stderr


def test_only_this_machine_is_served_when_no_host_is_named():
    assert production("s.ALLOWED_HOSTS") == "['localhost', '127.0.0.1', '[::1]']"
    assert production("s.ALLOWED_HOSTS", ALLOWED_HOSTS="uppka.contoh.go.id") == "['uppka.contoh.go.id']"


def test_postgresql_keeps_its_connections():
    url = "postgres://uppka:rahasia@db:5432/uppka"

    assert production("s.DATABASES['default']['CONN_MAX_AGE']", DATABASE_URL=url) == "60"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas of SQLite")
def test_sqlite_writes_safely_and_waits_for_the_other_writer(tmp_path):
    path = tmp_path / "uji.sqlite3"
    script = (
        "import django; django.setup(); from django.db import connection as c; cursor = c.cursor();"
        "print(*[cursor.execute(f'PRAGMA {p}').fetchone()[0] for p in"
        " ('journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout')])"
    )
    environment = {**SECRETS, "DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "uppka.settings"}

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert done.stdout.split() == ["wal", "2", "1", "20000"], done.stderr


def test_the_deployment_check_is_clean():
    script = Path(settings.BASE_DIR) / "scripts" / "check_deploy.py"

    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
