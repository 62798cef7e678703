"""Members who died or moved away show as a task on the roll, and leave it in one tap."""

import datetime
import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from members.models import Person
from tests.factories import GroupFactory, LifeEventFactory, village

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


def leaving(page):
    """What the button that ends the membership posts."""
    form = next(part for part in page.content.decode().split("<form") if 'name="left_reason"' in part)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))


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


def move_away(group, number, on=datetime.date(2026, 11, 5)):
    """Within the register: her record lives on in another village."""
    person = group.memberships.get(number=number).person
    LifeEventFactory(person=person, village=group.village, kind="moved_out", on=on)
    Person.objects.filter(pk=person.pk).update(village=village("5371041002"))


def stay(client, group, number):
    row = group.memberships.get(number=number)
    data = {"request_id": str(uuid.uuid4()), "version": row.version}
    return client.post(reverse("groups:member_stays", args=[group.public_id, number]), data)


def test_who_moved_within_the_register_may_leave_in_one_tap(client, kader, group):
    move_away(group, 1)
    client.force_login(kader)
    page = client.get(members_url(group))
    assertContains(page, "Pindah ke")

    client.post(reverse("groups:member_end", args=[group.public_id, 1]), leaving(page))

    row = group.memberships.get(number=1)
    assert (row.left_on, row.left_reason) == (datetime.date(2026, 11, 5), "moved")


def test_who_moved_within_the_register_may_stay_until_she_moves_again(client, kader, group):
    move_away(group, 1)
    client.force_login(kader)

    response = stay(client, group, 1)

    assertRedirects(response, members_url(group))
    assertNotContains(client.get(members_url(group)), "masih tercatat anggota")
    row = group.memberships.get(number=1)
    assert (row.left_on, row.stays_on) == (None, datetime.date(2026, 11, 5))
    move_away(group, 1, on=datetime.date(2026, 11, 20))
    assertContains(client.get(members_url(group)), "masih tercatat anggota")


@pytest.mark.parametrize("on", ["2025-01-10", "2024-12-31"])
def test_who_joined_after_she_moved_is_not_asked_about(client, kader, group, on):
    move_away(group, 1, on=datetime.date.fromisoformat(on))
    client.force_login(kader)

    assertNotContains(client.get(members_url(group)), "masih tercatat anggota")


def test_who_came_back_or_never_moved_is_not_asked_about(client, kader, group):
    move_away(group, 1)
    Person.objects.filter(memberships__group=group).update(village=group.village)
    client.force_login(kader)

    assertNotContains(client.get(members_url(group)), "masih tercatat anggota")


def test_the_dead_do_not_stay(client, kader, group):
    let_go(group, 1, "died")
    client.force_login(kader)

    response = stay(client, group, 1)

    assert "Tidak ada kepindahan" in str(next(iter(get_messages(response.wsgi_request))))
    assert group.memberships.get(number=1).stays_on is None
