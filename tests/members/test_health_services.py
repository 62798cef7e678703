"""KB, pregnancy and consent as dated rows."""

import datetime
import uuid

import pytest
import time_machine

from members import queries, services
from members.errors import AlreadyEnded, AlreadyPregnant, ConsentRefused, EpisodeOverlaps, Refused
from members.models import Consent, KbEpisode, Pregnancy
from tests.factories import FamilyFactory, KbEpisodeFactory, PersonFactory, PregnancyFactory
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
INJECTION = {"status": "now", "method": "suntik", "since": datetime.date(2026, 1, 5)}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def wife(officer):
    return PersonFactory()


def kb(person, officer, request_id=None, **changes):
    return services.record_kb(person.pk, by=officer, request_id=request_id, changes={**INJECTION, **changes})


def pregnant(person, officer, since=datetime.date(2026, 7, 1)):
    return services.record_pregnancy(person.pk, by=officer, request_id=None, changes={"since": since})


def end(pregnancy, officer, how="birth", on=TODAY):
    changes = {"ended_on": on, "ended_how": how}
    return services.end_pregnancy(pregnancy.pk, by=officer, request_id=None, changes=changes)


def open_state(person):
    return person.kb_episodes.filter(ended_on__isnull=True).first()


def test_new_method_ends_the_former_on_its_day(officer, wife):
    first = kb(wife, officer)

    kb(wife, officer, method="implan", since=datetime.date(2026, 9, 1))

    first.refresh_from_db()
    assert first.ended_on == datetime.date(2026, 9, 1)
    assert open_state(wife).method_id == "implan"
    assert queries.states_on([wife.pk], datetime.date(2026, 8, 31))[wife.pk].method == "suntik"
    assert queries.states_on([wife.pk], datetime.date(2026, 9, 1))[wife.pk].method == "implan"


def test_stopping_needs_a_wish_and_a_reason(officer, wife):
    kb(wife, officer)
    stop = {"status": "before", "method": None, "since": datetime.date(2026, 10, 1)}
    with pytest.raises(Refused):
        kb(wife, officer, **stop)

    kb(wife, officer, **stop, wish="soon", reason="side_effects")

    assert queries.states_on([wife.pk], TODAY)[wife.pk].is_using_kb is False


def test_a_day_inside_what_is_recorded_is_refused(officer, wife):
    kb(wife, officer)

    with pytest.raises(EpisodeOverlaps):
        kb(wife, officer, method="pil", since=datetime.date(2025, 12, 1))

    assert wife.kb_episodes.count() == 1


def test_same_day_corrects(officer, wife):
    kb(wife, officer)

    kb(wife, officer, method="pil")

    assert queries.states_on([wife.pk], TODAY)[wife.pk].method == "pil"


def test_kb_sent_twice_is_written_once(officer, wife):
    key = uuid.uuid4()

    assert kb(wife, officer, key) == kb(wife, officer, key)
    assert wife.kb_episodes.count() == 1


def test_kb_of_a_single_woman_is_refused(officer):
    with pytest.raises(Refused):
        kb(PersonFactory(marriage="single"), officer)


def test_husband_tells_for_the_couple_only_where_no_wife_is_recorded(officer):
    family = FamilyFactory(head__sex="L", head__nik="", head__no_nik_reason="unknown")
    husband = family.persons.get()
    kb(husband, officer, method="mop")
    PersonFactory(family=family)

    with pytest.raises(Refused):
        kb(husband, officer, method="kondom", since=datetime.date(2026, 11, 1))


def test_confirmation_is_dated_today_and_counts_once(officer, wife):
    episode = KbEpisodeFactory(person=wife)
    key = uuid.uuid4()

    for _arrival in range(2):
        services.confirm_kb(episode.pk, by=officer, request_id=key)

    episode.refresh_from_db()
    assert (episode.confirmed_on, episode.version) == (TODAY, 2)


def test_ended_state_is_not_confirmed(officer, wife):
    episode = KbEpisodeFactory(person=wife, ended_on=datetime.date(2026, 5, 1))

    with pytest.raises(AlreadyEnded):
        services.confirm_kb(episode.pk, by=officer, request_id=None)


def test_pregnancy_ends_the_method_with_the_reason(officer, wife):
    kb(wife, officer)

    pregnant(wife, officer)

    state = open_state(wife)
    assert (state.status, state.reason, state.since) == ("before", "pregnant", datetime.date(2026, 7, 1))
    assert wife.kb_episodes.get(method="suntik").ended_on == datetime.date(2026, 7, 1)


def test_pregnancy_before_a_later_record_takes_over_from_that_day(officer, wife):
    kb(wife, officer, since=datetime.date(2026, 8, 1))

    pregnant(wife, officer, since=datetime.date(2026, 7, 1))

    assert open_state(wife).since == datetime.date(2026, 8, 1)


def test_pregnancy_of_an_unmarried_woman_leaves_kb_empty(officer):
    woman = PersonFactory(marriage="single")

    pregnant(woman, officer)

    assert not woman.kb_episodes.exists()


def test_second_pregnancy_waits_for_the_first(officer, wife):
    pregnant(wife, officer)

    with pytest.raises(AlreadyPregnant):
        pregnant(wife, officer, since=datetime.date(2026, 9, 1))


@pytest.mark.parametrize("how", ["birth", "loss"])
def test_after_the_end_nothing_is_recorded_until_she_is_asked(officer, wife, how):
    kb(wife, officer)
    pregnancy = pregnant(wife, officer)

    end(pregnancy, officer, how)

    assert open_state(wife) is None
    state = queries.states_on([wife.pk], TODAY)[wife.pk]
    assert (state.is_pus, state.is_pregnant, state.is_using_kb) == (True, False, None)
    assert queries.states_on([wife.pk], datetime.date(2026, 8, 1))[wife.pk].is_pregnant is True


def test_mistaken_pregnancy_brings_the_method_back(officer, wife):
    kb(wife, officer)
    pregnancy = pregnant(wife, officer)

    end(pregnancy, officer, "mistake")

    for date in (datetime.date(2026, 8, 1), TODAY):
        state = queries.states_on([wife.pk], date)[wife.pk]
        assert (state.is_pregnant, state.is_using_kb, state.method) == (False, True, "suntik")


def test_pregnancy_does_not_end_before_it_began(officer, wife):
    pregnancy = pregnant(wife, officer)

    with pytest.raises(Refused):
        end(pregnancy, officer, on=datetime.date(2026, 6, 1))


def test_refused_health_consent_stops_the_record(officer, wife):
    said = {"purpose": "health", "answer": "refused", "means": "spoken", "given_on": TODAY}
    services.record_consent(wife.pk, by=officer, request_id=None, changes=said)

    with pytest.raises(ConsentRefused):
        kb(wife, officer)
    with pytest.raises(ConsentRefused):
        pregnant(wife, officer)

    assert not KbEpisode.objects.exists()
    assert not Pregnancy.objects.exists()


def test_consent_given_again_opens_the_record(officer, wife):
    for answer in ("given", "withdrawn", "given"):
        said = {"purpose": "health", "answer": answer, "means": "signed", "given_on": TODAY}
        services.record_consent(wife.pk, by=officer, request_id=None, changes=said)

    kb(wife, officer)

    assert Consent.objects.count() == 3


def test_child_is_not_asked_for_consent(officer):
    child = PersonFactory(birth_date=datetime.date(2015, 1, 1), marriage="single", relation="child")
    said = {"purpose": "money", "answer": "given", "means": "signed", "given_on": TODAY}

    with pytest.raises(Refused):
        services.record_consent(child.pk, by=officer, request_id=None, changes=said)


def test_states_follow_the_date_and_the_record():
    using, traditional = KbEpisodeFactory().person, PersonFactory()
    KbEpisodeFactory(person=traditional, method_id="tradisional")
    silent, single = PersonFactory(), PersonFactory(marriage="single")
    carrying = PregnancyFactory().person
    people = [using, traditional, silent, single, carrying]

    states = queries.states_on([p.pk for p in people], TODAY)

    assert [(s.is_pus, s.is_pregnant, s.is_using_kb, s.method) for s in (states[p.pk] for p in people)] == [
        (True, False, True, "suntik"),
        (True, False, False, "tradisional"),
        (True, None, None, ""),
        (False, None, None, ""),
        (True, True, False, ""),
    ]
    before = queries.states_on([using.pk], datetime.date(2026, 1, 4))[using.pk]
    assert (before.is_pus, before.is_using_kb) == (True, None)
    assert queries.states_on([using.pk], datetime.date(2040, 9, 1))[using.pk].is_pus is False


def test_husband_has_the_state_of_the_couple():
    family = FamilyFactory(head__sex="L")
    husband = family.persons.get()
    KbEpisodeFactory(person=PersonFactory(family=family))

    state = queries.states_on([husband.pk], TODAY)[husband.pk]

    assert (state.is_pus, state.is_pregnant, state.is_using_kb) == (True, None, True)


def test_states_take_constant_queries():
    people = []

    def add(number=1):
        for _each in range(number):
            family = FamilyFactory(head__sex="L")
            people.extend([family.persons.get(), KbEpisodeFactory(person=PersonFactory(family=family)).person])

    add()
    assert_queries_do_not_grow(lambda: queries.states_on([p.pk for p in people], TODAY), lambda: add(10))
