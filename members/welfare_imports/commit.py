"""One short transaction: everything was read, checked and made ready before it begins."""

import json

from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.bulk import KeyOf, Prepared
from core.dates import Month
from core.models import ImportBatch, ImportChange
from members.imports.plan import RegisterMoved
from members.imports.rows import CHANGED, NEW
from members.models import Family, Welfare
from members.services.welfare import SUBJECT
from regions import changes
from regions.models import Region
from regions.scope import Scope

State = ImportBatch.State
#: What a correction overwrites; a value from a sheet has no document of its own.
OVERWRITTEN = ("level", "value", "source", "document_id", "recorded_by_id")
COLUMNS = ("level", "value", "source", "document", "recorded_by", "version", "updated_at")


def write(rows, *, batch, by, since, lease=None):
    """Write what the officer takes of ``rows``, decided upon what stood in the register at ``since``; end the batch.

    Raises RegisterMoved, with nothing written, when somebody changed the place meanwhile; LeaseLost when another
    worker took over.
    """
    takes = set(batch.mapping.get("takes", (NEW, CHANGED)))
    new = [_new(row, by) for row in rows if row.status == NEW and NEW in takes]
    before, changed = _changed([row for row in rows if row.status == CHANGED and CHANGED in takes], by)
    prepared = [
        Prepared(Welfare, new),
        Prepared(Welfare, changed, update=COLUMNS),
        Prepared(ImportChange, _undo_notes(new, changed, before, batch)),
        Prepared(LogEntry, _history(new, changed, batch, by)),
    ]
    marks = {(row.village_id, Month.of(row.period), SUBJECT) for row in [*new, *changed]}
    counts = {"taken_new": len(new), "taken_changed": len(changed)}
    try:
        with transaction.atomic():
            _write(prepared, marks, counts, batch.pk, since, lease)
    except IntegrityError:
        raise RegisterMoved from None


def _write(prepared, marks, counts, batch_id, since, lease):
    if lease:
        lease.renew()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != State.COMMITTING:
        return
    # Imports into one place follow one another, so that what the check saw still holds.
    Region.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.village_id)
    place = Scope.of({batch.village_id}).q("village_id")
    if any(model.objects.filter(place, updated_at__gte=since).exists() for model in (Welfare, Family)):
        raise RegisterMoved
    for each in prepared:
        each.write()
    changes.mark_many(marks)
    batch.state, batch.committed_at, batch.progress = State.DONE, timezone.now(), 100
    batch.totals = {**batch.totals, **counts}
    batch.save()


def _new(row, by):
    names = ("measure", "programme", "period", "level", "value", "source")
    facts = {name: row.values[name] for name in names}
    return Welfare(family_id=row.family_id, village_id=row.village_id, recorded_by=by, **facts)


def _changed(rows, by):
    """({row: JSON of its old values}, rows with the new ones)."""
    before = {}
    for row in rows:
        known = row.known
        before[known] = json.dumps({name: getattr(known, name) for name in OVERWRITTEN}, default=str)
        known.level, known.value, known.source = (row.values[name] for name in ("level", "value", "source"))
        known.document, known.recorded_by, known.version = None, by, known.version + 1
    return before, list(before)


def _undo_notes(new, changed, before, batch):
    label = Welfare._meta.label
    notes = [ImportChange(batch=batch, model=label, object_pk=KeyOf(row), version=1) for row in new]
    return notes + [
        ImportChange(batch=batch, model=label, object_pk=row.pk, version=row.version, before=before[row])
        for row in changed
    ]


def _history(new, changed, batch, by):
    made = _("Diimpor dari berkas {name}.").format(name=batch.source.name)
    corrected = _("Diganti lewat impor dari berkas {name}.").format(name=batch.source.name)
    return history.entries(new, by=by, sentence=made) + history.entries(changed, by=by, sentence=corrected)
