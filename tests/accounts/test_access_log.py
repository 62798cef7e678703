"""Who looked at what, for those who answer for it."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts import personal_data
from accounts.models import PersonalDataAccess
from tests.factories import FamilyFactory, PersonFactory, UserFactory, officer_at, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db

URL = reverse("accounts:access_log")


@pytest.fixture
def person(home_village):
    return PersonFactory(family=FamilyFactory(village=home_village), name="Maria Setempat")


@pytest.fixture
def look(officer, person):
    return personal_data.log(officer, person, ["nik"], purpose="visit", note="kunjungan rutin")


def test_opd_sees_who_looked_at_whose_data(client, regency_staff, officer, look):
    client.force_login(regency_staff)

    response = client.get(URL)

    for text in (officer.name, "Maria Setempat", "NIK", "Kunjungan keluarga", "kunjungan rutin"):
        assertContains(response, text)


def test_looks_in_another_region_are_not_shown(client, regency_staff):
    foreigner = PersonFactory(family=FamilyFactory(village=village("5301012001")), name="Asing Jauh")
    personal_data.log(UserFactory(name="Petugas Asing"), foreigner, ["nik"], purpose="visit")
    client.force_login(regency_staff)

    response = client.get(URL)

    assertNotContains(response, "Asing")


def test_a_download_is_told_with_its_number_of_rows(client, regency_staff, officer):
    personal_data.log_export(officer, "members.family", ["name"], rows=120, region_code="5371041001", purpose="report")
    client.force_login(regency_staff)

    assertContains(client.get(URL), "Keluarga: 120 baris")


def test_reads_as_sentences(client, regency_staff, officer, look):
    personal_data.log_export(officer, "members.family", ["name"], rows=120, region_code="5371041001", purpose="report")
    client.force_login(regency_staff)

    page = client.get(URL).content.decode()

    assert f"{officer.name} membuka NIK: <a href=" in page
    assert f"{officer.name} mengunduh nama: Keluarga: 120 baris" in page


def test_downloads_are_looked_at_apart(client, regency_staff, officer, look):
    personal_data.log_export(officer, "members.family", ["name"], rows=120, region_code="5371041001", purpose="report")
    client.force_login(regency_staff)

    page = client.get(URL, {"event": "export"})

    assertContains(page, "120 baris")
    assertNotContains(page, "Maria Setempat")


def test_leads_from_an_officer_to_her_looks(client, regency_staff, officer, look):
    client.force_login(regency_staff)

    assertContains(client.get(officer.get_absolute_url()), f"{URL}?user=")


def test_an_administrator_sees_no_names_of_people(client, administrator, look, person):
    client.force_login(administrator)

    response = client.get(URL)

    assertContains(response, f"Orang #{person.pk}")
    assertNotContains(response, "Maria Setempat")


@pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "centre_staff"])
def test_other_roles_have_no_such_page(client, who, request, look):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == 404
    assert client.post(URL, {"format": "csv"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({"user": "pkb oebobo"}, True),
        ({"user": "orang lain"}, False),
        ({"since": "2026-11-03"}, True),
        ({"since": "2026-11-04"}, False),
        ({"until": "2026-11-03"}, True),
        ({"until": "2026-11-02"}, False),
        ({"purpose": "visit"}, True),
        ({"purpose": "report"}, False),
        ({"since": "0001-01-01", "until": "9999-12-31"}, True),
        ({"since": "9999-12-31"}, False),
        ({"kind": "members.person"}, True),
        ({"kind": "members.family"}, False),
        ({"event": "look"}, True),
        ({"event": "export"}, False),
    ],
)
def test_filters_by_officer_day_purpose_and_kind(client, regency_staff, person, query, is_shown):
    """The look was at half past midnight on the 3rd in Kupang, still the 2nd in UTC."""
    PersonalDataAccess.objects.create(
        user=officer_at("pkb", "5371041001", name="PKB Oebobo"),
        model="members.person",
        object_id=str(person.pk),
        fields="nik",
        purpose="visit",
        region_code="5371041001",
        at=datetime.datetime(2026, 11, 2, 16, 30, tzinfo=datetime.UTC),
    )
    client.force_login(regency_staff)

    response = client.get(URL, query)

    assert ("Maria Setempat" in response.content.decode()) is is_shown


def test_newest_first(client, regency_staff, officer, person):
    for note in ("pertama", "kedua"):
        personal_data.log(officer, person, ["nik"], purpose="visit", note=note)
    client.force_login(regency_staff)

    page = client.get(URL).content.decode()

    assert page.index("kedua") < page.index("pertama")


def test_fragment_equals_page(client, regency_staff, look):
    client.force_login(regency_staff)

    assert fragment_equals_page(client, URL)


def test_queries_do_not_grow(client, regency_staff, officer, look):
    client.force_login(regency_staff)

    def add_rows():
        for number in range(12):
            person = PersonFactory(family=FamilyFactory(village=village(f"537104{1002 + number}")))
            personal_data.log(UserFactory(), person, ["nik"], purpose="visit")

    assert_queries_do_not_grow(lambda: client.get(URL), add_rows)


def test_a_download_of_the_log_is_itself_logged(client, regency_staff, look):
    client.force_login(regency_staff)

    text = b"".join(client.post(URL, {"format": "csv"}).streaming_content).decode()

    assert "Maria Setempat" in text
    assert PersonalDataAccess.objects.filter(user=regency_staff, model="accounts.personaldataaccess", rows=1).exists()


def test_pages_beyond_the_hundredth_go_on_by_key(client, regency_staff, officer, person):
    PersonalDataAccess.objects.bulk_create(
        PersonalDataAccess(
            user=officer,
            model="members.person",
            object_id=str(person.pk),
            fields="nik",
            purpose="visit",
            note=f"nomor {number:03d}",
            region_code="5371041001",
            at=datetime.datetime(2026, 11, 2, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=number),
        )
        for number in range(60)
    )
    client.force_login(regency_staff)
    last = PersonalDataAccess.objects.get(note="nomor 030")

    page = client.get(URL, {"page": 101, "after": f"{last.at}~{last.pk}"})

    assertContains(page, "nomor 029")
    assertNotContains(page, "nomor 030")
