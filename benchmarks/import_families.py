"""A sheet of 10,000 rows, checked and written into a city of 400,000 persons, beside a bare COPY of the same rows.

python -m benchmarks.import_families                                   SQLite
python -m benchmarks.import_families --database postgres://…/postgres   a PostgreSQL that may create databases
… --keep                                                                the databases of the last run

Nine rows of ten are new; the others repeat persons who are recorded in the village. SQLite has no COPY: there the rows
go in by executemany. What was written is taken back at the end.
"""

import argparse
import datetime
import io
import json
import os
import subprocess
import sys
import time

from benchmarks.databases import CITY, LARGE, ROOT, prepare
from benchmarks.report import Promise, table

ROWS, KNOWN = 10_000, 1_000
#: Rows a second, checked and written; seconds in which nobody else can write.
LEAST_ROWS, MOST_SECONDS = 1_000, 3.0
AS_OF = datetime.date(2026, 11, 1)
HEADINGS = (
    "NO",
    "NO KK",
    "NIK",
    "NAMA LENGKAP",
    "JENIS KELAMIN",
    "TEMPAT LAHIR",
    "TANGGAL LAHIR",
    "HUBUNGAN DALAM KELUARGA",
    "STATUS KAWIN",
    "PENDIDIKAN",
    "PEKERJAAN",
    "AGAMA",
    "ALAMAT",
    "RT",
    "RW",
    "METODE KB",
    "NAMA AYAH",
    "NAMA IBU",
)
NAMES = ("YOHANES", "MARIA", "PETRUS", "ANA", "MARTHA", "YAKOBUS", "DOMINGGUS", "ELISABETH")
SURNAMES = ("TALLO", "NDUN", "BANUNAEK", "LAKA", "SELAN", "NUBATONIS", "TAKAEB", "FAOT")


def run(engine, *, server="", fresh=True):
    """Measure one engine, print its figures. Returns the promises that were not kept."""
    database = next(each for each in prepare(engine, server=server, fresh=fresh) if each.families == LARGE)
    command = [sys.executable, "-m", "benchmarks.import_families", "--inside"]
    answer = subprocess.run(command, cwd=ROOT, env=database.environment, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(answer.stdout.splitlines()[-1])
    total = figures["check"] + figures["commit"]
    print(f"\n{engine}: impor {ROWS} baris ke dalam {figures['register']} orang\n{table(_rows(figures, total))}")
    kept = [
        Promise("baris impor sedetik", ROWS / total, least=LEAST_ROWS),
        Promise("transaksi impor, detik", figures["transaction"], most=MOST_SECONDS),
    ]
    return [f"{engine}: {promise}" for promise in kept if not promise.is_kept]


def _rows(figures, total):
    yield ["", "detik", "baris/detik"]
    for name, key in (("periksa", "check"), ("simpan", "commit"), ("  di antaranya transaksi", "transaction")):
        yield [name, f"{figures[key]:.2f}", f"{ROWS / figures[key]:,.0f}"]
    yield ["periksa dan simpan", f"{total:.2f}", f"{ROWS / total:,.0f}"]
    yield ["COPY baris yang sama", f"{figures['copy']:.2f}", f"{ROWS / figures['copy']:,.0f}"]
    yield ["impor/COPY", f"{total / figures['copy']:.1f}", ""]
    yield ["batalkan", f"{figures['undo']:.2f}", f"{ROWS / figures['undo']:,.0f}"]


# --- Inside the process that has the database ------------------------------------------------------------------------


def _measure():
    from core.models import ImportBatch
    from members.imports import commit, run, services
    from members.models import Person

    officer, village = _officer_and_village()
    upload = _sheet(_known(village))
    batch = services.keep_sheet(by=officer, upload=upload, name="ukur.xlsx", village_id=village, as_of=AS_OF)
    figures = {"register": Person.objects.count()}
    figures["check"] = _seconds(lambda: run.check_batch(batch.pk))
    batch.refresh_from_db()
    if batch.state != ImportBatch.State.CHECKED or batch.totals["rejected"]:
        raise SystemExit(f"{batch.state} {batch.message} {batch.totals}")
    services.take(batch.pk, by=officer, takes=["new", "changed"])
    commit._write = _timed(commit._write, figures, "transaction")
    figures["commit"] = _seconds(lambda: run.commit_batch(batch.pk))
    batch.refresh_from_db()
    if batch.totals.get("taken_new") != ROWS - KNOWN:
        raise SystemExit(f"{batch.state} {batch.message} {batch.totals}")
    figures["copy"] = _copy(village)
    figures["undo"] = _seconds(lambda: services.undo_import(batch.pk, by=officer, request_id=None))
    print(json.dumps(figures))


def _seconds(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _timed(function, figures, name):
    def timed(*args, **kwargs):
        began = time.perf_counter()
        result = function(*args, **kwargs)
        figures[name] = time.perf_counter() - began
        return result

    return timed


def _officer_and_village():
    from accounts.models import Assignment, User
    from regions.models import Region
    from regions.scope import Scope

    village = Region.objects.villages().filter(Scope.of(CITY).q("code")).order_by("code").first()
    officer, _new = User.objects.get_or_create(username="ukur-impor", defaults={"name": "Ukur"})
    place = {"place_kind": "region", "place_key": village.code, "region_code": village.code}
    Assignment.objects.get_or_create(user=officer, role="pkb", starts_on=datetime.date(2026, 1, 1), **place)
    return User.objects.get(pk=officer.pk), village.code


def _known(village):
    """Persons of the village who are in the sheet again: whole rows as they are recorded."""
    from members.models import Person

    persons = Person.objects.active().filter(village_id=village).exclude(nik_hash="").exclude(family__kk_hash="")
    return list(persons.select_related("family").order_by("family_id", "pk")[:KNOWN])


def _sheet(known):
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, ["DATA PENDUDUK"])
        page.write_row(2, 0, HEADINGS)
        for number, row in enumerate([*map(_known_row, known), *map(_new_row, range(ROWS - len(known)))], start=3):
            page.write_row(number, 0, row)
    return target.getvalue()


def _known_row(person):
    family = person.family
    born = person.birth_date.strftime("%d-%m-%Y") if person.birth_date else ""
    return [
        "",
        family.kk_number,
        person.nik,
        person.name.upper(),
        person.sex,
        person.birth_place,
        born,
        person.get_relation_display(),
        person.get_marriage_display(),
        person.get_education_display(),
        person.get_job_display(),
        person.get_religion_display(),
        family.address,
        family.rt,
        family.rw,
        "",
        "",
        "",
    ]


def _new_row(number):
    family, member = divmod(number, 4)
    is_woman = member in (1, 3)
    year, month, day = (1978 + family % 20 if member < 2 else 2010 + family % 12), 1 + family % 12, 1 + family % 28
    nik = f"737101{day + 40 * is_woman:02d}{month:02d}{year % 100:02d}{9999 - number % 9000:04d}"
    name = f"{NAMES[(family + member) % 8]} {SURNAMES[family % 8]} {SURNAMES[family // 8 % 8]}"
    return [
        str(number + 1),
        f"537101{1 + family % 28:02d}0926{1 + family:04d}",
        nik,
        name,
        "P" if is_woman else "L",
        "KUPANG",
        f"{day:02d}/{month:02d}/{year}",
        ("KEPALA KELUARGA", "ISTRI", "ANAK", "ANAK")[member],
        "KAWIN" if member < 2 else "BELUM KAWIN",
        "TAMAT SD/SEDERAJAT",
        "PETANI/PEKEBUN" if member == 0 else "BELUM/TIDAK BEKERJA",
        "KRISTEN",
        "JL. CONTOH",
        f"{1 + family % 9:03d}",
        f"{1 + family % 5:03d}",
        "SUNTIK" if member == 1 and family % 3 == 0 else "",
        "X",
        "Y",
    ]


def _copy(village):
    """Seconds to put the written persons and families, as they are stored, into bare tables."""
    from django.db import connection

    from members.models import Family, Person

    seconds = 0.0
    for model in (Family, Person):
        name = model._meta.db_table
        with connection.cursor() as cursor:
            newest = f"SELECT * FROM {name} WHERE village_id = %s ORDER BY id DESC LIMIT {ROWS - KNOWN}"
            cursor.execute(newest, [village])
            rows = cursor.fetchall()
            cursor.execute(f"CREATE TEMPORARY TABLE bare_{name} AS SELECT * FROM {name} LIMIT 0")
            seconds += _seconds(lambda: _put(cursor, f"bare_{name}", rows))  # noqa: B023 - called at once
    return seconds


def _put(cursor, name, rows):
    if cursor.db.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        return
    lines = io.StringIO()
    for row in rows:
        lines.write("\t".join(_as_copied(cell) for cell in row) + "\n")
    lines.seek(0)
    cursor.copy_expert(f"COPY {name} FROM STDIN", lines)


def _as_copied(cell):
    if cell is None:
        return r"\N"
    text = json.dumps(cell) if isinstance(cell, dict | list) else str(cell)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="", help="URL PostgreSQL yang boleh membuat basis data")
    parser.add_argument("--keep", action="store_true", help="pakai basis data ukur yang sudah ada")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return _inside()
    engine = "postgresql" if options.database else "sqlite"
    broken = run(engine, server=options.database, fresh=not options.keep)
    print("\n".join(broken) or "Semua janji ditepati.")


def _inside():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppka.settings")
    django.setup()
    _measure()


if __name__ == "__main__":
    main()
