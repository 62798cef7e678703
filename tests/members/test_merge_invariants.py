"""Whatever a family looks like: a merge loses no row, and its undo restores every column."""

import datetime
import uuid
from collections import Counter

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import roles
from core import merging
from groups.models import Attendance, CommitteePost, Group, Membership
from members import merge_rules, services
from members.errors import Refused
from members.models import Consent, Family, KbEpisode, LifeEvent, MoveRequest, Person, PersonPair, Pregnancy, Welfare
from members.services.merging import facts_of
from tests.factories import (
    AttendanceFactory,
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PregnancyFactory,
    officer_at,
    village,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
HERE, NEXT = "5371041001", "5371041002"
#: Written beside: who did what when. Two columns go on by every edit, so that no open form saves over it.
BESIDE = {"core.Submission", "core.Merge", "regions.Change"}
GOES_ON = {"version", "updated_at"}
PASSED = ["merge_sex", "merge_nik"]
FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=200)


def day(number):
    return datetime.date(2024, 1, 1) + datetime.timedelta(days=number)


DAYS = st.integers(0, 900).map(day)
RELATIONS = st.sampled_from(["wife", "husband", "child", "parent", "other"])
PEOPLE = st.fixed_dictionaries(
    {
        "relation": RELATIONS,
        "sex": st.sampled_from("LP"),
        "marriage": st.sampled_from(["married", "single", "widowed", ""]),
        "no_nik": st.booleans(),
        "birth_date": st.none()
        | st.integers(0, 20000).map(lambda n: datetime.date(1950, 1, 1) + datetime.timedelta(n)),
        "phone": st.sampled_from(["", "+6281200000001"]),
        "extra": st.sampled_from([{}, {"blood": "O"}, {"job": "tukang"}]),
    }
)
#: Of one person: what she has, each thing by the days it began and, perhaps, ended.
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 200)), max_size=3)
LIVES = st.fixed_dictionaries(
    {
        "kb": SPANS,
        "is_kb_open": st.booleans(),
        "pregnancies": SPANS,
        "is_pregnant": st.booleans(),
        "groups": st.lists(st.tuples(st.integers(0, 2), DAYS, st.booleans(), st.booleans()), max_size=3),
        "posts": st.lists(st.tuples(st.integers(0, 2), DAYS, st.booleans()), max_size=2),
        "consents": st.lists(st.tuples(DAYS, st.sampled_from(["given", "refused"])), max_size=2),
        "events": st.lists(DAYS, max_size=2),
        "asks_to_move": st.booleans(),
        "has_forerunner": st.booleans(),
    }
)
WORLDS = st.fixed_dictionaries(
    {
        "families": st.lists(st.lists(PEOPLE, max_size=3), min_size=1, max_size=3),
        "heads": st.booleans(),
        "villages": st.lists(st.sampled_from([HERE, NEXT]), min_size=3, max_size=3),
        "welfare": st.lists(st.tuples(st.integers(0, 2), st.sampled_from([2024, 2025, 2026])), max_size=4),
        "who": st.tuples(st.integers(0, 50), st.integers(0, 50)),
        "lives": st.tuples(LIVES, LIVES),
        "has_pair": st.booleans(),
        "chosen": st.dictionaries(st.sampled_from(merge_rules.COLUMNS), st.sampled_from(["kept", "gone"]), max_size=6),
    }
)


class World:
    """Families, and two of their persons with what points to them."""

    def __init__(self, drawn):
        self.officer = officer_at(roles.OPD, "5371")
        village(NEXT)
        self.families = [self._family(*each) for each in zip(drawn["families"], drawn["villages"], strict=False)]
        people = list(Person.objects.order_by("pk"))
        first, second = drawn["who"]
        self.kept = people[first % len(people)]
        others = [person for person in people if person != self.kept] or [PersonFactory()]
        self.gone = others[second % len(others)]
        self.groups = [GroupFactory(village=village(HERE)) for _ in range(3)]
        self.meetings = [MeetingFactory(group=group) for group in self.groups]
        for person, life in zip((self.kept, self.gone), drawn["lives"], strict=True):
            self._live(person, life)
        self._measure(drawn["welfare"])
        if drawn["has_pair"]:
            self._pair()
        self._settle()

    def _family(self, people, code):
        family = FamilyFactory(village=village(code))
        for facts in people:
            PersonFactory(family=family, **facts)
        return family

    def _live(self, person, life):
        facts = {"person": person, "village": person.village, "recorded_by": self.officer}
        for since, length in life["kb"]:
            KbEpisodeFactory(**facts, since=since, ended_on=since + datetime.timedelta(length))
        for since, length in life["pregnancies"]:
            PregnancyFactory(**facts, since=since, ended_on=since + datetime.timedelta(length), ended_how="birth")
        if life["is_kb_open"]:
            KbEpisodeFactory(**facts, since=day(len(life["kb"])))
        if life["is_pregnant"]:
            PregnancyFactory(**facts, since=day(len(life["pregnancies"])))
        self._join(person, life)
        for on, answer in life["consents"]:
            said = {"purpose": "health", "means": "spoken", "taken_by": self.officer}
            Consent.objects.create(person=person, answer=answer, given_on=on, **said)
        for on in life["events"]:
            LifeEvent.objects.create(**facts, family=person.family, kind="marriage", on=on, before={"marriage": ""})
        if life["asks_to_move"]:
            self._ask(person)
        if life["has_forerunner"]:
            gone = PersonFactory(family__village=person.village, no_nik=True)
            services.merge_persons(
                person.pk, gone.pk, by=self.officer, request_id=None, version=None, chosen={}, passed_warnings=PASSED
            )

    def _join(self, person, life):
        for number, on, is_over, is_present in life["groups"]:
            group, meeting = self.groups[number], self.meetings[number]
            active = group.memberships.filter(person=person, left_on=None).exists()
            left = {"left_on": on, "left_reason": "moved"} if is_over or active else {}
            membership = MembershipFactory(group=group, person=person, joined_on=on, **left)
            AttendanceFactory(meeting=meeting, membership=membership, status="present" if is_present else "sick")
        for number, on, is_over in life["posts"]:
            CommitteePostFactory(
                group=self.groups[number], person=person, post="kader", from_on=on, to_on=on if is_over else None
            )

    def _ask(self, person):
        places = {"from_village": person.village, "to_village": village("5371011001")}
        MoveRequest.objects.create(
            direction="out", family=person.family, person=person, on=day(0), asked_by=self.officer, **places
        )

    def _measure(self, values):
        for number, year in set(values):
            family = self.families[number % len(self.families)]
            Welfare.objects.get_or_create(
                family=family,
                measure="ks",
                period=datetime.date(year, 1, 1),
                defaults={"village": family.village, "level": "ks1", "source": "PK", "recorded_by": self.officer},
            )

    def _pair(self):
        first, second = sorted((self.kept, self.gone), key=lambda person: person.pk)
        places = {"first_village": first.village, "second_village": second.village}
        PersonPair.objects.create(first=first, second=second, score="0.950", **places)

    def _settle(self):
        """Columns that repeat the rows say the truth, as services leave them."""
        services.refresh_family(Family.objects.values_list("pk", flat=True))
        Membership.after_merge(list(Membership.objects.values_list("pk", flat=True)))
        CommitteePost.after_merge(list(CommitteePost.objects.values_list("pk", flat=True)))


def rows_of_the_project():
    ours = [m for m in apps.get_models() if m._meta.app_label in ("core", "regions", "accounts", "members", "groups")]
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in GOES_ON}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in ours
        if model._meta.label not in BESIDE
    }


def check(drawn):
    with transaction.atomic():
        try:
            walk(World(drawn), drawn["chosen"])
        finally:
            transaction.set_rollback(True)


def walk(world, chosen):
    before = rows_of_the_project()
    heads = families_with_a_head()
    ids = [world.kept.pk, world.gone.pk]
    args = {"by": world.officer, "version": None, "chosen": chosen, "passed_warnings": PASSED}
    if merge_rules.is_couple(*map(merging_facts, ids)):
        with pytest.raises(Refused):
            services.merge_persons(*ids, request_id=uuid.uuid4(), **args)
        assert rows_of_the_project() == before
        return
    merge = services.merge_persons(*ids, request_id=uuid.uuid4(), **args)
    after = rows_of_the_project()

    assert {label: len(rows) for label, rows in after.items()} == {label: len(rows) for label, rows in before.items()}
    assert_kept(after, before)
    assert_nothing_of_hers_is_left_behind(world)
    assert_families_are_whole(heads)
    assert_counts_are_true(world)

    services.undo_merge(merge.pk, by=world.officer, request_id=uuid.uuid4())

    assert rows_of_the_project() == before


def merging_facts(key):
    return facts_of(Person.objects.get(pk=key))


def assert_kept(after, before):
    """Nobody rewrote what was said or handed in."""
    for label in ("members.Consent", "groups.Register", "groups.RegisterRow", "groups.Meeting"):
        assert after[label] == before[label]


def assert_nothing_of_hers_is_left_behind(world):
    for reference in merging.references(Person):
        if reference.policy == merging.MOVE and reference.model is not Person:
            assert not reference.rows([world.gone.pk]).exists(), reference.key
    assert not Person.objects.filter(merged_into__merged_into__isnull=False).exists()
    open_rows = {"ended_on": None, "person": world.kept}
    assert KbEpisode.objects.filter(**open_rows).count() <= 1
    assert Pregnancy.objects.filter(**open_rows).count() <= 1


def families_with_a_head():
    active = Person.objects.active().filter(relation="head")
    return set(active.values_list("family_id", flat=True))


def assert_families_are_whole(had_a_head):
    people = Counter(Person.objects.active().values_list("family_id", flat=True))
    for family in Family.objects.active():
        assert family.member_count == people[family.pk]
    active = set(Family.objects.active().values_list("pk", flat=True))
    assert set(people) <= active
    assert had_a_head & set(people) == families_with_a_head() & had_a_head


def assert_counts_are_true(world):
    for group in Group.objects.all():
        assert group.member_count == group.memberships.filter(left_on=None).count()
        assert group.memberships.filter(left_on=None, person=world.kept).count() <= 1
    double = Counter(Attendance.objects.values_list("meeting_id", "membership_id"))
    assert set(double.values()) <= {1}


@given(WORLDS)
@FEW
def test_a_merge_loses_nothing_and_its_undo_restores_everything(drawn):
    check(drawn)


@pytest.mark.slow
@given(WORLDS)
@MANY
def test_the_same_at_length(drawn):
    check(drawn)
