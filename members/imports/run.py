"""What the background tasks do: safe to run twice, with progress, ended by a sentence when a sheet cannot be taken."""

import logging

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import files
from core.errors import RuleError
from core.models import ImportBatch, ImportFinding
from members.imports import check, commit, payload, plan, queries
from members.imports.mapping import Mapping
from members.imports.services import KEPT
from regions import clock
from regions.models import Region

logger = logging.getLogger(__name__)
State = ImportBatch.State
#: A commit checks again when the village has moved on; so often, then the officer is asked.
ATTEMPTS = 3
LANGUAGE = "id"


def check_batch(batch_id, lease=None):
    """Check a batch that waits for it; leaves CHECKED, MAPPING or FAILED behind."""
    batch = ImportBatch.objects.select_related("source", "owner").get(pk=batch_id)
    if batch.state not in (State.UPLOADED, State.CHECKING):
        return
    with _at(batch.village_id):
        _set(batch, state=State.CHECKING, progress=1)
        try:
            chosen = Mapping.of(batch.mapping)
            _check(batch, lease, chosen if chosen and chosen.is_confirmed else None)
        except check.MappingNeeded as needed:
            _set(batch, state=State.MAPPING, mapping=needed.mapping.stored(), message=str(needed), progress=100)
        except RuleError as refused:
            _set(batch, state=State.FAILED, message=str(refused), progress=100)
        except FileNotFoundError:
            _set(batch, state=State.FAILED, message=_expired(), progress=100)
        except Exception as error:
            _fail(batch, error)
            raise


def commit_batch(batch_id, lease=None):
    """Write a batch that the officer has taken; leaves DONE behind, or CHECKED when she must look again."""
    batch = ImportBatch.objects.select_related("source", "owner").get(pk=batch_id)
    if batch.state != State.COMMITTING:
        return
    with _at(batch.village_id):
        try:
            _commit(batch, lease)
        except RuleError as refused:
            _set(batch, state=State.FAILED, message=str(refused), progress=100)
        except FileNotFoundError:
            _set(batch, state=State.FAILED, message=_expired(), progress=100)
        except Exception as error:
            _fail(batch, error)
            raise


def _check(batch, lease, chosen):
    started = timezone.now()
    checked = check.check(
        files.open_bytes(batch.source),
        by=batch.owner,
        village=Region.objects.get(pk=batch.village_id),
        as_of=batch.as_of,
        remembered=queries.remembered_for(batch.owner),
        chosen=chosen,
        progress=lambda percent: _progress(batch, percent, lease),
    )
    _keep(batch, checked, started, lease)


def _keep(batch, checked, started, lease):
    """The outcome, in one transaction: a second run replaces the first."""
    stored = payload.pack(checked)
    findings = [
        ImportFinding(batch=batch, row=row.number, column=note.column, level=note.level, reason=note.reason)
        for row in checked.rows
        for note in row.notes
    ]
    with transaction.atomic():
        if lease:
            lease.renew()
        ImportFinding.objects.filter(batch=batch).delete()
        ImportFinding.objects.bulk_create(findings, batch_size=1000)
        batch.checked = files.keep(
            stored,
            content_type="application/octet-stream",
            name=f"{batch.public_id}.checked",
            owner=batch.owner,
            village_id=batch.village_id,
            expires_in=KEPT,
        )
        _set(
            batch,
            checked=batch.checked,
            checked_at=started,
            mapping=checked.mapping.stored(),
            totals=checked.totals,
            state=batch.state if batch.state == State.COMMITTING else State.CHECKED,
            message="",
            progress=100,
        )


def _commit(batch, lease):
    choice, before = Mapping.of(batch.mapping), dict(batch.totals)
    for _attempt in range(ATTEMPTS):
        try:
            _progress(batch, 20, lease)
            writes = plan.build(queries.households(batch), batch=batch, choice=choice, by=batch.owner)
            _progress(batch, 60, lease)
            commit.write(writes, batch=batch, by=batch.owner, lease=lease)
            return
        except plan.RegisterMoved:
            _check(batch, lease, choice)
            if _decisions(batch.totals) != _decisions(before):
                break
    _set(
        batch,
        state=State.CHECKED,
        message=_("Data di desa/kelurahan ini berubah sesudah diperiksa. Lihat lagi, lalu simpan."),
    )


def _decisions(totals):
    return {key: totals.get(key) for key in ("rows", "new", "changed", "unchanged", "rejected")}


def _progress(batch, percent, lease):
    """Shown to the officer while the work goes on; a small write of its own, never inside the big one."""
    _set(batch, progress=percent)
    if lease:
        lease.renew()


def _set(batch, **values):
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(pk=batch.pk).update(**values, updated_at=timezone.now())


def _fail(batch, error):
    logger.error("Import %s failed: %s", batch.public_id, type(error).__name__)
    text = _("Ada kesalahan di pihak kami saat membaca berkas ini. Tidak ada yang disimpan. Kirim sekali lagi.")
    _set(batch, state=State.FAILED, message=text, progress=100)


def _expired():
    return _("Berkas ini sudah dihapus sesudah 30 hari. Kirim sekali lagi.")


class _at:
    """Time and language of the place, also in a worker."""

    def __init__(self, village_id):
        self.zone, self.language = timezone.override(clock.zone_of(village_id)), translation.override(LANGUAGE)

    def __enter__(self):
        self.zone.__enter__()
        self.language.__enter__()

    def __exit__(self, *error):
        self.language.__exit__(*error)
        self.zone.__exit__(*error)
