"""Groups to look at: silent for months, or with a committee whose term is over. Nothing happens by itself."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from core.models import DatedSetting
from groups.models import CommitteePost, Group
from tests.factories import GroupFactory, MeetingFactory, RegisterFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

LIST = "groups:dormant"


def shown(client, **query):
    return [row.name for row in client.get(reverse(LIST), query).context["page"].rows]


@pytest.mark.parametrize(
    ("last_register", "is_shown"),
    [(datetime.date(2026, 4, 1), True), (datetime.date(2026, 5, 1), False), (None, True)],
)
def test_six_months_without_a_register(client, officer, home_village, last_register, is_shown):
    group = GroupFactory(village=home_village)
    if last_register:
        RegisterFactory(group=group, month=last_register)
    client.force_login(officer)

    assert bool(shown(client)) is is_shown


@pytest.mark.parametrize(
    ("state", "since"), [("active", datetime.date(2026, 8, 1)), ("draft", datetime.date(2025, 1, 1))]
)
def test_neither_who_began_lately_nor_who_is_not_active(client, officer, home_village, state, since):
    GroupFactory(village=home_village, state=state, state_on=since)
    client.force_login(officer)

    assert shown(client) == []


def test_the_months_are_a_setting(client, officer, home_village):
    RegisterFactory(group=GroupFactory(village=home_village), month=datetime.date(2026, 8, 1))
    client.force_login(officer)
    assert shown(client) == []

    DatedSetting.objects.create(
        key="dormant_after_months", value=2, valid_from=datetime.date(2026, 1, 1), source="Keputusan kota"
    )

    assert len(shown(client)) == 1


def test_the_last_signs_of_life_stand_beside_it_and_the_group_stays_active(client, officer, home_village):
    group = GroupFactory(village=home_village, name="UPPKA Diam")
    RegisterFactory(group=group, month=datetime.date(2026, 3, 1))
    MeetingFactory(group=group, date=datetime.date(2026, 4, 13))
    client.force_login(officer)

    page = client.get(reverse(LIST))

    assertContains(page, "Maret 2026")
    assertContains(page, "13 Apr 2026")
    group.refresh_from_db()
    assert group.state == Group.State.ACTIVE


def test_a_committee_whose_term_is_over(client, officer, home_village):
    over, lasting = GroupFactory(village=home_village, members=1), GroupFactory(village=home_village, members=1)
    for group, ends in ((over, datetime.date(2026, 11, 23)), (lasting, datetime.date(2026, 11, 24))):
        CommitteePost.objects.filter(group=group).update(term_ends_on=ends)
    client.force_login(officer)

    assert shown(client, why="masa-bakti") == [over.name]
    assertContains(client.get(over.get_absolute_url()), "Masa bakti pengurus berakhir 23 November 2026")
    committee = reverse("groups:committee", args=[over.public_id])
    assertContains(client.get(committee), "Masa bakti berakhir")
    assertNotContains(client.get(lasting.get_absolute_url()), "Masa bakti pengurus berakhir")


def test_only_in_scope_and_downloaded_without_people(client, officer, home_village):
    GroupFactory(village=home_village, name="UPPKA Sini", members=1, members__person__name="Rosalia Bengu")
    GroupFactory(village=village("5301012001"), name="UPPKA Sana")
    client.force_login(officer)

    sheet = b"".join(client.post(reverse(LIST), {"format": "csv"}).streaming_content).decode()

    assert "UPPKA Sini" in sheet
    assert "UPPKA Sana" not in sheet
    assert "Rosalia" not in sheet


def test_queries_do_not_grow(client, officer, home_village):
    GroupFactory(village=home_village)
    client.force_login(officer)

    assert_queries_do_not_grow(
        lambda: client.get(reverse(LIST)), lambda: GroupFactory.create_batch(6, village=home_village, members=1)
    )
