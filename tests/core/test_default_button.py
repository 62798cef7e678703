"""Enter presses "Simpan", whatever other buttons a form shows above it."""

import re
import uuid

import pytest
from django.urls import reverse

from tests.factories import GroupFactory, PersonFactory

pytestmark = pytest.mark.django_db


def first_button(response):
    """The tag of the first button of the page's own form: what browsers press at Enter."""
    form = re.search(r'<form method="post" class="form-page.*?</form>', response.content.decode(), re.DOTALL)[0]
    return re.search(r"<button[^>]*>", form)[0]


def test_a_warning_is_not_passed_by_enter(client, officer, home_village):
    GroupFactory(village=home_village, name="UPPKA Melati")
    client.force_login(officer)
    data = {"request_id": str(uuid.uuid4()), "village": home_village.pk, "name": "UPPKA Melati", "address": "Gang 1"}

    response = client.post(reverse("groups:create"), data)

    assert b'name="accept_warnings"' in response.content
    assert "name=" not in first_button(response)


def test_a_second_group_is_not_taken_by_enter(client, officer, home_village):
    person = PersonFactory(family__village=home_village, name="Maria Ndun")
    GroupFactory(village=home_village).memberships.create(person=person, number=1, joined_on="2025-01-10")
    client.force_login(officer)
    url = reverse("groups:member_add", args=[GroupFactory(village=home_village).public_id])

    response = client.post(url, {"q": "maria", "persons": [person.public_id], "joined_on": "2026-01-10"})

    assert b'name="accept_warnings"' in response.content
    assert 'name="cari"' in first_button(response)


def test_places_are_not_asked_again_by_enter(client, officer, home_village):
    client.force_login(officer)

    response = client.get(reverse("members:create"))

    assert b'name="refresh"' in response.content
    assert "name=" not in first_button(response)


def test_the_button_is_skipped_by_the_tab_key_and_unspoken(client, officer, home_village):
    client.force_login(officer)

    button = first_button(client.get(reverse("groups:create")))

    assert 'tabindex="-1"' in button
    assert 'aria-hidden="true"' in button
