"""The official class: a recorded decision of the OPD, never computed, never overwritten."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db


def decision(group, **values):
    data = {
        "request_id": str(uuid.uuid4()),
        "version": group.version,
        "level": "berkembang",
        "decided_on": "2026-03-01",
        "assessor": "Tim penilai kota",
        "document": "BA/12/2026",
    }
    return {**data, **values}


def url(group):
    return reverse("groups:classify", args=[group.public_id])


def test_opd_records_a_decision(client, regency_staff, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)

    assertRedirects(client.post(url(group), decision(group)), group.get_absolute_url())

    group.refresh_from_db()
    assert group.classification == "berkembang"
    assertContains(client.get(group.get_absolute_url()), "BA/12/2026")


def test_the_latest_day_counts_and_earlier_decisions_stay(client, regency_staff, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)
    client.post(url(group), decision(group, decided_on="2026-03-01", level="mandiri"))
    group.refresh_from_db()
    client.post(url(group), decision(group, decided_on="2025-03-01", level="dasar"))

    group.refresh_from_db()

    assert (group.classification, group.classifications.count()) == ("mandiri", 2)


def test_sent_twice_is_kept_once(client, regency_staff, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)
    data = decision(group)

    for _time in range(2):
        assertRedirects(client.post(url(group), data), group.get_absolute_url())

    assert group.classifications.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"decided_on": "2099-01-01"}, "decided_on"), ({"level": "paripurna"}, "level"), ({"document": ""}, "document")],
)
def test_faults(client, regency_staff, home_village, values, field):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)

    response = client.post(url(group), decision(group, **values))

    assert field in response.context["form"].errors
    assert not group.classifications.exists()


@pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "stranger"])
def test_others_decide_nothing(client, request, home_village, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url(GroupFactory(village=home_village))).status_code == 404
