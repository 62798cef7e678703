"""What becomes of persons and families when lives change, and how it is taken back."""

import datetime
import uuid

import pytest

from core.errors import Resubmitted, Stale
from members import queries, services
from members.errors import (
    EveryoneLeaves,
    GoneByEvent,
    HeadLeaves,
    HeadMissing,
    NotLatest,
    NotOfFamily,
    NotWithdrawable,
    Refused,
)
from members.models import Family, LifeEvent, Person
from regions.models import Change
from tests.factories import FamilyFactory, KbEpisodeFactory, PersonFactory, PregnancyFactory, village

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
DAY = datetime.date(2026, 4, 10)
MAN = {"sex": "L", "marriage": "married", "birth_date": datetime.date(1985, 1, 1)}


@pytest.fixture
def family(home_village):
    """A head, his wife and two children."""
    family = FamilyFactory(head_name="Yosef Bria", member_count=4, head__sex="L", head__birth_date=MAN["birth_date"])
    PersonFactory(family=family, name="Maria Bria")
    for name, year in (("Ana Bria", 2010), ("Beni Bria", 2014)):
        born = datetime.date(year, 5, 1)
        PersonFactory(family=family, name=name, relation="child", marriage="single", birth_date=born)
    return family


def of(family, relation):
    return family.persons.filter(relation=relation, is_active=True).order_by("pk").first()


def act(service, row, officer, *, request_id=None, version=None, **changes):
    changes = {"on": DAY, "note": "", **changes}
    return service(row.pk, by=officer, version=version, request_id=request_id, changes=changes)


def dies(person, officer, **changes):
    return act(services.record_death, person, officer, **changes)


class TestDeath:
    def test_of_a_wife_widows_the_husband_and_ends_her_health_episodes(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")
        kb = KbEpisodeFactory(person=wife)
        pregnancy = PregnancyFactory(person=wife, since=datetime.date(2026, 1, 2))

        dies(wife, officer, spouse_id=head.pk)

        for row in (head, wife, kb, pregnancy, family):
            row.refresh_from_db()
        assert (wife.is_active, wife.inactive_kind, wife.inactive_on) == (False, "died", DAY)
        assert head.marriage == "widowed"
        assert (kb.ended_on, pregnancy.ended_on, pregnancy.ended_how) == (DAY, DAY, "died")
        assert family.member_count == 3
        assert [event.kind for event in LifeEvent.objects.order_by("pk")] == ["death", "widowed"]

    def test_marks_every_month_that_reads_otherwise_now(self, family, officer):
        dies(of(family, "wife"), officer)

        months = set(Change.objects.filter(subject="members").values_list("month", flat=True))
        assert {m.month for m in months} == {4, 5, 6, 7, 8, 9, 10, 11}

    def test_of_the_head_asks_for_the_next(self, family, officer):
        with pytest.raises(HeadMissing) as refused:
            dies(of(family, "head"), officer)

        assert refused.value.field == "head"
        assert of(family, "head")

    def test_of_the_head_names_the_wife_and_children_stay_children(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")

        dies(head, officer, spouse_id=wife.pk, head_id=wife.pk)

        family.refresh_from_db()
        assert family.head_name == "Maria Bria"
        assert sorted(family.persons.active().values_list("relation", flat=True)) == ["child", "child", "head"]
        wife.refresh_from_db()
        assert (wife.relation, wife.marriage) == ("head", "widowed")

    def test_relations_are_corrected_on_the_same_screen(self, family, officer):
        head, wife, child = of(family, "head"), of(family, "wife"), of(family, "child")

        dies(head, officer, head_id=child.pk, relations={str(wife.pk): "relative"})

        wife.refresh_from_db()
        assert wife.relation == "relative"

    def test_of_the_last_closes_the_family(self, officer):
        family = FamilyFactory()

        dies(family.persons.get(), officer)

        family.refresh_from_db()
        assert (family.is_active, family.inactive_reason) == (False, "Anggota terakhir meninggal")

    def test_is_written_once(self, family, officer):
        key, wife = uuid.uuid4(), of(family, "wife")

        first, second = (dies(wife, officer, request_id=key) for _arrival in range(2))

        assert first == second
        assert LifeEvent.objects.count() == 1
        with pytest.raises(Resubmitted):
            dies(wife, officer, request_id=key, note="lain")

    def test_second_editor_is_told(self, family, officer):
        wife = of(family, "wife")
        dies(wife, officer, version=1)

        with pytest.raises(Stale):
            act(services.record_widowed, of(family, "head"), officer, version=7)

    def test_stranger_to_the_family_is_no_spouse(self, family, officer):
        with pytest.raises(NotOfFamily):
            dies(of(family, "wife"), officer, spouse_id=PersonFactory().pk)

    @pytest.mark.parametrize(
        ("on", "code"),
        [
            (datetime.date(2026, 11, 25), "event_future"),
            (datetime.date(1980, 1, 1), "event_before_birth"),
            (datetime.date(2026, 3, 1), "event_before_last"),
        ],
    )
    def test_impossible_day_is_refused(self, family, officer, on, code):
        wife = of(family, "wife")
        act(services.record_divorce, wife, officer)

        with pytest.raises(Refused) as refused:
            dies(wife, officer, on=on)

        assert refused.value.finding.code == code


class TestMarriage:
    @pytest.fixture
    def bride(self, family):
        bride = of(family, "child")
        Person.objects.filter(pk=bride.pk).update(birth_date=datetime.date(2004, 5, 1))
        return bride

    @pytest.fixture
    def groom(self, home_village):
        return FamilyFactory(head__sex="L", head__marriage="single").persons.get()

    def test_bride_moves_into_her_husbands_family(self, family, bride, groom, officer):
        act(services.record_marriage, bride, officer, partner_id=groom.pk, joins="there")

        bride.refresh_from_db()
        groom.refresh_from_db()
        assert (bride.marriage, groom.marriage) == ("married", "married")
        assert (bride.family, bride.relation) == (groom.family, "wife")
        family.refresh_from_db()
        groom.family.refresh_from_db()
        assert (family.member_count, groom.family.member_count) == (3, 2)

    def test_lonely_head_who_marries_into_a_family_closes_his_own(self, family, bride, groom, officer):
        act(services.record_marriage, bride, officer, partner_id=groom.pk, joins="here")

        old = groom.family
        groom.refresh_from_db()
        old.refresh_from_db()
        assert (groom.family, groom.relation) == (family, "child_in_law")
        assert not old.is_active

    def test_head_of_others_stays_until_another_leads(self, family, bride, officer):
        widower = FamilyFactory(head__sex="L", head__marriage="widowed").persons.get()
        PersonFactory(family=widower.family, relation="child", marriage="single")

        with pytest.raises(HeadLeaves):
            act(services.record_marriage, bride, officer, partner_id=widower.pk, joins="here")

        assert not LifeEvent.objects.exists()

    def test_into_another_village_takes_her_episodes_along(self, bride, groom, officer):
        far = FamilyFactory(village=village("5371041002"), head__sex="L", head__marriage="single").persons.get()
        kb = KbEpisodeFactory(person=bride)

        act(services.record_marriage, bride, officer, partner_id=far.pk, joins="there")

        kb.refresh_from_db()
        bride.refresh_from_db()
        assert kb.village_id == bride.village_id == "5371041002"
        moved = LifeEvent.objects.filter(kind__in=["moved_in", "moved_out"]).values_list("kind", "village_id")
        assert set(moved) == {("moved_out", "5371041001"), ("moved_in", "5371041002")}

    def test_partner_of_the_same_sex_is_refused(self, bride, officer):
        with pytest.raises(Refused):
            act(services.record_marriage, bride, officer, partner_id=PersonFactory().pk)

    def test_divorce_ends_it_for_both(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")

        act(services.record_divorce, wife, officer, spouse_id=head.pk)

        assert set(Person.objects.filter(pk__in=[head.pk, wife.pk]).values_list("marriage", flat=True)) == {"divorced"}

    def test_only_a_marriage_ends(self, bride, officer):
        for service in (services.record_divorce, services.record_widowed):
            with pytest.raises(Refused):
                act(service, bride, officer)


class TestBirth:
    def born(self, family, officer, **changes):
        facts = {"name": "CLARA BRIA", "sex": "P", "birth_date": DAY, "no_nik_reason": "child", **changes}
        return services.record_birth(family.pk, by=officer, request_id=None, changes=facts)

    def test_makes_the_child_and_ends_the_pregnancy(self, family, officer):
        wife = of(family, "wife")
        pregnancy = PregnancyFactory(person=wife, since=datetime.date(2025, 7, 5))
        state = KbEpisodeFactory(person=wife, status="before", reason="pregnant", since=pregnancy.since)

        child = self.born(family, officer, mother_id=wife.pk)

        pregnancy.refresh_from_db()
        state.refresh_from_db()
        assert (child.name, child.relation, child.marriage) == ("Clara Bria", "child", "single")
        assert (pregnancy.ended_on, pregnancy.ended_how, state.ended_on) == (DAY, "birth", DAY)
        assert child.events.get().kind == "birth"

    def test_child_of_a_daughter_is_a_grandchild(self, family, officer):
        mother = of(family, "child")

        child = self.born(family, officer, mother_id=mother.pk)

        assert child.relation == "grandchild"

    def test_a_pregnancy_that_began_later_goes_on(self, family, officer):
        pregnancy = PregnancyFactory(person=of(family, "wife"), since=datetime.date(2026, 8, 1))

        self.born(family, officer, mother_id=of(family, "wife").pk)

        pregnancy.refresh_from_db()
        assert pregnancy.ended_on is None

    def test_mother_of_nine_is_refused(self, family, officer):
        with pytest.raises(Refused):
            self.born(family, officer, mother_id=of(family, "child").pk, birth_date=datetime.date(2019, 1, 1))


class TestHeadSplitAndJoin:
    def test_new_head_and_the_old_one_becomes_her_husband(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")

        act(services.name_head, wife, officer)

        assert list(family.persons.order_by("pk").values_list("relation", flat=True)) == [
            "husband",
            "head",
            "child",
            "child",
        ]
        assert head.events.get().before == {"relation": "head"}

    def test_head_already_is_refused(self, family, officer):
        with pytest.raises(HeadMissing):
            act(services.name_head, of(family, "head"), officer)

    def split(self, family, officer, persons, **changes):
        place = {"village_id": family.village_id, "address": "Gang 9"}
        ids = [person.pk for person in persons]
        facts = {"person_ids": ids, "head_id": ids[0], "place": place, **changes}
        return act(services.split_family, family, officer, **facts)

    def test_some_leave_to_a_family_of_their_own(self, family, officer):
        wife, child = of(family, "wife"), of(family, "child")

        new = self.split(family, officer, [wife, child])

        assert (new.head_name, new.member_count, new.address) == ("Maria Bria", 2, "Gang 9")
        assert sorted(new.persons.values_list("relation", flat=True)) == ["child", "head"]
        family.refresh_from_db()
        assert family.member_count == 2

    def test_head_leaves_only_when_another_leads(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")
        with pytest.raises(HeadMissing) as refused:
            self.split(family, officer, [head])
        assert refused.value.field == "stay_head"

        new = self.split(family, officer, [head], stay_head_id=wife.pk)

        assert new.persons.get() == head
        assert of(family, "head") == wife

    def test_not_everyone_splits(self, family, officer):
        with pytest.raises(EveryoneLeaves):
            self.split(family, officer, list(family.persons.all()))

        assert Family.objects.count() == 1

    def test_joining_another_family(self, family, officer):
        other = FamilyFactory()
        child = of(family, "child")

        act(services.join_family, child, officer, family_id=other.pk, relation="relative")

        child.refresh_from_db()
        assert (child.family, child.relation) == (other, "relative")


class TestWithdrawal:
    def withdraw(self, event, officer):
        return services.withdraw_event(event.pk, by=officer, request_id=None, reason="Salah orang")

    def test_of_a_death_brings_everything_back(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")
        kb = KbEpisodeFactory(person=head, status="now")
        columns = ("relation", "marriage", "is_active", "inactive_kind", "inactive_on", "family_id")
        before = list(family.persons.order_by("pk").values_list(*columns))
        event = dies(head, officer, spouse_id=wife.pk, head_id=wife.pk)

        self.withdraw(event, officer)

        assert list(family.persons.order_by("pk").values_list(*columns)) == before
        kb.refresh_from_db()
        family.refresh_from_db()
        assert kb.ended_on is None
        assert (family.head_name, family.member_count) == ("Yosef Bria", 4)
        assert LifeEvent.objects.standing().count() == 0

    def test_of_a_split_leaves_no_empty_family(self, family, officer):
        wife = of(family, "wife")
        new = TestHeadSplitAndJoin().split(family, officer, [wife])

        self.withdraw(wife.events.get(), officer)

        new.refresh_from_db()
        wife.refresh_from_db()
        assert wife.family == family
        assert not new.is_active

    def test_of_a_birth_takes_the_child_out_and_the_pregnancy_goes_on(self, family, officer):
        wife = of(family, "wife")
        pregnancy = PregnancyFactory(person=wife, since=datetime.date(2025, 7, 5))
        child = TestBirth().born(family, officer, mother_id=wife.pk)

        self.withdraw(child.events.get(), officer)

        child.refresh_from_db()
        pregnancy.refresh_from_db()
        assert (child.is_active, child.inactive_kind) == (False, "mistake")
        assert (pregnancy.ended_on, pregnancy.ended_how) == (None, "")

    def test_only_the_latest_of_each_person_goes(self, family, officer):
        head, wife = of(family, "head"), of(family, "wife")
        divorce = act(services.record_divorce, wife, officer, spouse_id=head.pk)
        act(services.record_marriage, head, officer, on=datetime.date(2026, 6, 1))

        with pytest.raises(NotLatest):
            self.withdraw(divorce, officer)

    def test_goes_once(self, family, officer):
        event = dies(of(family, "wife"), officer)
        self.withdraw(event, officer)

        with pytest.raises(NotWithdrawable):
            self.withdraw(event, officer)

    def test_the_dead_come_back_by_it_alone(self, family, officer):
        wife = of(family, "wife")
        dies(wife, officer)

        with pytest.raises(GoneByEvent):
            services.reactivate_person(wife.pk, by=officer, request_id=None)


def test_gone_since_tells_who_died_or_moved(family, officer):
    wife, child = of(family, "wife"), of(family, "child")
    dies(wife, officer)
    place = {"village_id": village("5371041002").pk}
    changes = {"on": DAY, "note": "", "person_ids": [child.pk], "head_id": child.pk, "place": place}
    services.move_family(family.pk, by=officer, version=None, request_id=None, changes=changes)

    gone = queries.gone_since(DAY, family.persons.values("pk") | Person.objects.filter(pk=child.pk).values("pk"))

    assert {pk: (row.kind, row.on) for pk, row in gone.items()} == {wife.pk: ("died", DAY), child.pk: ("moved", DAY)}
    assert queries.gone_since(DAY + datetime.timedelta(days=1), [wife.pk, child.pk]) == {}
