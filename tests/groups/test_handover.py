"""Handing over of office: posts, inventory and cash pass in one act, and the paper is signed."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from groups.models import CommitteePost, Handover
from tests.factories import CommitteePostFactory, GroupFactory, HandoverFactory, InventoryItemFactory, TrainingFactory
from tests.factories.groups import picture

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


@pytest.fixture
def group(home_village):
    group = GroupFactory(village=home_village, name="UPPKA Melati", members=5)
    CommitteePostFactory(group=group, person=member(group, 2), post="secretary")
    return group


def member(group, number):
    return group.memberships.get(number=number).person


def key(group, number):
    return str(member(group, number).public_id)


def create_url(group):
    return reverse("groups:handover_create", args=[group.public_id])


def offered(client, group, **values):
    form = client.get(create_url(group)).context["form"]
    shown = {"request_id": str(uuid.uuid4()), "version": form["version"].value()}
    return {**shown, "on": "2026-11-20", "place": "Balai kelurahan", **values}


def holders(group):
    return {post.post: post.person for post in CommitteePost.objects.filter(group=group, to_on__isnull=True)}


def test_old_posts_end_and_new_ones_begin_in_one_act(client, kader, group):
    InventoryItemFactory(group=group, name="Oven", quantity=2)
    InventoryItemFactory(group=group, name="Kompor", removed_on=datetime.date(2026, 1, 1), removed_reason="Rusak")
    client.force_login(kader)
    old, new = member(group, 1), member(group, 3)
    data = offered(
        client, group, to_chair=key(group, 3), to_treasurer=key(group, 4), cash="250.000", term_ends_on="2029-11-20"
    )

    response = client.post(create_url(group), data)

    row = Handover.objects.get()
    assertRedirects(response, reverse("groups:handover_detail", args=[row.public_id]))
    assert holders(group) == {"chair": new, "secretary": member(group, 2), "treasurer": member(group, 4)}
    ended = group.posts.get(post="chair", to_on__isnull=False)
    assert (ended.person, ended.to_on) == (old, datetime.date(2026, 11, 20))
    begun = group.posts.get(post="chair", to_on__isnull=True)
    assert (begun.from_on, begun.term_ends_on) == (datetime.date(2026, 11, 20), datetime.date(2029, 11, 20))
    assert row.posts == [
        {"post": "Ketua", "from": old.name, "to": new.name},
        {"post": "Bendahara", "from": "", "to": member(group, 4).name},
    ]
    assert row.inventory == [{"name": "Oven", "quantity": 2, "unit": "buah", "condition": "Baik"}]
    assert (row.cash, row.recorded_by) == (250000, kader)


def test_two_who_change_places(client, kader, group):
    client.force_login(kader)
    first, second = member(group, 1), member(group, 2)

    client.post(create_url(group), offered(client, group, to_chair=key(group, 2), to_secretary=key(group, 1)))

    assert holders(group) == {"chair": second, "secretary": first}


def test_a_post_may_fall_vacant(client, kader, group):
    client.force_login(kader)

    client.post(create_url(group), offered(client, group, to_secretary="kosong"))

    assert set(holders(group)) == {"chair"}
    assert Handover.objects.get().posts[0]["to"] == ""


def test_chosen_again_she_keeps_her_first_day_and_gets_the_new_term(client, kader, group):
    client.force_login(kader)

    client.post(create_url(group), offered(client, group, to_chair=key(group, 1), term_ends_on="2029-11-20"))

    chair = group.posts.get(post="chair")
    assert (chair.from_on, chair.to_on, chair.term_ends_on) == (
        datetime.date(2025, 1, 10),
        None,
        datetime.date(2029, 11, 20),
    )


def test_her_trainings_come_with_her(client, kader, group):
    TrainingFactory(group=group, person=member(group, 3), kind="pemasaran")
    client.force_login(kader)

    client.post(create_url(group), offered(client, group, to_chair=key(group, 3)))

    chair = group.posts.get(post="chair", to_on__isnull=True)
    assert (chair.trainings, chair.is_untrained) == (["pemasaran"], False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "__all__"),
        ({"to_chair": "kosong", "on": "2026-11-25"}, "on"),
        ({"to_chair": "kosong", "place": ""}, "place"),
        ({"to_chair": "bukan-anggota"}, "to_chair"),
        ({"to_chair": "kosong", "on": "2024-01-01"}, "on"),
        ({"to_chair": "kosong", "cash": "-1"}, "cash"),
    ],
)
def test_faults_leave_the_committee_as_it_is(client, kader, group, values, field):
    client.force_login(kader)
    before = holders(group)

    response = client.post(create_url(group), offered(client, group, **values))

    assert field in response.context["form"].errors
    assert holders(group) == before
    assert not Handover.objects.exists()


def test_a_rule_on_the_second_post_undoes_the_first(client, kader, group):
    young = member(group, 4)
    type(young).objects.filter(pk=young.pk).update(birth_date=datetime.date(2009, 6, 1))
    client.force_login(kader)

    response = client.post(
        create_url(group), offered(client, group, to_chair=key(group, 3), to_treasurer=key(group, 4))
    )

    assert "18 tahun" in str(response.context["form"].errors["to_treasurer"])
    assert holders(group)["chair"] == member(group, 1)
    assert group.posts.count() == 2


def test_a_committee_that_changed_meanwhile_is_not_overwritten(client, kader, group):
    client.force_login(kader)
    data = offered(client, group, to_chair=key(group, 3))
    CommitteePostFactory(group=group, person=member(group, 5), post="treasurer")

    response = client.post(create_url(group), data)

    assertContains(response, "Susunan pengurus sudah berubah")
    assert not Handover.objects.exists()
    again = client.post(
        create_url(group), {**data, **{n: response.context["form"][n].value() for n in ("version", "request_id")}}
    )
    assert again.status_code == 302


@pytest.mark.parametrize("paper", ["a4", "f4"])
def test_the_paper_names_everyone_and_is_logged(client, kader, group, paper):
    row = HandoverFactory(group=group, witnesses="Lurah Oebobo, PKB", inventory=[])
    client.force_login(kader)

    response = client.post(reverse("groups:handover_pdf", args=[row.public_id]), {"paper": paper})

    assert response.content.startswith(b"%PDF")
    assert PersonalDataAccess.objects.get().model == "groups.handover"


def test_the_signed_paper_is_sent_in_later(client, kader, group):
    row = HandoverFactory(group=group)
    client.force_login(kader)
    address = reverse("groups:handover_document", args=[row.public_id])
    assert client.get(reverse("groups:handover_file", args=[row.public_id])).status_code == 404

    client.post(address, {"request_id": str(uuid.uuid4()), "file": SimpleUploadedFile("ba.jpg", picture())})

    response = client.get(reverse("groups:handover_file", args=[row.public_id]))
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assertContains(client.get(reverse("groups:handover_detail", args=[row.public_id])), "ba.jpg")


def test_what_is_no_paper_is_refused(client, kader, group):
    row = HandoverFactory(group=group)
    client.force_login(kader)
    upload = SimpleUploadedFile("ba.html", b"<html><script>alert(1)</script></html>")

    response = client.post(
        reverse("groups:handover_document", args=[row.public_id]), {"request_id": str(uuid.uuid4()), "file": upload}
    )

    assert "file" in response.context["form"].errors
    row.refresh_from_db()
    assert row.document is None


def test_who_sees_people_masked_reads_dates_only(client, province_staff, group):
    row = HandoverFactory(group=group)
    client.force_login(province_staff)

    page = client.get(reverse("groups:handover_list", args=[group.public_id]))

    assertContains(page, "12 Oktober 2026")
    assertNotContains(page, "Ibu Baru")
    assert client.get(reverse("groups:handover_detail", args=[row.public_id])).status_code == 404


def test_stranger_finds_nothing(client, stranger, group):
    row = HandoverFactory(group=group, signed=True)
    client.force_login(stranger)

    for name, target in (("list", group), ("create", group), ("detail", row), ("file", row), ("document", row)):
        assert client.get(reverse(f"groups:handover_{name}", args=[target.public_id])).status_code == 404
