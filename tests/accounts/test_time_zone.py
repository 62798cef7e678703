"""Times are shown by the clock of the officer's own place."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts import roles
from tests.factories import officer_at, village

NOW = datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


@pytest.mark.parametrize(
    ("code", "shown"),
    [("3171011001", "15.00"), ("5371041001", "16.00"), ("9171011001", "17.00")],
    ids=["WIB", "WITA", "WIT"],
)
def test_moments_are_told_in_the_zone_of_her_province(client, code, shown):
    village(code)
    client.force_login(officer_at(roles.PKB, code))

    assertContains(client.get(reverse("usersessions_list")), f"24 Nov 2026, {shown}")
