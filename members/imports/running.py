"""What every import's background work shares: one worker at a time, its place's time, its states, and a sentence when
a sheet cannot be taken."""

import datetime
import logging
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.practice import as_at
from core import files, schedule
from core.errors import RuleError
from core.models import ImportBatch, ImportFinding
from regions import clock

logger = logging.getLogger(__name__)
State = ImportBatch.State
LANGUAGE = "id"
#: Uploaded sheets, and what was made of them, go after this time.
KEPT = datetime.timedelta(days=30)


class SheetRefused(RuleError):
    """The sheet as a whole cannot be taken. The text says what to do."""


class MappingNeeded(RuleError):
    """The officer must say what some columns are. ``mapping`` is the proposal."""

    def __init__(self, mapping, message):
        self.mapping = mapping
        super().__init__(message)


def held(act, batch_id, work, *, task):
    """Do ``work(batch id, lease)``: one worker at a time; a worker that dies is followed by another."""
    try:
        with schedule.lease(f"import:{act}:{batch_id}", task=task, argument=batch_id) as lease:
            work(int(batch_id), lease)
    except (schedule.LeaseHeld, schedule.LeaseLost):
        return


def check(batch_id, work):
    """Check a batch that waits for it by ``work(batch)``; leaves CHECKED, MAPPING or FAILED behind."""
    batch = ImportBatch.objects.select_related("source", "owner").get(pk=batch_id)
    if batch.state not in (State.UPLOADED, State.CHECKING):
        return
    as_at(batch.owner, batch.village_id)
    with _at(batch.village_id):
        put(batch, state=State.CHECKING, progress=1)
        try:
            with _told(batch):
                work(batch)
        except MappingNeeded as needed:
            put(batch, state=State.MAPPING, mapping=needed.mapping.stored(), message=str(needed), progress=100)


def commit(batch_id, work):
    """Write a batch that the officer has taken by ``work(batch)``; leaves DONE behind, or CHECKED when she must look
    again."""
    batch = ImportBatch.objects.select_related("source", "owner").get(pk=batch_id)
    if batch.state != State.COMMITTING:
        return
    as_at(batch.owner, batch.village_id)
    with _at(batch.village_id), _told(batch):
        work(batch)


def keep(batch, findings, *, mapping, totals, started, lease, stored=b""):
    """The outcome of a check, in one transaction: a second run replaces the first. ``findings`` are tuples (row, key
    of the column, level, reason); ``stored`` is what the commit will read, as bytes."""
    rows = [
        ImportFinding(batch=batch, row=row, column=column, level=level, reason=reason)
        for row, column, level, reason in findings
    ]
    with transaction.atomic():
        if lease:
            lease.renew()
        ImportFinding.objects.filter(batch=batch).delete()
        ImportFinding.objects.bulk_create(rows, batch_size=1000)
        checked = _file(batch, stored) if stored else None
        state = batch.state if batch.state == State.COMMITTING else State.CHECKED
        outcome = {"checked": checked, "checked_at": started, "mapping": mapping, "totals": totals}
        put(batch, **outcome, state=state, message="", progress=100)


def _file(batch, stored):
    return files.keep(
        stored,
        content_type="application/octet-stream",
        name=f"{batch.public_id}.checked",
        owner=batch.owner,
        village_id=batch.village_id,
        expires_in=KEPT,
    )


def progress(batch, percent, lease):
    """Shown to the officer while the work goes on; a small write of its own, never inside the big one."""
    put(batch, progress=percent)
    if lease:
        lease.renew()


def put(batch, **values):
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(pk=batch.pk).update(**values, updated_at=timezone.now())


@contextmanager
def _told(batch):
    """What stops the work is told to the officer; a fault of ours is raised again for the log."""
    try:
        yield
    except MappingNeeded:
        raise
    except RuleError as refused:
        put(batch, state=State.FAILED, message=str(refused), progress=100)
    except FileNotFoundError:
        text = _("Berkas ini sudah dihapus sesudah 30 hari. Kirim sekali lagi.")
        put(batch, state=State.FAILED, message=text, progress=100)
    except Exception as error:
        logger.error("Import %s failed: %s", batch.public_id, type(error).__name__)
        text = _("Ada kesalahan di pihak kami saat membaca berkas ini. Tidak ada yang disimpan. Kirim sekali lagi.")
        put(batch, state=State.FAILED, message=text, progress=100)
        raise


@contextmanager
def _at(code):
    """Time and language of the place, also in a worker."""
    with timezone.override(clock.zone_of(code)), translation.override(LANGUAGE):
        yield
