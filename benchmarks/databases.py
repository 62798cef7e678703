"""Two databases of one engine: 1,000 and 100,000 families in a city, as many again in seven scattered villages."""

import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench"
SMALL, LARGE = 1_000, 100_000
CITY = ["5371"]
#: Seven villages of four islands; the whole city lies between them.
SCATTERED = ["5203012001", "5302011001", "5308011001", "5314012005", "6171011002", "7203042001", "7371011001"]
SCOPES = {"satu kota": CITY, "tujuh desa": SCATTERED}
#: Enough for a full page of groups, also at 1,000 families.
GROUPS = {SMALL: 40, LARGE: 1_000}


@dataclass(frozen=True)
class Database:
    """``seconds``: how long writing its city took, None when it was there already."""

    engine: str
    families: int
    url: str
    seconds: float | None = None

    @property
    def environment(self):
        return {**os.environ, "DATABASE_URL": self.url, "DEMO": "1", "TLS": "0", "LOG_LEVEL": "ERROR"}


def prepare(engine, *, server="", fresh=True):
    """[small, large] databases of ``engine``; ``server`` is the URL of a PostgreSQL that may create databases."""
    return [_prepare(engine, families, server, fresh) for families in (SMALL, LARGE)]


def _prepare(engine, families, server, fresh):
    exists, url = (_sqlite if engine == "sqlite" else _postgresql)(families, server, fresh)
    database = Database(engine, families, url)
    _manage(database, "migrate", "--verbosity", "0")
    _manage(database, "collectstatic", "--noinput", "--verbosity", "0")
    if exists:
        return database
    _manage(database, "load_regions")
    began = time.monotonic()
    _seed(database, CITY)
    seconds = time.monotonic() - began
    _seed(database, SCATTERED)
    return Database(engine, families, url, seconds)


def _seed(database, codes):
    size = ["--families", str(database.families), "--groups", str(GROUPS[database.families])]
    _manage(database, "seed_demo", *size, "--regions", ",".join(codes), "--commit")


def _manage(database, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=database.environment, check=True, stdout=subprocess.DEVNULL)


def _sqlite(families, _server, fresh):
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{families}.sqlite3"
    if fresh:
        for path in FOLDER.glob(f"{file.name}*"):
            path.unlink()
    return file.exists(), f"sqlite:///{file}"


def _postgresql(families, server, fresh):
    name = f"uppka_bench_{families}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        exists = bool(cursor.fetchone()[0])
        if exists and fresh:
            cursor.execute(f"DROP DATABASE {name}")
        if fresh or not exists:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    return exists and not fresh, urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
