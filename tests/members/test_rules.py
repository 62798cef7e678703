"""Each line of the programme's tables, as an error or a warning exactly as they say."""

import datetime

import pytest

from members import rules
from members.rules import Couple

TODAY = datetime.date(2026, 11, 24)
WIFE = Couple(marriage="married", birth_date=datetime.date(1990, 8, 17))
USING = {"status": "now", "method": "suntik", "since": datetime.date(2026, 1, 5)}
NOT_USING = {"status": "never", "wish": "later", "reason": "far", "since": datetime.date(2026, 1, 5)}


def codes(findings):
    return [(f.level, f.field, f.code) for f in findings]


def kb(couple=WIFE, **values):
    return codes(rules.check_kb(couple, on=TODAY, **values))


@pytest.mark.parametrize("date", [TODAY, datetime.date(2024, 2, 29), datetime.date(2026, 3, 1)])
def test_young_and_old_begin_and_end_on_a_birthday(date):
    day = datetime.timedelta(days=1)

    def ages(birth_date):
        return [rules.age_state(each, date) for each in (birth_date - day, birth_date, birth_date + day)]

    assert ages(date) == ["baduta", "baduta", ""]
    assert ages(rules.years_before(date, 2)) == ["balita", "balita", "baduta"]
    assert ages(rules.years_before(date, 5)) == ["", "", "balita"]
    assert ages(rules.years_before(date, 60)) == ["lansia", "lansia", ""]
    assert rules.age_state(None, date) == ""


@pytest.mark.parametrize("date", [TODAY, datetime.date(2024, 2, 29), datetime.date(2025, 2, 28)])
@pytest.mark.parametrize(
    ("state", "within"), [("baduta", {"baduta"}), ("balita", {"baduta", "balita"}), ("lansia", {"lansia"})]
)
def test_days_of_birth_are_those_of_the_state(state, within, date):
    first, last = rules.born_as(state, date)

    for days in range(366 * 62):
        born = date - datetime.timedelta(days=days)
        assert ((first or born) <= born <= last) == (rules.age_state(born, date) in within), born


@pytest.mark.parametrize(
    ("sex", "marriage", "age", "override", "expected"),
    [
        ("P", "married", 15, False, True),
        ("P", "married", 49, False, True),
        ("P", "married", 14, False, False),
        ("P", "married", 50, False, False),
        ("P", "married", 14, True, True),
        ("P", "married", 51, True, True),
        ("P", "married", None, False, False),
        ("P", "single", 30, True, False),
        ("P", "widowed", 30, False, False),
        ("L", "married", 30, False, False),
    ],
)
def test_pus_is_a_married_woman_of_15_to_49_or_noted_by_the_officer(sex, marriage, age, override, expected):
    assert rules.is_pus(sex=sex, marriage=marriage, age=age, override=override) is expected


@pytest.mark.parametrize(
    ("nik", "sex", "birth", "expected"),
    [
        ("5371041708900001", "L", datetime.date(1990, 8, 17), []),
        ("5371045708900001", "P", datetime.date(1990, 8, 17), []),
        ("5371047208900001", "P", None, [("error", "nik", "nik")]),
        ("5371040013900001", "P", None, [("error", "nik", "nik")]),
        ("5371045708900000", "P", None, [("error", "nik", "nik")]),
        ("537104570890001", "P", None, [("error", "nik", "nik")]),
        ("53710457089000O1", "P", None, [("error", "nik", "nik")]),
        ("5371041708900001", "P", None, [("warning", "nik", "nik_sex")]),
        ("5371045708900001", "P", datetime.date(1991, 8, 17), [("warning", "nik", "nik_birth")]),
        ("5371045708900001", "P", datetime.date(1990, 8, 18), [("warning", "nik", "nik_birth")]),
        ("9999995708900001", "P", None, [("warning", "nik", "nik_region")]),
    ],
)
def test_nik(nik, sex, birth, expected):
    assert codes(rules.check_nik(nik, sex=sex, birth_date=birth, districts={"537104"})) == expected


def test_no_nik_needs_a_reason():
    assert codes(rules.check_identity(nik="", no_nik_reason="")) == [("error", "nik", "nik_or_reason")]
    assert rules.check_identity(nik="", no_nik_reason="child") == []


@pytest.mark.parametrize(
    ("kk", "expected"),
    [
        ("5371041708200001", []),
        ("5371045708200001", [("error", "kk_number", "kk")]),
        ("5371041708200000", [("error", "kk_number", "kk")]),
        ("9999991708200001", [("warning", "kk_number", "kk_region")]),
    ],
)
def test_card_number_has_no_plus_forty(kk, expected):
    assert codes(rules.check_kk(kk, districts={"537104"})) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"name": ""}, [("error", "name", "name_missing")]),
        ({"sex": ""}, [("error", "sex", "sex_missing")]),
        ({"relation": ""}, [("error", "relation", "relation_missing")]),
        ({"relation": "husband"}, [("warning", "relation", "relation_sex")]),
        ({"marriage": "single"}, [("warning", "marriage", "spouse_not_married")]),
        ({"relation": "other"}, [("warning", "relation", "other_married")]),
        ({"birth_date": None}, [("warning", "birth_date", "birth_missing")]),
        ({"birth_date": datetime.date(2026, 11, 25)}, [("error", "birth_date", "birth_future")]),
        ({"birth_date": datetime.date(1900, 1, 1)}, [("error", "birth_date", "birth_too_long_ago")]),
        ({"birth_date": datetime.date(2020, 1, 1)}, [("warning", "birth_date", "married_child")]),
    ],
)
def test_person(values, expected):
    person = {
        "name": "Maria",
        "sex": "P",
        "relation": "wife",
        "marriage": "married",
        "birth_date": datetime.date(1990, 8, 17),
    }
    assert codes(rules.check_person(**{**person, **values}, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (USING, []),
        (NOT_USING, []),
        ({**NOT_USING, "method": "pil"}, [("error", "method", "kb_method_without_use")]),
        ({**USING, "method": ""}, [("error", "method", "kb_method_missing")]),
        ({**NOT_USING, "wish": ""}, [("error", "wish", "kb_wish_missing")]),
        ({**NOT_USING, "reason": ""}, [("error", "reason", "kb_reason_missing")]),
        ({**USING, "since": TODAY + datetime.timedelta(1)}, [("error", "since", "kb_since_future")]),
        ({**USING, "since": None}, [("error", "since", "kb_since_missing")]),
        (
            {**USING, "since": datetime.date(2000, 8, 16), "confirmed_on": TODAY},
            [("error", "since", "kb_since_too_young")],
        ),
        ({**USING, "since": datetime.date(2000, 8, 17), "confirmed_on": TODAY}, []),
        ({**USING, "method": "mow", "wish": "soon"}, [("warning", "wish", "kb_mow_wish")]),
        ({**USING, "method": "mow", "wish": "later"}, [("warning", "wish", "kb_mow_wish")]),
        ({**USING, "method": "mow", "wish": "no_more"}, []),
        (
            {**USING, "asked_yearly": True, "confirmed_on": datetime.date(2025, 11, 23)},
            [("warning", "method", "kb_not_confirmed")],
        ),
        ({**USING, "asked_yearly": True, "confirmed_on": datetime.date(2025, 11, 24)}, []),
        ({**USING, "method": "iud", "confirmed_on": datetime.date(2020, 1, 1)}, []),
    ],
)
def test_kb_of_a_couple(values, expected):
    assert kb(**values) == expected


def test_draft_spares_what_is_only_missing():
    assert kb(status="never", draft=True) == []
    assert kb(status="never", method="pil", draft=True) == [("error", "method", "kb_method_without_use")]


def test_pregnant_uses_no_method_and_the_reason_is_known():
    pregnant = Couple(marriage="married", birth_date=datetime.date(1990, 8, 17), is_pregnant=True)

    assert kb(pregnant, **USING) == [("error", "status", "kb_pregnant_method")]
    assert kb(pregnant, **{**NOT_USING, "reason": ""}) == []
    assert rules.kb_reason("", status="never", is_pregnant=True) == "pregnant"
    assert rules.kb_reason("far", status="never", is_pregnant=False) == "far"


def test_kb_block_of_others_stays_empty():
    single = Couple(marriage="single", birth_date=datetime.date(1990, 8, 17))

    assert kb(single, **USING) == [("error", "status", "kb_not_pus")]
    assert kb(single) == []


@pytest.mark.parametrize(("months", "warned"), [(6, False), (7, True)])
def test_breastfeeding_method_is_asked_again_after_six_months(months, warned):
    birth = datetime.date(2026, 11 - months, 24)
    couple = Couple(marriage="married", birth_date=datetime.date(1990, 8, 17), youngest_birth=birth)

    found = kb(couple, **{**USING, "method": "mal"})

    assert bool(found) is warned


@pytest.mark.parametrize(
    ("sex", "since", "expected"),
    [
        ("P", datetime.date(2026, 7, 1), []),
        ("L", datetime.date(2026, 7, 1), [("error", "since", "pregnant_not_woman")]),
        ("P", None, [("error", "since", "pregnant_since_missing")]),
        ("P", datetime.date(2026, 11, 25), [("error", "since", "pregnant_since_future")]),
        ("P", datetime.date(1999, 11, 24), [("error", "since", "pregnant_too_young")]),
        ("P", datetime.date(2026, 1, 1), [("warning", "since", "pregnant_too_long")]),
    ],
)
def test_pregnancy(sex, since, expected):
    birth = datetime.date(1990, 8, 17)
    assert codes(rules.check_pregnancy(sex=sex, birth_date=birth, since=since, on=TODAY)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"age": 16}, [("error", "answer", "consent_not_adult")]),
        ({"age": 16, "marriage": "married"}, []),
        ({"given_on": datetime.date(2026, 11, 25)}, [("error", "given_on", "consent_future")]),
        ({"answer": "withdrawn"}, [("error", "answer", "consent_nothing_to_withdraw")]),
        ({"answer": "withdrawn", "last_answer": "given"}, []),
    ],
)
def test_consent(values, expected):
    said = {"marriage": "single", "age": 17, "answer": "given", "given_on": TODAY, "last_answer": None, "on": TODAY}
    assert codes(rules.check_consent(**{**said, **values})) == expected
