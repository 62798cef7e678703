"""The acts of an officer on a welfare sheet that are its own; sending and saving are shared."""

from auditlog.context import disable_auditlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history, schedule
from core.dates import Month
from core.models import ImportBatch, Submission
from members.imports.services import locked, tell
from members.imports.undo import changes_of, check_untouched, portions, remove, restore
from members.models import Welfare
from members.services.welfare import SUBJECT
from members.welfare_imports.columns import WelfareMapping
from members.welfare_imports.run import KIND
from regions.changes import mark_many

State = ImportBatch.State


@transaction.atomic
def map_columns(batch_id, *, by, request_id, changes):
    """Take the officer's word on what the columns are (``changes``: columns) and check again."""
    submission, first = Submission.claim(by, f"{KIND.prefix}.map", request_id, content=(batch_id, changes))
    if not first:
        return submission.result()
    batch = locked(batch_id, State.MAPPING, State.CHECKED, State.FAILED)
    plan = WelfareMapping.of(batch.mapping)
    plan.columns, plan.is_confirmed = changes["columns"], True
    batch.mapping, batch.state, batch.progress, batch.message = plan.stored(), State.UPLOADED, 0, ""
    batch.save()
    tell(batch, _("Mencocokkan kolom."), by=by)
    schedule.enqueue(KIND.check_task, batch.pk)
    return submission.finish(batch)


@transaction.atomic
def undo_import(batch_id, *, by, request_id):
    """Take the whole batch back. Raises Touched when a value was corrected or forgotten since, WrongState."""
    submission, first = Submission.claim(by, f"{KIND.prefix}.undo", request_id, content=batch_id)
    if not first:
        return submission.result()
    batch = locked(batch_id, State.DONE)
    made, changed = changes_of(batch)
    check_untouched(made, changed)
    before = {key: values for key, (_version, values) in changed[Welfare].items()}
    marks = _marks([*made[Welfare], *before])
    with disable_auditlog():
        restore(Welfare, before)
        remove(Welfare, made[Welfare])
    text = _("Impor dari berkas {name} dibatalkan.").format(name=batch.source.name)
    history.record([Welfare(pk=key) for key in before], by=by, sentence=text)
    mark_many(marks)
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.save()
    tell(batch, _("Membatalkan impor."), by=by)
    return submission.finish(batch)


def _marks(keys):
    marks = set()
    for part in portions(keys):
        rows = Welfare.objects.filter(pk__in=part).values_list("village_id", "period")
        marks |= {(village_id, Month.of(period), SUBJECT) for village_id, period in rows}
    return marks
