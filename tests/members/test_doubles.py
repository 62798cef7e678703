"""Doubles in the register: candidates for one person, the search through a region, what is kept of it."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts import roles
from members import services
from members.doubles import candidates, finder, settings, work
from members.doubles.traits import traits_of
from members.matching_rules import THRESHOLD, Traits
from members.models import Person, PersonPair
from members.tasks import find_doubles, find_doubles_of
from tests.factories import FamilyFactory, PersonFactory, UserFactory, officer_at, village
from tests.queries import assert_queries_do_not_grow, count_queries

pytestmark = pytest.mark.django_db

NIK = "5371044508900001"
BORN = datetime.date(1990, 8, 5)
NEIGHBOUR, FAR = "5371041002", "5301012001"


@pytest.fixture
def maria(home_village):
    """Yosef's wife."""
    family = FamilyFactory(head_name="Yosef Ndun", head__sex="L", head__birth_date=datetime.date(1985, 1, 2))
    return PersonFactory(family=family, name="Maria Goreti Taneo", birth_date=BORN, nik=NIK)


def again(**facts):
    """Maria on another list: without a number, in a family of her own."""
    family = FamilyFactory(village=village(facts.pop("at", "5371041001")), head=False)
    if facts.pop("with_husband", False):
        PersonFactory(family=family, name="Yosef Ndun", sex="L", relation="head", birth_date=None, nik="")
    facts = {"name": "Taneo Maria Goreti", "birth_date": BORN, "no_nik": True, **facts}
    return PersonFactory(family=family, **facts)


def pairs(region="", **kwargs):
    return {(f.first.pk, f.second.pk) for f in finder.find(region, **{"threshold": THRESHOLD, **kwargs})}


class TestTraits:
    def test_mother_is_the_woman_whose_child_one_is(self, home_village):
        family = FamilyFactory(head__sex="L", head_name="Yosef Ndun")
        wife = PersonFactory(family=family, name="Rosa Bire", relation="wife")
        child = PersonFactory(family=family, relation="child", name="Ana Ndun")
        head = family.persons.get(relation="head")

        traits = traits_of([head, wife, child])

        assert (traits[child.pk].mother, traits[child.pk].partner) == ("Rosa Bire", "")
        assert (traits[wife.pk].mother, traits[wife.pk].partner) == ("", "Yosef Ndun")
        assert (traits[head.pk].mother, traits[head.pk].partner) == ("", "Rosa Bire")


class TestCandidates:
    @pytest.mark.parametrize(
        "typed",
        [
            {"nik": NIK},
            {"nik": NIK, "name": "Maria", "birth_date": None},
            {"nik": "5371044508900011"},
            {"nik": "5371044509800001", "name": "Maria Taneo"},
            {"name": "Maria Taneo"},
            {"name": "Hj. Marya G. Taneo", "birth_date": datetime.date(1990, 5, 8)},
            {"name": "TANEO MARIA GORETI", "birth_date": None, "partner": "Yosef Ndun"},
            {"name": "Maria Goreti Taneo", "birth_date": datetime.date(1991, 8, 5)},
        ],
        ids=str,
    )
    def test_she_is_found_however_she_is_typed(self, officer, maria, typed):
        facts = {"name": "Maria Goreti Taneo", "sex": "P", "birth_date": BORN, "village": maria.village_id, **typed}

        found = candidates.in_village(Traits(**facts), by=officer)

        assert [each.person for each in found] == [maria]

    def test_only_in_the_village_and_in_scope(self, officer, stranger, maria):
        traits = Traits("Maria Goreti Taneo", "P", BORN, NIK, village=maria.village_id)
        again(at=NEIGHBOUR)

        assert [each.person for each in candidates.in_village(traits, by=officer)] == [maria]
        assert candidates.in_village(traits, by=stranger) == []
        elsewhere = Traits("Maria Goreti Taneo", "P", BORN, village="5371041003")
        assert candidates.in_village(elsewhere, by=officer) == []

    def test_neither_who_left_nor_she_herself_nor_who_was_told_apart(self, officer, maria):
        double = again()
        Person.objects.filter(pk=again().pk).update(is_active=False)
        traits = traits_of([maria])[maria.pk]
        assert [each.person for each in candidates.in_village(traits, by=officer, besides=maria.pk)] == [double]

        PersonPair.objects.create(
            first=maria,
            second=double,
            first_village_id=maria.village_id,
            second_village_id=double.village_id,
            score="0.9",
            state="different",
        )

        assert candidates.in_village(traits, by=officer, besides=maria.pk) == []

    def test_everywhere_finds_her_in_another_regency(self, maria):
        double = again(at=FAR)

        assert [each.person for each in candidates.everywhere(maria)] == [double]

    def test_a_word_after_the_first_and_day_and_month_are_found_in_another_village(self, maria):
        double = again(at=NEIGHBOUR, name="Goreti Taneo", birth_date=datetime.date(1990, 5, 8))

        assert [each.person for each in candidates.everywhere(maria)] == [double]

    def test_nine_queries_however_many_look_alike(self, officer, maria):
        traits = traits_of([maria])[maria.pk]
        again()

        assert_queries_do_not_grow(
            lambda: candidates.in_village(traits, by=officer, besides=maria.pk),
            lambda: [again() for _number in range(40)],
        )
        assert count_queries(lambda: candidates.everywhere(maria)) <= 10


class TestFinder:
    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"at": NEIGHBOUR},
            {"at": NEIGHBOUR, "birth_date": datetime.date(1990, 5, 8), "name": "Goreti Taneo"},
            {"name": "Maria Goretty Taneoh"},
            {"birth_date": datetime.date(1990, 8, 15)},
            {"birth_date": None, "name": "Maria Goreti Taneo", "with_husband": True},
        ],
        ids=str,
    )
    def test_finds_a_double_once(self, maria, facts):
        double = again(**facts)
        for name in ("Rut Bire", "Ester Lado", "Klara Wila", "Debora Kase"):
            again(name=name)

        found = list(finder.find("5371", threshold=THRESHOLD))

        assert [(each.first, each.second) for each in found].count((maria, double)) == 1
        assert {each.first.name for each in found} <= {maria.name, "Yosef Ndun"}

    def test_keeps_to_the_region(self, maria):
        double = again(at=FAR)

        assert pairs("5371") == pairs("5301") == set()
        assert pairs("53") == pairs() == {(maria.pk, double.pk)}

    def test_of_a_village_only_pairs_that_touch_it(self, maria):
        there, here = again(at=NEIGHBOUR), again(at="5371041003")

        assert pairs("5371", village=NEIGHBOUR) == {(maria.pk, there.pk), (there.pk, here.pk)}

    def test_a_threshold_out_of_reach_finds_nothing(self, maria):
        again()

        assert pairs(threshold=1) == set()

    def test_practice_stays_outside_the_nation(self, maria):
        again(at="0071041001")
        again(at="0071041001")

        assert pairs() == set()
        assert len(pairs("00")) == 1

    def test_queries_do_not_grow_with_the_people(self, maria):
        again()

        assert_queries_do_not_grow(pairs, lambda: [again(at=NEIGHBOUR) for _number in range(8)])


class TestKeep:
    def test_pairs_are_kept_once_with_both_villages(self, maria):
        double = again(at=NEIGHBOUR)

        assert [find_doubles.call("5371"), find_doubles.call("5371")] == [None, None]

        pair = PersonPair.objects.get()
        assert (pair.first, pair.second, pair.state) == (maria, double, "open")
        assert (pair.first_village_id, pair.second_village_id) == ("5371041001", NEIGHBOUR)
        assert pair.score >= THRESHOLD
        assert "name_same" in pair.reasons

    @pytest.mark.parametrize("state", ["different", "city"])
    def test_a_decision_is_not_asked_again(self, maria, state):
        again()
        work.search("5371")
        PersonPair.objects.update(state=state, score="0.6")

        work.search("5371")

        assert PersonPair.objects.get().state == state

    def test_an_open_pair_takes_the_new_score_and_follows_who_moved(self, maria):
        double = again(birth_date=datetime.date(1991, 8, 5))
        work.search("5371")
        before = PersonPair.objects.get().score
        village(NEIGHBOUR)
        Person.objects.filter(pk=double.pk).update(birth_date=BORN, village_id=NEIGHBOUR)

        work.search("5371")

        pair = PersonPair.objects.get()
        assert pair.score > before
        assert pair.second_village_id == NEIGHBOUR

    def test_what_was_corrected_is_taken_back_unless_somebody_looked(self, maria):
        double, other = again(), again(at=NEIGHBOUR)
        work.search("5371")
        assert PersonPair.objects.count() == 3
        PersonPair.objects.filter(first=maria, second=other).update(state="different")
        Person.objects.filter(pk__in=[double.pk, other.pk]).update(name="Rut Bire", birth_date=None)

        work.search("5371")

        assert [pair.second for pair in PersonPair.objects.all()] == [other]

    def test_a_pair_whose_merge_was_undone_waits_again(self, maria):
        again()
        work.search("5371")
        PersonPair.objects.update(state="same", decided_by=UserFactory(), decided_at=F("created_at"))

        work.search("5371")

        pair = PersonPair.objects.get()
        assert (pair.state, pair.decided_by, pair.decided_at) == ("open", None, None)

    def test_one_person_is_looked_for_everywhere(self, maria):
        double = again(at=FAR)

        find_doubles_of.call(double.pk)

        assert [(pair.first, pair.second) for pair in PersonPair.objects.all()] == [(maria, double)]

    def test_every_night_the_whole_register_is_queued(self, maria, django_capture_on_commit_callbacks):
        again(at=FAR)

        with django_capture_on_commit_callbacks(execute=True):
            work.find_doubles()

        assert PersonPair.objects.count() == 1

    def test_a_person_who_is_added_is_looked_for(self, officer, maria, django_capture_on_commit_callbacks):
        facts = {"name": "Maria Goreti Taneo", "sex": "P", "birth_date": BORN}
        family = FamilyFactory(village=village(NEIGHBOUR))

        with django_capture_on_commit_callbacks(execute=True):
            services.add_person(
                family.pk,
                by=officer,
                request_id=None,
                changes={**facts, "relation": "relative", "no_nik_reason": "unrecorded"},
            )

        assert PersonPair.objects.get().first == maria


class TestScope:
    def test_seen_by_who_sees_both_and_told_to_who_sees_one(self, officer, regency_staff, stranger, maria):
        neighbour = officer_at(roles.PKB, NEIGHBOUR, username="tetangga")
        again(at=NEIGHBOUR)
        work.search("5371")
        pair = PersonPair.objects.get()
        permission = "members.decide_personpair"

        sees = {u: list(PersonPair.objects.visible_to(u, permission)) for u in (officer, neighbour, regency_staff)}
        told = {u: list(PersonPair.objects.reaching_out_of(u, permission)) for u in (officer, neighbour, regency_staff)}

        assert sees == {officer: [], neighbour: [], regency_staff: [pair]}
        assert told == {officer: [pair], neighbour: [pair], regency_staff: []}
        assert not PersonPair.objects.reaching_out_of(stranger, permission).exists()


class TestCommand:
    def run(self, **options):
        out = StringIO()
        call_command("find_duplicates", stdout=out, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_prints_pairs_and_writes_nothing(self, maria):
        double = again()

        (line,) = self.run(region="53.71")

        assert (line["first"], line["second"]) == (str(maria.public_id), str(double.public_id))
        assert line["score"] >= THRESHOLD
        assert {"name_same", "born_same", "village_same"} <= set(line["reasons"])
        assert not PersonPair.objects.exists()

    def test_knows_its_threshold(self, maria):
        again()

        assert self.run(threshold=0.9999) == []
        assert len(self.run(threshold=0.1)) == 1

    @pytest.mark.parametrize("options", [{"region": "9999"}, {"threshold": 2}])
    def test_refuses_what_makes_no_sense(self, options):
        with pytest.raises(CommandError):
            self.run(**options)


def test_an_administrator_may_set_the_threshold(maria):
    from core.models import DatedSetting

    assert settings.threshold() == THRESHOLD
    DatedSetting.objects.create(
        key="double_threshold", value=0.9999, valid_from=datetime.date(2021, 1, 1), source="Rapat"
    )

    assert settings.threshold() == 0.9999
    assert candidates.everywhere(again()) == []
