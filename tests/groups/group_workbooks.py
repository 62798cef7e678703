"""Workbooks of groups for tests, and batches sent by an officer."""

import datetime
import io

import xlsxwriter
from django.urls import reverse

from groups.imports import run
from members.imports import services

AS_OF = datetime.date(2026, 11, 1)
GROUPS = ["No Register", "Nama UPPKS", "Alamat", "RW", "Jabatan Pembina", "Nama Pembina", "Sumber Dana", "Keterpaduan"]
GROUPS += ["Tempat Pengesahan", "Tanggal Pengesahan"]
POSTS = ["Nama Kelompok", "Jabatan", "Nama", "NIK", "Tanggal Lahir"]
MEMBERS = ["Nama Kelompok", "No", "Nama Anggota", "NIK", "KKI", "JK", "Tanggal Lahir", "Bergabung"]
MELATI = ["001", "UPPKS MELATI", "Jl. Contoh 1", "2", "PKB/PLKB", "Marta", "Swadaya; APBD", "Tidak terpadu"]
MELATI += ["Kupang", "05-01-2026"]


def nik(number):
    """A made-up number of a woman born on 17 August 1990."""
    return f"537104570890{9000 + number}"


def committee(group="Melati"):
    """Chair, secretary and treasurer who stand in no register yet."""
    names = (("Ketua", "Yuliana Tallo"), ("Sekretaris", "Agustina Ndun"), ("Bendahara", "Ferderika Laka"))
    return [[group, post, name, nik(number), "17-08-1990"] for number, (post, name) in enumerate(names, 1)]


def workbook(**sheets):
    """Bytes of an XLSX; each sheet is its rows, the headings first. Names of sheets in capitals."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name.upper())
            for index, row in enumerate(rows):
                page.write_row(index, 0, row)
    return target.getvalue()


def whole(*members, cards=(MELATI,), posts=None):
    """The three sheets of one group."""
    posts = committee() if posts is None else posts
    return workbook(kelompok=[GROUPS, *cards], pengurus=[POSTS, *posts], anggota=[MEMBERS, *members])


def batch_of(officer, data, *, place="5371041001", takes=("new", "changed"), commit=False):
    """The workbook as a checked batch; with ``commit`` it is written as well."""
    batch = services.start_import(
        by=officer, request_id=None, upload=data, name="uppka.xlsx", village_id=place, as_of=AS_OF, kind=run.KIND
    )
    run.check_batch(batch.pk)
    if commit:
        services.commit_import(batch.pk, by=officer, request_id=None, takes=list(takes), kind=run.KIND)
        run.commit_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def found(batch):
    """[(row, column, level)] of what a check found."""
    return list(batch.findings.values_list("row", "column", "level"))


def url(name, batch=None):
    return reverse(f"groups:import_{name}", args=[batch.public_id] if batch else [])
