"""Are two records one person? members.matching_rules, case by case, and measured on a small invented town."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import doubles, doubles_people
from members.matching_rules import THRESHOLD, Traits, compare, compare_names, is_one_slip, slips_of, swapped

BORN = datetime.date(1990, 8, 5)
MARIA = Traits(
    name="Maria Goreti Taneo",
    sex="P",
    birth_date=BORN,
    nik="5371044508900001",
    partner="Yohanis Ndun",
    village="5371041001",
    family=1,
)
CHILD = Traits(
    name="Rina Dewi Taneo",
    sex="P",
    birth_date=datetime.date(2015, 3, 17),
    nik="5371045703150001",
    mother="Maria Goreti",
    village="5371041001",
    family=2,
)
ELSEWHERE = {"village": "5371041002", "family": 9}


def is_same(one, other):
    forth, back = compare(one, other), compare(other, one)
    assert (forth.score, set(forth.reasons)) == (back.score, set(back.reasons))
    return forth.reaches(THRESHOLD)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"name": "MARIA GORETI TANEO"},
        {"name": "Taneo Maria Goreti"},
        {"name": "Maria Taneo"},
        {"name": "M. Goreti Taneo"},
        {"name": "Hj. Maria Goretti Tanneo, S.Pd"},
        {"name": "Marya Goreti Taneoh"},
        {"birth_date": datetime.date(1990, 5, 8)},
        {"birth_date": datetime.date(1991, 8, 5)},
        {"birth_date": datetime.date(1980, 8, 5)},
        {"birth_date": datetime.date(1990, 8, 15)},
        {"birth_date": None},
        {"nik": "5371044508900011"},
        {"nik": "5371044509800001"},
        {"nik": "5371044508900001", "birth_date": None, "name": "Maria"},
        {"partner": "Yohanes Ndun"},
        {"partner": "", "name": "Maria Taneo"},
    ],
    ids=str,
)
def test_one_person_on_another_list_of_the_village(change):
    again = replace(MARIA, **{"nik": "", "family": 9, **change})

    assert is_same(MARIA, again)


@pytest.mark.parametrize(
    "change",
    [{}, {"partner": ""}, {"name": "Goreti Maria Taneo"}, {"birth_date": datetime.date(1990, 5, 8)}],
    ids=str,
)
def test_one_person_who_is_listed_in_another_village_as_well(change):
    assert is_same(MARIA, replace(MARIA, **{"nik": "", **ELSEWHERE, **change}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Rina Taneo"}, {"name": "Rini Taneo"}),
        ({"name": "Rina Taneo"}, {"name": "Dina Taneo"}),
        ({"name": "Yanto Ndun", "sex": "L"}, {"name": "Yanti Ndun"}),
        ({"name": "Maria Goreti Taneo"}, {"name": "Maria Sofia Taneo"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("numbers", [("5371045703150001", "5371045703150002"), ("", "5371045703150002"), ("", "")])
def test_twins_are_two(one, other, numbers):
    first = replace(CHILD, nik=numbers[0], **one)
    second = replace(CHILD, nik=numbers[1], **other)

    assert not is_same(first, second)
    assert not is_same(first, replace(second, family=7))


def test_twins_with_like_names_and_numbers_that_follow_one_another_are_two():
    one = replace(CHILD, name="Yermias Bessie", sex="L", nik="5371041703150001")

    assert not is_same(one, replace(one, name="Yeremia Bessie", nik="5371041703150002"))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Rini Dewi Taneo", "birth_date": datetime.date(2012, 1, 9), "nik": "5371044901120001"},
        {"name": "Sofia Dewi Taneo", "birth_date": datetime.date(2016, 3, 17), "nik": ""},
        {"name": "Sofia Dewi Taneo", "birth_date": datetime.date(2015, 3, 11), "nik": ""},
    ],
    ids=str,
)
def test_sisters_are_two(change):
    assert not is_same(CHILD, replace(CHILD, **change))


@pytest.mark.parametrize("birthday", [(3, 17), (8, 30)])
@pytest.mark.parametrize("niks", [True, False])
def test_father_and_son_of_one_name_are_two(birthday, niks):
    father = Traits("Yohanis Ndun", "L", datetime.date(1960, 8, 30), "5371043008600001" if niks else "", family=1)
    son = Traits("Yohanis Ndun", "L", datetime.date(1985, *birthday), "", family=1, mother="Ana")

    assert not is_same(father, son)


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": datetime.date(1971, 2, 11)},
        {"birth_date": datetime.date(1993, 11, 20), "partner": "Markus Faot"},
        {"birth_date": datetime.date(1991, 2, 11), "partner": "", "nik": "5371045102910001"},
        {"birth_date": datetime.date(1990, 2, 5), "partner": "Markus Faot", "nik": "5371044502900001"},
        {"birth_date": None, "partner": "", "nik": ""},
    ],
    ids=str,
)
def test_namesakes_are_two(change):
    assert not is_same(MARIA, replace(MARIA, **{"nik": "", **ELSEWHERE, **change}))


def test_another_sex_speaks_against_a_name_that_fits():
    alike = replace(MARIA, nik="", partner="", name="Maria Taneo", birth_date=datetime.date(1990, 8, 6), **ELSEWHERE)

    assert compare(MARIA, replace(alike, sex="L")).score < compare(MARIA, alike).score


def test_a_name_alone_says_too_little_and_nothing_says_nothing():
    assert not is_same(Traits("Maria Taneo"), Traits("Maria Taneo"))
    assert not is_same(Traits(), Traits())
    assert not is_same(MARIA, Traits())


def test_reasons_name_what_agrees_and_what_differs():
    likeness = compare(
        MARIA, replace(MARIA, name="Maria Taneo", nik="5371044508900003", partner="Markus Faot", family=9)
    )

    assert set(likeness.reasons) == {"nik_near", "name_near", "born_same", "partner_other", "village_same"}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Nurhayati Saleh", "Nur Hayati Saleh", "name_same"),
        ("Muh. Ali Djami", "Mohamad Ali Jami", "name_same"),
        ("Yohanis Taneo", "Yohanes Taneo", "name_near"),
        ("Maria Taneo", "Maria Goreti Taneo", "name_near"),
        ("Maria Taneo", "Markus Faot", "name_other"),
    ],
)
def test_names_in_words(one, other, reason):
    assert compare_names(one, other).reason == compare_names(other, one).reason == reason


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("5371044508900001", False),
        ("5371044508900009", True),
        ("5371044509800001", True),
        ("3571044508900001", True),
        ("7351044508900001", False),
        ("5317044508900001", True),
        ("537104450890001", False),
        ("5371044508900099", False),
    ],
)
def test_one_slip_in_a_number(other, expected):
    assert is_one_slip("5371044508900001", other) is expected


@given(st.text("0123456789", min_size=16, max_size=16))
def test_all_slips_of_a_number_are_one_slip_away(number):
    slips = list(slips_of(number))

    assert len(slips) <= 144 + 15
    assert all(is_one_slip(number, other) for other in slips)


@pytest.mark.parametrize(
    ("date", "expected"),
    [((1990, 8, 5), (1990, 5, 8)), ((1990, 8, 17), None), ((1990, 8, 8), None)],
)
def test_day_and_month_are_swapped_where_both_could_be(date, expected):
    assert swapped(datetime.date(*date)) == (expected and datetime.date(*expected))


@given(st.dates(min_value=datetime.date(1900, 1, 1)), st.dates(min_value=datetime.date(1900, 1, 1)))
def test_the_order_of_two_records_does_not_matter(born, other):
    one, two = replace(MARIA, birth_date=born), replace(MARIA, birth_date=other, family=9, nik="")

    assert compare(one, two).score == compare(two, one).score


@pytest.mark.parametrize("seed", [3, 20261124])
def test_in_an_invented_town_doubles_are_found_and_others_left_alone(seed):
    register, same = doubles_people.register(seed, people=1500, doubles=300)

    precision, recall = doubles.quality(doubles.score(register), same, THRESHOLD)

    assert precision >= 0.98
    assert recall >= 0.95
