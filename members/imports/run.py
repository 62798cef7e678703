"""What the background tasks do: safe to run twice, with progress, ended by a sentence when a sheet cannot be taken."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import files, schedule
from core.models import ImportBatch
from members.doubles.work import SEARCH
from members.imports import check, commit, payload, plan, queries, running
from members.imports.mapping import Mapping
from regions.models import Region

State = ImportBatch.State
#: A commit checks again when the village has moved on; so often, then the officer is asked.
ATTEMPTS = 3


def check_batch(batch_id, lease=None):
    """Check a batch that waits for it; leaves CHECKED, MAPPING or FAILED behind."""

    def work(batch):
        chosen = Mapping.of(batch.mapping)
        _check(batch, lease, chosen if chosen and chosen.is_confirmed else None)

    running.check(batch_id, work)


def commit_batch(batch_id, lease=None):
    """Write a batch that the officer has taken; leaves DONE behind, or CHECKED when she must look again."""
    running.commit(batch_id, lambda batch: _commit(batch, lease))


def _check(batch, lease, chosen):
    started = timezone.now()
    try:
        checked = check.check(
            files.open_bytes(batch.source),
            by=batch.owner,
            village=Region.objects.get(pk=batch.village_id),
            as_of=batch.as_of,
            remembered=queries.remembered_for(batch.owner),
            chosen=chosen,
            progress=lambda percent: running.progress(batch, percent, lease),
        )
    except check.TooManyLookalikes as stopped:
        running.put(batch, mapping=stopped.mapping.stored())
        raise
    _keep(batch, checked, started, lease)


def _keep(batch, checked, started, lease):
    findings = [(row.number, note.column, note.level, note.reason) for row in checked.rows for note in row.notes]
    running.keep(
        batch,
        findings,
        stored=payload.pack(checked),
        mapping=checked.mapping.stored(),
        totals=checked.totals,
        started=started,
        lease=lease,
    )


def _commit(batch, lease):
    choice, before = Mapping.of(batch.mapping), dict(batch.totals)
    for _attempt in range(ATTEMPTS):
        try:
            running.progress(batch, 20, lease)
            writes = plan.build(queries.households(batch), batch=batch, choice=choice, by=batch.owner)
            running.progress(batch, 60, lease)
            commit.write(writes, batch=batch, by=batch.owner, lease=lease)
            schedule.enqueue(SEARCH, batch.village_id)
            return
        except plan.RegisterMoved:
            _check(batch, lease, choice)
            if _decisions(batch.totals) != _decisions(before):
                break
    running.put(
        batch,
        state=State.CHECKED,
        message=_("Data di desa/kelurahan ini berubah sesudah diperiksa. Lihat lagi, lalu simpan."),
    )


def _decisions(totals):
    return {key: totals.get(key) for key in ("rows", "new", "changed", "unchanged", "rejected")}
