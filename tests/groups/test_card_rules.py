import datetime

import pytest

from groups import rules

TODAY = datetime.date(2026, 11, 24)
COMPLETE = {
    "register_number": "001",
    "name": "UPPKA Melati",
    "address": "Jalan Perintis 1",
    "adviser_kind": "pkb",
    "adviser_name": "Ester Nalle",
    "funds": ["apbn"],
    "integration": ["bkb"],
    "signed_place": "Kupang",
    "signed_on": datetime.date(2026, 1, 3),
}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("uppka melati", "uppks melati", True),
        ("kelompok uppka melati", "melati", True),
        ("uppka melati", "uppka melati 2", False),
        ("uppka", "uppks", False),
    ],
)
def test_names_are_compared_without_the_programme_s_word(one, other, same):
    assert (rules.duplicate_key(one) == rules.duplicate_key(other)) is same


@pytest.mark.parametrize(
    ("taken", "proposed"),
    [([], "001"), (["001", "002"], "003"), (["0009"], "0010"), (["A-7", "12"], "013"), (["999"], "1000")],
)
def test_next_register_number_is_one_above_the_highest(taken, proposed):
    assert rules.next_number(taken) == proposed


def test_complete_card_has_no_gaps():
    assert rules.card_gaps(COMPLETE) == []


@pytest.mark.parametrize("field", rules.ALWAYS_WANTED)
def test_each_wanted_field_is_missed(field):
    assert rules.card_gaps({**COMPLETE, field: None}) == [rules.Fault(field, "missing")]


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ({"has_decree": True}, {"decree_number", "decree_on", "decree_by"}),
        ({"has_social_media": True}, {"social_media"}),
        ({"is_pro_pn": True}, {"pro_pn_on"}),
        ({"adviser_kind": "other"}, {"adviser_other"}),
        ({"integration": ["lainnya"]}, {"integration_other"}),
    ],
)
def test_an_answer_asks_for_its_details(answer, missing):
    assert {gap.field for gap in rules.card_gaps({**COMPLETE, **answer})} == missing


def test_not_integrated_excludes_every_other_answer():
    assert rules.card_faults({"integration": ["tidak", "bkb"]}, TODAY) == [
        rules.Fault("integration", "not_integrated_excludes")
    ]
    assert rules.card_faults({"integration": ["tidak"]}, TODAY) == []


@pytest.mark.parametrize("field", ["founded_on", "decree_on", "pro_pn_on", "signed_on"])
def test_dates_are_not_in_the_future(field):
    assert rules.card_faults({field: TODAY}, TODAY) == []
    assert rules.card_faults({field: TODAY + datetime.timedelta(days=1)}, TODAY) == [rules.Fault(field, "in_future")]


@pytest.mark.parametrize(
    ("post", "age", "married", "fault"),
    [
        ("chair", 16, False, "committee_too_young"),
        ("chair", 16, True, ""),
        ("chair", 17, False, ""),
        ("chair", None, False, "age_unknown"),
        ("chair", None, True, ""),
        ("treasurer", 17, True, "treasurer_too_young"),
        ("treasurer", 18, False, ""),
        ("treasurer", None, True, "age_unknown"),
    ],
)
def test_ages_of_the_committee(post, age, married, fault):
    assert rules.post_fault(post, age=age, is_married=married) == fault


@pytest.mark.parametrize(
    ("trainings", "untrained", "fault"),
    [(["kb"], True, "untrained_excludes"), ([], False, "training_unsaid"), ([], True, ""), (["kb"], False, "")],
)
def test_untrained_excludes_trainings(trainings, untrained, fault):
    assert rules.training_fault(trainings, untrained) == fault


@pytest.mark.parametrize(
    ("age", "married", "pus", "kb", "kind"),
    [
        (30, True, True, True, "acceptor"),
        (30, True, True, False, "pus_non_kb"),
        (30, True, True, None, "pus_unknown"),
        (60, True, False, None, "lansia"),
        (59, True, False, None, "non_pus"),
        (10, False, False, None, "remaja"),
        (24, False, False, None, "remaja"),
        (25, False, False, None, "non_pus"),
        (20, True, False, None, "non_pus"),
        (None, False, False, None, "non_pus"),
    ],
)
def test_kind_of_member(age, married, pus, kb, kind):
    assert rules.member_type(age=age, is_married=married, is_pus=pus, is_using_kb=kb) == kind


@pytest.mark.parametrize(
    ("state", "new"),
    [
        ("draft", "submitted"),
        ("returned", "submitted"),
        ("submitted", "active"),
        ("submitted", "returned"),
        ("active", "inactive"),
        ("inactive", "active"),
    ],
)
def test_ways_of_a_card(state, new):
    assert rules.may_become(state, new)


@pytest.mark.parametrize(("state", "new"), [("draft", "active"), ("active", "draft"), ("merged", "active")])
def test_other_ways_are_closed(state, new):
    assert not rules.may_become(state, new)
