"""Backup and restore: the database, the files, and, in a place of their own, the keys.

A backup without its keys is unreadable where it matters, and keys beside a backup protect nothing.
"""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from core.errors import RuleError
from core.models import Attachment

DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES, MANIFEST = "files.tar", "manifest.json"


class BackupError(RuleError):
    """The backup cannot be made or restored. The text says why."""


def backup(target):
    """Write a backup into a new folder under ``target``; the keys go beside ``target``. Returns (folder, keys)."""
    target = Path(target).resolve()
    name = timezone.now().strftime("%Y-%m-%dT%H%M%S")
    folder, keys = target / name, target.with_name(f"{target.name}-kunci") / f"{name}.env"
    for each in (target, folder, keys.parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=each != folder)
    _dump_database(folder / DATABASES[connection.vendor])
    _dump_files(folder / FILES)
    (folder / MANIFEST).write_text(json.dumps(_manifest(), indent=2))
    _write_keys(keys)
    return folder, keys


def restore(folder):
    """Put the backup in ``folder`` in place of the present database and files. Raises BackupError beforehand."""
    folder = Path(folder)
    check(folder)
    _load_database(folder / DATABASES[connection.vendor])
    _load_files(folder / FILES)


def check(folder):
    """Refuse a folder that is no backup, of another database system, or sealed with keys that are not at hand."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} bukan folder cadangan.") from None
    if manifest["database"] != connection.vendor:
        raise BackupError(f"Cadangan ini dari {manifest['database']}, basis data di sini {connection.vendor}.")
    if set(manifest["keys"]) - set(_fingerprints()):
        raise BackupError("Kunci cadangan ini belum ada di sini. Sebutkan berkas kuncinya: KEYS=….env")


def _manifest():
    return {"database": connection.vendor, "made_at": timezone.now().isoformat(), "keys": _fingerprints()}


def _fingerprints():
    """Enough to tell keys apart, too little to guess one."""
    return [hashlib.sha256(key.encode()).hexdigest()[:16] for key in settings.FIELD_KEYS + settings.LOOKUP_KEYS]


def _write_keys(path):
    lines = {
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "LOOKUP_KEYS": ",".join(settings.LOOKUP_KEYS),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in lines.items())


def _dump_database(path):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    else:
        _run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    path.chmod(0o600)


def _load_database(path):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
    else:
        connection.close()
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run_postgres("pg_restore", *options, str(path))


def _run_postgres(program, *options):
    database = connection.settings_dict
    where = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
    }
    environment = {**os.environ, **{name: value for name, value in where.items() if value}}
    try:
        subprocess.run([program, f"--dbname={database['NAME']}", *options], env=environment, check=True)
    except FileNotFoundError:
        raise BackupError(f"Perlu program {program} (Debian: apt install postgresql-client).") from None
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} berhenti dengan kode {error.returncode}.") from None


def _dump_files(path):
    """Through the storage, so that it works for a disk and for an object store alike. Sealed files stay sealed."""
    with tarfile.open(path, "w") as archive:
        for attachment in Attachment.objects.exclude(file="").iterator():
            try:
                with attachment.file.open("rb") as stored:
                    data = stored.read()
            except FileNotFoundError:
                continue  # expired since the database was read
            about = tarfile.TarInfo(attachment.file.name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    path.chmod(0o600)


def _load_files(path):
    storage = Attachment._meta.get_field("file").storage
    with tarfile.open(path) as archive:
        for member in archive:
            storage.delete(member.name)
            storage.save(member.name, ContentFile(archive.extractfile(member).read()))
