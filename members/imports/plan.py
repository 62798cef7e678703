"""Decisions become objects, built and encrypted before the commit's transaction begins."""

import json
from dataclasses import dataclass, field

from core.encryption import Sealed, lookup_hash
from core.text import name_key
from members.imports import payload
from members.imports.register import PERSON_FIELDS
from members.imports.rows import NEW
from members.models import Family, KbEpisode, Person, Pregnancy, Source
from members.name_rules import sound_key
from members.services.summary import KEY_BETWEEN_NAMES
from regions.models import Dusun

#: Columns an import may change on a person or a family that is recorded already.
PERSON_COLUMNS = (
    *PERSON_FIELDS,
    "nik",
    "nik_hash",
    "no_nik_reason",
    "name_key",
    "sound_key",
    "family",
    "village",
    "dusun",
)
FAMILY_COLUMNS = ("kki", "address", "rw", "rt", "phone", "dusun", "kk_number", "kk_hash")
EPISODE_COLUMNS = ("ended_on", "confirmed_on", "wish", "reason")
#: What a family repeats of its persons.
REPEATED = {"name", "relation", "family"}


class RegisterMoved(Exception):
    """A recorded row that the check compared with has changed or is gone."""


@dataclass
class Plan:
    """What the commit writes. ``before`` maps a changed object to its old values, encrypted."""

    families: list = field(default_factory=list)
    persons: list = field(default_factory=list)
    changed_families: list = field(default_factory=list)
    changed_persons: list = field(default_factory=list)
    episodes: list = field(default_factory=list)
    changed_episodes: list = field(default_factory=list)
    pregnancies: list = field(default_factory=list)
    #: Dusun that are yet to be made, by name.
    dusun: dict = field(default_factory=dict)
    #: Existing families whose names or members change.
    touched: set = field(default_factory=set)
    before: dict = field(default_factory=dict)
    sentences: dict = field(default_factory=dict)
    changed_rows: int = 0
    left_out: int = 0

    @property
    def counts(self):
        """For the batch's totals."""
        return {
            "taken_new": len(self.persons),
            "taken_changed": self.changed_rows,
            "taken_families": len(self.families),
            "left_out": self.left_out,
        }


def build(households, *, batch, choice, by):
    """Build everything that ``choice`` (a Mapping with takes and skipped) takes. Raises RegisterMoved."""
    builder = _Builder(batch, by, households)
    for household in households:
        rows = _taken(household, choice)
        builder.plan.left_out += len(household["rows"]) - len(rows)
        if rows:
            builder.add(household, rows)
    return builder.plan


def _taken(household, choice):
    """The rows an officer takes. Rows that pass the head's post to one another go together or not at all."""
    rows = [row for row in household["rows"] if row["status"] in choice.takes and row["row"] not in choice.skipped]
    passing = [row for row in household["rows"] if household["known"] and _passes_head(row)]
    if len(passing) > 1 and any(row not in rows for row in passing):
        rows = [row for row in rows if row not in passing]
    return rows


def _passes_head(row):
    old_and_new = row["changes"].get("relation", ())
    return "head" in old_and_new or (row["status"] == NEW and row["values"].get("relation") == "head")


class _Builder:
    def __init__(self, batch, by, households):
        self.plan, self.batch, self.by = Plan(), batch, by
        # Only a copy of the family data collection has these columns.
        from_pk = {"kki", "kb_status"} & set(batch.mapping["columns"].values())
        self.source = Source.PK if from_pk else Source.VILLAGE
        known = [row["known"][0] for household in households for row in household["rows"] if row["known"]]
        self.persons = Person.objects.in_bulk(known)
        self.families = Family.objects.in_bulk({h["known"][0] for h in households if h["known"]})
        ends = [row["health"].get("kb", {}) for household in households for row in household["rows"]]
        keys = {kb[key] for kb in ends for key in ("ends", "confirms") if key in kb}
        self.episodes = KbEpisode.objects.in_bulk(keys)

    def add(self, household, rows):
        family = self._family(household, rows)
        for row in rows:
            person = self._person(row, family) if row["status"] == NEW else self._changed_person(row, family)
            self._health(row["health"], person)
            if household["known"] and (row["status"] == NEW or REPEATED & set(row["changes"])):
                self.plan.touched.add(family.pk)

    # --- Families

    def _family(self, household, rows):
        if household["known"]:
            family = self._unchanged(self.families, household["known"])
            carried = any(row["row"] == household["carrier"] for row in rows)
            if household["changes"] and carried:
                self._change_family(family, household["changes"])
            return family
        members = [row["values"] for row in rows]
        head = next((each for each in members if each.get("relation") == "head"), members[0])
        keys = [name_key(head["name"]), *(name_key(each["name"]) for each in members if each is not head)]
        values = household["values"]
        family = Family(
            village_id=self.batch.village_id,
            kk_number=Sealed(household["card"]),
            kk_hash=lookup_hash(household["card"]),
            head_name=head["name"],
            name_key=keys[0],
            search_key=KEY_BETWEEN_NAMES.join(keys),
            member_count=len(members),
            source=self.source,
            source_year=self.batch.as_of.year,
            extra={"family_number": household["number"]} if household["number"] else {},
            **{name: values[name] for name in ("kki", "address", "rw", "rt", "phone")},
        )
        self._set_dusun(family, values["dusun_id"])
        self.plan.families.append(family)
        return family

    def _change_family(self, family, changes):
        self._remember(family, FAMILY_COLUMNS)
        for name, (_old, new) in changes.items():
            if name == "dusun_id":
                self._set_dusun(family, new)
            elif name != "kk_number":
                setattr(family, name, new)
        number = changes["kk_number"][1] if "kk_number" in changes else family.kk_number
        family.kk_number, family.kk_hash = Sealed(number), lookup_hash(number)
        self.plan.changed_families.append(family)
        self.plan.sentences[family] = changes

    def _set_dusun(self, family, key_or_name):
        """A number is a recorded dusun; a text one that is yet to be made."""
        if isinstance(key_or_name, int):
            family.dusun_id = key_or_name
        elif key_or_name:
            new = Dusun(village_id=self.batch.village_id, name=key_or_name)
            family.dusun = self.plan.dusun.setdefault(key_or_name, new)

    # --- Persons

    def _person(self, row, family):
        values, nik = row["values"], row["values"].get("nik", "")
        person = Person(
            family=family,
            village_id=self.batch.village_id,
            nik=Sealed(nik),
            nik_hash=lookup_hash(nik),
            no_nik_reason="" if nik else values.get("no_nik_reason", ""),
            name_key=name_key(values["name"]),
            sound_key=sound_key(values["name"]),
            birth_date=payload.date_of(values.get("birth_date")),
            extra=row["extra"],
            **{name: values[name] for name in PERSON_FIELDS if name in values and name != "birth_date"},
        )
        _live_in(person, family)
        self.plan.persons.append(person)
        return person

    def _changed_person(self, row, family):
        person = self._unchanged(self.persons, row["known"])
        self.plan.changed_rows += 1
        if not row["changes"]:
            return person
        self._remember(person, PERSON_COLUMNS)
        for name, (_old, new) in row["changes"].items():
            if name == "family":
                self.plan.touched.add(person.family_id)
                person.family = family
                _live_in(person, family)
            elif name != "nik":
                setattr(person, name, payload.date_of(new) if name == "birth_date" else new)
        number = row["changes"]["nik"][1] if "nik" in row["changes"] else person.nik
        person.nik, person.nik_hash = Sealed(number), lookup_hash(number)
        person.name_key, person.sound_key = name_key(person.name), sound_key(person.name)
        person.no_nik_reason = "" if number else person.no_nik_reason
        self.plan.changed_persons.append(person)
        self.plan.sentences[person] = row["changes"]
        return person

    # --- KB and pregnancy

    def _health(self, health, person):
        kb = health.get("kb", {})
        if "confirms" in kb:
            episode = self._episode(kb["confirms"])
            episode.confirmed_on = max(episode.confirmed_on, self.batch.as_of)
            episode.wish, episode.reason = kb.get("wish", episode.wish), kb.get("reason", episode.reason)
        elif kb:
            if "ends" in kb:
                self._episode(kb["ends"]).ended_on = payload.date_of(kb["since"])
            self.plan.episodes.append(
                KbEpisode(
                    person=person,
                    village_id=self.batch.village_id,
                    status=kb["status"],
                    method_id=kb["method"] or None,
                    since=payload.date_of(kb["since"]),
                    confirmed_on=self.batch.as_of,
                    wish=kb["wish"],
                    reason=kb["reason"],
                    source=self.source,
                    recorded_by=self.by,
                )
            )
        if "pregnancy" in health:
            since = payload.date_of(health["pregnancy"]["since"])
            self.plan.pregnancies.append(
                Pregnancy(
                    person=person,
                    village_id=self.batch.village_id,
                    since=since,
                    source=self.source,
                    recorded_by=self.by,
                )
            )

    def _episode(self, key):
        if key not in self.episodes:
            raise RegisterMoved
        episode = self.episodes[key]
        self._remember(episode, EPISODE_COLUMNS)
        self.plan.changed_episodes.append(episode)
        return episode

    # --- What was

    def _unchanged(self, rows, known):
        key, version = known
        row = rows.get(key)
        if row is None or not row.is_active or row.version - (row in self.plan.before) != version:
            raise RegisterMoved
        return row

    def _remember(self, row, columns):
        """Keep the old values for an undo, and count the change."""
        if row in self.plan.before:
            return
        names = [row._meta.get_field(name).attname for name in columns]
        values = {name: getattr(row, name) for name in names}
        self.plan.before[row] = Sealed(json.dumps(values, default=str))
        row.version += 1


def _live_in(person, family):
    """A person repeats the dusun of her family, also of one that is yet to be made."""
    if family.dusun_id is None and Family.dusun.is_cached(family):
        person.dusun = family.dusun
    else:
        person.dusun_id = family.dusun_id
