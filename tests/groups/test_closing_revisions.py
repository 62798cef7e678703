"""A closed month is a snapshot; a correction is the next revision and says what changed."""

import datetime
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from accounts import roles
from core.dates import Month
from core.errors import RuleError
from groups import coverage_queries, recap_pages, recap_papers, recap_queries, recap_rules
from groups.errors import ClosedPeriod
from groups.models import MonthClosing, MonthFigures, Register
from groups.recap_rules import Figures
from groups.services.closing import close_month, reopen_month
from regions.models import Region
from tests.factories import KbEpisodeFactory, LateEntryFactory, MembershipFactory, officer_at, village
from tests.groups.test_recap import OEBOBO, OETETE, group_with, hand_in
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)


def close(by, code="5371"):
    return close_month(code, by=by, request_id=uuid.uuid4(), month=OCTOBER)


def reopen(by, reason="Daftar hadir tertinggal"):
    return reopen_month("5371", by=by, request_id=uuid.uuid4(), month=OCTOBER, reason=reason)


def recap(code="5371"):
    (regency,) = recap_pages.regencies([code], OCTOBER)
    return regency


# The snapshot


def test_closing_keeps_the_figures_of_every_village(regency_staff, officer):
    hand_in(group_with(members=4, there=3, kb=2), officer)
    silent = group_with(at=OETETE, members=2, there=1, kb=0)
    village("5301012001")

    closing = close(regency_staff)

    rows = {row.village_id: row for row in MonthFigures.objects.filter(closing=closing)}
    assert rows.keys() == {OEBOBO, OETETE}
    assert rows[OEBOBO].figures == {
        "ada": 1, "lapor": 1, "anggota": 4, "hadir": 3, "families": 4, "pus": 4, "kb": 2, "meetings": 1,
        "reported_members": 4, "reported_present": 3,
    }  # fmt: skip
    assert rows[OETETE].missing == [[str(silent.public_id), silent.name]]
    assert {row.revision for row in rows.values()} == {1}


def test_village_without_a_group_is_kept_as_well(regency_staff):
    village(OETETE)

    close(regency_staff)

    assert MonthFigures.objects.get(village_id=OETETE).figures["ada"] == 0


def test_later_edits_change_nothing_of_a_closed_month(regency_staff, officer):
    group = group_with(members=4, there=3, kb=2)
    hand_in(group, officer)
    close(regency_staff)
    before = recap().line.figures, coverage_queries.coverage(regency_staff, OCTOBER)

    MembershipFactory(group=group, number=9)
    group.memberships.filter(number=1).update(left_on=D(2026, 10, 3), left_reason="moved")
    Register.objects.filter(group=group).update(figures={"members": 99, "present": 99})
    group_with(members=5)

    assert (recap().line.figures, coverage_queries.coverage(regency_staff, OCTOBER)) == before
    assert before[1].members == 4


def test_coverage_says_the_same_before_and_after_closing(regency_staff, officer, province_staff):
    hand_in(group_with(members=4, there=3), officer)
    group_with(at=OETETE)
    regions = list(Region.objects.villages().filter(code__in=[OEBOBO, OETETE]).order_by("code"))
    before = [coverage_queries.coverage(user, OCTOBER) for user in (regency_staff, officer, province_staff)]
    by_region = coverage_queries.coverage_by_region(regency_staff, OCTOBER, regions)

    close(regency_staff)

    assert [coverage_queries.coverage(user, OCTOBER) for user in (regency_staff, officer, province_staff)] == before
    assert coverage_queries.coverage_by_region(regency_staff, OCTOBER, regions) == by_region
    assert (before[0].ada, before[0].lapor, before[0].members, before[0].present) == (2, 1, 4, 3)


def test_province_sums_what_was_closed_and_what_is_provisional(regency_staff, officer):
    hand_in(group_with(members=4, there=3), officer)
    close(regency_staff)
    group_with(members=7)
    hand_in(group_with(at="5301012001", members=2, there=2), officer_at(roles.PKB, "5301012001"))

    rows = {row.region.code: row for row in recap_queries.summaries("53", OCTOBER, Region.Level.REGENCY)}

    assert (rows["5371"].figures.anggota, rows["5371"].revision, rows["5371"].open) == (4, 1, 0)
    assert (rows["5301"].figures.anggota, rows["5301"].revision, rows["5301"].open) == (2, 0, 1)


def test_figures_of_a_closing_are_never_written_over(regency_staff):
    village(OETETE)
    close(regency_staff)
    row = MonthFigures.objects.get(village_id=OETETE)

    with pytest.raises(RuleError):
        row.save()
    with pytest.raises(Exception), connection.cursor() as cursor:  # noqa: B017, PT011  the trigger of either database
        cursor.execute("UPDATE groups_monthfigures SET revision = 7")


# Revisions


def test_closed_again_is_the_next_revision_with_what_changed(client, regency_staff, officer):
    hand_in(group_with(members=4, there=3), officer)
    late = group_with(at=OETETE, members=2, there=1, kb=0, name="UPPKA Susulan")
    close(regency_staff)
    reopen(regency_staff)
    hand_in(late, officer_at(roles.PKB, OETETE))

    closing = close(regency_staff)

    assert (closing.revision, closing.reason) == (2, "Daftar hadir tertinggal")
    (line,) = recap_queries.differences_of(closing)
    assert (line.code, line.figures, line.came_in, line.fell_out) == (
        OETETE,
        [("lapor", 0, 1)],
        ["UPPKA Susulan"],
        [],
    )
    client.force_login(regency_staff)
    for address in ("groups:recap", "groups:month_close"):
        page = client.get(reverse(address, args=[OCTOBER])).content.decode()
        assert "Yang berubah pada revisi 2" in page
        assert "LAPOR 0 → 1" in page
        assert "Daftar hadir tertinggal" in page
        assert "Baru melapor: UPPKA Susulan" in page


def test_opened_month_is_provisional_until_it_is_closed_again(regency_staff, officer):
    group = group_with(members=4)
    hand_in(group, officer)
    close(regency_staff)
    reopen(regency_staff)
    MembershipFactory(group=group_with(at=OETETE, members=1), number=9)

    assert recap().closing is None
    assert recap().line.figures.anggota == 6
    assert MonthClosing.objects.filter(is_closed=True).count() == 1


def test_first_closing_has_no_differences(regency_staff):
    group_with()

    assert recap_queries.differences_of(close(regency_staff)) == []


def test_late_data_asks_to_close_again_and_becomes_a_revision(client, regency_staff, officer, time_machine):
    group = group_with(members=4, there=3)
    close(regency_staff)
    time_machine.move_to("2026-11-11 03:00+00:00", tick=False)
    LateEntryFactory(group=group, officer=officer, given_by=regency_staff, reason="Buku hadir ditemukan")
    hand_in(group, officer)
    client.force_login(regency_staff)
    address = reverse("groups:month_close", args=[OCTOBER])

    page = client.get(address).content.decode()
    time_machine.move_to("2026-11-12 03:00+00:00", tick=False)
    client.post(address, {"request_id": str(uuid.uuid4()), "act": "tutup"})

    assert "Ada data susulan: tutup lagi sebagai revisi" in page
    closing = MonthClosing.objects.latest("pk")
    assert (closing.is_closed, closing.revision, closing.reason) == (True, 2, "Buku hadir ditemukan")
    assert recap().line.figures.lapor == 1
    assert set(Register.objects.values_list("state", flat=True)) == {"closed"}
    assert "Ada data susulan" not in client.get(address).content.decode()


def test_late_data_does_not_show_upward_before_the_revision(regency_staff, officer):
    group = group_with(members=4, there=3)
    close(regency_staff)
    LateEntryFactory(group=group, officer=officer, given_by=regency_staff)
    hand_in(group, officer)

    assert recap().line.figures.lapor == 0
    assert coverage_queries.coverage(regency_staff, OCTOBER).lapor == 0


def test_closed_month_without_late_data_is_not_closed_again(regency_staff):
    close(regency_staff)

    with pytest.raises(ClosedPeriod):
        close(regency_staff)


def test_queries_of_a_closed_recap_do_not_grow(client, regency_staff):
    group_with()
    close(regency_staff)
    reopen(regency_staff)
    close(regency_staff)
    client.force_login(regency_staff)

    def more():
        reopen(regency_staff)
        for number in range(3, 12):
            group_with(at=f"53710410{number:02d}", members=1)
        close(regency_staff)

    assert_queries_do_not_grow(lambda: client.get(reverse("groups:recap", args=[OCTOBER])), more)


# Rules


@pytest.mark.parametrize(
    ("figures", "before", "codes"),
    [
        ({"ada": 4, "lapor": 3, "anggota": 40, "hadir": 30, "families": 38, "pus": 30, "kb": 20}, {}, []),
        ({"ada": 1, "lapor": 2}, {}, ["lapor_ada"]),
        ({"pus": 1, "kb": 2, "families": 1, "anggota": 1}, {}, ["kb_pus"]),
        ({"pus": 3, "families": 2, "anggota": 2}, {}, ["pus_families"]),
        ({"families": 3, "anggota": 2}, {}, ["families_anggota"]),
        ({"anggota": 3, "hadir": 4}, {}, ["hadir_anggota"]),
        ({"ada": 10, "lapor": 2}, {}, ["very_low"]),
        ({"ada": 2, "lapor": 0}, {}, []),
        ({"ada": 5, "lapor": 5}, {"ada": 5, "lapor": 2}, ["suddenly_full"]),
        ({"ada": 5, "lapor": 5}, {"ada": 5, "lapor": 4}, []),
        ({"ada": 5, "lapor": 5}, {}, []),
    ],
)
def test_what_does_not_fit_together_is_hinted_at(figures, before, codes):
    assert recap_rules.hints(Figures.of(figures), Figures.of(before)) == codes


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([(10, 8), (12, 9)], set()),
        ([(10, 4), (12, 3), (9, 7)], {0, 1}),
        ([(10, 4), (12, 9), (9, 7)], {0, 2}),
        ([(10, 4)], {0}),
        ([(0, 0), (12, 9)], set()),
        ([(6, 0), (0, 0), (8, 8)], {0, 2}),
    ],
)
def test_small_counts_are_hidden_and_never_a_single_one(counts, hidden):
    assert recap_rules.hidden_cells([Figures(pus=pus, kb=kb) for pus, kb in counts]) == hidden


# What a correction tells to whom


def corrected_in_two_villages(regency_staff, officer):
    """Revision 2: in each village the register of one group came in, with a single user of KB more."""
    near = group_with(members=4, there=3, kb=2, name="UPPKA Anggrek")
    far = group_with(at=OETETE, members=2, there=1, kb=0, name="UPPKA Rahasia")
    close(regency_staff)
    reopen(regency_staff)
    for group, by in ((near, officer), (far, officer_at(roles.PKB, OETETE))):
        KbEpisodeFactory(person=group.memberships.order_by("number").last().person)
        hand_in(group, by)
    close(regency_staff)


def pages_of(client, user):
    client.force_login(user)
    place = "?place=5371" if user.username == "provinsi" else ""
    return client.get(reverse("groups:recap", args=[OCTOBER]) + place)


def test_correction_tells_an_officer_of_her_own_villages_alone(client, regency_staff, officer, kader):
    corrected_in_two_villages(regency_staff, officer)

    for user in (officer, kader):
        text = pages_of(client, user).content.decode()
        assert "revisi 2" in text
        assert "Rahasia" not in text

    assert "Rahasia" in pages_of(client, regency_staff).content.decode()


def test_correction_tells_no_small_counts_of_kb_where_the_table_hides_them(
    client, regency_staff, officer, province_staff
):
    corrected_in_two_villages(regency_staff, officer)

    told = {user.username: pages_of(client, user).context["corrected"] for user in (province_staff, regency_staff)}

    labels = {
        name: {label for _closing, lines in said for _line, figures in lines for label, *_ in figures}
        for name, said in told.items()
    }
    assert "ber-KB" in labels["opd"]
    assert labels["opd"] - labels["provinsi"] == {"ber-KB"}


def test_correction_on_paper_is_the_same(regency_staff, officer):
    corrected_in_two_villages(regency_staff, officer)

    def lines(code, *, hides=False):
        (part,) = recap_pages.regencies([code], OCTOBER, hides=hides)
        return " ".join(recap_papers.corrections_of(part))

    assert "ber-KB" in lines("5371")
    assert "ber-KB" not in lines("5371", hides=True)
    assert lines(OEBOBO) != lines("5371")
