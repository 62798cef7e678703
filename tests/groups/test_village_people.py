"""Who is behind each figure of the recap, and where its figures lead for whom."""

import datetime

import pytest
from django.urls import reverse

from accounts import roles
from accounts.models import PersonalDataAccess
from core.dates import Month
from groups import recap_queries, village_people
from groups.models import Register
from groups.services.closing import close_month
from groups.services.register import hand_in_register
from members.models import Person
from tests.factories import (
    AttendanceFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    RegisterFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)
OEBOBO, OETETE = "5371041001", "5371041002"
EVERY = tuple(village_people.COUNTS)


def group_with(*, at=OEBOBO, members=3, there=2, kb=1, **fields):
    """A group whose first members were at its one meeting in October; the first ``kb`` of them use a method."""
    group = GroupFactory(village=village(at), **fields)
    meeting = MeetingFactory(group=group, date=D(2026, 10, 12))
    for number in range(1, members + 1):
        membership = MembershipFactory(group=group, number=number, person__family__village=village(at))
        AttendanceFactory(meeting=meeting, membership=membership, status="present" if number <= there else "absent")
        if number <= kb:
            KbEpisodeFactory(person=membership.person)
    return group


def hand_in(group, by):
    changes = {"is_zero": False, "zero_reason": ""}
    return hand_in_register(group.pk, by=by, version=None, request_id=None, month=OCTOBER, changes=changes)


def close(by):
    return close_month("5371", by=by, request_id=None, month=OCTOBER)


def url(count, code=OEBOBO):
    return reverse("groups:village_people", args=[OCTOBER, code, count])


def registers(**query):
    query = "&".join(f"{name}={value}" for name, value in {"month": OCTOBER, **query}.items())
    return f"{reverse('groups:register_list')}?{query}"


@pytest.fixture
def mixed(officer):
    """Two groups, one handed in; one woman in both, a couple in one, a member who is neither PUS nor was there."""
    reported = group_with(members=4, there=3, kb=2, name="UPPKA Melati")
    silent = group_with(members=2, there=1, kb=0, name="UPPKA Mawar")
    both = reported.memberships.get(number=1).person
    Person.objects.filter(pk=both.pk).update(name="Ani Benu", name_key="ani benu")
    again = MembershipFactory(group=silent, person=both, number=8)
    AttendanceFactory(meeting=silent.meetings.get(), membership=again)
    husband = PersonFactory(family=reported.memberships.get(number=2).person.family, sex="L", relation="husband")
    MembershipFactory(group=silent, person=husband, number=9)
    single = PersonFactory(family__village=village(OEBOBO), marriage="single")
    MembershipFactory(group=silent, person=single, number=10)
    hand_in(reported, officer)
    return reported, silent


# As many as the figure


@pytest.mark.parametrize("count", EVERY)
def test_rows_are_as_many_as_the_figure(client, officer, mixed, count):
    client.force_login(officer)
    figures = recap_queries.live([OEBOBO], OCTOBER)[OEBOBO].figures

    page = client.get(url(count))

    assert len(page.context["entries"]) == page.context["total"] == getattr(figures, count)
    assert "Angka yang dikirim" not in page.content.decode()


def test_the_figures_of_these_two_groups_differ_from_each_other(mixed):
    figures = recap_queries.live([OEBOBO], OCTOBER)[OEBOBO].figures

    assert {count: getattr(figures, count) for count in EVERY} == {
        "anggota": 8,
        "hadir": 4,
        "families": 7,
        "pus": 6,
        "kb": 2,
    }


def test_who_is_in_two_groups_stands_once_with_both(client, officer, mixed):
    client.force_login(officer)

    entries = client.get(url("anggota")).context["entries"]

    (ani,) = [entry for entry in entries if entry.people[0].name == "Ani Benu"]
    assert {group.name for group in ani.groups} == {"UPPKA Melati", "UPPKA Mawar"}


def test_a_couple_stands_once_as_a_family_with_both_names(client, officer, mixed):
    wife = mixed[0].memberships.get(number=2).person
    client.force_login(officer)

    entries = client.get(url("families")).context["entries"]

    (couple,) = [entry for entry in entries if wife in entry.people]
    assert {person.family_id for person in couple.people} == {wife.family_id}
    assert len(couple.people) == 2


def test_names_lead_to_persons_and_groups_to_their_registers(client, officer, mixed):
    ani = mixed[0].memberships.get(number=1).person
    client.force_login(officer)

    page = client.get(url("anggota")).content.decode()

    assert ani.get_absolute_url() in page
    assert reverse("groups:register", args=[mixed[0].public_id, OCTOBER]) in page


def test_turns_pages_and_numbers_on(client, officer):
    group_with(members=53, there=0, kb=0)
    client.force_login(officer)

    second = client.get(url("anggota"), {"page": "2"})

    assert len(second.context["entries"]) == 3
    assert '<span class="n">51</span>' in second.content.decode()
    assert "53 orang" in second.content.decode()


def test_a_figure_of_nobody_says_so(client, officer):
    village(OEBOBO)
    client.force_login(officer)

    assert "Tidak ada orang di balik angka ini" in client.get(url("anggota")).content.decode()


# Closed months


def test_closed_month_says_when_todays_names_are_fewer_than_what_was_sent(client, officer, regency_staff):
    reported, silent = group_with(members=4), group_with(members=2)
    hand_in(reported, officer)
    close(regency_staff)
    silent.memberships.filter(number=1).update(left_on=D(2026, 10, 20), left_reason="moved")
    client.force_login(officer)

    page = client.get(url("anggota"))

    assert (page.context["sent"], page.context["total"]) == (6, 5)
    assert "Angka yang dikirim: 6; nama menurut catatan sekarang: 5" in page.content.decode()


def test_closed_month_that_still_holds_says_nothing(client, officer, regency_staff):
    hand_in(group_with(members=4), officer)
    close(regency_staff)
    client.force_login(officer)

    page = client.get(url("anggota"))

    assert page.context["sent"] == page.context["total"] == 4
    assert "Angka yang dikirim" not in page.content.decode()


# Who may open it


@pytest.mark.parametrize("count", EVERY)
def test_strangers_and_those_without_names_find_nothing(client, request, mixed, count):
    for who in ("stranger", "province_staff", "centre_staff"):
        client.force_login(request.getfixturevalue(who))
        assert client.get(url(count)).status_code == 404


@pytest.mark.parametrize(("code", "count"), [(OETETE, "hadir"), ("537104", "hadir"), ("abc", "hadir"), (OEBOBO, "ada")])
def test_other_places_and_other_counts_are_not_found(client, kader, mixed, code, count):
    village(OETETE)
    client.force_login(kader)

    assert client.get(url(count, code)).status_code == 404


@pytest.mark.parametrize(("count", "status"), [("anggota", 200), ("families", 200), ("pus", 404), ("kb", 404)])
def test_kader_whose_task_is_not_kb_opens_no_health(client, mixed, count, status):
    user = officer_at(roles.KADER, OEBOBO)
    user.assignments.update(task=roles.POSYANDU)
    client.force_login(user)

    assert client.get(url(count)).status_code == status
    report = client.get(reverse("groups:village_report", args=[OCTOBER, OEBOBO])).content.decode()
    assert (url(count) in report) == (status == 200)


def test_looks_at_health_are_logged_daily_or_one_by_one(client, officer, regency_staff):
    group_with(members=3, kb=2)
    for user in (officer, regency_staff):
        client.force_login(user)
        for _ in range(2):
            client.get(url("kb"))

    looks = PersonalDataAccess.objects.all()
    assert looks.filter(user=officer, purpose="daily").count() == 2
    assert looks.filter(user=regency_staff, purpose="verification").count() == 4
    assert {look.region_code for look in looks} == {OEBOBO}


def test_counts_without_health_write_no_look(client, officer, mixed):
    client.force_login(officer)

    for count in ("anggota", "hadir", "families"):
        client.get(url(count))

    assert not PersonalDataAccess.objects.exists()


def test_member_who_lives_elsewhere_counts_and_her_health_stays_unnamed(client, officer):
    group = group_with(members=1, kb=1)
    far = PersonFactory(name="Jauh Sekali", family__village=village(OETETE))
    KbEpisodeFactory(person=far)
    MembershipFactory(group=group, person=far, number=2)
    client.force_login(officer)

    members, kb = client.get(url("anggota")).content.decode(), client.get(url("kb"))

    assert "Jauh Sekali" in members
    assert far.get_absolute_url() not in members
    assert len(kb.context["entries"]) == 2
    assert "Jauh Sekali" not in kb.content.decode()
    assert "Tinggal di luar wilayah Anda" in kb.content.decode()
    assert not PersonalDataAccess.objects.filter(object_id=str(far.pk)).exists()


@pytest.mark.parametrize("count", EVERY)
def test_queries_do_not_grow(client, regency_staff, mixed, count):
    client.force_login(regency_staff)

    assert_queries_do_not_grow(lambda: client.get(url(count)), lambda: [group_with(members=5) for _ in range(4)])


# Where the figures lead


def test_village_figures_lead_to_registers_and_people(client, officer, mixed):
    client.force_login(officer)

    for page in ("recap", "village_report"):
        args = [OCTOBER] if page == "recap" else [OCTOBER, OEBOBO]
        text = client.get(reverse(f"groups:{page}", args=args)).content.decode().replace("&amp;", "&")
        for address in (registers(place=OEBOBO), registers(state="masuk", place=OEBOBO), *map(url, EVERY)):
            assert f'href="{address}"' in text, (page, address)


def test_district_and_city_lead_to_the_recap_of_that_place(client, regency_staff, mixed):
    client.force_login(regency_staff)
    recap = reverse("groups:recap", args=[OCTOBER])

    (regency,) = client.get(recap).context["regencies"]

    (district,) = [each.line for each in regency.districts if each.line.figures.ada]
    assert district.links["hadir"] == f"{recap}?place=537104#desa-5371"
    assert regency.line.links["kb"] == f"{recap}?place=5371#desa-5371"
    assert client.get(district.links["hadir"]).context["regencies"][0].line.figures.hadir == 4


@pytest.mark.parametrize("who", ["kader", "officer", "regency_staff", "province_staff", "centre_staff"])
def test_every_link_of_the_recap_opens(client, request, mixed, who):
    client.force_login(request.getfixturevalue(who))
    address = reverse("groups:recap", args=[OCTOBER])
    wide = who in ("province_staff", "centre_staff")

    context = client.get(address, {"place": "5371"} if wide else {}).context

    lines = [context["regencies"][0].line, *(d.line for d in context["regencies"][0].districts)]
    lines += [line for district in context["regencies"][0].districts for line in district.villages]
    links = {link for line in lines for link in line.links.values() if not link.startswith("#")}
    assert links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert wide != any("/orang/" in link for link in links)


def test_province_goes_down_to_its_regencies(client, province_staff, mixed):
    client.force_login(province_staff)

    context = client.get(reverse("groups:recap", args=[OCTOBER])).context

    ((row, links),) = context["lines"]
    assert row.region.code == "5371"
    assert {client.get(link).status_code for link in links.values()} == {200}


def test_lapor_is_the_list_of_registers_that_are_in(client, regency_staff):
    waiting, verified, keyed = (group_with(members=1) for _ in range(3))
    for group, state in ((waiting, "submitted"), (verified, "verified"), (keyed, "by_pkb")):
        RegisterFactory(group=group, month=OCTOBER.first, state=state, figures={"present": 1, "members": 1})
    group_with(members=1)
    client.force_login(regency_staff)

    rows = client.get(registers(state="masuk", place=OEBOBO)).context["page"].rows

    assert {group.pk for group in rows} == {verified.pk, keyed.pk}
    assert len(rows) == recap_queries.live([OEBOBO], OCTOBER)[OEBOBO].figures.lapor


def test_tile_of_attendance_says_which_registers_it_counts(client, officer, mixed):
    client.force_login(officer)

    page = client.get(registers()).content.decode()

    assert "Anggota hadir di R/I yang masuk" in page
    assert Register.objects.get().figures["present"] == 3
