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

#: Turns of one case, and requests of one. Both databases have their turn and both sides their request, so that a busy
#: moment strikes all of them.
TURNS, ROUNDS = 8, 5
#: The admin's searches take seconds: of what takes longer than this, one turn is enough.
SLOW = 0.2
SIDES = ("ours", "admin")
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
            for (families, who), result in _take_turns(workers, scope, what, word).items():
                results[scope, what, word, families, who] = result
    for worker in workers.values():
        worker.stdin.close()
        worker.wait()
    return results


def _take_turns(workers, scope, what, word):
    """{(families, who): Result}."""
    case = {"scope": scope, "what": what, "word": word}
    seconds, queries = {}, {}
    sides = {families: list(SIDES) for families in workers}
    for turn in range(TURNS):
        for families, worker in workers.items():
            # The first turn warms up and finds out who is slow.
            answer = _ask(worker, {**case, "sides": sides[families], "rounds": ROUNDS if turn else 2})
            for who, figures in answer.items():
                seconds.setdefault((families, who), []).extend(figures["seconds"])
                queries[families, who] = figures["queries"]
            sides[families] = [who for who in SIDES if min(seconds[families, who]) < SLOW]
    return {side: Result(min(seconds[side]) * 1000, queries[side]) for side in seconds}


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
