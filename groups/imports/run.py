"""What the background tasks do with a workbook of groups; how they run is told by members.imports.running."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import files
from core.models import ImportBatch
from groups.imports import check, commit, plan
from members.imports import running
from members.imports.check import log_outside
from members.imports.kinds import Kind
from members.imports.plan import RegisterMoved
from regions.models import Region

State = ImportBatch.State
#: A commit checks again when the groups have moved on; so often, then the officer is asked.
ATTEMPTS = 3
KIND = Kind(
    "groups",
    "groups.import_groups",
    "groups.tasks.check_import",
    "groups.tasks.commit_import",
    "groups:import",
)


def check_batch(batch_id, lease=None):
    """Check a batch that waits for it; leaves CHECKED or FAILED behind."""
    running.check(batch_id, lambda batch: _check(batch, lease))


def commit_batch(batch_id, lease=None):
    """Write a batch that the officer has taken; leaves DONE behind, or CHECKED when she must look again."""
    running.commit(batch_id, lambda batch: _commit(batch, lease))


def checked(batch, *, progress=lambda percent: None):
    """The decisions about the sheet as the register stands now. Raises FileNotFoundError when it has expired."""
    place = Region.objects.get(pk=batch.village_id)
    return check.check(files.open_bytes(batch.source), by=batch.owner, place=place, progress=progress)


def _check(batch, lease):
    started = timezone.now()
    found = checked(batch, progress=lambda percent: running.progress(batch, percent, lease))
    log_outside(batch.owner, found.outside)
    _keep(batch, found, started, lease)


def _keep(batch, found, started, lease):
    running.keep(
        batch,
        found.findings,
        mapping=batch.mapping or {"columns": {key: part.columns for key, part in found.parts.items()}},
        totals=found.totals,
        started=started,
        lease=lease,
    )


def _commit(batch, lease):
    """Reads and decides again outside the transaction: a workbook of groups is small, and nothing is taken that the
    officer has not seen."""
    before = batch.totals
    for _attempt in range(ATTEMPTS):
        started = timezone.now()
        found = checked(batch)
        running.progress(batch, 40, lease)
        if _decisions(found.totals) != _decisions(before):
            _keep(batch, found, started, lease)
            break
        writes = plan.build(found, batch=batch, by=batch.owner)
        running.progress(batch, 60, lease)
        try:
            commit.write(writes, batch=batch, by=batch.owner, since=started, lease=lease)
        except RegisterMoved:
            continue
        return
    running.put(
        batch,
        state=State.CHECKED,
        message=_("Data kelompok di wilayah ini berubah sesudah diperiksa. Lihat lagi, lalu simpan."),
    )


def _decisions(totals):
    return {key: totals.get(key) for key in ("rows", "new", "changed", "unchanged", "rejected")}
