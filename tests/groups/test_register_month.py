"""A month over many groups: the list, verifying many, coverage, closing."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError
from django.urls import reverse

from core.dates import Month
from core.models import DatedSetting
from groups import coverage_queries, dated_settings, register_queries
from groups.models import MonthClosing, Register
from tests.factories import GroupFactory, RegisterFactory, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)
FIGURES = {"members": 10, "present": 8, "meetings": 1, "guests": 0, "families": 9, "pus": 5, "kb": 3, "pregnant": 1}


def register(state="submitted", at="5371041001", **more):
    reason = "Periksa lagi" if state == "returned" else ""
    return RegisterFactory(group__village=village(at), figures=FIGURES, state=state, returned_reason=reason, **more)


def listed(answer):
    return {row.name for row in answer.context["page"].rows}


LIST = "/kelompok/register/"


# The list


def test_list_shows_every_active_group_of_the_month_also_those_without_a_register(client, officer, home_village):
    reported = register("verified").group
    missing = GroupFactory()
    later = GroupFactory(state_on=D(2026, 11, 5))
    client.force_login(officer)

    answer = client.get(LIST)

    assert listed(answer) == {reported.name, missing.name}
    assert later.name not in answer.content.decode()
    assert "Belum masuk" in answer.content.decode()


@pytest.mark.parametrize(("state", "shown"), [("belum", "missing"), ("submitted", "waiting"), ("verified", "verified")])
def test_list_is_filtered_by_state(client, officer, home_village, state, shown):
    groups = {
        "missing": GroupFactory(name="Mawar"),
        "waiting": register("submitted", group__name="Anggrek").group,
        "verified": register("verified", group__name="Kenanga").group,
    }
    client.force_login(officer)

    assert listed(client.get(LIST, {"state": state})) == {groups[shown].name}


def test_list_of_another_month_has_its_own_registers(client, officer, home_village):
    register("verified", month=D(2026, 9, 1))
    client.force_login(officer)

    answer = client.get(LIST, {"month": "2026-09"}, headers={"HX-Request": "true"})

    assert "Terverifikasi" in answer.content.decode()
    assert "Belum masuk" in client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert client.get(LIST, {"month": "besok"}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("kader", 200), ("officer", 200), ("regency_staff", 200), ("province_staff", 200), ("centre_staff", 200)],
)
def test_each_role_sees_the_list_of_its_own_place(client, request, who, status):
    inside, outside = register("verified"), register("verified", at="7371041001")
    client.force_login(request.getfixturevalue(who))

    answer = client.get(LIST)

    assert answer.status_code == status
    assert inside.group.name in listed(answer)
    assert (outside.group.name in listed(answer)) is (who == "centre_staff")


def test_stranger_sees_nothing_of_another_regency(client, stranger):
    register("verified")
    client.force_login(stranger)

    assert listed(client.get(LIST)) == set()


def test_fragment_equals_the_page(client, officer):
    register("verified")
    client.force_login(officer)

    assert fragment_equals_page(client, LIST)


def test_queries_of_the_list_do_not_grow(client, officer):
    register()
    client.force_login(officer)

    assert_queries_do_not_grow(lambda: client.get(LIST), lambda: [register() for _ in range(12)])


def test_list_is_downloaded_with_its_states(client, officer):
    register("verified", group__name="UPPKA Melati")
    client.force_login(officer)

    body = b"".join(client.post(LIST, {"format": "csv"}).streaming_content).decode()

    assert "UPPKA Melati" in body
    assert "Pilih" not in body
    assert "Terverifikasi" in body


# Verifying


def test_pkb_verifies_many_at_once(client, officer):
    rows = [register(), register(), register()]
    client.force_login(officer)

    page = client.get(LIST).content.decode()
    data = {"registers": [row.public_id for row in rows[:2]], "request_id": str(uuid.uuid4()), "month": "2026-10"}
    answer = client.post(reverse("groups:register_verify"), data)
    again = client.post(reverse("groups:register_verify"), data, follow=True)

    assert page.count('name="registers"') == 3
    assert answer.url.endswith("?month=2026-10")
    states = dict(Register.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["verified", "verified", "submitted"]
    assert set(Register.objects.filter(state="verified").values_list("verified_by", flat=True)) == {officer.pk}
    assert LogEntry.objects.get_for_object(rows[0]).filter(actor=officer).count() == 1
    assert again.status_code == 200


def test_own_hand_in_and_foreign_registers_are_not_among_the_choices(client, officer):
    own, foreign = register(handed_in_by=officer), register(at="5371041002")
    client.force_login(officer)

    page = client.get(LIST).content.decode()
    for row in (own, foreign):
        client.post(reverse("groups:register_verify"), {"registers": [row.public_id]})

    assert str(own.public_id) not in page.split('id="verify"')[0].replace(str(own.group.public_id), "")
    assert set(Register.objects.values_list("state", flat=True)) == {"submitted"}


def test_database_refuses_verifying_ones_own_register(officer):
    row = register(handed_in_by=officer)
    row.verified_by, row.verified_at = officer, row.handed_in_at

    with pytest.raises(IntegrityError):
        row.save()


@pytest.mark.parametrize("who", ["kader", "regency_staff", "province_staff"])
def test_others_verify_nothing(client, request, who):
    row = register()
    client.force_login(request.getfixturevalue(who))

    answer = client.post(reverse("groups:register_verify"), {"registers": [row.public_id]})

    row.refresh_from_db()
    assert answer.status_code == 404
    assert row.state == "submitted"


def test_nothing_ticked_says_what_to_do(client, officer):
    client.force_login(officer)

    page = client.post(reverse("groups:register_verify"), {"registers": []}, follow=True).content.decode()

    assert "Centang dahulu" in page


# Coverage


def test_coverage_counts_only_what_counts_as_reported(client, regency_staff):
    for state in ("verified", "by_pkb", "closed", "submitted", "returned"):
        register(state)
    GroupFactory(village=village("5371041002"))

    total = coverage_queries.coverage(regency_staff, OCTOBER)

    assert (total.ada, total.lapor, total.percent) == (6, 3, 50)
    assert (total.members, total.present, total.hadir_percent) == (30, 24, 80)


def test_coverage_of_villages_has_no_percentage_where_no_group_is(client, regency_staff):
    register("verified")
    village("5371041002")
    client.force_login(regency_staff)

    answer = client.get(reverse("groups:register_coverage"))

    rows = {row.region.code: row for row in answer.context["rows"]}
    assert (rows["5371041001"].ada, rows["5371041001"].percent) == (1, 100)
    assert rows["5371041002"].percent is None
    assert "belum ada kelompok" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "codes"),
    [("centre_staff", {"53", "73"}), ("province_staff", {"5371", "5301"}), ("officer", {"5371041001"})],
)
def test_coverage_starts_at_the_level_below_ones_own(client, request, who, codes):
    user = request.getfixturevalue(who)
    village("7371041001")
    village("5301012001")
    client.force_login(user)

    answer = client.get(reverse("groups:register_coverage"))

    assert {row.region.code for row in answer.context["rows"]} == codes


@pytest.mark.parametrize("page", ["0", "00", "-1", "x", "²", "9" * 20, "9" * 5000])
def test_coverage_has_no_page_of_such_a_number(client, regency_staff, page):
    client.force_login(regency_staff)

    assert client.get(reverse("groups:register_coverage"), {"page": page}).status_code == 404


@pytest.mark.parametrize("place", ["\U0010ffff", "\ud7ff", "5301", "x"])
@pytest.mark.parametrize("name", ["groups:register_list", "groups:register_coverage"])
def test_pages_of_a_month_know_no_such_place(client, regency_staff, name, place):
    village("5301012001")
    client.force_login(regency_staff)

    assert client.get(reverse(name), {"place": place}).status_code == 404


def test_download_for_an_unknown_place_holds_no_group(client, officer, home_village):
    register("verified")
    client.force_login(officer)

    answer = client.post(LIST + "?place=%F4%8F%BF%BF", {"format": "csv"})

    assert len(b"".join(answer.streaming_content).splitlines()) == 1


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
def test_months_at_the_ends_of_the_calendar_are_not_found(client, regency_staff, month):
    group = GroupFactory()
    client.force_login(regency_staff)

    for address in (f"{LIST}{month}/tutup/", f"{LIST}?month={month}", f"/kelompok/{group.public_id}/register/{month}/"):
        assert client.get(address).status_code == 404


def test_coverage_under_a_foreign_region_is_not_found(client, regency_staff):
    village("5301012001")
    client.force_login(regency_staff)

    assert client.get(reverse("groups:register_coverage"), {"place": "5301"}).status_code == 404
    assert client.get(LIST, {"place": "5301"}).status_code == 404


def test_reported_never_exceeds_active_when_a_card_was_out_of_use_and_back(regency_staff):
    register("verified", group__state_on=D(2026, 11, 5))

    total = coverage_queries.coverage(regency_staff, OCTOBER)

    assert (total.ada, total.lapor) == (1, 1)


def test_queries_of_coverage_do_not_grow(client, regency_staff):
    register("verified")
    client.force_login(regency_staff)

    assert_queries_do_not_grow(
        lambda: client.get(reverse("groups:register_coverage")),
        lambda: [register("verified", at=f"53710410{n:02d}") for n in range(2, 14)],
    )


def test_bands_and_deadline_come_from_dated_settings(regency_staff):
    dated_settings.load()
    DatedSetting.objects.create(key="register_deadline_day", value=5, valid_from=D(2026, 10, 1), source="Uji")
    DatedSetting.objects.create(key="coverage_bands", value={"high": 90}, valid_from=D(2026, 11, 1), source="Uji")

    assert register_queries.deadline_day(OCTOBER) == 5
    assert register_queries.deadline_day(Month(2026, 9)) == 3
    assert register_queries.bands() == {"high": 90, "middle": 60}


def test_settings_are_loaded_with_their_source_and_kept_when_changed():
    DatedSetting.objects.filter(key="register_deadline_day").update(value=4)

    dated_settings.load()

    rows = DatedSetting.objects.filter(key__in=[key for key, _value, _source in dated_settings.SETTINGS])
    assert rows.count() == len(dated_settings.SETTINGS)
    assert all(row.source for row in rows)
    assert rows.get(key="register_deadline_day").value == 4


# Closing


def close(client, month="2026-10", **data):
    url = reverse("groups:month_close", args=[Month.parse(month)])
    return client.post(url, {"request_id": str(uuid.uuid4()), **data})


def test_opd_closes_the_month_and_opens_it_again_with_a_reason(client, regency_staff, officer):
    verified, typed, waiting = register("by_pkb"), register("by_pkb"), register("submitted")
    Register.objects.filter(pk=verified.pk).update(
        state="verified", verified_by=officer, verified_at=verified.handed_in_at
    )
    client.force_login(regency_staff)

    close(client)
    closed = dict(Register.objects.values_list("pk", "state"))
    without = close(client)
    close(client, reason="Ada R/I tertinggal")

    assert closed == {verified.pk: "closed", typed.pk: "closed", waiting.pk: "submitted"}
    assert "reason" in without.context["form"].errors
    states = dict(Register.objects.values_list("pk", "state"))
    assert states == {verified.pk: "verified", typed.pk: "by_pkb", waiting.pk: "submitted"}
    assert list(MonthClosing.objects.order_by("pk").values_list("is_closed", "reason")) == [
        (True, ""),
        (False, "Ada R/I tertinggal"),
    ]


def test_closed_month_still_counts_and_refuses_verifying(client, regency_staff, officer):
    register("verified")
    waiting = register("submitted")
    client.force_login(regency_staff)
    close(client)
    client.force_login(officer)

    page = client.post(reverse("groups:register_verify"), {"registers": [waiting.public_id]}, follow=True)

    assert "sudah ditutup" in page.content.decode()
    assert coverage_queries.coverage(regency_staff, OCTOBER).lapor == 1


def test_running_month_cannot_be_closed(client, regency_staff):
    client.force_login(regency_staff)

    answer = close(client, "2026-11")

    assert "belum selesai" in answer.content.decode()
    assert not MonthClosing.objects.exists()


def test_closing_touches_only_the_own_region(client, regency_staff):
    neighbour = register("verified", at="5301012001")
    client.force_login(regency_staff)

    close(client)

    neighbour.refresh_from_db()
    assert neighbour.state == "verified"
    assert not register_queries.is_closed("5301012001", OCTOBER)
    assert client.get(f"{reverse('groups:month_close', args=[OCTOBER])}?wilayah=5301").status_code == 404


def test_closed_twice_with_one_id_closes_once(client, regency_staff):
    client.force_login(regency_staff)
    request_id = str(uuid.uuid4())

    close(client, request_id=request_id)
    MonthClosing.objects.get()
    url = reverse("groups:month_close", args=[OCTOBER])
    client.post(url, {"request_id": request_id, "reason": "xxx"})

    assert MonthClosing.objects.filter(is_closed=True).count() == 1


@pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "centre_staff", "administrator"])
def test_only_the_opd_closes(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert close(client).status_code == 404
    assert not MonthClosing.objects.exists()
