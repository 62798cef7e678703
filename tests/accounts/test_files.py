"""Uploaded files: in scope only, as downloads, and sealed ones leave a trace."""

import pytest
from django.urls import reverse

from accounts.models import PersonalDataAccess
from core import files
from tests.factories import AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

CSV = b"nik;nama\n5371045708900001;<script>alert(1)</script>"


@pytest.fixture
def sheet(officer):
    return files.store(
        CSV, name='warga "RT 1".csv', owner=officer, village_id="5371041001", encrypt=True, allowed=files.SHEETS
    )


def address(attachment):
    return reverse("accounts:file", args=[attachment.public_id])


def content_of(response):
    """Read to the end: that closes the file, and not the connection to the database as ``close()`` would."""
    return b"".join(response.streaming_content)


def test_the_officer_of_the_village_gets_it_as_a_download(client, officer, sheet):
    client.force_login(officer)

    response = client.post(address(sheet))

    assert content_of(response) == CSV
    assert response["Content-Type"] == "text/csv"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_each_download_of_peoples_data_leaves_a_trace(client, officer, sheet):
    client.force_login(officer)

    content_of(client.post(address(sheet)))

    look = PersonalDataAccess.objects.get()
    assert (look.user, look.model, look.object_id) == (officer, "core.attachment", str(sheet.pk))
    assert look.region_code == "5371041001"


def test_peoples_data_are_not_behind_a_plain_link(client, officer, sheet):
    client.force_login(officer)

    assert client.get(address(sheet)).status_code == 405
    assert not PersonalDataAccess.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "kader", "province_staff", "administrator"])
def test_nobody_else_finds_it(client, request, sheet, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(address(sheet)).status_code == 404


def test_a_colleague_of_the_same_village_does_not_open_a_sealed_sheet(client, sheet):
    colleague = UserFactory()
    AssignmentFactory(user=colleague)
    client.force_login(colleague)

    assert client.post(address(sheet)).status_code == 404


def test_who_uploaded_it_loses_it_with_the_village(client, officer, sheet):
    officer.assignments.update(region_code="5301012001", place_key="5301012001")
    client.force_login(officer)

    assert client.post(address(sheet)).status_code == 404


def test_a_file_of_no_village_is_its_owners_alone(client):
    owner, other = UserFactory(), UserFactory()
    AssignmentFactory(user=other)
    paper = files.store(b"%PDF-1.7\n%%EOF", name="surat.pdf", owner=owner)

    client.force_login(owner)
    assert content_of(client.get(address(paper))).startswith(b"%PDF")

    client.force_login(other)
    assert client.get(address(paper)).status_code == 404


def test_an_expired_file_is_gone(client, officer, sheet):
    files.remove_content(sheet)
    client.force_login(officer)

    assert client.post(address(sheet)).status_code == 404
