"""PUS, pregnancy and KB of a day that has passed, read through what happened since."""

import datetime

import pytest

from members import queries, services
from members.models import Person
from tests.factories import FamilyFactory, KbEpisodeFactory, PersonFactory
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


def day(month, number=15):
    return datetime.date(2026, month, number)


@pytest.fixture
def couple(home_village):
    """(husband, wife), both in one family, using injections since January."""
    family = FamilyFactory(head__sex="L", head__birth_date=datetime.date(1985, 1, 1))
    wife = PersonFactory(family=family)
    KbEpisodeFactory(person=wife)
    return family.persons.get(relation="head"), wife


def record(service, person, officer, month, **changes):
    changes = {"on": day(month), "note": "", **changes}
    return service(person.pk, by=officer, version=None, request_id=None, changes=changes)


def pus_by_month(person, months):
    states = queries.states_over([person.pk], [day(month, 28) for month in months])
    return [states[day(month, 28)][person.pk].is_pus for month in months]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("nothing", [True, True, True]),
        ("death", [True, True, False]),
        ("widowed", [True, True, False]),
        ("divorce", [True, True, False]),
    ],
)
def test_who_died_or_was_parted_in_april_counts_in_march(couple, officer, act, expected):
    _husband, wife = couple
    services_of = {
        "death": services.record_death,
        "widowed": services.record_widowed,
        "divorce": services.record_divorce,
    }
    if act in services_of:
        record(services_of[act], wife, officer, 4)

    assert pus_by_month(wife, [2, 3, 4]) == expected


def test_who_married_in_march_is_no_pus_in_february(officer):
    bride = FamilyFactory(head__marriage="single").persons.get()

    record(services.record_marriage, bride, officer, 3)

    assert pus_by_month(bride, [2, 3, 4]) == [False, True, True]


def test_the_day_itself_counts_as_after(officer):
    bride = FamilyFactory(head__marriage="single").persons.get()
    record(services.record_marriage, bride, officer, 3)

    on = {date: queries.states_on([bride.pk], date)[bride.pk].is_pus for date in (day(3, 14), day(3, 15))}

    assert on == {day(3, 14): False, day(3, 15): True}


def test_several_events_are_taken_back_one_by_one(couple, officer):
    _husband, wife = couple
    record(services.record_divorce, wife, officer, 3)
    record(services.record_marriage, wife, officer, 6)
    record(services.record_widowed, wife, officer, 9)

    assert pus_by_month(wife, [2, 4, 7, 10]) == [True, False, True, False]


def test_a_withdrawn_event_never_was(couple, officer):
    _husband, wife = couple
    event = record(services.record_death, wife, officer, 4)

    services.withdraw_event(event.pk, by=officer, request_id=None, reason="salah orang")

    assert pus_by_month(wife, [3, 4, 5]) == [True, True, True]


def test_without_events_a_correction_holds_for_every_day(couple):
    _husband, wife = couple
    Person.objects.filter(pk=wife.pk).update(marriage="divorced")

    assert pus_by_month(wife, [1, 5, 10]) == [False, False, False]


def test_husband_is_told_by_the_wife_he_had_then(couple, officer):
    husband, wife = couple
    record(services.record_death, wife, officer, 4, spouse_id=husband.pk)

    march = queries.states_on([husband.pk], day(3))[husband.pk]
    may = queries.states_on([husband.pk], day(5))[husband.pk]

    assert (march.is_pus, march.method) == (True, "suntik")
    assert may.is_pus is False


def test_husband_is_told_by_a_wife_who_left_the_family_since(couple, officer):
    husband, wife = couple
    record(services.record_divorce, wife, officer, 4, spouse_id=husband.pk)
    place = {"village_id": wife.village_id}
    changes = {"on": day(5), "note": "", "person_ids": [wife.pk], "head_id": wife.pk, "place": place}
    services.split_family(wife.family_id, by=officer, version=None, request_id=None, changes=changes)

    march = queries.states_on([husband.pk], day(3))[husband.pk]

    assert (march.is_pus, march.method) == (True, "suntik")
    assert queries.states_on([husband.pk], day(6))[husband.pk].is_pus is False


def test_a_wife_who_came_later_does_not_speak_for_him_before(couple, officer):
    husband, _wife = couple
    groom = FamilyFactory(head__sex="L", head__marriage="single").persons.get()
    bride = PersonFactory(family=husband.family, relation="child", marriage="single")
    KbEpisodeFactory(person=bride)
    record(services.record_marriage, bride, officer, 6, partner_id=groom.pk, joins="there")

    states = queries.states_over([groom.pk], [day(5), day(7)])

    assert [states[date][groom.pk].is_pus for date in (day(5), day(7))] == [False, True]


def test_age_is_of_the_day(officer):
    wife = FamilyFactory(head__birth_date=datetime.date(1976, 6, 1)).persons.get()

    assert pus_by_month(wife, [5, 6]) == [True, False]


def test_queries_do_not_grow_with_persons_and_their_events(officer):
    people = []

    def add(number):
        for _one in range(number):
            family = FamilyFactory(head__sex="L")
            wife = PersonFactory(family=family)
            husband = family.persons.get(relation="head")
            record(services.record_divorce, wife, officer, 5, spouse_id=husband.pk)
            people.extend([wife, husband])

    add(2)
    dates = [day(3), day(8)]

    assert_queries_do_not_grow(lambda: queries.states_over([p.pk for p in people], dates), lambda: add(6))
