"""What the background tasks do with a welfare sheet; how they run is told by members.imports.running."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import files
from core.models import ImportBatch
from members.imports import queries, running
from members.imports.kinds import Kind
from members.imports.plan import RegisterMoved
from members.welfare_imports import check, commit
from members.welfare_imports.columns import WelfareMapping

State = ImportBatch.State
#: A commit checks again when the place has moved on; so often, then the officer is asked.
ATTEMPTS = 3
KIND = Kind(
    "welfare",
    check.PERMISSION,
    "members.tasks.check_welfare",
    "members.tasks.commit_welfare",
    "members:welfare_import",
)


def check_batch(batch_id, lease=None):
    """Check a batch that waits for it; leaves CHECKED, MAPPING or FAILED behind."""
    running.check(batch_id, lambda batch: _check(batch, lease))


def commit_batch(batch_id, lease=None):
    """Write a batch that the officer has taken; leaves DONE behind, or CHECKED when she must look again."""
    running.commit(batch_id, lambda batch: _commit(batch, lease))


def checked(batch, *, progress=lambda percent: None):
    """The decisions about the sheet as the register stands now. Raises FileNotFoundError when it has expired."""
    plan = WelfareMapping.of(batch.mapping)
    return check.check(
        files.open_bytes(batch.source),
        by=batch.owner,
        code=batch.village_id,
        remembered=queries.remembered_for(batch.owner, KIND),
        chosen=plan if plan and plan.is_confirmed else None,
        progress=progress,
    )


def _check(batch, lease):
    started = timezone.now()
    _keep(batch, checked(batch, progress=lambda percent: running.progress(batch, percent, lease)), started, lease)


def _keep(batch, found, started, lease):
    takes = {"takes": batch.mapping["takes"]} if "takes" in batch.mapping else {}
    mapping = {**found.mapping.stored(), **takes}
    running.keep(batch, found.findings, mapping=mapping, totals=found.totals, started=started, lease=lease)


def _commit(batch, lease):
    """Reads and decides again outside the transaction, and takes nothing that the officer has not seen."""
    before = batch.totals
    for _attempt in range(ATTEMPTS):
        started = timezone.now()
        found = checked(batch)
        running.progress(batch, 40, lease)
        if _decisions(found.totals) != _decisions(before):
            _keep(batch, found, started, lease)
            break
        try:
            commit.write(found.rows, batch=batch, by=batch.owner, since=started, lease=lease)
        except RegisterMoved:
            continue
        return
    running.put(
        batch,
        state=State.CHECKED,
        message=_("Data kesejahteraan di wilayah ini berubah sesudah diperiksa. Lihat lagi, lalu simpan."),
    )


def _decisions(totals):
    return {key: totals.get(key) for key in ("rows", "new", "changed", "unchanged", "rejected")}
