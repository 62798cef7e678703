"""The pages of an import: who may, what a hostile file is told, and the way from a sheet to its undo."""

import csv
import datetime
import uuid

import pytest
from django.urls import reverse

from accounts import roles
from accounts.models import PersonalDataAccess
from core.imports import reading
from core.models import Attachment, ImportBatch
from members.models import Family, Person
from tests.core.test_sheets import bomb
from tests.members.import_batches import batch_of, url
from tests.members.import_sheet import HEADINGS, nik, people, person, workbook
from tests.queries import count_queries
from tests.stories import story

pytestmark = pytest.mark.django_db
AS_OF = datetime.date(2026, 11, 1)
State = ImportBatch.State


# --- Who may ---


@pytest.mark.parametrize("name", ["list", "create", "template"])
@pytest.mark.parametrize("who", ["kader", "province_staff", "centre_staff", "administrator"])
def test_who_may_not_import_finds_no_page(request, client, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "mapping", "changes", "commit", "report"])
@pytest.mark.parametrize("who", ["stranger", "kader", "province_staff"])
def test_a_batch_outside_the_scope_does_not_exist(request, client, officer, who, name):
    batch = batch_of(officer, people(1))
    client.force_login(request.getfixturevalue(who))

    response = client.post(url(name, batch)) if name == "report" else client.get(url(name, batch))

    assert response.status_code == 404


def test_undo_outside_the_scope_does_not_exist(client, officer, stranger):
    batch = batch_of(officer, people(1), commit=True)
    client.force_login(stranger)

    assert client.post(url("undo", batch)).status_code == 404
    assert Person.objects.count() == 4


def test_the_regency_sees_the_batch_but_never_downloads_the_officers_sheet(client, officer, regency_staff):
    batch = batch_of(officer, people(1))
    client.force_login(regency_staff)

    assert client.get(url("detail", batch)).status_code == 200
    assert client.post(url("report", batch)).status_code == 404


def test_a_village_outside_the_scope_cannot_be_chosen(send_sheet):
    response = send_sheet(workbook(people(1)), village="5301012001")

    assert "village" in response.context["form"].errors
    assert not ImportBatch.objects.exists()


# --- Sending ---


def test_the_limits_are_stated_before_anything_is_sent(client, officer):
    client.force_login(officer)

    page = client.get(url("create")).content.decode()

    assert "10.000 baris dan 10 MB" in page
    assert url("template") in page


def test_a_sheet_is_sent_checked_saved_and_taken_back(client, send_sheet, officer, django_capture_on_commit_callbacks):
    response = send_sheet(workbook(people(3)))
    batch = ImportBatch.objects.get()
    assert response.url == url("detail", batch)
    assert batch.state == State.CHECKED

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("commit", batch), {"takes": ["new"], "request_id": uuid.uuid4()})
    assert response.url == url("detail", batch)
    assert Person.objects.count() == 12
    assert "12 orang baru, 3 keluarga baru" in " ".join(client.get(response.url).content.decode().split())

    client.post(url("undo", batch), {"request_id": uuid.uuid4()})
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count(), Family.objects.count()) == (State.UNDONE, 0, 0)
    told = ["Mengirim berkas untuk diperiksa.", "Menyimpan yang baik.", "Membatalkan impor."]
    assert story(client, url("detail", batch)) == [(officer.name, each) for each in told]


def test_posted_twice_is_one_batch(send_sheet):
    request_id, data = str(uuid.uuid4()), workbook(people(1))

    first, second = send_sheet(data, request_id=request_id), send_sheet(data, request_id=request_id)

    assert first.url == second.url
    assert ImportBatch.objects.count() == 1


def test_one_id_with_another_sheet_is_refused_and_gets_a_new_id(send_sheet):
    request_id = str(uuid.uuid4())
    send_sheet(workbook(people(1)), request_id=request_id)

    response = send_sheet(workbook(people(2)), request_id=request_id)

    assert response.context["form"].non_field_errors()
    assert response.context["form"]["request_id"].value() != request_id
    assert response.context["form"]["village"].value() == "5371041001"


def test_committed_twice_with_one_id_writes_once(client, send_sheet, django_capture_on_commit_callbacks):
    send_sheet(workbook(people(1)))
    batch, request_id = ImportBatch.objects.get(), uuid.uuid4()

    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url("commit", batch), {"takes": ["new"], "request_id": request_id})

    assert response.status_code == 302
    assert Person.objects.count() == 4


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"<html><table><tr><td>NIK</td></tr></table></html>", "data.xlsx", "halaman web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "data.xls", "Excel lama"),
        (b"", "data.xlsx", "kosong"),
        (b" \n \n", "data.csv", "kosong"),
        (b"PK\x03\x04" + b"\0" * 200, "data.xlsx", "rusak"),
        (b"\x89PNG\r\n\0\0", "foto.xlsx", "bukan XLSX"),
        (bomb(), "bom.xlsx", "saat dibuka"),
    ],
    ids=["html", "locked or old excel", "nothing", "blank", "broken", "picture", "gigabyte"],
)
def test_a_hostile_or_wrong_file_gets_a_sentence_beside_its_field(send_sheet, data, name, sentence):
    response = send_sheet(data, name=name)

    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors["file"])
    assert response.context["form"]["village"].value() == "5371041001"
    assert not Attachment.objects.exists()


def test_a_file_above_ten_megabytes_is_refused(send_sheet):
    response = send_sheet(b"NIK,NAMA\n" + b"1,x\n" * 2_700_000, name="besar.csv")

    assert "10 MB" in str(response.context["form"].errors["file"])


def test_a_list_of_tomorrow_is_refused(send_sheet):
    response = send_sheet(workbook(people(1)), as_of="2031-01-01")

    assert "masa depan" in str(response.context["form"].errors["as_of"])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (workbook([{"A": "1", "B": "2"}], headings=("A", "B"), titles=()), "Tidak ada baris judul kolom"),
        (workbook([]), "Tidak ada baris data"),
    ],
    ids=["no header", "no rows"],
)
def test_a_sheet_that_cannot_be_taken_says_so_on_its_page(client, send_sheet, data, sentence):
    response = send_sheet(data)

    batch = ImportBatch.objects.get()
    assert batch.state == State.FAILED
    assert sentence in client.get(response.url).content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_all_usual_kinds(send_sheet, encoding, delimiter):
    rows = [[*HEADINGS], *([str(row[heading]) for heading in HEADINGS] for row in people(1))]
    rows[1][3] = "JOSÉ TALLO"

    send_sheet("\r\n".join(delimiter.join(row) for row in rows).encode(encoding), name="data.csv")

    assert ImportBatch.objects.get().totals["new"] == 4


def test_the_uploaded_sheet_and_what_was_made_of_it_are_encrypted_and_expire(send_sheet):
    send_sheet(workbook(people(1)))

    for attachment in Attachment.objects.all():
        assert attachment.is_encrypted
        assert attachment.expires_at
        with attachment.file.open("rb") as stored:
            content = stored.read()
        assert content.startswith(b"gAAAA")
    assert Attachment.objects.count() == 2


# --- Template ---


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_template_itself_imports(client, send_sheet, language):
    client.cookies["django_language"] = language
    response = client.get(url("template"))
    data = b"".join(response.streaming_content)
    sheets = {sheet.name: sheet.rows for sheet in reading.read(data)}
    headings = sheets["Data"][0]
    row = dict.fromkeys(headings, "")
    row |= {"Nomor KK": "5371040101200001", "Nama": "Maria", "Jenis kelamin": "P", "NIK": nik(0, 1)}
    row |= {"Hubungan dengan kepala keluarga": "Kepala keluarga", "Tanggal lahir": "02-01-1980", "RW": "002"}

    send_sheet(workbook([row], headings=headings, titles=()))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.totals["new"], batch.totals["errors"]) == (State.CHECKED, 1, 0)
    assert "Dusun" not in headings
    assert any("Suntik" in line for line in sheets["Kode"])


# --- What was found ---


def test_findings_are_shown_by_row_and_by_the_officers_own_heading(client, officer):
    batch = batch_of(officer, [person(0, 0), person(0, 1, NIK="12"), person(0, 2, PENDIDIKAN="KURSUS")])
    client.force_login(officer)

    page = " ".join(client.get(url("detail", batch)).content.decode().split())

    assert "Baris 6" in page
    assert "NIK harus 16 angka, ini 2 angka." in page
    assert "PENDIDIKAN" in page
    assert "Kolom yang tidak diambil: NO, NAMA AYAH" in page


def test_findings_are_filtered_and_paged(client, officer):
    batch = batch_of(officer, [person(f, 0, NIK="12", PENDIDIKAN="KURSUS") for f in range(30)])
    client.force_login(officer)

    wrong = client.get(url("detail", batch), {"jenis": "salah"}).context["table"]
    last = client.get(url("detail", batch), {"jenis": "salah", "page": "2"}).context["table"]

    assert (len(wrong.rows), len(last.rows)) == (25, 5)
    assert {row.record.level for row in wrong.rows} == {"error"}


def test_the_pages_queries_do_not_grow_with_rows(client, officer):
    client.force_login(officer)
    small = batch_of(officer, [person(0, 0), person(1, 0, NIK="12")])
    large = batch_of(officer, [person(f, m, NIK="12") for f in range(12) for m in range(4)])

    for name in ("detail", "list"):
        page = {batch: url(name, batch if name == "detail" else None) for batch in (small, large)}
        client.get(page[small])
        assert count_queries(lambda at=page[large]: client.get(at)) <= count_queries(
            lambda at=page[small]: client.get(at)
        )


def test_while_the_worker_is_at_it_the_page_shows_how_far_and_asks_again(client, officer):
    batch = batch_of(officer, people(1))
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.CHECKING, progress=40)
    client.force_login(officer)

    page = client.get(url("detail", batch)).content.decode()
    part = client.get(url("detail", batch), headers={"HX-Request": "true", "HX-Target": "import-progress"})

    assert 'value="40"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in part.content.decode()


def test_when_it_is_done_the_page_loads_itself_again(client, officer):
    batch = batch_of(officer, people(1))
    client.force_login(officer)

    response = client.get(url("detail", batch), headers={"HX-Request": "true", "HX-Target": "import-progress"})

    assert response["HX-Refresh"] == "true"


def test_the_results_fragment_is_the_pages_part(client, officer):
    batch = batch_of(officer, [person(f, 0, NIK="12") for f in range(30)])
    client.force_login(officer)

    page = client.get(url("detail", batch), {"page": "2"}).content.decode()
    part = client.get(url("detail", batch), {"page": "2"}, headers={"HX-Request": "true", "HX-Target": "results"})

    assert " ".join(part.content.decode().split()) in " ".join(page.split())


def test_a_batch_is_found_again_in_the_list(client, officer):
    batch = batch_of(officer, people(1))
    client.force_login(officer)

    page = client.get(url("list")).content.decode()

    assert url("detail", batch) in page
    assert "4 baru" in page


def test_the_same_sheet_comes_back_with_remarks_and_the_download_is_logged(client, officer):
    batch = batch_of(officer, [person(0, 0), person(0, 1, NIK="12")])
    client.force_login(officer)

    response = client.post(url("report", batch))

    rows = reading.read(b"".join(response.streaming_content))[0].rows
    assert rows[3] == [*HEADINGS, "Keterangan"]
    assert rows[4][2] == nik(0, 0)
    assert rows[5][-1] == "SALAH NIK: NIK harus 16 angka, ini 2 angka."
    row = PersonalDataAccess.objects.get(user=officer)
    assert (row.fields, row.rows, row.region_code) == ("kk_number,nik", 2, "5371041001")
    assert client.get(url("report", batch)).status_code == 405


# --- Changes ---


def test_changes_are_shown_field_by_field_with_numbers_masked(client, officer):
    batch_of(officer, [person(0, 0), person(0, 2, NIK="")], commit=True)
    batch = batch_of(officer, [person(0, 0, PENDIDIKAN="TAMAT SLTA"), person(0, 2)])
    client.force_login(officer)

    page = " ".join(client.get(url("changes", batch)).content.decode().split())

    assert "<del>Tamat SD</del> → <b>Tamat SLTA</b>" in page
    assert nik(0, 2) not in page
    assert f"{nik(0, 2)[:4]}••••••••{nik(0, 2)[-4:]}" in page


def test_a_change_that_is_unticked_is_left_out(client, officer, django_capture_on_commit_callbacks):
    batch_of(officer, people(1), commit=True)
    batch = batch_of(officer, [person(0, m, **{"TEMPAT LAHIR": "SOE"}) for m in range(4)])
    client.force_login(officer)

    response = client.post(url("changes", batch), {"taken": ["5"], "request_id": uuid.uuid4()})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(response.url, {"takes": ["changed"], "request_id": uuid.uuid4()})

    assert response.url == url("commit", batch)
    assert Person.objects.filter(birth_place="Soe").count() == 1


def test_a_choice_that_is_no_row_is_told_beside_the_rows(client, officer):
    batch_of(officer, people(1), commit=True)
    batch = batch_of(officer, [person(0, 0, **{"TEMPAT LAHIR": "SOE"})])
    client.force_login(officer)

    page = client.post(url("changes", batch), {"taken": ["²", "x"], "request_id": uuid.uuid4()})

    assert list(page.context["form"].errors) == ["taken"]


def test_health_and_religion_are_hidden_from_who_may_not_see_them(client, officer, monkeypatch):
    batch_of(officer, people(1), commit=True)
    batch = batch_of(officer, [person(0, 0, AGAMA="ISLAM"), person(0, 1, **{"METODE KB": "SUNTIK"})])
    hidden = {"members.view_health", "members.view_religion"}
    monkeypatch.setattr("accounts.models.Assignment.permissions", roles.permissions_of(roles.PKB) - hidden)
    client.force_login(officer)

    page = client.get(url("changes", batch)).content.decode()

    assert "Agama" in page
    assert "KB dan kehamilan" in page
    assert "Islam" not in page
    assert "Suntik" not in page


def test_nothing_chosen_comes_back_with_an_error(client, officer):
    batch = batch_of(officer, people(1))
    client.force_login(officer)

    response = client.post(url("commit", batch), {"request_id": uuid.uuid4()})

    assert "Pilih paling sedikit satu" in str(response.context["form"].errors["takes"])
    assert not Person.objects.exists()


def test_only_the_new_are_taken_when_only_they_are_chosen(client, officer, django_capture_on_commit_callbacks):
    batch_of(officer, people(1), commit=True)
    batch = batch_of(officer, [*(person(0, m, **{"TEMPAT LAHIR": "SOE"}) for m in range(4)), *people(2)[4:]])
    client.force_login(officer)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("commit", batch), {"takes": ["new"], "request_id": uuid.uuid4()})

    assert Person.objects.count() == 8
    assert not Person.objects.filter(birth_place="Soe").exists()


def test_an_undo_that_comes_too_late_says_why(client, officer):
    batch = batch_of(officer, people(1), commit=True)
    Person.objects.filter(relation="wife").update(version=5)
    client.force_login(officer)

    response = client.post(url("undo", batch), {"request_id": uuid.uuid4()})

    assert "tidak dapat dibatalkan lagi" in response.content.decode()
    assert Person.objects.count() == 4


def test_a_formula_for_a_name_leaves_the_house_harmless(client, officer):
    batch_of(officer, [person(0, 0, NIK="", **{"NAMA LENGKAP": "=1+1"})], commit=True)
    client.force_login(officer)

    answer = client.post(reverse("members:list"), {"format": "csv", "rows": "families", "purpose": "report"})

    cells = next(csv.reader(b"".join(answer).decode().splitlines()[1:]))
    assert "'=1+1" in cells
    assert not any(cell.startswith("=") for cell in cells)
