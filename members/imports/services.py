"""The acts of an officer on an import. Each is atomic and takes a one-time ``request_id``."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from core import files, history, schedule
from core.models import ImportBatch, Submission
from members.errors import MemberError
from members.imports import undo
from members.imports.kinds import FAMILIES
from members.imports.mapping import Mapping
from members.imports.running import KEPT

State = ImportBatch.State


class WrongState(MemberError):
    """The batch has gone on since the page was opened."""

    def __init__(self):
        super().__init__(_("Impor ini sudah berjalan lebih jauh. Buka lagi halamannya."))


@transaction.atomic
def start_import(*, by, request_id, upload, name, village_id, as_of, kind=FAMILIES):
    """Keep the sheet (bytes), encrypted for 30 days, and queue its check. Raises FileRefused, Resubmitted.

    ``village_id`` is the code of the place that the sheet is about, for some kinds a district or a regency.
    """
    content = (hashlib.sha256(upload).hexdigest(), village_id, as_of)
    submission, first = Submission.claim(by, f"{kind.prefix}.start", request_id, content=content)
    if not first:
        return submission.result()
    batch = keep_sheet(by=by, upload=upload, name=name, village_id=village_id, as_of=as_of, kind=kind)
    schedule.enqueue(kind.check_task, batch.pk)
    return submission.finish(batch)


@transaction.atomic
def keep_sheet(*, by, upload, name, village_id, as_of, kind=FAMILIES):
    """The batch of a sheet, not yet queued."""
    source = files.store(
        upload, name=name, owner=by, village_id=village_id, encrypt=True, expires_in=KEPT, allowed=files.SHEETS
    )
    batch = ImportBatch.objects.create(kind=kind.key, owner=by, village_id=village_id, source=source, as_of=as_of)
    tell(batch, _("Mengirim berkas untuk diperiksa."), by=by)
    return batch


@transaction.atomic
def map_columns(batch_id, *, by, request_id, changes):
    """Take the officer's word on what the columns are (``changes``: columns, scheme, kb_scheme) and check again."""
    submission, first = Submission.claim(by, "members.map_columns", request_id, content=(batch_id, changes))
    if not first:
        return submission.result()
    batch = locked(batch_id, State.MAPPING, State.CHECKED, State.FAILED)
    plan = Mapping.of(batch.mapping)
    plan.columns, plan.scheme, plan.kb_scheme = changes["columns"], changes["scheme"], changes["kb_scheme"]
    plan.is_confirmed, plan.skipped = True, []
    batch.mapping, batch.state, batch.progress, batch.message = plan.stored(), State.UPLOADED, 0, ""
    batch.save()
    tell(batch, _("Mencocokkan kolom."), by=by)
    schedule.enqueue(FAMILIES.check_task, batch.pk)
    return submission.finish(batch)


@transaction.atomic
def go_on(batch_id, *, by, request_id):
    """Check a sheet again that stopped because most of its rows look like other people: the officer knows them."""
    submission, first = Submission.claim(by, "members.go_on", request_id, content=batch_id)
    if not first:
        return submission.result()
    batch = locked(batch_id, State.FAILED)
    plan = Mapping.of(batch.mapping)
    if plan is None or not plan.stopped_by:
        raise WrongState
    plan.goes_on = plan.is_confirmed = True
    batch.mapping, batch.state, batch.progress, batch.message = plan.stored(), State.UPLOADED, 0, ""
    batch.save()
    tell(batch, _("Melanjutkan walau banyak baris mirip dengan orang yang sudah tercatat."), by=by)
    schedule.enqueue(FAMILIES.check_task, batch.pk)
    return submission.finish(batch)


@transaction.atomic
def choose_changes(batch_id, *, by, request_id, shown, taken):
    """Of the ``shown`` rows (one page) take the changes of ``taken`` and leave the others out."""
    submission, first = Submission.claim(by, "members.choose_changes", request_id, content=(batch_id, shown, taken))
    if not first:
        return submission.result()
    batch = locked(batch_id, State.CHECKED)
    plan = Mapping.of(batch.mapping)
    plan.skipped = sorted((set(plan.skipped) - set(taken)) | (set(shown) - set(taken)))
    batch.mapping = plan.stored()
    batch.save()
    return submission.finish(batch)


@transaction.atomic
def commit_import(batch_id, *, by, request_id, takes, kind=FAMILIES):
    """Queue the writing of what the officer takes (``takes``: new, changed)."""
    submission, first = Submission.claim(by, f"{kind.prefix}.commit", request_id, content=(batch_id, takes))
    if not first:
        return submission.result()
    batch = take(batch_id, by=by, takes=takes)
    schedule.enqueue(kind.commit_task, batch.pk)
    return submission.finish(batch)


@transaction.atomic
def take(batch_id, *, by, takes):
    """From checked to committing: nothing of the choice changes any more."""
    batch = locked(batch_id, State.CHECKED)
    batch.mapping = {**batch.mapping, "takes": sorted(takes)}
    batch.state, batch.progress, batch.message = State.COMMITTING, 0, ""
    batch.save()
    tell(batch, _("Menyimpan yang baik."), by=by)
    return batch


@transaction.atomic
def undo_import(batch_id, *, by, request_id):
    """Take the whole batch back. Raises Touched when somebody has worked with a row of it, WrongState."""
    submission, first = Submission.claim(by, "members.undo_import", request_id, content=batch_id)
    if not first:
        return submission.result()
    batch = locked(batch_id, State.DONE)
    undo.take_back(batch, by=by)
    tell(batch, _("Membatalkan impor."), by=by)
    return submission.finish(batch)


def tell(batch, sentence, *, by):
    """A line in the history of the import; never a word out of the sheet."""
    history.record([batch], by=by, sentence=sentence)


def locked(batch_id, *states):
    """The batch, held, in one of ``states``. Raises WrongState."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state not in states:
        raise WrongState
    return batch
