"""Many cards approved at once, never one's own, never one with gaps."""

import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from core.errors import Resubmitted
from groups.errors import OwnRegistration
from groups.models import Group
from groups.services import approval as services
from regions.models import Change
from tests.factories import GroupFactory, village
from tests.groups.test_lifecycle import complete
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db
URL = "groups:approvals"


def submitted(by, **kwargs):
    return complete(GroupFactory(state=Group.State.SUBMITTED, registered_by=by, members=3, **kwargs))


def test_the_ticked_ones_become_active(client, officer, kader):
    first, second, third = (submitted(kader) for _n in range(3))
    client.force_login(officer)

    client.post(reverse("groups:approve_many"), {"groups": [first.public_id, second.public_id]})

    states = {group.pk: (group.state, group.approved_by) for group in Group.objects.all()}
    assert states[first.pk] == states[second.pk] == (Group.State.ACTIVE, officer)
    assert states[third.pk] == (Group.State.SUBMITTED, None)
    sentence = LogEntry.objects.get_for_object(first).order_by("-pk").first().additional_data["sentence"]
    assert sentence == "Menyetujui kelompok ini."
    assert Change.objects.filter(village_id=first.village_id, subject="groups").exists()


def test_what_she_registered_herself_is_left_to_another(officer):
    own = submitted(officer)

    with pytest.raises(OwnRegistration):
        services.approve_groups([own.pk], by=officer, request_id=None)

    own.refresh_from_db()
    assert own.state == Group.State.SUBMITTED


def test_a_card_with_gaps_waits_and_is_named(officer, kader):
    sound, gap = submitted(kader), submitted(kader, name="UPPKA Bolong")
    gap.posts.filter(post="treasurer").delete()

    outcome = services.approve_groups([sound.pk, gap.pk], by=officer, request_id=None)

    assert outcome == (1, ["UPPKA Bolong"])
    gap.refresh_from_db()
    assert gap.state == Group.State.SUBMITTED


def test_sent_twice_it_is_done_once_and_other_content_is_refused(officer, kader):
    first, second = submitted(kader), submitted(kader)
    request_id = uuid.uuid4()

    once = services.approve_groups([first.pk], by=officer, request_id=request_id)
    again = services.approve_groups([first.pk], by=officer, request_id=request_id)

    assert once[0] == again[0] == 1
    with pytest.raises(Resubmitted):
        services.approve_groups([second.pk], by=officer, request_id=request_id)


def test_the_list_says_what_to_look_at(client, officer, kader):
    submitted(kader, name="UPPKA Melati")
    GroupFactory(name="Kelompok UPPKS Melati")
    submitted(officer, name="UPPKA Sendiri")
    client.force_login(officer)

    response = client.get(reverse(URL))

    assertContains(response, "Mirip Kelompok UPPKS Melati")
    assertContains(response, "Anda yang mendaftarkan")
    assertContains(response, 'form="approve" aria-label', count=1)


def test_a_group_elsewhere_is_neither_shown_nor_approved(client, officer, kader):
    there = submitted(kader, village=village("5371041002"), name="UPPKA Jauh")
    client.force_login(officer)

    client.post(reverse("groups:approve_many"), {"groups": [there.public_id]})

    there.refresh_from_db()
    assert there.state == Group.State.SUBMITTED
    assertNotContains(client.get(reverse(URL)), "UPPKA Jauh")


def test_the_list_asks_no_more_for_many_than_for_one(client, officer, kader):
    submitted(kader)
    client.force_login(officer)

    assert_queries_do_not_grow(lambda: client.get(reverse(URL)), lambda: [submitted(kader) for _n in range(15)])
