"""The pages of an import of groups, from the sheet to its undoing."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains

from core.imports import reading
from core.models import ImportBatch
from groups.imports import run
from groups.models import Group
from tests.factories import GroupFactory
from tests.groups.group_workbooks import GROUPS, MELATI, batch_of, nik, url, whole, workbook
from tests.queries import assert_queries_do_not_grow
from tests.stories import story

pytestmark = pytest.mark.django_db
State = ImportBatch.State


def sent(data, **changes):
    upload = SimpleUploadedFile("uppka.xlsx", data)
    return {"village": "5371041001", "as_of": "2026-11-01", "file": upload, **changes}


def test_a_sheet_is_sent_checked_taken_and_taken_back(client, officer):
    client.force_login(officer)

    response = client.post(url("create"), sent(whole()))
    batch = ImportBatch.objects.get()
    assert response["Location"] == url("detail", batch)
    run.check_batch(batch.pk)
    assertContains(client.get(url("detail", batch)), "1 kelompok baru, 3 pengurus, 0 anggota")
    client.post(url("commit", batch), {"takes": ["new"]})
    run.commit_batch(batch.pk)
    assertContains(client.get(url("detail", batch)), "Tersimpan: 1 kelompok baru, 3 pengurus, 3 keanggotaan")
    client.post(url("undo", batch), {"request_id": uuid4()})

    assert not Group.objects.exists()
    assertContains(client.get(url("detail", batch)), "Dibatalkan")
    assert story(client, url("detail", batch)) == [
        (officer.name, "Mengirim berkas untuk diperiksa."),
        (officer.name, "Menyimpan yang baik."),
        (officer.name, "Membatalkan impor."),
    ]


def test_what_is_no_sheet_is_refused_beside_its_field(client, officer):
    client.force_login(officer)

    response = client.post(url("create"), sent(b"%PDF-1.4\x00"))

    assertContains(response, "bukan XLSX atau CSV")
    assert not ImportBatch.objects.exists()


def test_a_place_that_is_hers_only_in_part_is_no_choice(client, officer):
    client.force_login(officer)

    response = client.post(url("create"), sent(whole(), village="5371"))

    assert "village" in response.context["form"].errors


def test_changed_cards_are_shown_old_and_new_before_they_are_taken(client, officer):
    GroupFactory(name="UPPKA Melati", register_number="001", address="Jalan Lama 9")
    batch = batch_of(officer, whole())
    client.force_login(officer)

    response = client.get(url("commit", batch))

    assertContains(response, "Jalan Lama 9")
    assertContains(response, "Jl. Contoh 1")


def test_the_workbook_comes_back_with_remarks_in_its_own_sheets(client, officer):
    batch = batch_of(officer, whole(["Melati", "9", "Maria Bere", "123"]))
    client.force_login(officer)

    response = client.post(url("report", batch))

    sheets = {sheet.name: sheet.rows for sheet in reading.read(b"".join(response.streaming_content))}
    assert sheets["Anggota"][1][-1].startswith("SALAH NIK:")
    assert sheets["Kelompok"][0][0] == "No Register"


def test_the_report_can_be_corrected_and_sent_again(client, officer):
    batch = batch_of(officer, whole(["Melati", "9", "Maria Bere", "123"]))
    client.force_login(officer)
    returned = b"".join(client.post(url("report", batch)).streaming_content)

    again = batch_of(officer, returned)

    assert again.totals == batch.totals


def test_another_officers_sheet_with_numbers_in_clear_is_not_handed_out(client, officer, regency_staff):
    batch = batch_of(officer, whole())
    client.force_login(regency_staff)

    assert client.post(url("report", batch)).status_code == 404
    assert client.get(url("detail", batch)).status_code == 200


def test_no_number_stands_on_the_pages(client, officer):
    batch = batch_of(officer, whole(["Melati", "9", "Maria Bere", f"{nik(4)}5"]))
    client.force_login(officer)

    assertNotContains(client.get(url("detail", batch)), nik(4))


def test_the_template_is_itself_known(client, officer):
    client.force_login(officer)

    data = b"".join(client.get(url("template")).streaming_content)

    names = [sheet.name for sheet in reading.read(data)]
    assert names == ["Kelompok", "Pengurus", "Anggota", "Kode", "Petunjuk"]
    batch = batch_of(officer, data)
    assert "Tidak ada baris data" in batch.message


def test_the_page_asks_no_more_of_a_long_file_than_of_a_short_one(client, officer):
    def many(count):
        rows = [["", f"Mawar {n}", "x", "salah", "PKB", "M", "", "", "", ""] for n in range(count)]
        return batch_of(officer, workbook(kelompok=[GROUPS, MELATI, *rows]))

    shown = [many(2)]
    client.force_login(officer)

    assert_queries_do_not_grow(lambda: client.get(url("detail", shown[-1])), lambda: shown.append(many(40)))


def test_csv_of_one_sheet_is_taken(officer):
    text = io.StringIO("Nama UPPKA;Alamat\nMawar;Gang 1\n").getvalue().encode()

    batch = batch_of(officer, text, commit=True)

    assert batch.state == State.DONE
    assert Group.objects.get().name == "Mawar"
