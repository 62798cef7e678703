"""The committee: five places, ages, trainings, handing over."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from groups.models import CommitteePost
from tests.factories import CommitteePostFactory, GroupFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, name="UPPKA Melati", members=4)


def member(group, number):
    return group.memberships.get(number=number).person


def url(group, slot, name="post"):
    return reverse(f"groups:{name}", args=[group.public_id, slot])


def held_by(holder, **values):
    data = {"request_id": str(uuid.uuid4()), "person": str(holder.public_id), "from_on": "2026-11-01"}
    return {**data, "is_untrained": "on", **values}


def test_member_becomes_secretary(client, kader, group):
    client.force_login(kader)

    response = client.post(url(group, "secretary"), held_by(member(group, 2)))

    assertRedirects(response, reverse("groups:committee", args=[group.public_id]))
    post = group.posts.get(post="secretary")
    assert (post.person, post.from_on, post.is_untrained) == (member(group, 2), datetime.date(2026, 11, 1), True)


def test_new_chair_ends_the_old_one_s_time_and_is_found_by_name(client, kader, group):
    old = group.posts.get()
    client.force_login(kader)

    client.post(url(group, "chair"), held_by(member(group, 3), version=old.version))

    old.refresh_from_db()
    group.refresh_from_db()
    assert old.to_on == datetime.date(2026, 11, 1)
    assert group.posts.get(post="chair", to_on__isnull=True).person == member(group, 3)
    assert member(group, 3).name_key in group.search_key


def test_the_database_holds_one_chair(group):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteePostFactory(group=group, person=member(group, 2))


def test_trainings_are_changed_in_place(client, kader, group):
    chair = group.posts.get()
    client.force_login(kader)
    data = held_by(chair.person, version=chair.version, from_on="2025-01-10", trainings=["kb", "keuangan"])
    del data["is_untrained"]

    client.post(url(group, "chair"), data)

    chair.refresh_from_db()
    assert (chair.trainings, chair.is_untrained, chair.to_on) == (["kb", "keuangan"], False, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"trainings": ["kb"]}, "trainings"),
        ({"is_untrained": ""}, "trainings"),
        ({"from_on": "2099-01-01"}, "from_on"),
        ({"person": ""}, "person"),
    ],
)
def test_faults_stand_beside_the_field(client, kader, group, values, field):
    client.force_login(kader)

    response = client.post(url(group, "secretary"), held_by(member(group, 2), **values))

    assert field in response.context["form"].errors
    assert not group.posts.filter(post="secretary").exists()


@pytest.mark.parametrize(
    ("slot", "birth_date", "marriage", "refused"),
    [
        ("secretary", datetime.date(2010, 1, 1), "single", True),
        ("secretary", datetime.date(2010, 1, 1), "married", False),
        ("treasurer", datetime.date(2009, 1, 1), "married", True),
        ("treasurer", datetime.date(2008, 1, 1), "single", False),
        ("treasurer", None, "married", True),
    ],
)
def test_ages(client, kader, group, slot, birth_date, marriage, refused):
    person = MembershipFactory(group=group, number=9, person__birth_date=birth_date, person__marriage=marriage).person
    client.force_login(kader)

    client.post(url(group, slot), held_by(person))

    assert group.posts.filter(post=slot).exists() is not refused


def test_only_members_are_chosen(client, kader, group):
    client.force_login(kader)

    response = client.post(url(group, "secretary"), held_by(PersonFactory(family__village=group.village)))

    assert "person" in response.context["form"].errors


def test_chair_of_two_active_groups_is_a_warning(client, kader, group):
    person = member(group, 2)
    CommitteePostFactory(group=GroupFactory(village=group.village, name="UPPKA Lain"), person=person)
    chair = group.posts.get()
    client.force_login(kader)

    warned = client.post(url(group, "chair"), held_by(person, version=chair.version))
    assertContains(warned, "sudah menjadi ketua UPPKA Lain")
    client.post(url(group, "chair"), held_by(person, version=chair.version, accept_warnings="1"))

    now = group.posts.get(post="chair", to_on__isnull=True)
    assert (now.person, now.passed_warnings) == (person, ["second_chair"])


def test_second_post_of_one_person_is_a_warning(client, kader, group):
    client.force_login(kader)
    assertContains(client.post(url(group, "secretary"), held_by(member(group, 1))), "sudah memegang jabatan Ketua")


def test_two_kader_and_not_the_same_person(client, kader, group):
    client.force_login(kader)
    client.post(url(group, "kader-1"), held_by(member(group, 2)))

    twice = client.post(url(group, "kader-2"), held_by(member(group, 2)))
    assert "person" in twice.context["form"].errors
    client.post(url(group, "kader-2"), held_by(member(group, 3)))

    response = client.get(reverse("groups:committee", args=[group.public_id]))
    names = {slot["key"]: slot["row"] and slot["row"].person for slot in response.context["slots"]}
    assert (names["kader-1"], names["kader-2"]) == (member(group, 2), member(group, 3))


def test_new_holder_does_not_begin_before_the_old_one(client, kader, group):
    chair = group.posts.get()
    client.force_login(kader)

    response = client.post(url(group, "chair"), held_by(member(group, 2), version=chair.version, from_on="2024-01-01"))

    assert "baru menjabat sejak 10-01-2025" in response.context["form"].errors["from_on"][0]


def test_place_falls_vacant(client, kader, group):
    chair = group.posts.get()
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "version": chair.version, "to_on": "2026-11-05"}

    client.post(url(group, "chair", "post_end"), data)

    chair.refresh_from_db()
    assert chair.to_on == datetime.date(2026, 11, 5)
    committee = reverse("groups:committee", args=[group.public_id])
    assertRedirects(client.post(url(group, "chair", "post_end"), data), committee)
    assertContains(client.get(reverse("groups:committee", args=[group.public_id])), "Sebelumnya")


def test_filled_twice_is_written_once(client, kader, group):
    data = held_by(member(group, 2))
    client.force_login(kader)

    client.post(url(group, "secretary"), data)
    again = client.post(url(group, "secretary"), data)

    assertRedirects(again, reverse("groups:committee", args=[group.public_id]))
    assert group.posts.filter(post="secretary").count() == 1


def test_who_comes_second_is_told(client, kader, group):
    chair = group.posts.get()
    CommitteePost.objects.filter(pk=chair.pk).update(version=chair.version + 1)
    client.force_login(kader)

    response = client.post(url(group, "chair"), held_by(member(group, 2), version=chair.version))

    assertContains(response, "sudah diubah orang lain")


@pytest.mark.parametrize("slot", ["kader", "kader-3", "chair-1", "ketua"])
def test_other_places_do_not_exist(client, kader, group, slot):
    client.force_login(kader)
    assert client.get(url(group, slot)).status_code == 404


def test_reader_and_stranger(client, province_staff, stranger, group):
    client.force_login(stranger)
    assert client.get(reverse("groups:committee", args=[group.public_id])).status_code == 404
    client.force_login(province_staff)
    assertNotContains(client.get(reverse("groups:committee", args=[group.public_id])), "Ubah atau ganti")
    assert client.get(url(group, "chair")).status_code == 404
