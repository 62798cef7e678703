"""Which column is which: known headings, asked ones, remembered ones; and what the numbers mean."""

import io

import pytest
import xlsxwriter

from core.imports.headings import heading_key
from core.models import ImportBatch
from members.imports.columns import SYNONYMS
from members.models import Person
from tests.members.import_batches import batch_of, url
from tests.members.import_sheet import HEADINGS, card, nik, people, workbook

pytestmark = pytest.mark.django_db
State = ImportBatch.State
CLEAN = [card(0), nik(0, 0), "Yohanes", "L", "Kepala Keluarga"]

#: Headings seen in population sheets of villages, in information systems of villages, and in forms.
REAL_HEADINGS = [
    ("NO KK", "kk_number"),
    ("No. Kartu Keluarga", "kk_number"),
    ("NOMOR KK", "kk_number"),
    ("no_kk", "kk_number"),
    ("NKK", "kk_number"),
    ("Nomor Kartu\nKeluarga", "kk_number"),
    ("No. Urut Keluarga", "family_number"),
    ("NIK", "nik"),
    ("No. KTP", "nik"),
    ("NIK / No KTP", "nik"),
    ("Nomor Induk Kependudukan", "nik"),
    ("NAMA", "name"),
    ("NAMA_LGKP", "name"),
    ("Nama Anggota Keluarga", "name"),
    ("JK", "sex"),
    ("L/P", "sex"),
    ("JENIS KELAMIN", "sex"),
    ("sex", "sex"),
    ("TMPT LAHIR", "birth_place"),
    ("tempatlahir", "birth_place"),
    ("TGL LAHIR", "birth_date"),
    ("tanggallahir", "birth_date"),
    ("Tanggal Lahir", "birth_date"),
    ("Tempat, Tanggal Lahir", "birth_place_date"),
    ("TTL", "birth_place_date"),
    ("kk_level", "relation"),
    ("SHDK", "relation"),
    ("HUBUNGAN DENGAN KK", "relation"),
    ("Hub. Keluarga", "relation"),
    ("STAT_HBKEL", "relation"),
    ("STATUS KAWIN", "marriage"),
    ("status_kawin", "marriage"),
    ("PDDK AKH", "education"),
    ("pendidikan_kk_id", "education"),
    ("JENIS PKRJN", "job"),
    ("pekerjaan_id", "job"),
    ("AGAMA", "religion"),
    ("agama_id", "religion"),
    ("JKN", "insurance"),
    ("NO. HP", "phone"),
    ("ALAMAT", "address"),
    ("Dusun/Lingkungan", "dusun"),
    ("RT", "rt"),
    ("RW", "rw"),
    ("RT/RW", "rt_rw"),
    ("cara_kb_id", "kb_method"),
    ("Alat Kontrasepsi", "kb_method"),
    ("hamil", "pregnant"),
]


def test_unknown_headings_are_asked_and_remembered(client, send_sheet, django_capture_on_commit_callbacks):
    headings = ("KARTU", "NIK", "NAMA", "JK", "POSISI")
    posts = ("Kepala", "Istri", "Anak", "Anak")
    rows = [
        {"KARTU": row["NO. KK"], "NIK": row["NIK"], "NAMA": row["NAMA LENGKAP"], "JK": row["JK"], "POSISI": post}
        for row, post in zip(people(1), posts, strict=True)
    ]
    response = send_sheet(workbook(rows, headings=headings))
    batch = ImportBatch.objects.get()
    assert (batch.state, "Nomor KK" in batch.message) == (State.MAPPING, True)

    chosen = {"column_0": "kk_number", "column_1": "nik", "column_2": "name", "column_3": "sex", "column_4": "relation"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("mapping", batch), {**chosen, "scheme": "pk21", "kb_scheme": "pk21"})
    batch.refresh_from_db()
    assert (answer.url, batch.state, batch.totals["new"]) == (response.url, State.CHECKED, 4)

    send_sheet(workbook(rows, headings=headings), name="lagi.xlsx")
    assert ImportBatch.objects.latest("pk").state == State.CHECKED


def test_one_field_for_two_columns_is_refused_and_stays_filled_in(client, officer):
    batch = batch_of(officer, people(1))
    client.force_login(officer)

    response = client.post(
        url("mapping", batch), {"column_1": "nik", "column_2": "nik", "scheme": "shdk", "kb_scheme": "pk21"}
    )

    form = response.context["form"]
    assert "sudah dipilih" in str(form.errors["column_2"])
    assert "Masih kurang" in str(form.non_field_errors())
    assert form["column_2"].value() == "nik"


def test_samples_of_personal_columns_are_hidden(client, officer):
    batch = batch_of(officer, people(1), headings=(*HEADINGS[:4], "NOMOR ENTAH", *HEADINGS[4:]))
    client.force_login(officer)

    page = client.get(url("mapping", batch)).content.decode()

    assert nik(0, 0) not in page
    assert "YOHANES TALLO A" in page


def numbered(relations, sexes="1212"):
    """Four persons with numbers for sex and relation."""
    return [
        {
            "NO KK": row["NO. KK"],
            "NIK": row["NIK"],
            "NAMA": row["NAMA LENGKAP"],
            "SEX": sex,
            "kk_level": relation,
        }
        for row, sex, relation in zip(people(1), sexes, relations, strict=True)
    ]


def test_numbers_of_kb_methods_are_never_taken_without_a_word(client, send_sheet, django_capture_on_commit_callbacks):
    rows = numbered("1233")
    rows[1]["METODE KB"] = "3"
    send_sheet(workbook(rows, headings=("NO KK", "NIK", "NAMA", "SEX", "kk_level", "METODE KB")))
    batch = ImportBatch.objects.get()
    assert (batch.state, "arti angkanya" in batch.message) == (State.MAPPING, True)
    page = client.get(url("mapping", batch)).content.decode()
    assert "3 = IUD/AKDR" in page
    assert "3 = MOP/vasektomi" in page
    assert "3 = Suntik" in page

    columns = {f"column_{index}": key for index, key in batch.mapping["columns"].items()}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("mapping", batch), {**columns, "scheme": "pk21", "kb_scheme": "shdk"})

    batch.refresh_from_db()
    assert (batch.state, batch.mapping["kb_scheme"]) == (State.CHECKED, "shdk")


@pytest.mark.parametrize(
    ("relations", "scheme"),
    [("1233", "pk21"), ("1344", "shdk"), ("1349", "shdk"), ("1313", "shdk")],
    ids=["family-data form", "registry by its wives", "registry by its relations", "couples only"],
)
def test_the_list_behind_the_numbers_is_told_by_the_sheet(officer, relations, scheme):
    batch = batch_of(officer, numbered(relations), headings=("NO KK", "NIK", "NAMA", "SEX", "kk_level"))

    assert batch.mapping["scheme"] == scheme


FIELD_NAMES = {
    "NO. KK": "no_kk",
    "NIK": "nik",
    "NAMA LENGKAP": "nama",
    "JK": "sex",
    "TEMPAT LAHIR": "tempatlahir",
    "TANGGAL LAHIR": "tanggallahir",
    "STATUS HUBUNGAN DALAM KELUARGA": "kk_level",
    "STATUS PERKAWINAN": "status_kawin",
    "PENDIDIKAN": "pendidikan_kk_id",
    "PEKERJAAN": "pekerjaan_id",
    "AGAMA": "agama_id",
}


def test_headings_that_are_field_names_and_a_row_of_numbers_below_them(officer):
    rows = []
    for member, row in enumerate(people(1)):
        row |= {"JK": "1212"[member], "STATUS HUBUNGAN DALAM KELUARGA": "1344"[member]}
        row |= {"STATUS PERKAWINAN": "2211"[member], "PENDIDIKAN": "5", "PEKERJAAN": "9", "AGAMA": "3"}
        rows.append({new: row[old] for old, new in FIELD_NAMES.items()})

    batch = batch_of(officer, rows, headings=tuple(FIELD_NAMES.values()), numbering=True, commit=True)

    assert batch.totals["taken_new"] == 4
    wife = Person.objects.with_nik(nik(0, 1)).get()
    assert (wife.relation, wife.education, wife.job, wife.marriage) == ("wife", "slta", "farmer", "married")


@pytest.mark.parametrize("heading", REAL_HEADINGS, ids=lambda pair: pair[0])
def test_real_headings_are_known(heading):
    text, key = heading

    assert SYNONYMS.get(heading_key(text)) == key


def test_the_data_may_stand_on_any_sheet_of_the_workbook(officer):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Petunjuk").write_string(0, 0, "Isi lembar berikut")
        page = book.add_worksheet("Warga RT 5")
        for number, row in enumerate([["NO KK", "NIK", "NAMA", "JK", "HUBUNGAN"], CLEAN]):
            page.write_row(number, 0, row)

    batch = batch_of(officer, None, data=target.getvalue())

    assert (batch.state, batch.totals["new"], batch.mapping["sheet"]) == (State.CHECKED, 1, "Warga RT 5")
