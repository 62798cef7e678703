"""Where a group is: dusun in a desa, RW and RT in a kelurahan; and what a new card says before anyone has typed it."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import reverse

from accounts import roles
from groups.models import Group
from regions.models import Dusun
from tests.factories import DusunFactory, GroupFactory, officer_at, village

pytestmark = pytest.mark.django_db
CREATE = reverse("groups:create")
PLACE = {"dusun", "rw", "rt"}


def asked(client, url=CREATE):
    return PLACE & set(client.get(url).context["form"].fields)


def begin(client, place, **values):
    data = {"request_id": str(uuid.uuid4()), "village": place.pk, "name": "UPPKA Melati", "address": "Gang 1", **values}
    return client.post(CREATE, data)


# Dusun, RW, RT


def test_one_kelurahan_asks_for_rw_and_rt(client, kader, home_village):
    DusunFactory(village=home_village, name="RW 004")
    client.force_login(kader)

    assert asked(client) == {"rw", "rt"}


def test_several_kelurahan_ask_for_rw_and_rt_before_one_is_chosen(client, home_village):
    village("5371041002")
    client.force_login(officer_at(roles.PKB, "537104"))

    assert asked(client) == {"rw", "rt"}


def test_desa_among_kelurahan_leaves_it_to_the_next_step(client, home_village):
    village("5371042001")
    client.force_login(officer_at(roles.PKB, "537104"))

    assert asked(client) == set()


def test_desa_asks_for_the_dusun_alone(client):
    desa = village("5301012001")
    DusunFactory(village=desa, name="Oelnasi")
    client.force_login(officer_at(roles.PKB, desa.code))

    assert asked(client) == {"dusun"}
    assert client.get(CREATE).context["form"].fields["dusun"].label == "Dusun"


def test_typed_rw_makes_the_group_visible_to_the_kader_of_that_rw(client, officer, home_village):
    client.force_login(officer)

    begin(client, home_village, rw="4", rt="012")

    group = Group.objects.get()
    assert (group.dusun.name, group.rt) == ("RW 004", "012")


def test_another_rw_later_moves_the_group_there(client, officer, home_village):
    client.force_login(officer)
    begin(client, home_village, rw="4")
    group = Group.objects.get()

    kept = {"village": home_village.pk, "name": group.name, "address": group.address, "version": group.version}
    client.post(reverse("groups:update", args=[group.public_id]), {**kept, "rw": "7", "register_number": "001"})

    assert Group.objects.get().dusun.name == "RW 007"


def test_chosen_rw_is_written_on_the_card(client, home_village):
    rw = DusunFactory(village=home_village, name="RW 009")
    user = officer_at(roles.KADER, home_village.code)
    user.assignments.update(place_kind="dusun", place_key=str(rw.pk))
    client.force_login(user)

    begin(client, home_village, dusun=rw.pk)

    assert (Group.objects.get().rw, Dusun.objects.count()) == ("009", 1)


# What a new card says


def card_url(group):
    return reverse("groups:update", args=[group.public_id])


@time_machine.travel(datetime.datetime(2026, 11, 24, 16, 30, tzinfo=datetime.UTC), tick=False)
def test_a_pkb_finds_her_name_place_and_today_on_a_new_card(client, officer, home_village):
    client.force_login(officer)

    form = client.get(card_url(GroupFactory(draft=True, adviser_kind="", adviser_name=""))).context["form"]

    assert (form["adviser_kind"].value(), form["adviser_name"].value()) == ("pkb", officer.name)
    assert form["signed_place"].value() == home_village.name
    assert form["signed_on"].value() == datetime.date(2026, 11, 25)


def test_a_kader_is_no_adviser_by_suggestion(client, kader, home_village):
    client.force_login(kader)

    form = client.get(card_url(GroupFactory(draft=True, adviser_kind="", adviser_name=""))).context["form"]

    assert (form["adviser_kind"].value(), form["adviser_name"].value()) == ("", "")
    assert form["signed_place"].value() == home_village.name


def test_what_was_typed_before_stays(client, officer, home_village):
    client.force_login(officer)
    group = GroupFactory(draft=True, adviser_kind="ppkbd", adviser_name="Kader Lama", signed_place="Kupang")

    form = client.get(card_url(group)).context["form"]

    assert (form["adviser_kind"].value(), form["adviser_name"].value()) == ("ppkbd", "Kader Lama")
    assert form["signed_place"].value() == "Kupang"


def test_a_finished_card_is_shown_as_it_is(client, officer, home_village):
    client.force_login(officer)

    form = client.get(card_url(GroupFactory(signed_on=datetime.date(2025, 1, 3), signed_place=""))).context["form"]

    assert form["signed_place"].value() == ""
