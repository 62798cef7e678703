import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from core.models import Attachment, DatedSetting, ImportBatch
from groups.models import Group, MonthClosing
from tests.factories import (
    AssignmentFactory,
    GroupFactory,
    MeetingFactory,
    RegisterFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow, count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
D = datetime.date
FIGURES = {"members": 20, "present": 17, "meetings": 1}


def titles(client, query="?semua=1"):
    return [task.title for task in client.get(f"/{query}").context["tasks"]]


def routine(**more):
    """A group that meets on the second Monday: 9 November was its last day."""
    return GroupFactory(meeting_weekday=0, meeting_week=2, member_count=17, **more)


def reported(group, **more):
    return RegisterFactory(group=group, figures=FIGURES, **{"state": "verified"} | more)


# Greeting


@pytest.mark.parametrize(
    ("who", "is_told"),
    [("kader", True), ("officer", True), ("regency_staff", True), ("province_staff", False), ("centre_staff", False)],
)
def test_that_nothing_waits_is_told_to_whom_something_could(client, request, who, is_told):
    client.force_login(request.getfixturevalue(who))

    page = client.get("/").content.decode()

    assert ("Menunggu Anda" in page) is is_told
    assert ("Tidak ada yang menunggu" in page) is (is_told and not titles(client))


@pytest.mark.parametrize(
    ("hour", "words"),
    [(2, "malam"), (3, "pagi"), (10, "pagi"), (11, "siang"), (15, "sore"), (18, "malam"), (23, "malam")],
)
def test_greeting_follows_the_clock_of_her_place_and_her_salutation(client, home_village, time_machine, hour, words):
    user = officer_at(roles.PKB, "537104", name="Yuliana Ndolu", salutation="Ibu")
    wita = datetime.timezone(datetime.timedelta(hours=8))
    time_machine.move_to(datetime.datetime(2026, 11, 24, hour, tzinfo=wita))
    client.force_login(user)

    page = client.get("/").content.decode()

    assert f"Selamat {words}, Ibu Yuliana" in page
    assert "PKB/PLKB · Oebobo, Kota Kupang · 1 desa/kelurahan" in page


def test_officer_without_an_assignment_is_told_whom_to_ask(client, officer):
    officer.assignments.update(ends_on=D(2026, 11, 1))
    client.force_login(officer)

    answer = client.get("/")

    assert "Belum ada penugasan" in answer.content.decode()
    assert answer.context["tasks"] == []


# Tasks


def test_unrecorded_routine_day_opens_the_form_for_that_day(client, kader):
    group = routine(name="UPPKA Melati")
    reported(group)
    client.force_login(kader)

    task = client.get("/").context["tasks"][0]

    assert task.title == "Catat pertemuan UPPKA Melati"
    assert (task.chip_text, task.chip_kind) == ("15 hari", "late")
    assert "17 anggota" in task.text
    assert client.get(task.url).context["form"]["date"].value() == D(2026, 11, 9)


@pytest.mark.parametrize(
    "dealt_with",
    [
        {"date": D(2026, 11, 9)},
        {"date": D(2026, 11, 9), "state": "called_off", "scheduled_for": D(2026, 11, 9), "called_off_reason": "Hujan"},
        {"date": D(2026, 11, 27), "state": "planned", "scheduled_for": D(2026, 11, 9), "called_off_reason": "Hujan"},
        {"date": D(2026, 11, 11), "scheduled_for": D(2026, 11, 9), "called_off_reason": "Hujan"},
    ],
)
def test_day_that_was_held_moved_or_called_off_is_not_asked_for(client, kader, dealt_with):
    group = routine()
    reported(group)
    MeetingFactory(group=group, **dealt_with)
    client.force_login(kader)

    assert not [title for title in titles(client) if title.startswith("Catat pertemuan")]


def test_moved_meeting_is_asked_for_on_its_new_day(client, kader):
    group = routine(name="UPPKA Melati")
    reported(group)
    MeetingFactory(
        group=group, date=D(2026, 11, 23), state="planned", scheduled_for=D(2026, 11, 9), called_off_reason="Hujan"
    )
    client.force_login(kader)

    (task,) = client.get("/").context["tasks"]

    assert task.text.startswith("Kemarin")
    assert task.chip_text == "1 hari"


def test_days_before_the_group_was_active_are_not_asked_for(client, kader):
    group = routine(state_on=D(2026, 11, 15))
    client.force_login(kader)

    assert titles(client) == []
    assert group.member_count == 17


def test_missing_registers_are_one_task_with_days_late(client, officer):
    for name in ("UPPKA Anggrek", "UPPKA Flamboyan", "UPPKA Kasih Ibu", "UPPKA Mawar"):
        GroupFactory(name=name)
    client.force_login(officer)

    (task,) = client.get("/").context["tasks"]

    assert task.title == "R/I Oktober belum masuk: 4 kelompok"
    assert task.text == "Anggrek, Flamboyan, Kasih Ibu dan 1 lainnya"
    assert (task.chip_text, task.tone) == ("Terlambat 21 hari", "terra")
    assert len(client.get(task.url).context["page"].rows) == 4


def test_register_is_due_and_not_late_until_the_third(client, kader, time_machine):
    group = GroupFactory(name="UPPKA Anggrek")
    time_machine.move_to(datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC))
    client.force_login(kader)

    (task,) = client.get("/").context["tasks"]

    assert task.title == "R/I Oktober belum masuk: UPPKA Anggrek"
    assert (task.chip_text, task.chip_kind) == ("Sampai 3 November", "due")
    assert task.url == reverse("groups:register", args=[group.public_id, "2026-10"])


def test_pkb_verifies_what_others_handed_in_and_sees_returned_ones_first(client, officer):
    reported(GroupFactory(), state="submitted")
    reported(GroupFactory(), state="submitted")
    reported(GroupFactory(), state="submitted", handed_in_by=officer)
    reported(GroupFactory(name="UPPKA Mawar"), state="returned", returned_reason="Tanggal keliru")
    client.force_login(officer)

    tasks = client.get("/").context["tasks"]

    assert [task.title for task in tasks] == ["Perbaiki R/I Oktober UPPKA Mawar", "Verifikasi R/I Oktober: 2 kelompok"]
    assert tasks[0].text == "Tanggal keliru"
    assert client.get(tasks[1].url).status_code == 200


def test_groups_to_approve_are_not_ones_own(client, officer):
    GroupFactory(state=Group.State.SUBMITTED, name="UPPKA Tunas")
    GroupFactory(state=Group.State.SUBMITTED, registered_by=officer)
    client.force_login(officer)

    (task,) = client.get("/").context["tasks"]

    assert task.title == "1 kelompok baru menunggu persetujuan"
    assert task.text == "Tunas"


def test_own_drafts_and_returned_cards_wait_to_be_finished(client, kader):
    GroupFactory(draft=True, registered_by=kader, name="UPPKA Tunas")
    GroupFactory(state=Group.State.RETURNED, state_reason="Alamat kurang", registered_by=kader, name="UPPKA Sasando")
    GroupFactory(draft=True)
    client.force_login(kader)

    tasks = client.get("/").context["tasks"]

    assert [task.title for task in tasks] == [
        "Lanjutkan pendaftaran UPPKA Sasando",
        "Lanjutkan pendaftaran UPPKA Tunas",
    ]
    assert [task.text for task in tasks] == ["Alamat kurang", "Tersimpan sebagai draf"]


@pytest.mark.parametrize(
    ("state", "chip"),
    [("checking", "Sedang diperiksa"), ("checked", "Siap disimpan"), ("failed", "Gagal"), ("done", "Selesai")],
)
def test_own_import_is_found_again_on_the_home_page(client, officer, state, chip):
    source = Attachment.objects.create(sha256="0", content_type="text/csv", name="a.csv", size=1, owner=officer)
    ImportBatch.objects.create(
        kind="families", state=state, owner=officer, village_id="5371041001", source=source, progress=40
    )
    client.force_login(officer)

    (task,) = client.get("/").context["tasks"]

    assert (task.title, task.chip_text) == ("Impor keluarga", chip)
    assert ("40% selesai" in task.text) is (state == "checking")


def test_import_that_ended_two_days_ago_is_gone(client, officer):
    source = Attachment.objects.create(sha256="0", content_type="text/csv", name="a.csv", size=1, owner=officer)
    batch = ImportBatch.objects.create(
        kind="families", state="done", owner=officer, village_id="5371041001", source=source
    )
    ImportBatch.objects.filter(pk=batch.pk).update(updated_at=timezone.now() - datetime.timedelta(days=2))
    client.force_login(officer)

    assert titles(client) == []


def test_opd_is_reminded_to_close_the_month_until_it_is_closed(client, regency_staff):
    client.force_login(regency_staff)

    before = titles(client)
    MonthClosing.objects.create(region_code="5371", month=D(2026, 10, 1), is_closed=True, by=regency_staff)

    assert before == ["Tutup bulan Oktober 2026"]
    assert titles(client) == []


def test_home_shows_six_tasks_and_all_on_request(client, kader):
    for _ in range(8):
        GroupFactory(draft=True, registered_by=kader)
    client.force_login(kader)

    answer = client.get("/")

    assert len(answer.context["tasks"]) == 6
    assert "Semua 8" in answer.content.decode()
    assert len(titles(client)) == 8


# Figures of last month


def test_tiles_say_numbers_percent_and_target(client, officer):
    for _ in range(11):
        reported(GroupFactory())
    for _ in range(3):
        GroupFactory()
    client.force_login(officer)

    masuk, hadir = client.get("/").context["tiles"]

    assert (masuk["value"], masuk["of"], masuk["note"], masuk["tone"]) == ("11", "dari 14", "79% · target 85%", "due")
    assert (hadir["value"], hadir["of"], hadir["note"], hadir["tone"]) == ("187", "dari 220", "85% · target 85%", "ok")


def test_target_is_a_dated_setting_and_no_group_reads_na(client, officer):
    DatedSetting.objects.create(
        key="coverage_bands", value={"high": 90, "middle": 50}, valid_from=D(2026, 11, 1), source="Uji"
    )
    client.force_login(officer)
    empty = client.get("/").context["tiles"][0]
    reported(GroupFactory())

    assert empty["note"] == "Belum ada data"
    assert client.get("/").context["tiles"][0]["note"] == "100% · target 90%"


# Roles


@pytest.mark.parametrize(
    "who", ["kader", "officer", "regency_staff", "province_staff", "centre_staff", "administrator"]
)
@pytest.mark.parametrize("path", ["/", "/catat/", "/lainnya/", "/cari/?q=melati"])
def test_every_role_has_its_home_and_its_places(client, request, who, path):
    reported(GroupFactory(name="UPPKA Melati"))
    client.force_login(request.getfixturevalue(who))

    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("who", "region"),
    [("regency_staff", "Oebobo"), ("province_staff", "Kota Kupang"), ("centre_staff", "Nusa Tenggara Timur")],
)
def test_staff_above_the_pkb_sees_coverage_by_region_below(client, request, who, region):
    reported(GroupFactory())
    client.force_login(request.getfixturevalue(who))

    answer = client.get("/")

    assert [row.region.name for row in answer.context["regions"]] == [region]
    assert "1 dari 1 · 100%" in answer.content.decode()
    assert answer.context["groups"] == []


def test_signed_out_visitor_is_sent_to_sign_in(client, db):
    assert client.get("/").status_code == 302


def test_stranger_sees_nothing_of_another_regency(client, stranger):
    routine(name="UPPKA Melati")
    client.force_login(stranger)

    assert "Melati" not in client.get("/?semua=1").content.decode()
    assert "Melati" not in client.get("/catat/").content.decode()
    assert "Melati" not in client.get("/cari/?q=melati").content.decode().replace('value="melati"', "").replace(
        "“melati”", ""
    )


def test_rights_of_two_assignments_do_not_cross_in_the_tasks(client, home_village):
    user = officer_at(roles.KADER, "5371041001")
    AssignmentFactory(user=user, role=roles.PKB, region_code=village("5371041002").code)
    reported(GroupFactory(), state="submitted")
    client.force_login(user)

    assert not [title for title in titles(client) if title.startswith("Verifikasi")]


@pytest.mark.parametrize("who", ["kader", "officer", "regency_staff", "province_staff", "centre_staff"])
def test_home_asks_at_most_thirty_two_questions_and_no_more_with_more_rows(client, request, who):
    user = request.getfixturevalue(who)
    client.force_login(user)

    def more(n):
        for _ in range(n):
            reported(routine(), state="submitted")
            reported(routine(), state="returned", returned_reason="Periksa")
            routine()
            GroupFactory(state=Group.State.SUBMITTED)
            GroupFactory(draft=True, registered_by=user)

    more(2)
    assert_queries_do_not_grow(lambda: client.get("/"), lambda: more(6))
    assert count_queries(lambda: client.get("/")) <= 32


# Catat, Lainnya


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("kader", {"members:create", "groups:create"}, {"members:import_create"}),
        ("officer", {"members:create", "groups:create", "members:import_create"}, set()),
        ("province_staff", set(), {"members:create", "groups:create", "members:import_create"}),
    ],
)
def test_catat_offers_only_what_she_may_record(client, request, who, shown, hidden):
    group = GroupFactory(name="UPPKA Melati")
    client.force_login(request.getfixturevalue(who))

    answer = client.get("/catat/")

    offered = {place.url_name for place in answer.context["places"]}
    assert shown <= offered
    assert not hidden & offered
    assert (reverse("groups:meeting_create", args=[group.public_id]) in answer.content.decode()) is bool(shown)


@pytest.mark.parametrize(
    ("who", "url_name", "sees"),
    [
        ("kader", "accounts:user_list", False),
        ("officer", "accounts:user_list", True),
        ("officer", "groups:siga_todo", True),
        ("officer", "accounts:access_log", False),
        ("regency_staff", "accounts:access_log", True),
        ("centre_staff", "groups:register_list", True),
        ("kader", "accounts:profile", True),
    ],
)
def test_lainnya_leads_only_where_she_may_enter(client, request, who, url_name, sees):
    client.force_login(request.getfixturevalue(who))

    answer = client.get("/lainnya/")

    assert (url_name in {place.url_name for place in answer.context["places"]}) is sees
    assert "data-signout" in answer.content.decode()


def test_lainnya_offers_a_committee_no_lists_of_an_area(client, committee):
    client.force_login(committee)

    offered = {place.url_name for place in client.get("/lainnya/").context["places"]}

    assert not offered & {"groups:register_list", "groups:register_coverage", "groups:renewals", "groups:dormant"}
    assert {"groups:calendar", "accounts:profile"} <= offered
