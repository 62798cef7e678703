"""List pages and searches at 1,000 and at 100,000 families in the officer's scope, beside Django's admin.

python -m benchmarks.lists                                   SQLite
python -m benchmarks.lists --database postgres://…/postgres   a PostgreSQL that may create databases
… --keep                                                     the databases of the last run
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.databases import LARGE, ROOT, SCOPES, SMALL, prepare
from benchmarks.report import Promise, table

#: Requests of one turn, and turns; the databases take turns, so that a busy moment strikes both.
ROUNDS, TURNS = 5, 6
CASES = [("families", ""), ("families", "maria"), ("families", "rare"), ("groups", "")]
NAMES = {
    ("families", ""): "daftar keluarga",
    ("families", "maria"): "cari keluarga, nama umum",
    ("families", "rare"): "cari keluarga, nama langka",
    ("groups", ""): "daftar kelompok",
}
MOST_GROWTH = {"": 1.3, "maria": 2.0, "rare": 2.0}
#: How often our time must go into the admin's: as fast for a list, four times faster for a search.
LEAST_GAIN = {"": 1.0, "maria": 4.0, "rare": 4.0}


@dataclass(frozen=True)
class Result:
    """Milliseconds of a request, the quickest of all rounds (whatever disturbs only adds), and its queries."""

    milliseconds: float
    queries: int


def measure(databases):
    """{(scope, what, word, families, who): Result}."""
    workers = {database.families: _worker(database) for database in databases}
    results = {}
    for scope in SCOPES:
        for what, word in CASES:
            for who in ("ours", "admin"):
                for families, result in _take_turns(workers, scope, what, word, who).items():
                    results[scope, what, word, families, who] = result
    for worker in workers.values():
        worker.stdin.close()
        worker.wait()
    return results


def _take_turns(workers, scope, what, word, who):
    case = {"scope": scope, "what": what, "word": word, "who": who}
    seconds, queries = {families: [] for families in workers}, {}
    for worker in workers.values():
        _ask(worker, {**case, "rounds": 2})  # warm caches
    # The admin's slowest pages take seconds; fewer of them tell enough.
    turns, rounds = (TURNS, ROUNDS) if who == "ours" else (3, 2)
    for _turn in range(turns):
        for families, worker in workers.items():
            answer = _ask(worker, {**case, "rounds": rounds})
            seconds[families] += answer["seconds"]
            queries[families] = answer["queries"]
    return {f: Result(min(seconds[f]) * 1000, queries[f]) for f in workers}


def promises(results):
    """What the house promises, one Promise for each figure."""
    for scope in SCOPES:
        for what, word in CASES:
            small, large, theirs = (
                results[scope, what, word, families, who]
                for families, who in ((SMALL, "ours"), (LARGE, "ours"), (LARGE, "admin"))
            )
            name = f"{NAMES[what, word]}, {scope}"
            yield Promise(f"{name}: tumbuh", large.milliseconds / small.milliseconds, most=MOST_GROWTH[word])
            yield Promise(f"{name}: kueri bertambah", large.queries - small.queries, most=0)
            yield Promise(f"{name}: admin/kita", theirs.milliseconds / large.milliseconds, least=LEAST_GAIN[word])


def rows(results):
    yield ["", "1.000", "100.000", "tumbuh", "kueri", "admin 100.000", "admin/kita"]
    for scope in SCOPES:
        for what, word in CASES:
            small, large = (results[scope, what, word, families, "ours"] for families in (SMALL, LARGE))
            theirs = results[scope, what, word, LARGE, "admin"]
            yield [
                f"{NAMES[what, word]}, {scope}",
                f"{small.milliseconds:.1f} ms",
                f"{large.milliseconds:.1f} ms",
                f"{large.milliseconds / small.milliseconds:.2f}",
                f"{small.queries} / {large.queries}",
                f"{theirs.milliseconds:.1f} ms",
                f"{theirs.milliseconds / large.milliseconds:.1f}",
            ]


def _worker(database):
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.worker"],
        cwd=ROOT,
        env=database.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(worker, case):
    worker.stdin.write(json.dumps(case) + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def run(engine, *, server="", fresh=True):
    """Measure one engine, print its figures. Returns the promises that were not kept."""
    databases = prepare(engine, server=server, fresh=fresh)
    results = measure(databases)
    print(f"\n{engine}: satu permintaan, yang tercepat\n{table(rows(results))}")
    kept = list(promises(results))
    for database in databases:
        if database.seconds is not None:
            most = 60 if engine == "postgresql" else 120
            name = f"menulis {database.families} keluarga, detik"
            kept.append(Promise(name, database.seconds, most=most))
            print(f"{name}: {database.seconds:.1f}")
    return [f"{engine}: {promise}" for promise in kept if not promise.is_kept]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="", help="URL PostgreSQL yang boleh membuat basis data")
    parser.add_argument("--keep", action="store_true", help="pakai basis data ukur yang sudah ada")
    options = parser.parse_args()
    engine = "postgresql" if options.database else "sqlite"
    broken = run(engine, server=options.database, fresh=not options.keep)
    print("\n".join(broken) or "Semua janji ditepati.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
