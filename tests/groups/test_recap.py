"""The month's recap: what it counts, for whom, on screen, on paper and as a workbook."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts import roles
from core.dates import Month
from groups import recap_pages, recap_queries
from groups.models import MonthClosing, MonthFigures, Register
from groups.services.closing import close_month
from groups.services.register import hand_in_register
from regions.models import Region
from tests.factories import (
    AssignmentFactory,
    AttendanceFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)
OEBOBO, OETETE = "5371041001", "5371041002"


def group_with(*, at=OEBOBO, members=3, there=2, kb=1, **fields):
    """A group whose first members were at its one meeting in October; the first ``kb`` of them use a method."""
    group = GroupFactory(village=village(at), **fields)
    meeting = MeetingFactory(group=group, date=D(2026, 10, 12))
    for number in range(1, members + 1):
        membership = MembershipFactory(group=group, number=number)
        status = "present" if number <= there else "absent"
        AttendanceFactory(meeting=meeting, membership=membership, status=status)
        if number <= kb:
            KbEpisodeFactory(person=membership.person)
    return group


def hand_in(group, by):
    return hand_in_register(
        group.pk, by=by, version=None, request_id=None, month=OCTOBER, changes={"is_zero": False, "zero_reason": ""}
    )


def figures_of(code=OEBOBO):
    figures = recap_queries.live([code], OCTOBER)[code].figures
    return {name: getattr(figures, name) for name in ("ada", "lapor", "anggota", "hadir", "families", "pus", "kb")}


def url(name="recap", *more):
    return reverse(f"groups:{name}", args=[OCTOBER, *more])


# What is counted


def test_counts_groups_members_attendance_families_and_kb(officer):
    reported, silent = group_with(members=4, there=3, kb=2), group_with(members=2, there=1, kb=0)
    hand_in(reported, officer)

    assert figures_of() == {"ada": 2, "lapor": 1, "anggota": 6, "hadir": 4, "families": 6, "pus": 6, "kb": 2}
    assert recap_queries.live([OEBOBO], OCTOBER)[OEBOBO].missing == [[str(silent.public_id), silent.name]]


def test_handing_in_changes_nothing_but_who_reported(officer):
    group = group_with()
    before = figures_of()

    hand_in(group, officer)

    assert figures_of() == before | {"lapor": 1}


def test_whoever_is_in_two_groups_of_a_village_counts_once(officer):
    first, second = group_with(members=2, there=2, kb=1), group_with(members=1, there=1, kb=0)
    person = first.memberships.get(number=1).person
    membership = MembershipFactory(group=second, person=person, number=9)
    AttendanceFactory(meeting=second.meetings.get(), membership=membership)
    hand_in(first, officer)

    assert figures_of() == {"ada": 2, "lapor": 1, "anggota": 3, "hadir": 3, "families": 3, "pus": 3, "kb": 1}


def test_couple_in_which_both_are_members_is_one_family():
    group = group_with(members=1, there=1, kb=1)
    wife = group.memberships.get().person
    husband = PersonFactory(family=wife.family, sex="L", relation="husband")
    MembershipFactory(group=group, person=husband, number=2)

    figures = figures_of()

    assert (figures["anggota"], figures["families"], figures["pus"], figures["kb"]) == (2, 1, 1, 1)


def test_waiting_and_returned_registers_are_not_reported(kader, officer):
    waiting, returned = hand_in(group_with(), kader), hand_in(group_with(), kader)
    Register.objects.filter(pk=returned.pk).update(state="returned", returned_reason="Periksa")

    figures = figures_of()

    assert waiting.state == "submitted"
    assert (figures["ada"], figures["lapor"], figures["anggota"]) == (2, 0, 6)


def test_member_who_left_and_group_that_came_later_do_not_count():
    group = group_with(members=3, there=3, kb=0)
    group.memberships.filter(number=1).update(left_on=D(2026, 10, 20), left_reason="moved")
    group_with(state_on=D(2026, 11, 5))

    figures = figures_of()

    assert (figures["ada"], figures["anggota"], figures["hadir"]) == (1, 2, 2)


def test_counts_stand_where_the_group_is_not_where_the_member_lives():
    group = group_with(members=1, kb=0)
    elsewhere = PersonFactory(family__village=village(OETETE))
    MembershipFactory(group=group, person=elsewhere, number=2)

    found = recap_queries.live(["5371"], OCTOBER)

    assert found.keys() == {OEBOBO}
    assert found[OEBOBO].figures.anggota == 2


def test_queries_of_live_figures_do_not_grow(officer):
    hand_in(group_with(), officer)
    group_with(at=OETETE)

    assert_queries_do_not_grow(
        lambda: recap_queries.live(["5371"], OCTOBER),
        lambda: [group_with(at=f"53710410{n:02d}", members=2) for n in range(3, 9)],
    )


# On screen


def test_shows_villages_under_their_district_with_subtotals_and_total(client, regency_staff, officer):
    hand_in(group_with(members=4, there=3), officer)
    group_with(at=OETETE, members=2, there=1, name="UPPKA Belum Masuk")
    group_with(at="5371011001", members=1, there=1, kb=0)
    client.force_login(regency_staff)

    answer = client.get(url())

    (regency,) = answer.context["regencies"]
    assert [(d.line.code, d.line.figures.anggota) for d in regency.districts] == [("537101", 1), ("537104", 6)]
    assert (regency.line.figures.ada, regency.line.figures.lapor, regency.line.figures.percent) == (3, 1, 33)
    assert "UPPKA Belum Masuk" in answer.content.decode()
    assert "Sementara" in answer.content.decode()


def test_shows_the_deadlines_upward(client, regency_staff):
    client.force_login(regency_staff)

    page = client.get(url()).content.decode()

    assert all(day in page for day in ("3 November 2026", "7 November 2026", "10 November 2026"))


@pytest.mark.parametrize(
    ("who", "seen"), [("kader", {OEBOBO}), ("officer", {OEBOBO}), ("regency_staff", {OEBOBO, OETETE})]
)
def test_each_role_sees_its_own_villages(client, request, who, seen):
    group_with()
    group_with(at=OETETE)
    group_with(at="5301012001")
    client.force_login(request.getfixturevalue(who))

    (regency,) = client.get(url()).context["regencies"]

    assert {line.code for d in regency.districts for line in d.villages} == seen


def test_district_of_a_pkb_is_one_regency(client):
    group_with()
    group_with(at="5371011001")
    client.force_login(officer_at(roles.PKB, "537104"))

    (regency,) = client.get(url()).context["regencies"]

    assert [d.line.code for d in regency.districts] == ["537104"]
    assert not regency.is_whole


def test_province_sees_its_regencies_and_opens_one(client, province_staff, officer):
    hand_in(group_with(members=8, kb=6), officer)
    group_with(at="7371041001")
    client.force_login(province_staff)

    rows = client.get(url()).context["rows"]
    opened = client.get(url(), {"place": "5371"})

    assert [(row.region.code, row.figures.ada, row.figures.anggota) for row in rows] == [("5371", 1, 8)]
    assert opened.context["regencies"][0].line.figures.anggota == 8
    assert client.get(url(), {"place": "7371"}).status_code == 404


def test_centre_sees_provinces_first(client, centre_staff):
    group_with()
    group_with(at="7371041001")
    client.force_login(centre_staff)

    rows = client.get(url()).context["rows"]

    assert {row.region.code: row.figures.ada for row in rows} == {"53": 1, "73": 1}


@pytest.mark.parametrize("place", ["5301", "x", "5371x", "\u0665\u0663", "53710410019"])
def test_foreign_and_impossible_places_are_not_found(client, regency_staff, place):
    village("5301012001")
    client.force_login(regency_staff)

    assert client.get(url(), {"place": place}).status_code == 404


def test_committee_and_dusun_have_no_recap(client):
    group = group_with()
    user = UserFactory()
    AssignmentFactory(
        user=user, role=roles.PENGURUS, place_kind="group", place_key=str(group.public_id), region_code=OEBOBO
    )
    client.force_login(user)

    assert client.get(url()).status_code == 404
    assert 'rekap/"' not in client.get(reverse("groups:register_list")).content.decode()


def test_practice_villages_never_count(client, centre_staff):
    group_with()
    group_with(at="0071041001")
    client.force_login(centre_staff)

    assert {row.region.code for row in client.get(url()).context["rows"]} == {"53"}
    assert sum(row.figures.ada for row in client.get(url()).context["rows"]) == 1


def test_officer_who_practises_keeps_real_villages_alone(client, officer):
    AssignmentFactory(user=officer, role=roles.PKB, region_code="007104")
    group_with()
    group_with(at="0071041001")

    assert recap_pages.codes_of(officer) == [OEBOBO]


@pytest.mark.parametrize("who", ["officer", "regency_staff", "province_staff", "centre_staff"])
def test_queries_of_the_page_do_not_grow(client, request, officer, who):
    hand_in(group_with(), officer)
    group_with(at=OETETE)
    client.force_login(request.getfixturevalue(who))

    def more():
        for n in range(3, 9):
            group_with(at=f"53710410{n:02d}", members=2)
            group_with(at=f"530101200{n}", members=1)

    assert_queries_do_not_grow(lambda: client.get(url()), more)


# Small counts


def test_province_reads_no_small_counts_of_kb_in_villages(client, province_staff, regency_staff):
    group_with(members=6, kb=2)
    group_with(at=OETETE, members=8, kb=6)
    group_with(at="5371011001", members=9, kb=7)
    shown = {}

    for user in (province_staff, regency_staff):
        client.force_login(user)
        (regency,) = client.get(url(), {"place": "5371"}).context["regencies"]
        shown[user.username] = {line.code: line.kb for d in regency.districts for line in d.villages}
        assert regency.line.kb == 15

    assert shown["provinsi"] == {OEBOBO: None, OETETE: None, "5371011001": 7}
    assert shown["opd"] == {OEBOBO: 2, OETETE: 6, "5371011001": 7}


@pytest.mark.parametrize("place", [OEBOBO, "537104"])
def test_province_opens_nothing_below_the_regency_alone(client, province_staff, place):
    group_with()
    client.force_login(province_staff)

    for name in ("recap", "recap_pdf"):
        assert client.get(url(name), {"place": place}).status_code == 404
    assert client.get(url("village_report", OEBOBO)).status_code == 404


# Paper and workbook


def words_in(answer):
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(("paper", "width_mm", "height_mm"), [("a4", 297, 210), ("f4", 330, 215)])
def test_paper_is_landscape_and_says_that_it_is_provisional(client, regency_staff, paper, width_mm, height_mm):
    group_with(name="UPPKA Belum Masuk")
    client.force_login(regency_staff)

    reader, text = words_in(client.get(url("recap_pdf"), {"kertas": paper}))

    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (width_mm, height_mm)
    for words in (
        "Rekap bulanan UPPKA Oktober 2026",
        "Sementara",
        "Jumlah Kota Kupang",
        "UPPKA Belum Masuk",
        "Mengetahui",
    ):
        assert words in text


def test_paper_of_a_closed_month_has_its_revision(client, regency_staff, officer):
    hand_in(group_with(), officer)
    close_month("5371", by=regency_staff, request_id=None, month=OCTOBER)
    client.force_login(regency_staff)

    _reader, text = words_in(client.get(url("recap_pdf")))

    assert "Ditutup, revisi 1" in text
    assert "Sementara" not in text


def test_workbook_has_every_village_and_who_has_not_reported(client, regency_staff, officer):
    hand_in(group_with(members=4, there=3, kb=2), officer)
    group_with(at="5371011001", members=1, there=1, kb=0, name="UPPKA Belum Masuk")
    village(OETETE)
    client.force_login(regency_staff)

    answer = client.post(url("recap_xlsx"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == ["Rekap", "Belum lapor"]
    rows = {row[1]: row for row in book.get_sheet_by_name("Rekap").to_python()[1:]}
    assert rows.keys() == {OEBOBO, OETETE, "5371011001", "537101", "537104", "5371"}
    assert rows[OEBOBO][4:] == ["Oebobo", 1, 1, 100, 4, 3, 75, 4, 4, 2, 1, "Sementara"]
    assert rows[OETETE][5:8] == [0, 0, ""]
    assert rows["5371"][5:7] == [2, 1]
    assert book.get_sheet_by_name("Belum lapor").to_python()[1:] == [
        ["Kota Kupang", "Alak", "Alak", "UPPKA Belum Masuk"]
    ]


def test_workbook_of_a_province_has_its_villages_and_of_the_nation_its_regencies(client, province_staff, centre_staff):
    group_with(at="5301012001", members=6, kb=2)
    codes = {}

    for user in (province_staff, centre_staff):
        client.force_login(user)
        answer = client.post(url("recap_xlsx"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        codes[user.username] = {row[1] for row in book.get_sheet_by_name("Rekap").to_python()[1:]}

    assert codes["provinsi"] >= set(Region.objects.villages().values_list("code", flat=True))
    assert codes["pusat"] >= {"5371", "5301"}
    assert OEBOBO not in codes["pusat"]


# The cadre's report


def test_village_report_has_families_pus_kb_and_meetings(client, kader):
    group_with(members=4, there=3, kb=2)
    client.force_login(kader)

    page = client.get(url("village_report", OEBOBO))
    _reader, text = words_in(client.get(url("village_pdf", OEBOBO)))

    assert [figure for _words, figure, _url in page.context["figures"]] == [4, 4, 2, 1]
    assert "Keluarga yang menjadi anggota kelompok UPPKA" in text
    assert "Kader" in text
    assert "PKB/PLKB" in text


def test_village_report_of_another_place_is_not_found(client, stranger, kader):
    group_with()
    village(OETETE)

    for user, code in ((stranger, OEBOBO), (kader, OETETE), (kader, "537104"), (kader, "abc")):
        client.force_login(user)
        assert client.get(url("village_report", code)).status_code == 404


def test_closed_without_figures_reads_as_it_stands(regency_staff):
    """Months that were closed before figures were kept."""
    group_with()
    MonthClosing.objects.create(region_code="5371", month=OCTOBER.first, is_closed=True, by=regency_staff)

    assert recap_queries.closings_now(OCTOBER) == {}
    assert not MonthFigures.objects.exists()
