"""Taking a person's values out of what was kept of them: the history, and the sheets of imports."""

from functools import partial

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files
from core.models import Attachment, ImportBatch, ImportChange, ImportFinding

HIDDEN = "••••"
#: What a line of the history says in words or values.
WRITTEN = ("changes", "changes_text", "object_repr", "serialized_data", "additional_data")


def redact_history(model, keys, columns, *, names, title):
    """In the history of these rows hide both sides of ``columns``, and every text that holds one of ``names``.

    That something was changed, by whom and when, stays. ``title`` stands where the log repeats what a row is called.
    """
    kind = ContentType.objects.get_for_model(model)
    entries = list(LogEntry.objects.filter(content_type=kind, object_id__in=list(keys)))
    for entry in entries:
        _redact(entry, columns, names, title)
    LogEntry.objects.bulk_update(entries, WRITTEN, batch_size=200)


def redact_imports(model, keys, *, names):
    """Take off the old values, the findings and the uploaded sheets of every batch that wrote one of these rows."""
    rows = ImportChange.objects.filter(model=model._meta.label, object_pk__in=keys)
    batches = list(ImportBatch.objects.filter(pk__in=rows.values("batch_id")))
    rows.update(before="")
    for name in filter(None, names):
        ImportFinding.objects.filter(batch__in=batches, reason__icontains=name).update(reason=_("Keterangan dihapus."))
    kept = [key for batch in batches for key in (batch.source_id, batch.checked_id, batch.report_id) if key]
    sheets = Attachment.objects.filter(pk__in=kept).exclude(file="")
    for sheet in list(sheets):
        transaction.on_commit(partial(files.remove_content, sheet))
    # What a crash leaves behind is thrown away with everything that has expired.
    sheets.update(expires_at=timezone.now())


def _redact(entry, columns, names, title):
    changes = entry.changes if isinstance(entry.changes, dict) else {}
    entry.changes = {name: _hidden(pair, name in columns, names) for name, pair in changes.items()}
    entry.changes_text, entry.serialized_data = "", None
    entry.object_repr = title if _holds(entry.object_repr, names) else entry.object_repr
    told = entry.additional_data or {}
    if _holds(told, names):
        entry.additional_data = {"sentence": _("Perubahan data; isinya dihapus atas permintaan.")}


def _hidden(pair, is_named, names):
    if not isinstance(pair, list):
        return HIDDEN if is_named or _holds(pair, names) else pair
    return [HIDDEN if is_named or _holds(value, names) else value for value in pair]


def _holds(value, names):
    text = str(value).casefold()
    return any(name and name.casefold() in text for name in names)
