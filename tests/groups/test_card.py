"""Registration and the whole card: what is asked, refused, warned of, kept."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from groups import code_lists
from groups.forms.card import SECTIONS
from groups.models import Group, ListValue
from regions.models import Region
from tests.factories import AssignmentFactory, DusunFactory, GroupFactory, UserFactory, village

pytestmark = pytest.mark.django_db
START = {"name": "UPPKA Melati", "address": "Jalan Perintis 12", "business_note": "Kue dan roti"}


def start(group_village, **values):
    return {"request_id": str(uuid.uuid4()), "village": group_village.pk, **START, **values}


def card(group, **values):
    """The card's form as a browser would send it back."""
    kept = {
        "name": group.name,
        "register_number": group.register_number,
        "address": group.address,
        "adviser_kind": group.adviser_kind,
        "adviser_name": group.adviser_name,
        "funds": group.funds,
        "integration": group.integration,
        "signed_place": "Kupang",
        "signed_on": "2026-01-03",
    }
    if group.state in ("draft", "returned"):
        kept["village"] = group.village_id
    return {"request_id": str(uuid.uuid4()), "version": group.version, **kept, **values}


def update_url(group):
    return reverse("groups:update", args=[group.public_id])


# The first step


def test_kader_begins_a_draft_in_her_village(client, kader, home_village):
    client.force_login(kader)

    response = client.post(reverse("groups:create"), start(home_village))

    group = Group.objects.get()
    assertRedirects(response, group.get_absolute_url())
    assert (group.state, group.registered_by, group.register_number) == (Group.State.DRAFT, kader, "001")
    assert group.search_key == "uppka melati"
    assert LogEntry.objects.get_for_object(group).filter(actor=kader).exists()


def test_number_is_the_next_of_the_village(client, kader, home_village):
    GroupFactory(village=home_village, register_number="041")
    GroupFactory(village=village("5371041002"), register_number="900")
    client.force_login(kader)

    client.post(reverse("groups:create"), start(home_village))

    assert Group.objects.get(name="UPPKA Melati").register_number == "042"


def test_taken_number_is_refused_beside_its_field_with_the_next_free_one(client, kader, home_village):
    GroupFactory(village=home_village, register_number="007")
    client.force_login(kader)

    response = client.post(reverse("groups:create"), start(home_village, register_number="007"))

    assert "008" in response.context["form"].errors["register_number"][0]
    assertContains(response, "Jalan Perintis 12")
    assert not Group.objects.filter(name="UPPKA Melati").exists()


def test_same_name_but_for_the_programme_s_word_is_a_warning_that_can_be_passed(client, kader, home_village):
    GroupFactory(village=home_village, name="UPPKS MELATI")
    client.force_login(kader)
    data = start(home_village)

    warned = client.post(reverse("groups:create"), data)
    assertContains(warned, "sudah ada kelompok bernama UPPKS MELATI")
    client.post(reverse("groups:create"), {**data, "accept_warnings": "1"})

    assert Group.objects.get(name="UPPKA Melati").passed_warnings == ["duplicate_name"]


def test_same_name_in_another_village_is_no_warning(client, kader, home_village):
    GroupFactory(village=village("5371041002"), name="UPPKA Melati")
    client.force_login(kader)

    client.post(reverse("groups:create"), start(home_village))

    assert Group.objects.filter(village=home_village).count() == 1


def test_village_outside_the_scope_is_no_choice(client, kader, home_village):
    client.force_login(kader)

    response = client.post(reverse("groups:create"), start(village("5371041002")))

    assert "village" in response.context["form"].errors
    assert not Group.objects.exists()


def test_sent_twice_makes_one_group(client, kader, home_village):
    client.force_login(kader)
    data = start(home_village)

    client.post(reverse("groups:create"), data)
    again = client.post(reverse("groups:create"), {**data, "accept_warnings": "1"})

    assert Group.objects.count() == 1
    assertRedirects(again, Group.objects.get().get_absolute_url())


def test_same_id_with_other_content_comes_back_filled_in(client, kader, home_village):
    client.force_login(kader)
    data = start(home_village)
    client.post(reverse("groups:create"), data)

    response = client.post(reverse("groups:create"), {**data, "name": "UPPKA Anggrek"})

    assertContains(response, "sudah pernah dikirim dengan isi lain")
    assertContains(response, "UPPKA Anggrek")
    assert response.context["form"]["request_id"].value() != data["request_id"]


@pytest.mark.parametrize("who", ["province_staff", "centre_staff", "administrator"])
def test_who_only_reads_registers_nothing(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("groups:create")).status_code == 404


def test_kader_of_a_dusun_registers_only_there(client, home_village):
    mine, other = DusunFactory(village=home_village), DusunFactory(village=home_village)
    user = UserFactory()
    place = {"place_kind": "dusun", "place_key": str(mine.pk), "region_code": home_village.code}
    AssignmentFactory(user=user, role=roles.KADER, **place)
    client.force_login(user)

    for wrong in ("", other.pk):
        response = client.post(reverse("groups:create"), start(home_village, dusun=wrong))
        assert "dusun" in response.context["form"].errors
    client.post(reverse("groups:create"), start(home_village, dusun=mine.pk))

    group = Group.objects.get()
    assert group.dusun == mine
    assert client.get(group.get_absolute_url()).status_code == 200


# The whole card


def test_every_field_of_the_card_is_on_the_form(client, kader, home_village):
    group = GroupFactory(draft=True, village=home_village, registered_by=kader)
    client.force_login(kader)

    response = client.get(update_url(group))

    shown = {
        name for _anchor, _title, fields in response.context["form"].sections() for name in (f.name for f in fields)
    }
    assert shown == {name for _anchor, _title, names in SECTIONS for name in names} - {"dusun"}


def test_draft_is_kept_with_gaps(client, kader, home_village):
    group = GroupFactory(draft=True, village=home_village, registered_by=kader)
    client.force_login(kader)

    client.post(update_url(group), card(group, adviser_name="", signed_on="", has_decree="on", funds=[]))

    group.refresh_from_db()
    assert (group.has_decree, group.adviser_name, group.funds) == (True, "", [])


def test_active_card_stays_complete(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)

    response = client.post(update_url(group), card(group, has_decree="on", funds=[]))

    errors = response.context["form"].errors
    assert {"decree_number", "decree_on", "decree_by", "funds"} <= set(errors)
    group.refresh_from_db()
    assert not group.has_decree


def test_all_answers_are_kept(client, officer, home_village):
    group = GroupFactory(village=home_village, siga_entered_on=datetime.date(2026, 2, 1), siga_entered_by=officer)
    client.force_login(officer)
    answers = {
        "adviser_kind": "other",
        "adviser_other": "Bidan desa",
        "has_decree": "on",
        "decree_number": "12/SK/2026",
        "decree_on": "2026-02-03",
        "decree_by": "village",
        "funds": ["apbn", "mitra"],
        "integration": ["bkb", "lainnya"],
        "integration_other": "Dasawisma",
        "has_social_media": "on",
        "social_media": "@melati",
        "is_pro_pn": "on",
        "pro_pn_on": "2026-03-01",
        "topics_held": ["kb"],
        "equipment": ["attg"],
        "business_kinds": ["tenun"],
        "business_pattern": "mixed",
        "capital_sources": ["bumdes"],
        "market_reach": "online",
        "aku_number": "AKU-9",
    }

    assertRedirects(client.post(update_url(group), card(group, **answers)), group.get_absolute_url())

    group.refresh_from_db()
    kept = {name: getattr(group, name) for name in answers}
    dates = {"decree_on": datetime.date(2026, 2, 3), "pro_pn_on": datetime.date(2026, 3, 1)}
    yes = dict.fromkeys(["has_decree", "has_social_media", "is_pro_pn"], True)
    assert kept == {**answers, **dates, **yes}
    assert group.siga_entered_on is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decree_on": "2099-01-01"}, "decree_on"),
        ({"integration": ["tidak", "bkb"]}, "integration"),
        ({"rw": "12a"}, "rw"),
        ({"funds": ["uang_kaget"]}, "funds"),
    ],
)
def test_wrong_answers_are_refused_also_in_a_draft(client, kader, home_village, values, field):
    group = GroupFactory(draft=True, village=home_village, registered_by=kader)
    client.force_login(kader)

    response = client.post(update_url(group), card(group, address="Jalan Baru 9", **values))

    assert field in response.context["form"].errors
    assertContains(response, "Jalan Baru 9")
    group.refresh_from_db()
    assert group.address != "Jalan Baru 9"


def test_kampung_kb_should_agree_with_the_village(client, officer, home_village):
    Region.objects.filter(pk=home_village.pk).update(is_kampung_kb=True)
    group = GroupFactory(village=home_village)
    client.force_login(officer)

    warned = client.post(update_url(group), card(group))
    assertContains(warned, "adalah Kampung KB")
    client.post(update_url(group), card(group, accept_warnings="1"))

    group.refresh_from_db()
    assert group.passed_warnings == ["kampung_kb_differs"]
    assertRedirects(client.post(update_url(group), card(group)), group.get_absolute_url())


def test_kader_does_not_change_an_approved_card(client, kader, home_village):
    group = GroupFactory(village=home_village, registered_by=kader)
    client.force_login(kader)

    response = client.post(update_url(group), card(group, address="Jalan Lain 2"))

    assertContains(response, "Minta PKB mengubahnya")
    group.refresh_from_db()
    assert group.address == "Jalan Contoh 1"


def test_who_comes_second_is_told_and_loses_nothing(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)
    old = card(group, address="Alamat saya")
    client.post(update_url(group), card(group, address="Alamat orang lain"))

    response = client.post(update_url(group), old)

    assertContains(response, "sudah diubah orang lain")
    assertContains(response, "Alamat saya")
    assertContains(response, "Sekarang tersimpan: Alamat orang lain")


def test_a_dusun_is_asked_only_where_the_village_has_some(client, kader, home_village):
    desa = village("5371042001")
    AssignmentFactory(user=kader, role=roles.KADER, region_code=desa.code)
    group = GroupFactory(draft=True, village=desa, registered_by=kader)
    client.force_login(kader)
    assert "dusun" not in client.get(update_url(group)).context["form"].fields

    dusun = DusunFactory(village=desa)

    assert dusun in client.get(update_url(group)).context["form"].fields["dusun"].queryset


def test_stranger_and_reader_change_nothing(client, stranger, province_staff, home_village):
    group = GroupFactory(village=home_village)
    for user in (stranger, province_staff):
        client.force_login(user)
        assert client.get(update_url(group)).status_code == 404


# Routine, history, lists of choices


def test_routine_is_agreed(client, kader, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "version": 1, "meeting_weekday": 0, "meeting_week": 2}

    client.post(
        reverse("groups:routine", args=[group.public_id]), {**data, "meeting_time": "15:00", "meeting_place": "Balai"}
    )

    group.refresh_from_db()
    assert (group.routine, group.meeting_place) == ("Senin minggu kedua", "Balai")
    assertContains(client.get(group.get_absolute_url()), "Senin minggu kedua")


def test_a_stopped_group_agrees_on_no_routine(client, kader, home_village):
    group = GroupFactory(village=home_village, state=Group.State.INACTIVE, state_reason="bubar")
    client.force_login(kader)

    response = client.post(
        reverse("groups:routine", args=[group.public_id]), {"meeting_weekday": "0", "meeting_week": "2"}
    )

    assertContains(response, "Kelompok ini nonaktif")
    group.refresh_from_db()
    assert group.meeting_weekday is None


def test_half_a_routine_is_refused(client, kader, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "version": 1, "meeting_weekday": 0, "meeting_week": ""}

    response = client.post(reverse("groups:routine", args=[group.public_id]), data)

    assert "meeting_week" in response.context["form"].errors


def test_history_tells_who_changed_what(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)
    client.post(update_url(group), card(group, address="Jalan Baru 3"))

    response = client.get(reverse("groups:history", args=[group.public_id]))

    assertContains(response, "Alamat: Jalan Contoh 1 → Jalan Baru 3")
    assertContains(response, officer.name)


def test_loading_the_lists_again_keeps_what_an_administrator_changed():
    ListValue.objects.filter(list="fund", key="add").update(label="Alokasi Dana Desa", is_active=False)
    before = ListValue.objects.count()

    code_lists.load()

    assert ListValue.objects.count() == before
    assert ListValue.objects.get(list="fund", key="add").label == "Alokasi Dana Desa"
    assert "add" not in dict(code_lists.choices_of(ListValue.List.FUND)["fund"])


def test_an_empty_part_says_so(client, officer, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)

    response = client.get(group.get_absolute_url())

    assertContains(response, "Belum diisi.")
    assertNotContains(response, "Nomor SK")
