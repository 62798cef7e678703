"""A backup brings people, files and their clear numbers back on another machine, and only with its keys."""

import os
import subprocess
import sys
import tarfile
import uuid
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
NIK = "5371044101850007"

FILL = f"""
from accounts.models import User
from core import files
from core.encryption import lookup_hash
from members.models import Family, Person
from regions.models import Region
village = Region.objects.create(code="5371041001", name="Oebobo", level=4)
family = Family.objects.create(village=village, head_name="Maria", name_key="maria")
Person.objects.create(family=family, village=village, name="Maria", name_key="maria", sex="P", relation="head",
                      nik="{NIK}", nik_hash=lookup_hash("{NIK}"))
user = User.objects.create_user(username="kepala", name="Kepala", password="x")
files.store(b"nik;nama\\n{NIK};Maria", name="warga.csv", owner=user, encrypt=True, allowed=files.SHEETS)
"""

READ = f"""
from core import files
from core.models import Attachment
from members.models import Person
person = Person.objects.with_nik("{NIK}").get()
print(person.nik, person.name, files.open_bytes(Attachment.objects.get()).decode().split()[1])
"""


class Machine:
    """An installation of its own: database, files and keys."""

    def __init__(self, folder, database):
        folder.mkdir()
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": str(folder / "env"),
            "VAR_DIR": str(folder),
            "DATABASE_URL": database,
        }
        self.new_keys()

    def new_keys(self):
        lines = {"SECRET_KEY": "uji", "FIELD_KEYS": Fernet.generate_key().decode(), "LOOKUP_KEYS": uuid.uuid4().hex}
        (self.folder / "env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def must(self, *arguments):
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def take_keys(self, path):
        code = "import sys; from pathlib import Path; import restore_keys; restore_keys.take(*map(Path, sys.argv[1:]))"
        command = [sys.executable, "-c", code, path, self.folder / "env"]
        subprocess.run(command, cwd=ROOT / "scripts", check=True)


@pytest.fixture
def database(tmp_path, db):
    """Makes the address of a new empty database of the kind that these tests run on."""
    made = []

    def _new(name):
        if connection.vendor == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        made.append(f"uji_{name}_{uuid.uuid4().hex[:8]}")
        _server(f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        where = connection.settings_dict
        return f"postgres://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}/{made[-1]}"

    yield _new
    for name in made:
        _server(f"DROP DATABASE {name} WITH (FORCE)")


def _server(statement):
    import psycopg2

    where = connection.settings_dict
    other = psycopg2.connect(
        dbname="postgres", user=where["USER"], password=where["PASSWORD"], host=where["HOST"], port=where["PORT"]
    )
    other.autocommit = True
    other.cursor().execute(statement)
    other.close()


@pytest.mark.slow
def test_a_backup_comes_back_on_another_machine_with_its_keys_and_not_without(tmp_path, database):
    old = Machine(tmp_path / "lama", database("lama"))
    old.must("migrate", "--verbosity", "0")
    old.must("shell", "-c", FILL)

    said = old.must("backup", str(tmp_path / "cadangan"))

    folder, keys = _only(tmp_path / "cadangan"), _only(tmp_path / "cadangan-kunci")
    assert str(folder) in said
    assert keys.stat().st_mode & 0o777 == 0o600
    assert not any(NIK.encode() in path.read_bytes() for path in folder.iterdir())
    with tarfile.open(folder / "files.tar") as archive:
        assert len(archive.getnames()) == 1

    new = Machine(tmp_path / "baru", database("baru"))
    refused = new.manage("restore", str(folder), "--commit")
    assert "KEYS=" in refused.stderr

    new.take_keys(keys)
    assert "--commit" in new.manage("restore", str(folder)).stderr
    new.must("restore", str(folder), "--commit")
    assert new.must("shell", "-v", "0", "-c", READ).split() == [NIK, "Maria", f"{NIK};Maria"]

    again = new.manage("restore", str(folder), "--commit")
    assert "--replace" in again.stderr
    new.must("restore", str(folder), "--commit", "--replace")
    assert new.must("shell", "-v", "0", "-c", READ).split()[0] == NIK


def _only(folder):
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("manifest", [None, "{", '{"database": "oracle", "keys": []}'])
def test_anything_but_a_backup_is_refused(tmp_path, manifest, db):
    from core import safekeeping

    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)

    with pytest.raises(safekeeping.BackupError):
        safekeeping.check(tmp_path)
