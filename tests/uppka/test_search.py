"""The search box: people, families and groups in scope, by part of a name; numbers by POST alone."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import Assignment, PersonalDataAccess
from groups.models import Group
from tests.factories import AssignmentFactory, FamilyFactory, GroupFactory, PersonFactory, UserFactory, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow, count_queries

pytestmark = pytest.mark.django_db
URL = "/cari/"
NIK, KK = "5371045708900001", "5371040101200001"


def found_by(client, text):
    return {str(part.title): part for part in client.get(URL, {"q": text}).context["found"]}


def pengurus_of(group):
    user = UserFactory(username="pengurus")
    AssignmentFactory(
        user=user,
        role=roles.PENGURUS,
        task="ketua",
        place_kind=Assignment.PlaceKind.GROUP,
        place_key=str(group.public_id),
        region_code=group.village_id,
    )
    return user


def test_finds_people_families_and_groups_and_leads_to_the_lists(client, officer):
    GroupFactory(name="UPPKA Goreti")
    for _each in range(9):
        FamilyFactory(head_name="Maria Goreti Ndun")
    client.force_login(officer)

    found = found_by(client, "  goreti ")

    assert list(found) == ["Orang", "Keluarga", "Kelompok"]
    assert [hit.title for hit in found["Kelompok"].hits] == ["UPPKA Goreti"]
    assert [len(part.hits) for part in found.values()] == [8, 8, 1]
    assert found["Keluarga"].has_more
    assert found["Keluarga"].url == f"{reverse('members:list')}?q=goreti"


def test_namesakes_are_told_apart(client, officer):
    family = FamilyFactory(head_name="Yosef Bria")
    PersonFactory(family=family, name="Maria Bria")
    client.force_login(officer)

    (hit,) = found_by(client, "maria bria")["Orang"].hits

    assert "keluarga Yosef Bria" in hit.text
    assert "tahun" in hit.text
    assert "Oebobo" in hit.text


@pytest.mark.parametrize("text", ["", "m", "ma", " ma  "])
def test_fewer_than_three_letters_ask_nothing(client, officer, text):
    client.force_login(officer)

    assert client.get(URL, {"q": text}).context["found"] == []


def test_two_letters_are_told_to_be_too_few(client, officer):
    client.force_login(officer)

    assertContains(client.get(URL, {"q": "ma"}), "paling sedikit tiga huruf")


def test_other_places_are_not_searched(client, stranger):
    FamilyFactory(head_name="Maria Setempat")
    GroupFactory(name="UPPKA Setempat")
    client.force_login(stranger)

    assert [part.hits for part in found_by(client, "setempat").values()] == [[], [], []]


def test_who_left_and_what_was_merged_are_not_found(client, officer):
    kept = GroupFactory(name="UPPKA Lama Satu")
    GroupFactory(name="UPPKA Lama Dua", state=Group.State.MERGED, merged_into=kept)
    FamilyFactory(head_name="Keluarga Lama", is_active=False, inactive_reason="pindah", head__is_active=False)
    client.force_login(officer)

    hits = {title: [hit.title for hit in part.hits] for title, part in found_by(client, "lama").items()}

    assert hits == {"Orang": [], "Keluarga": [], "Kelompok": ["UPPKA Lama Satu"]}


def test_province_finds_groups_but_neither_families_nor_a_group_by_its_chair(client, province_staff):
    GroupFactory(name="UPPKA Melati", search_key="uppka melati | maria goreti")
    client.force_login(province_staff)

    by_name, by_chair = found_by(client, "melati"), found_by(client, "goreti")

    assert {title: len(part.hits) for title, part in by_name.items()} == {"Kelompok": 1}
    assert {title: len(part.hits) for title, part in by_chair.items()} == {"Kelompok": 0}


def test_a_committee_finds_its_own_group_and_nobody_else(client, home_village):
    own = GroupFactory(name="UPPKA Melati Satu", village=home_village)
    GroupFactory(name="UPPKA Melati Dua", village=home_village)
    FamilyFactory(head_name="Melati Ndun", village=home_village)
    client.force_login(pengurus_of(own))

    found = found_by(client, "melati")

    assert {title: [hit.title for hit in part.hits] for title, part in found.items()} == {"Kelompok": [own.name]}


def test_without_an_assignment_there_is_nothing_and_no_box(client, home_village):
    GroupFactory(name="UPPKA Melati")
    client.force_login(UserFactory())

    response = client.get(URL, {"q": "melati"})

    assert response.context["found"] == []
    assertNotContains(response, "data-find")


@pytest.mark.parametrize("url", ["/", "/kelompok/", "/keluarga/baru/", "/lainnya/"])
def test_a_box_stands_on_every_page(client, officer, url):
    client.force_login(officer)

    assertContains(client.get(url), "data-find")


def test_the_fragment_is_the_pages_part(client, officer):
    FamilyFactory(head_name="Maria Goreti Ndun")
    client.force_login(officer)

    assert fragment_equals_page(client, f"{URL}?q=goreti")
    assert fragment_equals_page(client, f"{URL}?q=tidakada")


def test_queries_do_not_grow_with_hits(client, officer):
    FamilyFactory(head_name="Maria Goreti Ndun")
    GroupFactory(name="UPPKA Goreti")
    client.force_login(officer)
    by_htmx = {"HX-Request": "true"}

    assert_queries_do_not_grow(
        lambda: client.get(URL, {"q": "goreti"}, headers=by_htmx),
        lambda: [(FamilyFactory(head_name="Maria Goreti"), GroupFactory(name="UPPKA Goreti")) for _each in range(12)],
    )
    whole, nothing = (count_queries(lambda q=q: client.get(URL, {"q": q}, headers=by_htmx)) for q in ("goreti", "go"))
    assert whole - nothing == 6  # three kinds, each asked of the index and then of the table


class TestNumbers:
    @pytest.fixture
    def family(self, home_village):
        return FamilyFactory(village=home_village, head_name="Yosef Bria", kk_number=KK, head__nik=NIK)

    @pytest.mark.parametrize("typed", [NIK, "5371 0457 0890 0001", "NIK 5371.0457.0890.0001"])
    def test_in_an_address_is_led_to_the_form_that_posts(self, client, officer, family, typed):
        client.force_login(officer)

        response = client.get(URL, {"q": typed})

        assertRedirects(response, f"{URL}?nomor=1")
        page = client.get(response.url).content.decode()
        assert "Nomor dicari hanya dari kotak ini" in page
        assert "Yosef" not in page
        assert not PersonalDataAccess.objects.exists()

    @pytest.mark.parametrize(
        ("number", "title", "url", "field"),
        [(NIK, "Orang", "person_detail", "nik"), (KK, "Keluarga", "detail", "kk_number")],
    )
    def test_is_found_by_post_and_logged(self, client, officer, family, number, title, url, field):
        client.force_login(officer)

        response = client.post(URL, {"q": number})

        found = {str(part.title): [hit.url for hit in part.hits] for part in response.context["found"]}
        row = family if url == "detail" else family.persons.get()
        assert found.pop(title) == [row.get_absolute_url()]
        assert list(found.values()) == [[]]
        assertNotContains(response, number)
        assert (PersonalDataAccess.objects.get().fields, PersonalDataAccess.objects.get().user) == (field, officer)

    def test_of_another_place_is_not_found_and_leaves_no_line(self, client, stranger, family):
        village("5301012001")
        client.force_login(stranger)

        assertContains(client.post(URL, {"q": NIK}), "tidak ada di wilayah tugas Anda")
        assert not PersonalDataAccess.objects.exists()

    def test_who_sees_no_people_asks_in_vain(self, client, province_staff, family):
        client.force_login(province_staff)

        response = client.post(URL, {"q": NIK})

        assert [part.hits for part in response.context["found"]] == [[], []]
        assertNotContains(client.get(URL), "Cari dengan NIK")
