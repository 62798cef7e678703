"""Anonymising a person on request: what tells who she is goes, what the law wants counted stays, for ever."""

import datetime

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import history, merging
from core.models import Submission
from core.text import name_key
from members import redaction
from members.errors import AlreadyAnonymised, LastPerson
from members.models import Family, LifeEvent, MoveRequest, Person, PersonPair
from members.services.rows import locked, mark_today, refuse_merged
from members.services.summary import KEY_BETWEEN_NAMES, refresh_family
from regions import clock

#: Stands in place of a name. In the database, so in one language.
REMOVED = "Data dihapus atas permintaan"
#: Columns that tell who she is.
CLEARED = {
    "nik": "",
    "nik_hash": "",
    "no_nik_reason": Person.NoNik.UNKNOWN,
    "name": REMOVED,
    "name_key": name_key(REMOVED),
    "sound_key": "",
    "birth_place": "",
    "religion": "",
    "phone": "",
    "inactive_reason": REMOVED,
    "passed_warnings": [],
    "extra": {},
}
FAMILY_CLEARED = ("address", "phone", "kki", "kk_number", "kk_hash")


class Basis(models.TextChoices):
    """On whose word."""

    OWN = "own", gettext_lazy("Permintaan orangnya sendiri")
    HEIR = "heir", gettext_lazy("Permintaan keluarga atau ahli waris")
    ORDER = "order", gettext_lazy("Perintah pejabat atau pengadilan")


@transaction.atomic
def anonymise_person(person_id, *, by, version, request_id, basis):
    """Take off her name, numbers, contact and free texts, on every record merged into hers as well; keep her year of
    birth and her events. It cannot be undone. Raises AlreadyAnonymised, AlreadyMerged, LastPerson, Stale, Resubmitted.

    Rows of higher floors keep pointing to the person; whether she is a member of a group, the officer has looked up.
    """
    person = locked(Person, person_id)
    content = (person_id, version, basis)
    submission, first = Submission.claim(by, "members.anonymise_person", request_id, content=content)
    if not first:
        return submission.result()
    if person.anonymised_at:
        raise AlreadyAnonymised()
    refuse_merged(person)
    person.check_version(version)
    _refuse_last(person)
    records = [person, *Person.objects.select_for_update(of=("self",)).filter(merged_into=person)]
    names = _names_of(records)
    with disable_auditlog():
        _clear(records)
        texts = _clear_texts(records)
        _close_questions(records, by)
        families = _clear_families(records, names)
        merging.follow(Person, [record.pk for record in records])
    _forget(records, families, names, texts)
    sentence = _("Data pribadi dihapus: {basis}.").format(basis=Basis(basis).label)
    history.record(records, by=by, sentence=sentence)
    personal_data.log(by, person, sorted(CLEARED), purpose=PersonalDataAccess.Purpose.CORRECTION, note="Anonim")
    mark_today(person.village_id)
    return submission.finish(person)


def _refuse_last(person):
    others = Person.objects.active().filter(family_id=person.family_id).exclude(pk=person.pk)
    if person.is_active and not others.exists():
        raise LastPerson()


def _names_of(records):
    """Every name that these records had, the latest and those in their history."""
    names = {record.name for record in records}
    for record in records:
        for entry in LogEntry.objects.get_for_object(record):
            pair = entry.changes.get("name") if isinstance(entry.changes, dict) else None
            names |= {str(name) for name in pair or ()}
    return {name for name in names if name not in ("", "None", REMOVED)}


def _clear(records):
    now = timezone.now()
    for record in records:
        if record.is_active:
            record.inactive_kind = Person.InactiveKind.OTHER
            record.inactive_on = clock.today(record.village_id)
        for column, value in CLEARED.items():
            setattr(record, column, type(value)(value) if isinstance(value, list | dict) else value)
        if record.birth_date:
            record.birth_date = datetime.date(record.birth_date.year, 1, 1)
        record.is_active, record.anonymised_at = False, now
        record.version += record is not records[0]  # hers was raised with the check
        record.save()


def _clear_texts(records):
    """Take off what was typed about her on other rows, of whatever floor: their models name it in ``FREE_TEXTS``.

    Returns {model: (keys, columns)} of what was cleared, for the history. A request to move that speaks of her whole
    family, too, may have been made with her number.
    """
    keys = [record.pk for record in records]
    of_family = Q(family__in={record.family_id for record in records}, person=None)
    pairs = PersonPair.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    rows = {ref.model: ref.rows(keys) for ref in merging.references(Person) if hasattr(ref.model, "FREE_TEXTS")} | {
        MoveRequest: MoveRequest.objects.filter(Q(person__in=keys) | of_family),
        PersonPair: pairs,
    }
    cleared = {model: (list(found.values_list("pk", flat=True)), model.FREE_TEXTS) for model, found in rows.items()}
    for model, (found, columns) in cleared.items():
        told = model._base_manager.filter(pk__in=found)
        for column in columns:
            told.exclude(**{column: ""}).update(**{column: _instead(model, column)})
    return cleared


def _instead(model, column):
    """Nothing, or of an answer that there was one: a refusal is kept with a reason."""
    return REMOVED if (model, column) == (MoveRequest, "answer") else ""


def _close_questions(records, by):
    """Nobody is asked any more whether she is somebody else, or may move."""
    MoveRequest.objects.open().filter(person__in=records).update(state=MoveRequest.State.WITHDRAWN)
    pairs = PersonPair.objects.filter(Q(first__in=records) | Q(second__in=records))
    decided = {"state": PersonPair.State.DIFFERENT, "decided_by": by, "decided_at": timezone.now()}
    pairs.filter(state__in=PersonPair.WAITING).update(**decided)


def _clear_families(records, names):
    """What her families repeat of her; of one where nobody else is known any more also address and card."""
    keys = {record.family_id for record in records}
    events = LifeEvent.objects.filter(person__in=records).values_list("family_id", "other_family_id")
    keys |= {key for pair in events for key in pair if key}
    refresh_family(keys)
    families = list(Family.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    gone = {name_key(name) for name in names}
    for family in families:
        if family.head_name in names:
            family.head_name, family.name_key = REMOVED, name_key(REMOVED)
        parts = [part for part in family.search_key.split(KEY_BETWEEN_NAMES) if part not in gone]
        family.search_key = KEY_BETWEEN_NAMES.join(parts) or name_key(REMOVED)
        if not family.persons.filter(anonymised_at__isnull=True).exists():
            for column in FAMILY_CLEARED:
                setattr(family, column, "")
        family.version += 1
        family.save()
    return families


def _forget(records, families, names, cleared):
    """The same in the history, in merges and in the sheets of imports."""
    keys = [record.pk for record in records]
    columns = {*CLEARED, "birth_date"}
    redaction.redact_history(Person, keys, columns, names=names, title=REMOVED)
    for model, (rows, texts) in cleared.items():
        redaction.redact_history(model, rows, texts, names=names, title=REMOVED)
    for family in families:
        texts = FAMILY_CLEARED if not family.address and not family.kk_number else ()
        redaction.redact_history(Family, [family.pk], texts, names=names, title=REMOVED)
    merging.forget(Person, keys)
    merging.forget(Family, [family.pk for family in families])
    redaction.redact_imports(Person, keys, names=names)
    redaction.redact_imports(Family, [family.pk for family in families], names=names)
