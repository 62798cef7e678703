"""The columns of a list are the officer's choice, for the screen, the download and paper alike."""

import csv
import io

import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse

from accounts import roles
from accounts.models import PersonalDataAccess
from core import printing
from core.views import ListPage
from tests.conftest import with_second_factor
from tests.factories import AssignmentFactory, FamilyFactory, GroupFactory, UserFactory
from tests.htmx import fragment_equals_page
from tests.matrix import PAGES
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db
FAMILIES, GROUPS, USERS, LOOKS = (
    reverse(name) for name in ("members:list", "groups:list", "accounts:user_list", "accounts:access_log")
)


def headings(response):
    return [str(column.header) for column in response.context["table"].columns]


def header_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text)))


@pytest.fixture
def group(home_village):
    group = GroupFactory(
        village=home_village, name="UPPKA Melati", members=1, members__person__name="Maria Ketua", funds=["swadaya"]
    )
    FamilyFactory(village=home_village, head_name="Yosef Bria", phone="+6281234567890", address="Gang 3")
    return group


def test_what_was_chosen_stands_there_behind_the_title(client, officer, group):
    client.force_login(officer)

    response = client.get(GROUPS, {"kolom": ["funds", "chair"]})

    assert headings(response) == ["Kelompok", "Ketua", "Sumber dana"]
    assert "Maria Ketua" in response.content.decode()
    assert "Swadaya" in response.content.decode()


@pytest.mark.parametrize("asked", ["funds.chair", "chair.funds", "funds.chair.nothing.name"])
def test_one_word_says_it_as_well(client, officer, group, asked):
    client.force_login(officer)

    assert headings(client.get(GROUPS, {"kolom": asked})) == ["Kelompok", "Ketua", "Sumber dana"]


@pytest.mark.parametrize("asked", ["", "nothing", "name"])
def test_without_a_choice_the_table_chooses(client, officer, group, asked):
    client.force_login(officer)

    assert headings(client.get(GROUPS, {"kolom": asked})) == headings(client.get(GROUPS))


@pytest.mark.parametrize("url", [FAMILIES, GROUPS, USERS, LOOKS])
def test_every_column_that_is_offered_can_be_shown_downloaded_and_printed(client, regency_staff, group, url):
    client.force_login(regency_staff)
    client.post(FAMILIES, {"format": "csv"})
    offered = [name for name, _heading, _shown in client.get(url).context["column_choices"]]
    address = f"{url}?kolom={'.'.join(offered)}"

    shown = headings(client.get(address))
    downloaded = header_of(client.post(address, {"format": "csv"}))

    assert len(shown) == len(offered) + 1
    assert downloaded == shown
    assert client.post(address, {"format": "pdf"}).content.startswith(b"%PDF")


@pytest.mark.parametrize("url", [FAMILIES, GROUPS])
def test_queries_of_all_columns_do_not_grow_with_rows(client, officer, group, url):
    client.force_login(officer)
    offered = [name for name, _heading, _shown in client.get(url).context["column_choices"]]
    address = f"{url}?kolom={'.'.join(offered)}"

    assert_queries_do_not_grow(
        lambda: client.get(address), lambda: [(FamilyFactory(), GroupFactory(members=1)) for _each in range(12)]
    )


def test_the_address_says_no_more_than_it_must(client, officer, group):
    client.force_login(officer)
    by_htmx = {"HX-Request": "true"}
    usual = [name for name, _heading, shown in client.get(GROUPS).context["column_choices"] if shown]

    plain = client.get(GROUPS, {"q": "", "state": "active", "kolom": usual}, headers=by_htmx)
    chosen = client.get(GROUPS, {"q": "", "kolom": ["funds", "chair"]}, headers=by_htmx)

    assert plain["HX-Push-Url"] == f"{GROUPS}?state=active"
    assert chosen["HX-Push-Url"] == f"{GROUPS}?kolom=chair.funds"


def test_the_fragment_has_the_same_columns(client, officer, group):
    client.force_login(officer)

    assert fragment_equals_page(client, f"{GROUPS}?kolom=chair.funds")


def test_choosing_columns_is_no_filter(client, officer):
    client.force_login(officer)

    assert not client.get(GROUPS, {"kolom": "funds"}).context["is_filtered"]


def test_who_sees_no_people_is_offered_no_chair(client, province_staff, group):
    client.force_login(province_staff)

    response = client.get(GROUPS, {"kolom": "chair.funds"})

    assert headings(response) == ["Kelompok", "Sumber dana"]
    assert "Maria Ketua" not in response.content.decode()
    assert (
        "Maria Ketua"
        not in b"".join(client.post(f"{GROUPS}?kolom=chair", {"format": "csv"}).streaming_content).decode()
    )


def test_religion_is_offered_to_nobody(client, regency_staff, group):
    client.force_login(regency_staff)

    for url in (FAMILIES, USERS):
        assert "agama" not in str(client.get(url).context["column_choices"]).lower()


def test_numbers_on_a_screen_are_masked(client, officer, group):
    family = FamilyFactory(kk_number="5371040101200001", head__nik="5371045708900001")
    client.force_login(officer)

    page = client.get(FAMILIES, {"kolom": "kk_number.head_nik"}).content.decode()

    assert "5371••••••••0001" in page
    assert family.kk_number not in page
    assert "5371045708900001" not in page


@pytest.mark.parametrize(
    ("columns", "logged"),
    [("", "address,name,phone"), ("?kolom=village", "name"), ("?kolom=phone", "name,phone")],
)
def test_the_log_names_the_personal_columns_of_the_download(client, officer, group, columns, logged):
    client.force_login(officer)

    client.post(FAMILIES + columns, {"format": "csv"})

    assert PersonalDataAccess.objects.get().fields == logged


class TestPaper:
    @pytest.fixture
    def told(self, monkeypatch):
        told = {}
        answer = lambda _name, data, **_more: told.update(data) or HttpResponse()  # noqa: E731
        monkeypatch.setattr("core.views.paper.response", answer)
        return told

    def test_says_what_was_filtered_and_when_and_by_whom(self, client, officer, group, told):
        client.force_login(officer)

        client.post(f"{GROUPS}?state=active&classification=belum&q=melati", {"format": "pdf"})

        assert told["title"] == "Kelompok"
        words = "Nama kelompok atau ketua: melati · Klasifikasi: Belum terklasifikasi · Status: Aktif"
        assert told["filters"] == words
        assert told["printed"].endswith(f"oleh {officer}")
        assert [row[0] for row in told["rows"]] == ["UPPKA Melati"]
        assert PersonalDataAccess.objects.count() == 1

    def test_writes_no_number_that_was_searched(self, client, officer, group, told):
        client.force_login(officer)

        client.post(f"{FAMILIES}?q=5371045708900001", {"format": "pdf"})

        assert "5371045708900001" not in str(told)

    def test_stops_at_its_limit_and_says_so(self, client, officer, group, told, monkeypatch):
        monkeypatch.setattr(printing, "LIMIT", 1)
        GroupFactory()
        client.force_login(officer)

        client.post(GROUPS, {"format": "pdf"})

        assert len(told["rows"]) == 1
        assert "1 baris pertama" in told["note"]

    def test_is_for_whom_a_download_is(self, client, kader, group):
        client.force_login(kader)

        assert client.post(GROUPS, {"format": "pdf"}).status_code == 404


def lists_of_the_project():
    """Every list that is a page of its own, by URL name."""
    for name, page in PAGES.items():
        match = page.row or page.other or resolve(reverse(name))
        if hasattr(match, "func") and issubclass(getattr(match.func, "view_class", object), ListPage):
            yield name


@pytest.mark.parametrize("name", list(lists_of_the_project()))
def test_every_list_lets_its_columns_be_chosen(client, home_village, name):
    """Also those that other rooms add: a table that forgets to pass the choice on fails here."""
    user = with_second_factor(UserFactory())
    for role, place in ((roles.OPD, "5371"), (roles.PKB, "537104"), (roles.ADMIN, "")):
        AssignmentFactory(user=user, role=role, region_code=place)
    client.force_login(user)
    url = reverse(name)
    choices = client.get(url).context["column_choices"]

    for column, heading, _shown in choices:
        response = client.get(url, {"kolom": column})
        assert response.status_code == 200
        assert len([each for each in response.context["table"].columns if not each.column.exclude_from_export]) == 2
        assert heading
