"""Members who died or moved away show as a task on the roll, and leave it in one tap."""

import datetime
import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from members.models import Person
from tests.factories import GroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, members=3)


def let_go(group, number, kind, on=datetime.date(2026, 11, 3)):
    person = group.memberships.get(number=number).person
    Person.objects.filter(pk=person.pk).update(
        is_active=False, inactive_kind=kind, inactive_on=on, inactive_reason="tercatat"
    )


def members_url(group):
    return reverse("groups:members", args=[group.public_id])


def hidden_of(page):
    return dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode().split("warning-box")[1])
    )


@pytest.mark.parametrize(("kind", "reason"), [("died", "died"), ("moved", "moved")])
def test_one_tap_ends_the_membership_with_that_day_and_reason(client, kader, group, kind, reason):
    let_go(group, 1, kind)
    client.force_login(kader)
    page = client.get(members_url(group))
    assertContains(page, "masih tercatat anggota")

    response = client.post(reverse("groups:member_end", args=[group.public_id, 1]), hidden_of(page))

    assertRedirects(response, members_url(group))
    row = group.memberships.get(number=1)
    assert (row.left_on, row.left_reason) == (datetime.date(2026, 11, 3), reason)
    assert group.posts.get().to_on == datetime.date(2026, 11, 3)
    assertNotContains(client.get(members_url(group)), "masih tercatat anggota")


def test_a_day_before_she_joined_becomes_the_day_she_joined(client, kader, group):
    let_go(group, 2, "moved", on=datetime.date(2020, 1, 1))
    client.force_login(kader)

    assert hidden_of(client.get(members_url(group)))["left_on"] == "2025-01-10"


def test_where_the_reason_is_not_known_it_is_asked(client, kader, group):
    let_go(group, 2, "other")
    client.force_login(kader)

    page = client.get(members_url(group))

    assertContains(page, reverse("groups:member_end", args=[group.public_id, 2]))
    assertNotContains(page, 'name="left_reason"')


def test_who_changes_no_roll_gets_no_task(client, province_staff, group):
    let_go(group, 1, "died")
    client.force_login(province_staff)

    assertNotContains(client.get(members_url(group)), "masih tercatat anggota")
