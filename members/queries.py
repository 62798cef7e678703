"""Reads about persons and couples that join several models. The number of queries never depends on the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Date

from django.db.models import Q

from core.dates import age_on
from core.identity import clean_digits
from members import rules
from members.life_queries import Past, gone_since, has_died, is_here, moves_awaiting  # noqa: F401  read here by others
from members.models import Consent, Family, KbEpisode, Person, Pregnancy
from regions.models import Region

NIK_LENGTH = 16
PICKER_LIMIT = 20
SPOUSE_RELATIONS = (Person.Relation.HEAD, Person.Relation.HUSBAND, Person.Relation.WIFE)


@dataclass(frozen=True)
class State:
    """A person's PUS, pregnancy and KB on a date. None: not PUS, or nothing recorded (blank on the form).

    ``is_using_kb`` means a modern method. ``method`` is the method's key, also of a traditional one.
    """

    is_pus: bool = False
    is_pregnant: bool | None = None
    is_using_kb: bool | None = None
    method: str = ""


def states_on(person_ids, date):
    """{person id: State} on ``date``. A husband has the state of the couple, told by his wife's record; pregnancy is
    hers alone. Four queries, whatever the number of persons."""
    return states_over(person_ids, [date])[date]


def states_over(person_ids, dates):
    """{date: {person id: State}} for several dates; the same queries, whatever their number."""
    if not dates:
        return {}
    past = Past(min(dates))
    wanted = list(Person.objects.filter(pk__in=set(person_ids)).only(*_COUPLE_COLUMNS))
    past.read([p.pk for p in wanted])
    near = _women_near([p for p in wanted if p.sex == Person.Sex.MALE], past)
    women = {p.pk for p in [*wanted, *near] if p.sex == Person.Sex.FEMALE}
    episodes = _kb_between(women | {p.pk for p in wanted}, min(dates), max(dates))
    pregnancies = _pregnancies_of(women)
    states = {}
    for date in set(dates):
        kb = {episode.person_id: episode for episode in episodes if _holds(episode, date)}
        then = [past.on(p, date) for p in wanted]
        wives = _wives_of(then, [past.on(woman, date) for woman in near if is_here(woman, date)])
        states[date] = {p.pk: _state(p, wives.get(p.pk), kb, pregnancies, date) for p in then}
    return states


_COUPLE_COLUMNS = (
    *("pk", "family_id", "sex", "marriage", "birth_date", "pus_override", "relation"),
    *("is_active", "inactive_kind", "inactive_on"),
)


def _state(person, wife, kb, pregnancies, date):
    teller = wife or person
    if has_died(person, date) or not pus_on(teller, date):
        return State()
    episode, spans = kb.get(teller.pk), pregnancies.get(teller.pk, ())
    pregnant = any(since <= date and (ended is None or ended > date) for since, ended in spans)
    known = episode is not None or any(since <= date for since, _ended in spans)
    using = None
    if pregnant:
        using = False
    elif episode:
        using = episode.status == KbEpisode.Status.NOW and episode.method.is_modern
    return State(
        is_pus=True,
        is_pregnant=(pregnant if known else None) if teller is person else None,
        is_using_kb=using,
        method=episode.method_id or "" if episode and not pregnant else "",
    )


def pus_on(person, date):
    """rules.is_pus of a person on a date."""
    return rules.is_pus(
        sex=person.sex,
        marriage=person.marriage,
        age=age_on(person.birth_date, date),
        override=person.pus_override,
    )


def _women_near(men, past):
    """The women who lived in a family of one of ``men`` on some day that ``past`` knows. Three queries."""
    if not men:
        return []
    families = past.families_of(men)
    rows = Person.objects.filter(Q(family_id__in=families) | Q(pk__in=past.passed_through(families)))
    rows = rows.filter(Q(is_active=True) | Q(inactive_on__gt=past.first), sex=Person.Sex.FEMALE)
    women = list(rows.only(*_COUPLE_COLUMNS).order_by("-pk"))
    past.read([woman.pk for woman in women])
    return women


def _wives_of(persons, women):
    """{husband's id: wife} where both are married and head, husband or wife of one family; all of one day."""
    husbands = {p.family_id: p.pk for p in persons if p.sex == Person.Sex.MALE and _is_spouse(p)}
    return {husbands[w.family_id]: w for w in women if w.family_id in husbands and _is_spouse(w)}


def _is_spouse(person):
    return person.marriage == Person.Marriage.MARRIED and person.relation in SPOUSE_RELATIONS


def _kb_between(person_ids, first, last):
    """Episodes that hold on some day from ``first`` to ``last``, the earliest first."""
    episodes = KbEpisode.objects.filter(person_id__in=person_ids, since__lte=last).exclude(ended_on__lte=first)
    return list(episodes.select_related("method").order_by("since", "pk"))


def _holds(episode, date):
    return episode.since <= date and (episode.ended_on is None or episode.ended_on > date)


def _pregnancies_of(person_ids):
    spans = defaultdict(list)
    rows = Pregnancy.objects.filter(person_id__in=person_ids).exclude(ended_how=Pregnancy.Ending.MISTAKE)
    for person_id, since, ended_on in rows.values_list("person_id", "since", "ended_on"):
        spans[person_id].append((since, ended_on))
    return spans


def couple_of(person, date):
    """rules.Couple of the person whose record carries the KB state."""
    others = list(
        Person.objects.active().filter(family_id=person.family_id).exclude(pk=person.pk).only(*_COUPLE_COLUMNS)
    )
    births = [p.birth_date for p in others if p.relation == Person.Relation.CHILD and p.birth_date]
    return rules.Couple(
        sex=person.sex,
        marriage=person.marriage,
        birth_date=person.birth_date,
        pus_override=person.pus_override,
        is_pregnant=Pregnancy.objects.on(date).filter(person=person).exclude(ended_how="mistake").exists(),
        youngest_birth=max(births, default=None),
        stands_alone=stands_alone(person, others),
    )


def stands_alone(person, family):
    """A married man whose record stands for the couple, since his family records no wife."""
    return (
        person.sex == Person.Sex.MALE
        and person.marriage == Person.Marriage.MARRIED
        and person.relation in SPOUSE_RELATIONS
        and not any(
            p.sex == Person.Sex.FEMALE and p.marriage == Person.Marriage.MARRIED and p.relation in SPOUSE_RELATIONS
            for p in family
        )
    )


def families_with_pus(family_ids, date):
    """Ids of those families that have a couple of reproductive age on ``date``. One query."""
    women = Person.objects.active().filter(
        family_id__in=family_ids, sex=Person.Sex.FEMALE, marriage=Person.Marriage.MARRIED
    )
    return {woman.family_id for woman in women.only(*_COUPLE_COLUMNS) if pus_on(woman, date)}


def holder_of_nik(nik, *, world, besides=None):
    """The active person with this NIK anywhere in a ``world`` (Scope.world_of a place); None when nobody has it."""
    persons = Person.objects.active().with_nik(nik).filter(world.q("village_id"))
    return persons.exclude(pk=besides).select_related("family").first()


def family_with_kk(kk_number, *, by, besides=None):
    """Another active family with this card number among those that ``by`` may see; None when there is none."""
    return Family.objects.visible_to(by, "members.view_family").active().with_kk(kk_number).exclude(pk=besides).first()


def known_districts(number):
    """The six digits in front of an identity number, if they are a district's code; for members.rules."""
    return set(Region.objects.filter(pk=number[:6], level=Region.Level.DISTRICT).values_list("pk", flat=True))


def said_by(person_ids):
    """Consents of persons, and of the records that were merged into theirs."""
    spoken = Q(person__in=person_ids) | Q(person__merged_into__in=person_ids)
    return Consent.objects.filter(spoken).with_speaker()


def consents_of(persons):
    """{person id: {purpose: latest Consent}}. No entry: not asked yet. One query."""
    latest = defaultdict(dict)
    rows = said_by([p.pk for p in persons]).select_related("taken_by")
    for consent in rows.order_by("given_on", "pk"):
        latest[consent.speaker][consent.purpose] = consent
    return latest


def last_answer(person, purpose):
    """What she said last for a purpose; None when nobody asked."""
    answers = said_by([person.pk]).filter(purpose=purpose).order_by("-given_on", "-pk")
    return answers.values_list("answer", flat=True).first()


def refuses_health(person):
    """She said no to health data, or took her yes back."""
    latest = last_answer(person, Consent.Purpose.HEALTH)
    return latest in (Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN)


def without_nik():
    """Q over families: some active member has no NIK yet."""
    return Q(pk__in=Person.objects.active().filter(nik_hash="").values("family_id"))


@dataclass(frozen=True)
class HealthRecord:
    """KB and pregnancy of one person (the couple's record), newest first."""

    person: Person
    is_pus: bool
    episodes: tuple
    pregnancies: tuple
    consent: Consent | None
    today: Date

    @property
    def kb(self):
        """The open state, if one is recorded."""
        return next((episode for episode in self.episodes if episode.ended_on is None), None)

    @property
    def pregnancy(self):
        return next((pregnancy for pregnancy in self.pregnancies if pregnancy.ended_on is None), None)

    @property
    def past(self):
        """Ended states that lasted; a state that ended on its first day was a correction."""
        return [episode for episode in self.episodes if episode.ended_on and episode.ended_on > episode.since]

    @property
    def is_unconfirmed(self):
        method = self.kb and self.kb.method
        return bool(method) and rules.is_unconfirmed(method.needs_confirmation, self.kb.confirmed_on, self.today)

    @property
    def is_refused(self):
        return self.consent is not None and self.consent.answer != Consent.Answer.GIVEN


def health_of(family, today):
    """A HealthRecord for every PUS of the family, for a husband who stands for the couple, and for whoever has a
    record. Four queries."""
    persons = list(family.persons.active().order_by("pk"))
    episodes, pregnancies = defaultdict(list), defaultdict(list)
    for episode in KbEpisode.objects.filter(person__in=persons).select_related("method"):
        episodes[episode.person_id].append(episode)
    for pregnancy in Pregnancy.objects.filter(person__in=persons):
        pregnancies[pregnancy.person_id].append(pregnancy)
    consents = consents_of(persons)
    records = []
    for person in persons:
        is_pus = pus_on(person, today) or stands_alone(person, persons)
        if is_pus or episodes[person.pk] or pregnancies[person.pk]:
            consent = consents[person.pk].get(Consent.Purpose.HEALTH)
            rows = tuple(episodes[person.pk]), tuple(pregnancies[person.pk])
            records.append(HealthRecord(person, is_pus, *rows, consent, today))
    return records


def number_in(text):
    """The sixteen digits that were searched, however they were spaced; empty for anything else."""
    digits = clean_digits(text)
    return digits if digits.isdecimal() and len(digits) == NIK_LENGTH else ""


def find_persons(user, text, *, permission="members.view_person", limit=PICKER_LIMIT):
    """At most ``limit`` active persons in scope whose name holds every word of ``text``, in the list's order. Sixteen
    digits are taken for a NIK."""
    persons = Person.objects.visible_to(user, permission).active().select_related("family", "village", "family__dusun")
    if number := number_in(text):
        return list(persons.with_nik(number)[:limit])
    return list(persons.named(text).order_by("village_id", "name_key", "pk")[:limit])
