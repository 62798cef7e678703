"""The sheet to copy the card into SIGA, its tick, and the list of what SIGA still lacks."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from groups.models import Register
from tests.factories import GroupFactory, RegisterFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db
TODO = "/kelompok/siga/"


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, name="UPPKA Melati", register_number="017", members=2)


def url(group, name="card_siga"):
    return reverse(f"groups:{name}", args=[group.public_id])


def tick(group, **values):
    return {"request_id": str(uuid.uuid4()), "version": group.version, "on": "2026-02-01", **values}


def test_answers_stand_in_the_order_of_the_form_with_copy_buttons(client, officer, group):
    client.force_login(officer)

    page = client.get(url(group)).content.decode()

    places = [page.index(f'data-copy="{value}"') for value in ("017", "UPPKA Melati", "Jalan Contoh 1", "Swadaya")]
    assert places == sorted(places)


def test_ticked_as_copied_with_a_date(client, officer, group):
    client.force_login(officer)
    assertContains(client.get(TODO), "UPPKA Melati")

    assertRedirects(client.post(url(group), tick(group)), TODO)

    group.refresh_from_db()
    assert (group.siga_entered_on, group.siga_entered_by) == (datetime.date(2026, 2, 1), officer)
    assertNotContains(client.get(TODO), "UPPKA Melati")


def test_tick_is_taken_off(client, officer, group):
    client.force_login(officer)
    client.post(url(group), tick(group))
    group.refresh_from_db()

    client.post(url(group), tick(group, undo="1"))

    group.refresh_from_db()
    assert (group.siga_entered_on, group.siga_entered_by) == (None, None)


def test_tick_is_not_dated_ahead(client, officer, group):
    client.force_login(officer)

    response = client.post(url(group), tick(group, on="2099-01-01"))

    assert "on" in response.context["form"].errors


def test_ticked_twice_is_written_once(client, officer, group):
    client.force_login(officer)
    data = tick(group)

    for _time in range(2):
        assertRedirects(client.post(url(group), data), TODO)

    group.refresh_from_db()
    assert group.version == 2


def test_a_change_of_the_committee_takes_the_tick_off(client, officer, group):
    client.force_login(officer)
    client.post(url(group), tick(group))
    person = group.memberships.get(number=2).person
    data = {
        "request_id": str(uuid.uuid4()),
        "person": str(person.public_id),
        "from_on": "2026-11-01",
        "is_untrained": "on",
    }

    client.post(reverse("groups:post", args=[group.public_id, "secretary"]), data)

    assertContains(client.get(TODO), "UPPKA Melati")


def test_nik_is_shown_after_a_purpose_and_each_look_is_logged(client, officer, group):
    nik = group.memberships.first().person.nik
    client.force_login(officer)
    assertNotContains(client.get(url(group)), nik)

    asked = client.post(url(group, "card_nik"))
    assert asked.url.startswith(reverse("accounts:purpose"))
    client.post(reverse("accounts:purpose"), {"purpose": "report", "note": ""})

    assertContains(client.post(url(group, "card_nik")), f'data-copy="{nik}"')
    assert PersonalDataAccess.objects.filter(user=officer, fields="nik").count() == 2
    assert client.get(url(group, "card_nik")).status_code == 405


def test_todo_lists_reported_registers_and_active_cards_only(client, officer, home_village):
    draft = GroupFactory(village=home_village, draft=True, name="UPPKA Draf")
    away = GroupFactory(village=village("5371041002"), name="UPPKA Jauh")
    done = GroupFactory(
        village=home_village, name="UPPKA Tuntas", siga_entered_on=datetime.date(2026, 1, 9), siga_entered_by=officer
    )
    RegisterFactory(group=done, state=Register.State.BY_PKB, month=datetime.date(2026, 10, 1))
    RegisterFactory(group=done, state=Register.State.SUBMITTED, month=datetime.date(2026, 9, 1))
    client.force_login(officer)

    response = client.get(TODO)

    assertNotContains(response, draft.name)
    assertNotContains(response, away.name)
    assert [str(register.period) for register in response.context["registers"]] == ["2026-10"]
    assert not response.context["cards"]


def test_nothing_to_do_says_so(client, officer):
    client.force_login(officer)
    assertContains(client.get(TODO), "Semua sudah disalin")


def test_queries_do_not_grow(client, officer, group):
    RegisterFactory(group=group, state=Register.State.BY_PKB)
    client.force_login(officer)

    def more():
        for other in GroupFactory.create_batch(8, village=group.village):
            RegisterFactory(group=other, state=Register.State.BY_PKB)

    assert_queries_do_not_grow(lambda: client.get(TODO), more)


@pytest.mark.parametrize("who", ["kader", "province_staff", "stranger"])
def test_others_copy_nothing(client, request, group, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url(group)).status_code == 404
