"""Her own sheets that run, wait for her, or ended within a day."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import ImportBatch
from groups.imports.run import KIND as GROUPS
from members.imports.kinds import FAMILIES
from members.welfare_imports.run import KIND as WELFARE
from uppka.tasks.task import SHOWN, Task

State = ImportBatch.State
RUNNING = (State.CHECKING, State.COMMITTING)
ENDED = (State.DONE, State.FAILED)
KINDS = {State.DONE: "ok", State.FAILED: "late", State.CHECKED: "due", State.MAPPING: "due"}
TITLES = {
    FAMILIES: gettext_lazy("Impor keluarga"),
    GROUPS: gettext_lazy("Impor kelompok"),
    WELFARE: gettext_lazy("Impor kesejahteraan"),
}
BY_KEY = {kind.key: kind for kind in TITLES}


def own(user):
    now = timezone.now()
    batches = ImportBatch.objects.filter(user.world.q("village_id"), owner=user, kind__in=BY_KEY).exclude(
        state=State.UNDONE
    )
    batches = batches.filter(updated_at__gte=now - timedelta(days=30))
    shown = batches.exclude(state__in=ENDED, updated_at__lt=now - timedelta(days=1)).order_by("-pk")
    return [_batch(batch) for batch in shown[:SHOWN]]


def _batch(batch):
    kind = BY_KEY[batch.kind]
    running = batch.state in RUNNING
    return Task(
        "upload",
        str(TITLES[kind]),
        _("{percent}% selesai").format(percent=batch.progress) if running else batch.message[:100],
        kind.url("detail", batch.public_id),
        tone="terra" if batch.state == State.FAILED else "",
        chip_kind=KINDS.get(batch.state, "info"),
        chip_text=batch.get_state_display(),
    )
