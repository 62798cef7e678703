"""From draft to active: who may, in which state, and what must be complete first."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from core.errors import Resubmitted, Stale
from groups.errors import Incomplete, OwnRegistration, WrongState
from groups.models import CommitteePost, Group
from groups.services import card as services
from regions.models import Change
from tests.factories import CommitteePostFactory, GroupFactory, UserFactory, officer_at

pytestmark = pytest.mark.django_db


def complete(group, **changes):
    """Fill in what a card needs to be handed in."""
    group.signed_place, group.signed_on = "Kupang", datetime.date(2026, 1, 3)
    for name, value in changes.items():
        setattr(group, name, value)
    group.save()
    members = [row.person for row in group.memberships.all()]
    for post, person in zip((CommitteePost.Post.SECRETARY, CommitteePost.Post.TREASURER), members[1:], strict=False):
        CommitteePostFactory(group=group, person=person, post=post)
    return group


@pytest.fixture
def draft(home_village, kader):
    return complete(GroupFactory(draft=True, village=home_village, registered_by=kader, members=3))


def submitted(group):
    group.state = Group.State.SUBMITTED
    group.save()
    return group


def act(name, group):
    return reverse(f"groups:{name}", args=[group.public_id])


def form_of(group, **values):
    return {"request_id": str(uuid.uuid4()), "version": group.version, **values}


def test_kader_hands_in_a_complete_draft(client, kader, draft):
    client.force_login(kader)

    response = client.post(act("submit", draft), form_of(draft))

    assertRedirects(response, draft.get_absolute_url())
    draft.refresh_from_db()
    assert draft.state == Group.State.SUBMITTED
    assert LogEntry.objects.get_for_object(draft).filter(actor=kader, changes__has_key="state").exists()
    assert Change.objects.filter(village_id=draft.village_id, subject="groups").exists()


def test_an_incomplete_draft_says_what_is_missing_and_where(client, kader, home_village):
    draft = GroupFactory(draft=True, village=home_village, registered_by=kader, adviser_name="")
    client.force_login(kader)

    response = client.post(act("submit", draft), form_of(draft))

    assertContains(response, f"{act('update', draft)}#div_id_adviser_name")
    assertContains(response, f'href="{act("committee", draft)}">Ketua belum ada.')
    assertContains(response, f'href="{act("member_add", draft)}">Belum ada anggota.')
    draft.refresh_from_db()
    assert draft.state == Group.State.DRAFT


def test_officer_approves_what_a_kader_registered(client, officer, draft):
    submitted(draft)
    client.force_login(officer)

    client.post(act("approve", draft), form_of(draft))

    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (Group.State.ACTIVE, officer)


def test_own_registration_waits_for_the_opd(client, officer, regency_staff, draft):
    draft.registered_by = officer
    submitted(draft)
    client.force_login(officer)

    assertContains(client.get(draft.get_absolute_url()), "persetujuannya dari OPD-KB")
    refused = client.post(act("approve", draft), form_of(draft))

    assertContains(refused, "disetujui oleh OPD-KB")
    client.force_login(regency_staff)
    client.post(act("approve", draft), form_of(draft))
    draft.refresh_from_db()
    assert draft.approved_by == regency_staff


def test_the_database_refuses_an_approver_who_registered(officer, draft):
    draft.registered_by = draft.approved_by = officer
    draft.approved_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_kader_approves_nothing(client, kader, draft):
    submitted(draft)
    client.force_login(kader)

    for name in ("approve", "return", "deactivate", "reactivate"):
        assert client.get(act(name, draft)).status_code == 404


def test_returned_with_a_reason_and_handed_in_again(client, officer, kader, draft):
    submitted(draft)
    client.force_login(officer)

    client.post(act("return", draft), form_of(draft, reason="Alamat belum jelas"))

    draft.refresh_from_db()
    assert (draft.state, draft.state_reason) == (Group.State.RETURNED, "Alamat belum jelas")
    client.force_login(kader)
    assertContains(client.get(draft.get_absolute_url()), "Alamat belum jelas")
    client.post(act("submit", draft), form_of(draft))
    draft.refresh_from_db()
    assert (draft.state, draft.state_reason) == (Group.State.SUBMITTED, "")


def test_return_asks_for_a_reason(client, officer, draft):
    submitted(draft)
    client.force_login(officer)

    response = client.post(act("return", draft), form_of(draft, reason=""))

    assert response.context["form"].errors["reason"]
    draft.refresh_from_db()
    assert draft.state == Group.State.SUBMITTED


def test_deactivated_from_a_day_and_brought_back(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)

    client.post(act("deactivate", group), form_of(group, reason="Tidak berkegiatan", on="2026-06-30"))
    group.refresh_from_db()
    assert (group.state, group.state_on) == (Group.State.INACTIVE, datetime.date(2026, 6, 30))
    client.post(act("reactivate", group), form_of(group, reason="Mulai lagi", on="2026-08-01"))

    group.refresh_from_db()
    assert (group.state, group.state_reason) == (Group.State.ACTIVE, "Mulai lagi")


def test_deactivation_is_not_dated_ahead(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)

    response = client.post(act("deactivate", group), form_of(group, reason="Bubar", on="2099-01-01"))

    assertContains(response, "Tanggal tidak boleh setelah hari ini")
    assertContains(response, "Bubar")
    group.refresh_from_db()
    assert group.state == Group.State.ACTIVE


@pytest.mark.parametrize("name", ["submit", "approve", "return", "deactivate", "reactivate"])
def test_stranger_finds_no_group(client, stranger, draft, name):
    client.force_login(stranger)
    assert client.get(act(name, draft)).status_code == 404


def test_approval_warns_of_the_same_name_and_of_a_chair_twice(client, officer, draft):
    double = GroupFactory(village=draft.village, name=draft.name.replace("UPPKA", "UPPKS"))
    elsewhere = GroupFactory(village=draft.village, name="UPPKA Lain")
    chair = draft.posts.get(post="chair").person
    CommitteePostFactory(group=elsewhere, person=chair)
    submitted(draft)
    client.force_login(officer)

    response = client.get(act("approve", draft))

    assertContains(response, double.get_absolute_url())
    assertContains(response, elsewhere.get_absolute_url())


def test_submitted_twice_is_written_once(kader, draft):
    request_id = uuid.uuid4()

    first = services.submit_group(draft.pk, by=kader, version=draft.version, request_id=request_id)
    second = services.submit_group(draft.pk, by=kader, version=draft.version, request_id=request_id)

    assert (first.pk, second.version) == (second.pk, draft.version + 1)


def test_same_id_with_another_reason_is_refused(officer, draft):
    submitted(draft)
    request_id = uuid.uuid4()
    args = {"by": officer, "version": draft.version, "request_id": request_id}
    services.return_group(draft.pk, reason="Satu", **args)

    with pytest.raises(Resubmitted):
        services.return_group(draft.pk, reason="Dua", **args)


def test_an_older_page_is_refused(officer, draft):
    submitted(draft)
    with pytest.raises(Stale):
        services.approve_group(draft.pk, by=officer, version=draft.version + 7, request_id=uuid.uuid4())


def test_states_are_not_skipped(officer, draft):
    with pytest.raises(WrongState):
        services.approve_group(draft.pk, by=officer, version=draft.version, request_id=uuid.uuid4())


def test_approval_checks_again_that_the_card_is_complete(officer, draft):
    submitted(draft)
    draft.posts.filter(post="chair").delete()
    with pytest.raises(Incomplete):
        services.approve_group(draft.pk, by=officer, version=draft.version, request_id=uuid.uuid4())


def test_service_refuses_own_registration(officer, draft):
    draft.registered_by = officer
    submitted(draft)
    with pytest.raises(OwnRegistration):
        services.approve_group(draft.pk, by=officer, version=draft.version, request_id=uuid.uuid4())


def test_officer_of_a_neighbour_village_is_a_stranger(client, draft):
    neighbour = officer_at(roles.PKB, "5371041002")
    client.force_login(neighbour)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_steps_lead_through_a_draft(client, kader, draft):
    client.force_login(kader)

    response = client.get(draft.get_absolute_url())

    assertContains(response, "Langkah berikut")
    assertContains(response, act("submit", draft))
    active = GroupFactory(village=draft.village, registered_by=UserFactory())
    assertNotContains(client.get(active.get_absolute_url()), "Langkah berikut")
