"""Every line of the validation table of KB, by its own words; and the rules of leaving a method."""

import datetime

import pytest

from members import kb_rules, rules

TODAY = datetime.date(2026, 11, 24)
WIFE = rules.Couple(marriage="married", birth_date=datetime.date(1990, 8, 17))
PREGNANT = rules.Couple(marriage="married", birth_date=datetime.date(1990, 8, 17), is_pregnant=True)
SINGLE = rules.Couple(marriage="single", birth_date=datetime.date(1990, 8, 17))
AT_49 = rules.Couple(marriage="married", birth_date=datetime.date(1976, 11, 25))
AT_50 = rules.Couple(marriage="married", birth_date=datetime.date(1976, 11, 24))
STILL_AT_50 = rules.Couple(marriage="married", birth_date=datetime.date(1976, 11, 24), pus_override=True)
HUSBAND = rules.Couple(sex="L", marriage="married", birth_date=datetime.date(1980, 1, 1), stands_alone=True)
BABY_6 = rules.Couple(
    marriage="married", birth_date=datetime.date(1990, 8, 17), youngest_birth=datetime.date(2026, 5, 24)
)
BABY_7 = rules.Couple(
    marriage="married", birth_date=datetime.date(1990, 8, 17), youngest_birth=datetime.date(2026, 4, 24)
)
SINCE = datetime.date(2024, 1, 5)
USING = {"status": "now", "method": "suntik", "asked_yearly": True, "since": SINCE, "confirmed_on": TODAY}
NOT_USING = {"status": "before", "since": SINCE, "wish": "later", "reason": "far"}
TENTH_BIRTHDAY = datetime.date(2000, 8, 17)
DAY = datetime.timedelta(days=1)

TABLE = [
    # (line of the table, couple, what is told, what is found)
    (
        "method only when status = sedang: error",
        WIFE,
        {**NOT_USING, "method": "pil"},
        {"kb_method_without_use": "error"},
    ),
    ("method only when status = sedang: error", WIFE, {**USING, "method": ""}, {"kb_method_missing": "error"}),
    ("method only when status = sedang: error", WIFE, USING, {}),
    ("status ≠ sedang and PUS → wish required: error", WIFE, {**NOT_USING, "wish": ""}, {"kb_wish_missing": "error"}),
    (
        "status ≠ sedang and PUS → reason required: error",
        WIFE,
        {**NOT_USING, "reason": ""},
        {"kb_reason_missing": "error"},
    ),
    (
        "… on submit, not on draft",
        WIFE,
        {**NOT_USING, "wish": "", "reason": "", "draft": True},
        {},
    ),
    ("pregnant → no current method: error", PREGNANT, USING, {"kb_pregnant_method": "error"}),
    ("pregnant → reason = hamil: auto", PREGNANT, {**NOT_USING, "reason": ""}, {}),
    ("mow with wish soon: warning", WIFE, {**USING, "method": "mow", "wish": "soon"}, {"kb_mow_wish": "warning"}),
    ("mow with wish later: warning", WIFE, {**USING, "method": "mow", "wish": "later"}, {"kb_mow_wish": "warning"}),
    ("mow with wish no more: nothing", WIFE, {**USING, "method": "mow", "wish": "no_more"}, {}),
    *(
        (
            f"{method} not confirmed for > 12 months: warning",
            WIFE,
            {**USING, "method": method, "confirmed_on": datetime.date(2025, 11, 23)},
            {"kb_not_confirmed": "warning"},
        )
        for method in ("suntik", "pil", "kondom")
    ),
    ("confirmed 12 months ago to the day: nothing", WIFE, {**USING, "confirmed_on": datetime.date(2025, 11, 24)}, {}),
    (
        "a method that is not asked about each year",
        WIFE,
        {**USING, "method": "implan", "asked_yearly": False, "confirmed_on": datetime.date(2024, 1, 5)},
        {},
    ),
    ("not PUS → KB block empty: error", SINGLE, USING, {"kb_not_pus": "error"}),
    ("not PUS → KB block empty: error", AT_50, USING, {"kb_not_pus": "error"}),
    ("not PUS → KB block empty: nothing told, nothing wrong", SINGLE, {}, {}),
    ("PUS to the last day of 49", AT_49, USING, {}),
    ("PUS over 50 still menstruating (officer's flag)", STILL_AT_50, USING, {}),
    ("the husband's record where it is his", HUSBAND, {**USING, "method": "mop"}, {}),
    (
        "mal with youngest child > 6 months: warning",
        BABY_7,
        {**USING, "method": "mal"},
        {"kb_mal_old_child": "warning"},
    ),
    ("mal with youngest child of 6 months: nothing", BABY_6, {**USING, "method": "mal"}, {}),
    ("start date ≤ report date: error", WIFE, {**USING, "since": TODAY + DAY}, {"kb_since_future": "error"}),
    ("start date = report date", WIFE, {**USING, "since": TODAY}, {}),
    ("start after age 10: error", WIFE, {**USING, "since": TENTH_BIRTHDAY - DAY}, {"kb_since_too_young": "error"}),
    ("start at age 10", WIFE, {**USING, "since": TENTH_BIRTHDAY}, {}),
]


@pytest.mark.parametrize(
    ("line", "couple", "told", "expected"), TABLE, ids=[f"{n} {row[0]}" for n, row in enumerate(TABLE)]
)
def test_line_of_the_validation_table(line, couple, told, expected):
    found = rules.check_kb(couple, on=TODAY, **told)

    assert {finding.code: finding.level for finding in found} == expected, line


def codes(findings):
    return [(finding.level, finding.field, finding.code) for finding in findings]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"method": "suntik"}, [("error", "method", "kb_same_method")]),
        ({"stop_reason": ""}, [("error", "stop_reason", "kb_stop_reason_missing")]),
        ({"stop_reason": "wants_child"}, [("warning", "stop_reason", "kb_change_ends_use")]),
        ({"stop_reason": "failure"}, [("warning", "stop_reason", "kb_change_ends_use")]),
        ({"stop_reason": "no_need"}, [("warning", "stop_reason", "kb_change_ends_use")]),
        ({"stop_reason": "other_method"}, []),
    ],
)
def test_change_of_method(told, expected):
    facts = {"method": "pil", "old_method": "suntik", "stop_reason": "side_effects"}

    assert codes(kb_rules.check_kb_change(**{**facts, **told})) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"stop_reason": ""}, [("error", "stop_reason", "kb_stop_reason_missing")]),
        ({"stop_reason": "failure"}, [("warning", "stop_reason", "kb_failure_without_pregnancy")]),
        ({"stop_reason": "failure", "is_pregnant": True}, []),
        ({"stop_reason": "wants_child", "wish": "no_more"}, [("warning", "wish", "kb_stop_wish")]),
        ({"stop_reason": "wants_child", "wish": "soon"}, []),
        ({"stop_reason": "other_method"}, [("warning", "stop_reason", "kb_stop_for_another")]),
    ],
)
def test_end_of_a_method(told, expected):
    facts = {"stop_reason": "cost", "wish": "later"}

    assert codes(kb_rules.check_kb_stop(**{**facts, **told})) == expected


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        (datetime.date(2026, 11, 24), 1, datetime.date(2025, 11, 24)),
        (datetime.date(2028, 2, 29), 1, datetime.date(2027, 2, 28)),
        (datetime.date(2028, 2, 29), 4, datetime.date(2024, 2, 29)),
    ],
)
def test_years_before(date, years, expected):
    assert rules.years_before(date, years) == expected
