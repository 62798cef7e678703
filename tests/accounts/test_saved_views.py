"""Saved views: a list's filters and columns under a name of the officer's own; never the words that were searched."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import services
from accounts.errors import AccountError
from accounts.models import SavedView
from accounts.services import lists
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db
GROUPS, SAVE, REMOVE = reverse("groups:list"), reverse("accounts:view_save"), reverse("accounts:view_remove")


def save(client, path, name="Belum masuk"):
    return client.post(SAVE, {"path": path, "name": name})


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("state=active", "state=active"),
        ("state=active&kolom=village.funds", "kolom=village.funds&state=active"),
        ("kolom=village.member_count.register_number.chair", "kolom=village.member_count.register_number.chair"),
        ("q=maria+goreti&state=active", "state=active"),
        ("q=5371045708900001", ""),
        ("state=active&page=4&after=x&anything=1", "state=active"),
        ("state=&classification=dasar", "classification=dasar"),
        ("state=5371045708900001", ""),
    ],
)
def test_keeps_filters_and_columns_and_no_words(client, officer, asked, kept):
    client.force_login(officer)

    response = save(client, f"{GROUPS}?{asked}")

    assertRedirects(response, f"{GROUPS}?{asked}", fetch_redirect_response=False)
    view = SavedView.objects.get()
    assert (view.user, view.list, view.name) == (officer, "groups:list", "Belum masuk")
    assert "&".join(sorted(view.query.split("&"))) == kept


def test_stands_above_its_list_and_leads_there(client, officer):
    GroupFactory(name="UPPKA Aktif")
    client.force_login(officer)
    save(client, f"{GROUPS}?state=draft")

    page = client.get(GROUPS)

    assertContains(page, f'<a href="{GROUPS}?state=draft">Belum masuk</a>', html=True)
    assertNotContains(client.get(f"{GROUPS}?state=draft"), "UPPKA Aktif")


def test_is_nobody_elses(client, officer, kader):
    SavedView.objects.create(user=officer, list="groups:list", name="Punya PKB", query="state=draft")
    client.force_login(kader)

    assertNotContains(client.get(GROUPS), "Punya PKB")


def test_the_same_name_is_overwritten(client, officer):
    client.force_login(officer)
    save(client, f"{GROUPS}?state=draft")

    save(client, f"{GROUPS}?state=active")

    assert SavedView.objects.get().query == "state=active"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/kelompok/daftar/",
        "/tidak/ada/",
        "https://lain.contoh/kelompok/?state=draft",
        "//lain.contoh/",
        "9999",
        "",
    ],
)
def test_only_a_list_of_ours_is_saved(client, officer, path):
    client.force_login(officer)

    response = save(client, path)

    assert response.status_code == 302
    assert not response.url.startswith(("http", "//"))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_name_that_is_none_is_refused(client, officer, name):
    client.force_login(officer)

    save(client, GROUPS, name)

    assert not SavedView.objects.exists()
    assertContains(client.get(GROUPS), "Beri nama tampilan ini")


def test_a_dozen_is_enough(officer):
    for number in range(lists.MOST_VIEWS):
        services.save_view("groups:list", by=officer, request_id=None, name=f"Nomor {number}", query="")

    with pytest.raises(AccountError, match="Hapus satu dahulu"):
        services.save_view("groups:list", by=officer, request_id=None, name="Satu lagi", query="")


def test_a_query_that_does_not_fit_is_refused(officer):
    with pytest.raises(AccountError, match="terlalu panjang"):
        services.save_view("groups:list", by=officer, request_id=None, name="Panjang", query="x" * 1001)


def test_is_removed_by_its_owner_alone(client, officer, kader):
    view = SavedView.objects.create(user=officer, list="groups:list", name="Lama", query="")
    data = {"view": view.pk, "path": GROUPS}

    client.force_login(kader)
    client.post(REMOVE, data)
    assert SavedView.objects.exists()

    client.force_login(officer)
    assertRedirects(client.post(REMOVE, data), GROUPS)
    assert not SavedView.objects.exists()
