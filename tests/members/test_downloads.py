"""Downloads and papers of families: in scope, masked, logged; numbers in clear only with right, tick and purpose."""

import csv
import io

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from tests.factories import AssignmentFactory, FamilyFactory, PersonFactory, UserFactory, village

LIST = reverse("members:list")
KK, NIK = "5371040101200001", "5371045708900001"


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="=1+1", kk_number=KK, head__nik=NIK, head__religion="katolik")


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_download_is_masked_and_logged(client, officer, family):
    FamilyFactory(head_name="Luar", village=village("5301012001"))
    client.force_login(officer)

    rows = rows_of(client.post(LIST + "?q=1", {"format": "csv"}))

    assert [row[0] for row in rows] == ["Kepala keluarga", "'=1+1"]
    assert "5371••••••••0001" in rows[1]
    assert not {KK, NIK} & set(rows[1])
    look = PersonalDataAccess.objects.get()
    assert (look.user, look.rows, look.note) == (officer, 1, "q")


def test_rows_of_persons_hold_no_religion(client, officer, family):
    PersonFactory(family=family, religion="islam")
    client.force_login(officer)

    rows = rows_of(client.post(LIST, {"format": "csv", "rows": "persons"}))

    assert len(rows) == 3
    assert not any("islam" in cell.lower() or "katolik" in cell.lower() for row in rows for cell in row)


def test_excel_is_a_file(client, officer, family):
    client.force_login(officer)

    response = client.post(LIST, {"format": "xlsx"})

    assert b"".join(response.streaming_content).startswith(b"PK")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("rows", ["families", "persons"])
def test_numbers_in_clear_with_right_tick_and_purpose(client, regency_staff, family, rows):
    client.force_login(regency_staff)

    got = rows_of(client.post(LIST, {"format": "csv", "rows": rows, "with_numbers": "on", "purpose": "report"}))

    assert {KK, NIK} <= set(got[1])
    look = PersonalDataAccess.objects.get()
    assert (look.purpose, "nik" in look.fields) == ("report", True)


def test_numbers_without_a_purpose_are_refused(client, regency_staff, family):
    client.force_login(regency_staff)

    response = client.post(LIST, {"format": "csv", "with_numbers": "on"})

    assertRedirects(response, LIST)
    assert not PersonalDataAccess.objects.exists()


def test_tick_without_the_right_stays_masked(client, officer, family):
    client.force_login(officer)

    rows = rows_of(client.post(LIST, {"format": "csv", "with_numbers": "on", "purpose": "report"}))

    assert not {KK, NIK} & set(rows[1])


def test_kader_downloads_nothing(client, kader, family):
    client.force_login(kader)

    assert client.post(LIST, {"format": "csv"}).status_code == 404
    assert not PersonalDataAccess.objects.exists()


def test_rights_of_two_places_do_not_cross(client, family):
    """A kader of Oebobo who is PKB of Oetete downloads the families of Oetete alone."""
    FamilyFactory(head_name="Keluarga Oetete", village=village("5371041002"))
    user = UserFactory()
    AssignmentFactory(user=user, role=roles.KADER)
    AssignmentFactory(user=user, role=roles.PKB, region_code="5371041002")
    client.force_login(user)

    rows = rows_of(client.post(LIST, {"format": "csv"}))

    assert [row[0] for row in rows[1:]] == ["Keluarga Oetete"]


@pytest.mark.parametrize("paper", ["a4", "f4"])
def test_papers_are_pdf_and_logged(client, officer, family, paper):
    client.force_login(officer)

    sheet = client.post(reverse("members:family_print", args=[family.public_id]), {"paper": paper})
    listed = client.post(LIST, {"format": "pdf", "paper": paper})

    assert sheet.content.startswith(b"%PDF")
    assert listed.content.startswith(b"%PDF")
    assert PersonalDataAccess.objects.count() == 2


def test_paper_is_no_get(client, officer, family):
    client.force_login(officer)

    assert client.get(reverse("members:family_print", args=[family.public_id])).status_code == 405


def test_stranger_prints_nothing(client, stranger, family):
    client.force_login(stranger)

    assert client.post(reverse("members:family_print", args=[family.public_id])).status_code == 404


def test_long_list_says_that_it_was_cut(client, officer, family, monkeypatch):
    monkeypatch.setattr("core.printing.LIMIT", 1)
    FamilyFactory()
    told = {}
    monkeypatch.setattr("core.views.paper.response", lambda _name, data, **_kw: told.update(data) or HttpResponse())
    client.force_login(officer)

    client.post(LIST, {"format": "pdf", "rows": "persons", "with_numbers": "on"})

    assert len(told["rows"]) == 1
    assert "1 baris pertama" in told["note"]
    assert PersonalDataAccess.objects.get().rows == 1
