"""Who looked at one family's data: for the officers who answer for it, in their own region."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts import personal_data
from tests.factories import FamilyFactory, KbEpisodeFactory, PersonFactory, UserFactory, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(home_village):
    return FamilyFactory(village=home_village, head_name="Yosef Bria")


@pytest.fixture
def wife(family):
    return PersonFactory(family=family, name="Maria Bria")


@pytest.fixture
def url(family):
    return reverse("members:looks", args=[family.public_id])


def test_tells_of_the_family_its_persons_and_their_kb(client, regency_staff, officer, family, wife, url):
    personal_data.log(officer, family, ["kk_number"], purpose="visit", note="kartu keluarga")
    personal_data.log(officer, wife, ["nik"], purpose="correction", note="nik istri")
    personal_data.log(officer, KbEpisodeFactory(person=wife), ["method"], purpose="daily", note="catatan kb")
    client.force_login(regency_staff)

    page = client.get(url)

    for text in ("kartu keluarga", "nik istri", "catatan kb", f"{officer.name} membuka", "Perbaikan data"):
        assertContains(page, text)


def test_is_silent_about_other_families(client, regency_staff, officer, family, url):
    other = FamilyFactory(village=family.village, head_name="Lain Orang")
    personal_data.log(officer, other, ["kk_number"], purpose="visit", note="keluarga lain")
    personal_data.log(officer, other.persons.get(), ["nik"], purpose="visit", note="orang lain")
    client.force_login(regency_staff)

    page = client.get(url)

    assertNotContains(page, "keluarga lain")
    assertNotContains(page, "orang lain")


@pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "administrator", "stranger"])
def test_other_roles_have_no_such_page_and_no_tab(client, request, who, family, url):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url).status_code == 404
    assert client.post(url, {"format": "csv"}).status_code == 404
    assert url not in client.get(family.get_absolute_url()).content.decode()


def test_opd_finds_it_among_the_tabs(client, regency_staff, family, url):
    client.force_login(regency_staff)

    assertContains(client.get(family.get_absolute_url()), url)


def test_a_family_elsewhere_is_not_found(client, regency_staff, family, url):
    family.village = village("5301012001")
    family.save()
    client.force_login(regency_staff)

    assert client.get(url).status_code == 404


def test_fragment_equals_page(client, regency_staff, officer, family, url):
    personal_data.log(officer, family, ["kk_number"], purpose="visit")
    client.force_login(regency_staff)

    assert fragment_equals_page(client, url)


def test_queries_do_not_grow(client, regency_staff, officer, family, wife, url):
    personal_data.log(officer, wife, ["nik"], purpose="visit")
    personal_data.log(officer, family, ["kk_number"], purpose="visit")
    client.force_login(regency_staff)

    def more():
        for _each in range(8):
            person = PersonFactory(family=family)
            personal_data.log(UserFactory(), person, ["nik"], purpose="visit")

    assert_queries_do_not_grow(lambda: client.get(url), more)


def test_no_view_of_a_single_family_is_saved(client, regency_staff, url):
    client.force_login(regency_staff)

    assertNotContains(client.get(url), "Simpan tampilan ini")
