"""Who is recorded already: a village's register read once, and where else a NIK stands."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from core.encryption import lookup_hashes
from members.models import Consent, Family, KbEpisode, Person, Pregnancy
from regions.models import Dusun
from regions.scope import Scope

PERSON_FIELDS = (
    "name",
    "sex",
    "birth_date",
    "birth_place",
    "marriage",
    "relation",
    "education",
    "job",
    "religion",
    "insurance",
    "presence",
    "phone",
    "pus_override",
)
FAMILY_FIELDS = ("kki", "address", "rw", "rt", "phone", "dusun_id")


@dataclass(slots=True)
class KnownPerson:
    pk: int
    family_id: int
    version: int
    nik_hash: str
    name_key: str
    is_active: bool
    values: dict
    kb: object = None
    pregnancy: object = None
    refuses_health: bool = False


@dataclass(slots=True)
class KnownFamily:
    pk: int
    version: int
    kk_hash: str
    head_name: str
    number: str
    is_active: bool
    values: dict
    members: list = field(default_factory=list)

    @property
    def head(self):
        return next((each for each in self.members if each.values["relation"] == "head"), None)


@dataclass(slots=True)
class Register:
    """One village. ``elsewhere`` maps the hash of a NIK to the village code where it stands."""

    families: dict = field(default_factory=dict)
    by_card: dict = field(default_factory=lambda: defaultdict(list))
    by_number: dict = field(default_factory=lambda: defaultdict(list))
    by_nik: dict = field(default_factory=dict)
    by_name: dict = field(default_factory=lambda: defaultdict(list))
    dusun: dict = field(default_factory=dict)
    elsewhere: dict = field(default_factory=dict)

    @property
    def active(self):
        """Everybody who is active."""
        return [person for people in self.by_name.values() for person in people]

    def with_nik(self, nik):
        return next((self.by_nik[each] for each in lookup_hashes(nik) if each in self.by_nik), None)

    def with_card(self, card):
        return [family for each in lookup_hashes(card) for family in self.by_card.get(each, ())]


def read(village_id, niks, *, with_health):
    """The register of a village, and the whereabouts of ``niks`` that do not stand in it. A dozen queries."""
    register = Register(dusun=dict(Dusun.objects.filter(village_id=village_id).values_list("name", "pk")))
    _read_families(register, village_id)
    persons = _read_persons(register, village_id)
    if with_health:
        _read_health(persons, village_id)
    _read_elsewhere(register, niks, village_id)
    return register


def _read_families(register, village_id):
    rows = Family.objects.filter(village_id=village_id).values_list(
        "pk", "version", "kk_hash", "head_name", "extra", "is_active", *FAMILY_FIELDS
    )
    for pk, version, kk_hash, head_name, extra, is_active, *values in rows:
        number = (extra or {}).get("family_number", "")
        family = KnownFamily(
            pk, version, kk_hash, head_name, number, is_active, dict(zip(FAMILY_FIELDS, values, strict=True))
        )
        register.families[pk] = family
        if is_active and kk_hash:
            register.by_card[kk_hash].append(family)
        if is_active and number and not kk_hash:
            register.by_number[number].append(family)


def _read_persons(register, village_id):
    persons = {}
    rows = Person.objects.filter(village_id=village_id).values_list(
        "pk", "family_id", "version", "nik_hash", "name_key", "is_active", *PERSON_FIELDS
    )
    for pk, family_id, version, nik_hash, key, is_active, *values in rows:
        columns = dict(zip(PERSON_FIELDS, values, strict=True))
        person = persons[pk] = KnownPerson(pk, family_id, version, nik_hash, key, is_active, columns)
        if person.nik_hash and (is_active or person.nik_hash not in register.by_nik):
            register.by_nik[person.nik_hash] = person
        if is_active:
            register.by_name[person.name_key, columns["birth_date"]].append(person)
            if person.family_id in register.families:
                register.families[person.family_id].members.append(person)
    return persons


def _read_health(persons, village_id):
    """The latest KB state and pregnancy of each person, and who refuses to have them recorded."""
    for episode in KbEpisode.objects.filter(village_id=village_id).defer("passed_warnings").order_by("since", "pk"):
        if episode.person_id in persons:
            persons[episode.person_id].kb = episode
    pregnancies = Pregnancy.objects.filter(village_id=village_id).exclude(ended_how=Pregnancy.Ending.MISTAKE)
    for pregnancy in pregnancies.order_by("since", "pk"):
        if pregnancy.person_id in persons:
            persons[pregnancy.person_id].pregnancy = pregnancy
    here = Q(person__village_id=village_id) | Q(person__merged_into__village_id=village_id)
    answers = Consent.objects.filter(here, purpose=Consent.Purpose.HEALTH).with_speaker()
    for person_id, answer in answers.order_by("given_on", "pk").values_list("speaker", "answer"):
        if person_id in persons:
            persons[person_id].refuses_health = answer != Consent.Answer.GIVEN


def _read_elsewhere(register, niks, village_id):
    """Asked by hash in portions; only what the village itself does not know."""
    hashes = [each for nik in niks for each in lookup_hashes(nik) if each not in register.by_nik]
    portion = 900 if connection.vendor == "sqlite" else 5000
    for start in range(0, len(hashes), portion):
        found = Person.objects.filter(nik_hash__in=hashes[start : start + portion], is_active=True)
        found = found.filter(Scope.world_of(village_id).q("village_id"))
        register.elsewhere.update(found.exclude(village_id=village_id).values_list("nik_hash", "village_id"))
