"""Invented data agree with every rule that real data must keep, and every figure is the one the pages compute."""

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Assignment, User
from core.identity import nik_warnings, parse_kk, parse_nik
from groups import queries as group_queries
from groups import recap_queries, register_queries
from groups.models import Group, LateEntry, MonthClosing, Register
from members import queries as member_queries
from members import rules
from members.models import Family, KbEpisode, Person
from members.services import refresh_family
from regions import clock
from regions.models import Change
from tests.factories import village
from uppka.demo import bulk, kupang, officers, practice, small_places

pytestmark = pytest.mark.django_db
SIGN_INS = {"ketua": "pengurus", "bendahara": "pengurus", "tpk": "kader"} | {
    name: name for name in ("kader", "pkb", "opd", "provinsi", "pusat", "admin")
}


def seed(**options):
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def regions():
    """The villages of the demo, so that the whole country need not be loaded."""
    oebobo = [kupang.FATULULI, kupang.OEBOBO_VILLAGE, kupang.KAYU_PUTIH, kupang.LILIBA]
    for code in [*oebobo, kupang.TUAK_DAUN_MERAH, kupang.OETETE, kupang.OEBUFU, *kupang.ELSEWHERE]:
        village(code)


@pytest.fixture
def demo(regions):
    seed(commit=True)


def test_without_commit_it_only_says_what_it_would_do(regions):
    told = seed() + seed(families=100, groups=2)

    assert "--commit" in told
    assert "100 keluarga dan 2 kelompok" in told
    assert not User.objects.exists()
    assert not Family.objects.exists()


def test_a_second_time_writes_nothing(demo):
    before = Family.objects.count(), Group.objects.count(), User.objects.count()

    assert "sudah ada" in seed(commit=True)
    assert (Family.objects.count(), Group.objects.count(), User.objects.count()) == before


def test_one_of_each_role_and_task_signs_in_and_nobody_else(demo):
    known = {user.username for user in User.objects.all() if user.check_password(officers.PASSWORD)}

    assert known == set(SIGN_INS)
    held = Assignment.objects.filter(user__username__in=known).values_list("user__username", "role")
    assert set(held) == set(SIGN_INS.items())
    assert not User.objects.filter(is_superuser=True).exists()


def test_identity_numbers_are_right_and_of_no_real_person(demo):
    people = list(Person.objects.all())

    for person in people:
        if person.nik:
            assert parse_nik(person.nik).errors == ()
            assert nik_warnings(person.nik, sex=person.sex, birth_date=person.birth_date) == []
            assert person.nik[12:] >= "9000"
        else:
            assert person.no_nik_reason
    assert all(parse_kk(family.kk_number).errors == () for family in Family.objects.exclude(kk_hash=""))
    assert len({person.nik for person in people if person.nik}) == sum(bool(person.nik) for person in people)


def test_people_and_couples_pass_the_checks_of_the_forms(demo):
    for person in Person.objects.select_related("family"):
        today = clock.today(person.village_id)
        found = rules.check_person(
            name=person.name,
            sex=person.sex,
            relation=person.relation,
            marriage=person.marriage,
            birth_date=person.birth_date,
            today=today,
        )
        assert found == []
    for episode in KbEpisode.objects.select_related("person"):
        today = clock.today(episode.village_id)
        facts = {"status": episode.status, "method": episode.method_id or "", "wish": episode.wish}
        couple = member_queries.couple_of(episode.person, today)
        found = rules.check_kb(couple, on=today, since=episode.since, reason=episode.reason, **facts)
        assert [finding for finding in found if finding.level == "error"] == []


def test_a_family_repeats_what_its_persons_say(demo):
    repeated = ("head_name", "name_key", "search_key", "member_count")
    before = list(Family.objects.order_by("pk").values(*repeated))

    refresh_family(Family.objects.values_list("pk", flat=True))

    assert list(Family.objects.order_by("pk").values(*repeated)) == before
    assert set(Counter(Person.objects.active().filter(relation="head").values_list("family", flat=True)).values()) == {
        1
    }
    assert not Person.objects.exclude(village=None).filter(family__isnull=True).exists()


def test_parents_are_older_than_their_children(demo):
    for family in Family.objects.prefetch_related("persons"):
        born = {p.relation: p.birth_date for p in family.persons.all() if p.relation in ("head", "wife")}
        mother = born.get("wife") or born["head"]
        for person in family.persons.all():
            if person.relation == "child":
                assert person.birth_date.year - mother.year >= 17


def test_cards_are_complete_and_registers_say_what_the_pages_compute(demo):
    groups = Group.objects.all()
    registers = Register.objects.select_related("group")

    assert [group.name for group in groups if group_queries.gaps_of(group)] == []
    assert {group.search_key for group in groups} == {group_queries.search_key(group) for group in groups}
    for register in registers:
        assert register_queries.build(register.group, register.period).figures == register.figures
    assert set(registers.values_list("state", flat=True)) >= {"verified", "by_pkb", "submitted", "returned"}
    assert registers.filter(is_on_time=False).exists()
    assert registers.filter(is_zero=True).exists()


def test_the_first_page_has_something_to_do(demo, client, settings):
    settings.DEMO = True
    for name in ("kader", "pkb"):
        client.force_login(User.objects.get(username=name))

        page = client.get(reverse("home")).content.decode()

        assert "UPPKA Melati" in page


def test_a_committee_and_a_companion_have_their_own(demo):
    chair, companion = User.objects.get(username="ketua"), User.objects.get(username="tpk")

    assert [group.name for group in Group.objects.visible_to(chair, "groups.view_group")] == ["UPPKA Melati"]
    assert Family.objects.visible_to(companion, "members.view_health").count() == small_places.FAMILIES


def test_practice_villages_are_outside_every_count(demo):
    invented = Family.objects.filter(village__code__startswith="00")
    centre = User.objects.get(username="pusat")

    assert invented.count() == practice.FAMILIES
    assert not Group.objects.visible_to(centre, "groups.view_group").filter(name__contains="Latihan").exists()


def test_every_village_that_was_written_to_is_marked(demo):
    for model in (Family, Group):
        villages = set(model.objects.values_list("village_id", flat=True))
        assert villages <= set(Change.objects.values_list("village_id", flat=True))


def test_any_number_is_spread_evenly_and_comes_out_the_same_again(regions):
    village("5371011002")
    told = seed(families=30, groups=3, regions="5371041011,5371011002", seed=7, commit=True)
    names = list(Family.objects.order_by("pk").values_list("head_name", flat=True))

    assert "30 keluarga" in told
    assert Counter(Family.objects.values_list("village_id", flat=True)) == {"5371041011": 15, "5371011002": 15}
    assert Group.objects.count() == 3
    assert all(group.member_count == group.memberships.count() for group in Group.objects.all())

    seed(families=30, regions="5371041011,5371011002", seed=7, commit=True)
    assert list(Family.objects.order_by("pk").values_list("head_name", flat=True))[30:] == names
    assert Person.objects.exclude(nik_hash="").count() == len(
        set(Person.objects.exclude(nik_hash="").values_list("nik_hash", flat=True))
    )


def test_new_people_are_found_by_search(regions):
    seed(families=20, regions="5371041011", commit=True)
    child = Person.objects.filter(relation="child").first()

    assert child.family in Family.objects.named(child.name)
    assert child in Person.objects.named(child.name)


def test_several_processes_write_the_same_as_one(regions, monkeypatch):
    monkeypatch.setattr(bulk, "PIECE", 5)
    seed(families=20, regions="5371041011", commit=True)
    alone = Counter(Family.objects.values_list("search_key", flat=True))

    monkeypatch.setattr(bulk, "WORTH_FORKING", 1)
    monkeypatch.setattr(bulk.multiprocessing, "cpu_count", lambda: 2)
    seed(families=20, regions="5371041011", commit=True)

    assert Counter(Family.objects.values_list("search_key", flat=True)) == alone + alone


@pytest.mark.parametrize("options", [{"families": -1}, {"families": 1, "regions": "99"}])
def test_what_cannot_be_written_is_refused(regions, options):
    with pytest.raises(CommandError):
        seed(commit=True, **options)

    assert not Family.objects.exists()


def test_city_has_closed_two_months_one_of_them_corrected(demo):
    closed = MonthClosing.objects.filter(region_code=kupang.CITY, is_closed=True)
    corrected = closed.get(revision=2)

    assert closed.values("month").distinct().count() == 2
    (line,) = recap_queries.differences_of(corrected)
    assert (line.code, line.figures, line.came_in) == (kupang.OETETE, [("lapor", 1, 2)], ["UPPKA Tekun"])
    assert LateEntry.objects.get().officer.username == "kader"
