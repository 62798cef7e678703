"""The list of devices is kept current without a write on every page."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


def look(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("more"))
    return [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_device_is_noted_when_first_used_and_again_after_ten_minutes(client, officer):
    with time_machine.travel(NOON, tick=False):
        client.force_login(officer)
        look(client)
    with time_machine.travel(NOON + datetime.timedelta(minutes=11), tick=False):
        look(client)

    device = UserSession.objects.get(user=officer)
    assert device.created_at == NOON
    assert device.last_seen_at == NOON + datetime.timedelta(minutes=11)


def test_the_pages_in_between_write_nothing(client, officer):
    client.force_login(officer)
    look(client)

    assert look(client) == []
