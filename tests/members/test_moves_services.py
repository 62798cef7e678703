"""Moving at once and by request: everything goes along, nothing is lost, nobody answers her own request."""

import datetime
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import roles
from core.errors import Stale
from members import queries, services
from members.errors import (
    HeadLeaves,
    KnownNik,
    MoveAnswered,
    MoveAsked,
    MoveOutdated,
    NotAskable,
    OwnRequest,
    OwnVillage,
    SameVillage,
    UnknownNik,
)
from members.models import Consent, Family, KbEpisode, LifeEvent, MoveRequest, Person, Pregnancy, Welfare
from tests.factories import (
    DusunFactory,
    FamilyFactory,
    KbEpisodeFactory,
    PersonFactory,
    PregnancyFactory,
    UserFactory,
    officer_at,
    village,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
DAY = datetime.date(2026, 11, 2)
HOME, NEXT_DOOR, FAR = "5371041001", "5371041002", "5301012001"
NIK = "5371045708910001"


@pytest.fixture
def family(home_village):
    return family_with(3)


@pytest.fixture
def far_pkb(home_village):
    return officer_at(roles.PKB, FAR, username="pkb-jauh")


def family_with(persons, **episodes):
    """A head with a wife, children, and what hangs on them."""
    family = FamilyFactory(village=village(HOME), head__sex="L", member_count=persons)
    clerk = UserFactory()
    for number in range(persons - 1):
        relation = "child" if number else "wife"
        person = PersonFactory(family=family, relation=relation, marriage="single" if number else "married")
        if episodes.get("kb", True):
            KbEpisodeFactory(person=person, recorded_by=clerk)
        if episodes.get("pregnant", True) and not number:
            PregnancyFactory(person=person, recorded_by=clerk)
        Consent.objects.create(
            person=person, purpose="health", answer="given", means="spoken", given_on=DAY, taken_by=clerk
        )
    Welfare.objects.create(
        family=family,
        village_id=HOME,
        measure="dtsen",
        period=datetime.date(2026, 7, 1),
        level="2",
        source="Dinsos",
        recorded_by=clerk,
    )
    return family


def counted():
    models = (Person, KbEpisode, Pregnancy, Consent, Welfare)
    return {model.__name__: model.objects.count() for model in models} | {
        "active": Person.objects.active().count(),
        "members": sum(Family.objects.filter(is_active=True).values_list("member_count", flat=True)),
    }


def strays():
    """Rows whose village is not that of their person's family."""
    found = [p for p in Person.objects.select_related("family") if p.village_id != p.family.village_id]
    for model in (KbEpisode, Pregnancy):
        found += [row for row in model.objects.select_related("person") if row.village_id != row.person.village_id]
    return found + [row for row in Welfare.objects.select_related("family") if row.village_id != row.family.village_id]


def move(family, officer, *, to=NEXT_DOOR, request_id=None, version=None, **changes):
    changes = {"on": DAY, "note": "", "place": {"village_id": village(to).pk, "address": "Gang 7"}, **changes}
    return services.move_family(family.pk, by=officer, version=version, request_id=request_id, changes=changes)


def ask_out(family, officer, *, to=FAR, **changes):
    changes = {"to_village_id": village(to).pk, "on": DAY, "note": "ikut suami", **changes}
    return services.ask_to_move_out(family.pk, by=officer, request_id=None, changes=changes)


def ask_in(officer, *, nik=NIK, to=FAR, whole=True, **changes):
    facts = {"to_village_id": village(to).pk, "dusun_id": None, "rt": "", "address": "Jalan Baru 5", "on": DAY}
    changes = {**facts, "note": "", "whole": whole, **changes}
    return services.ask_to_move_in(nik, by=officer, request_id=None, changes=changes)


def accept(request, officer, *, version=None, request_id=None, **place):
    changes = {"answer": "", "place": place or None}
    return services.accept_move(request.pk, by=officer, version=version, request_id=request_id, changes=changes)


class TestAtOnce:
    def test_whole_family_takes_everything_along(self, family, officer):
        before = counted()

        move(family, officer)

        family.refresh_from_db()
        assert (family.village_id, family.address) == (NEXT_DOOR, "Gang 7")
        assert counted() == before
        assert strays() == []
        kinds = LifeEvent.objects.values_list("kind", "village_id")
        assert sorted(set(kinds)) == [("moved_in", NEXT_DOOR), ("moved_out", HOME)]
        assert len(kinds) == 6

    def test_old_dusun_and_address_stay_behind(self, officer):
        family = FamilyFactory(dusun=DusunFactory(village=village(HOME)), rw="002", rt="003", address="Lama")

        move(family, officer, place={"village_id": village(NEXT_DOOR).pk})

        family.refresh_from_db()
        assert (family.dusun, family.rw, family.rt, family.address) == (None, "", "", "")
        assert family.persons.get().dusun is None

    def test_some_of_it_become_a_family_there(self, family, officer):
        wife, child = family.persons.get(relation="wife"), family.persons.get(relation="child")
        before = counted()

        new = move(family, officer, person_ids=[wife.pk, child.pk], head_id=wife.pk)

        family.refresh_from_db()
        assert (new.village_id, new.head_name, new.member_count) == (NEXT_DOOR, wife.name, 2)
        assert (family.village_id, family.member_count) == (HOME, 1)
        assert counted() == before
        assert strays() == []

    def test_head_leaves_others_only_with_a_new_head(self, family, officer):
        head, wife = family.persons.get(relation="head"), family.persons.get(relation="wife")
        with pytest.raises(HeadLeaves):
            move(family, officer, person_ids=[head.pk], head_id=head.pk)

        move(family, officer, person_ids=[head.pk], head_id=head.pk, stay_head_id=wife.pk)

        wife.refresh_from_db()
        assert wife.relation == "head"

    def test_same_village_is_no_move(self, family, officer):
        with pytest.raises(SameVillage):
            move(family, officer, to=HOME)

    def test_is_done_once(self, family, officer):
        key = uuid.uuid4()

        assert move(family, officer, request_id=key) == move(family, officer, request_id=key)
        assert LifeEvent.objects.count() == 6

    def test_second_editor_is_told(self, family, officer):
        with pytest.raises(Stale):
            move(family, officer, version=9)


class TestOut:
    def test_waits_and_then_moves_all(self, family, officer, far_pkb):
        before = counted()
        request = ask_out(family, officer)
        family.refresh_from_db()
        assert family.village_id == HOME
        assert queries.moves_awaiting(far_pkb) == 1
        assert queries.moves_awaiting(officer) == 0

        accept(request, far_pkb, address="Jalan Baru 5", dusun_name="Dusun Satu")

        family.refresh_from_db()
        request.refresh_from_db()
        assert (family.village_id, family.address, family.dusun.name) == (FAR, "Jalan Baru 5", "Dusun Satu")
        assert (request.state, request.decided_by) == ("accepted", far_pkb)
        assert counted() == before
        assert strays() == []
        assert queries.moves_awaiting(far_pkb) == 0

    def test_one_person_becomes_a_family_there(self, family, officer, far_pkb):
        child = family.persons.get(relation="child")

        accept(ask_out(family, officer, person_id=child.pk), far_pkb, address="Kos 2")

        child.refresh_from_db()
        assert (child.village_id, child.relation, child.family.address) == (FAR, "head", "Kos 2")
        family.refresh_from_db()
        assert family.member_count == 2

    def test_a_village_of_her_own_needs_no_request(self, family, regency_staff):
        with pytest.raises(OwnVillage):
            ask_out(family, regency_staff, to=NEXT_DOOR)

    def test_one_open_request_each(self, family, officer):
        ask_out(family, officer)

        with pytest.raises(MoveAsked):
            ask_out(family, officer)

    def test_nobody_answers_her_own(self, family, officer):
        request = ask_out(family, officer)

        for answer in (services.accept_move, services.refuse_move):
            with pytest.raises(OwnRequest):
                answer(request.pk, by=officer, version=None, request_id=None, changes={"answer": "ya"})

    def test_refused_with_reason_and_nothing_moves(self, family, officer, far_pkb):
        request = ask_out(family, officer)

        changes = {"answer": "Tidak tinggal di sini"}
        services.refuse_move(request.pk, by=far_pkb, version=1, request_id=None, changes=changes)

        family.refresh_from_db()
        request.refresh_from_db()
        assert (family.village_id, request.state, request.answer) == (HOME, "refused", "Tidak tinggal di sini")
        with pytest.raises(MoveAnswered):
            accept(request, far_pkb)

    def test_withdrawn_is_no_longer_open(self, family, officer, far_pkb):
        request = ask_out(family, officer)

        services.withdraw_move(request.pk, by=officer, request_id=None)

        with pytest.raises(MoveAnswered):
            accept(request, far_pkb)
        assert ask_out(family, officer).state == "open"

    def test_accepted_twice_moves_once(self, family, officer, far_pkb):
        request, key = ask_out(family, officer), uuid.uuid4()

        assert accept(request, far_pkb, request_id=key) == accept(request, far_pkb, request_id=key)
        assert LifeEvent.objects.filter(kind="moved_out").count() == 3

    def test_changed_since_she_looked(self, family, officer, far_pkb):
        with pytest.raises(Stale):
            accept(ask_out(family, officer), far_pkb, version=5)

    def test_a_family_that_has_gone_elsewhere_is_not_moved_again(self, family, officer, far_pkb):
        request = ask_out(family, officer)
        move(family, officer)

        with pytest.raises(MoveOutdated):
            accept(request, far_pkb)

    def test_what_was_recorded_meanwhile_goes_along(self, family, officer, far_pkb):
        request = ask_out(family, officer)
        wife = family.persons.get(relation="wife")
        later = datetime.date(2026, 11, 20)
        services.record_death(
            wife.pk, by=officer, version=None, request_id=None, changes={"on": later, "note": "", "spouse_id": None}
        )
        PersonFactory(family=family, relation="child", marriage="single")
        before = counted()

        accept(request, far_pkb)

        assert counted()["Person"] == before["Person"]
        assert strays() == []
        assert set(LifeEvent.objects.filter(kind="moved_in").values_list("on", flat=True)) == {DAY}

    def test_the_day_never_stands_before_what_was_recorded_meanwhile(self, family, officer, far_pkb):
        request = ask_out(family, officer)
        child, later = family.persons.get(relation="child"), datetime.date(2026, 11, 20)
        changes = {"on": later, "note": ""}
        services.record_marriage(child.pk, by=officer, version=None, request_id=None, changes=changes)

        accept(request, far_pkb)

        assert set(LifeEvent.objects.filter(kind="moved_in").values_list("on", flat=True)) == {later}


class TestIn:
    @pytest.fixture
    def elsewhere(self, home_village):
        return FamilyFactory(head__nik=NIK, head__marriage="single")

    def test_source_officer_lets_her_go_to_the_address_that_was_asked_for(self, elsewhere, officer, far_pkb):
        request = ask_in(far_pkb)
        assert (request.masked_nik, request.from_village_id) == ("5371••••••••0001", HOME)
        assert (queries.moves_awaiting(officer), queries.moves_awaiting(far_pkb)) == (1, 0)

        accept(request, officer)

        elsewhere.refresh_from_db()
        assert (elsewhere.village_id, elsewhere.address) == (FAR, "Jalan Baru 5")

    def test_alone_out_of_a_family(self, elsewhere, officer, far_pkb):
        child = PersonFactory(family=elsewhere, relation="child", nik="5371045708910022")

        accept(ask_in(far_pkb, nik="5371045708910022", whole=False), officer)

        child.refresh_from_db()
        assert (child.village_id, child.family.address) == (FAR, "Jalan Baru 5")
        elsewhere.refresh_from_db()
        assert elsewhere.village_id == HOME

    def test_head_of_others_is_not_asked_for_alone(self, elsewhere, officer, far_pkb):
        PersonFactory(family=elsewhere, relation="child")
        request = ask_in(far_pkb, whole=False)

        with pytest.raises(HeadLeaves):
            accept(request, officer)

    def test_own_and_unknown_numbers_are_not_asked_for(self, elsewhere, officer, far_pkb):
        with pytest.raises(KnownNik):
            ask_in(officer)
        with pytest.raises(UnknownNik):
            ask_in(far_pkb, nik="5371045708910099")
        assert not MoveRequest.objects.exists()

    def test_another_dusun_of_the_same_village_is_for_its_pkb(self, elsewhere):
        kader = officer_at(roles.KADER, FAR)

        with pytest.raises(NotAskable):
            ask_in(kader, to=HOME)


def test_practice_and_real_villages_never_mix(family, officer, far_pkb):
    invented = FamilyFactory(village=village("0071041001"), head__nik=NIK)

    with pytest.raises(NotAskable):
        ask_out(family, officer, to="0071041001")
    with pytest.raises(UnknownNik):
        ask_in(far_pkb)
    assert invented.persons.get().village_id == "0071041001"
    assert not MoveRequest.objects.exists()


EDITS = st.lists(st.sampled_from(["child", "death", "birth", "marriage"]), max_size=3)


@given(persons=st.integers(1, 5), alone=st.booleans(), is_in=st.booleans(), edits=EDITS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_is_lost_whatever_happened_between_request_and_answer(officer, far_pkb, persons, alone, is_in, edits):
    family = family_with(persons)
    child = family.persons.exclude(relation="head").order_by("-pk").first()
    mover = child if alone else None
    if is_in:
        nik = (mover or family.persons.first()).nik
        request = ask_in(far_pkb, nik=nik, whole=mover is None)
    else:
        request = ask_out(family, officer, person_id=mover and mover.pk)
    for number, edit in enumerate(edits):
        change(edit, family, officer, number, mover)
    before = counted()

    accept(request, officer if is_in else far_pkb)

    assert counted() == before
    assert strays() == []
    for each in Family.objects.filter(is_active=True):
        assert each.persons.active().filter(relation="head").count() == 1
    family.refresh_from_db()
    assert family.village_id == (HOME if mover else FAR)


def change(edit, family, officer, number, mover):
    on = DAY + datetime.timedelta(days=number + 1)
    common = {"by": officer, "request_id": None}
    if edit == "child":
        PersonFactory(family=family, relation="child", marriage="single")
        services.refresh_family([family.pk])
    if edit == "birth":
        facts = {"name": f"Bayi {number}", "sex": "P", "birth_date": on, "no_nik_reason": "child"}
        services.record_birth(family.pk, changes=facts, **common)
    others = family.persons.active().exclude(relation="head").exclude(pk=mover and mover.pk)
    person = others.order_by("pk").first()
    if person and edit in ("death", "marriage"):
        verb = services.record_death if edit == "death" else services.record_marriage
        verb(person.pk, version=None, changes={"on": on, "note": ""}, **common)
