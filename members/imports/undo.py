"""Taking a batch back, whole, while nobody has touched a row of it."""

import json
from collections import defaultdict

from auditlog.context import disable_auditlog
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.dates import Month
from core.encryption import lookup_hash
from core.models import ImportBatch, ImportChange
from members.errors import MemberError
from members.imports.commit import follow_dusun
from members.models import Family, KbEpisode, Person, Pregnancy
from members.services.summary import refresh_family
from regions import changes, clock
from regions.models import Dusun

PORTION = 500
HEAD = Person.Relation.HEAD


class Touched(MemberError):
    """Somebody has worked with a row of the batch since."""

    def __init__(self):
        super().__init__(
            _("Impor ini tidak dapat dibatalkan lagi, karena sebagian datanya sudah dipakai atau diubah sesudahnya.")
        )


def take_back(batch, *, by):
    """Remove what the batch made and restore what it changed; inside the caller's transaction, batch locked.

    Raises Touched: the caller's transaction rolls back and nothing is undone.
    """
    made, changed = changes_of(batch)
    check_untouched(made, changed)
    try:
        with transaction.atomic(), disable_auditlog():
            _undo(made, changed)
    except (ProtectedError, IntegrityError):
        raise Touched from None
    tidy_dusun(batch)
    text = _("Impor dari berkas {name} dibatalkan.").format(name=batch.source.name)
    for model, rows in changed.items():
        history.record([model(pk=key) for key in rows], by=by, sentence=text)
    month = Month.of(clock.today(batch.village_id))
    changes.mark_many({(batch.village_id, month, subject) for subject in ("members", "kb")})
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
    batch.save()


def changes_of(batch):
    """({model: {key: version}} of made rows, {model: {key: (version, values before)}} of changed ones)."""
    made, changed = defaultdict(dict), defaultdict(dict)
    rows = ImportChange.objects.filter(batch=batch).exclude(model=Dusun._meta.label)
    for label, key, version, before in rows.values_list("model", "object_pk", "version", "before"):
        if before:
            changed[apps.get_model(label)][key] = (version, json.loads(before))
        else:
            made[apps.get_model(label)][key] = version
    return made, changed


def check_untouched(made, changed):
    """Raise Touched unless every row stands as the batch left it; holds the rows."""
    for model in {*made, *changed}:
        wanted = {**made[model], **{key: version for key, (version, _before) in changed[model].items()}}
        found = {}
        for keys in portions(wanted):
            rows = model.objects.select_for_update(of=("self",)).filter(pk__in=keys)
            found.update(rows.values_list("pk", "version"))
        if found != wanted:
            raise Touched


def _undo(made, changed):
    """Rows go before what they hang on; the head's post is laid down before it is taken up again."""
    before = {model: {key: values for key, (_v, values) in rows.items()} for model, rows in changed.items()}
    people = before.get(Person, {})
    families = set(Person.objects.filter(pk__in=people).values_list("family_id", flat=True)) if people else set()
    families |= set(_families_of(made[Person])) | {values["family_id"] for values in people.values()}
    remove(KbEpisode, made[KbEpisode])
    remove(Pregnancy, made[Pregnancy])
    restore(KbEpisode, before.get(KbEpisode, {}))
    restore(Person, {key: values for key, values in people.items() if values["relation"] != HEAD})
    remove(Person, made[Person])
    restore(Person, {key: values for key, values in people.items() if values["relation"] == HEAD})
    restore(Family, before.get(Family, {}))
    remove(Family, made[Family])
    follow_dusun(list(before.get(Family, {})))
    refresh_family(families - set(made[Family]))


def _families_of(person_keys):
    for keys in portions(person_keys):
        yield from Person.objects.filter(pk__in=keys).values_list("family_id", flat=True)


def restore(model, rows):
    """Old values back: {key: {column: value}}. Hashes are made anew: the lookup keys may have been rotated since."""
    for key, values in rows.items():
        for number, hashed in (("nik", "nik_hash"), ("kk_number", "kk_hash")):
            if number in values:
                values[hashed] = lookup_hash(values[number])
        model.objects.filter(pk=key).update(**values, version=F("version") + 1, updated_at=timezone.now())


def remove(model, made):
    """Rows that the batch made, in portions."""
    for keys in portions(made):
        model.objects.filter(pk__in=keys).delete()


def tidy_dusun(batch):
    """A dusun that the batch made and nobody lives in."""
    keys = ImportChange.objects.filter(batch=batch, model=Dusun._meta.label).values_list("object_pk", flat=True)
    for dusun in Dusun.objects.filter(pk__in=list(keys), families__isnull=True):
        try:
            with transaction.atomic():
                dusun.delete()
        except ProtectedError:
            continue


def portions(keys):
    """Sorted keys, so many at a time as one statement takes."""
    keys = sorted(keys)
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]
