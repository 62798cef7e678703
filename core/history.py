"""History: a row of django-auditlog becomes a sentence that a person reads."""

from dataclasses import dataclass
from datetime import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core.bulk import KeyOf
from core.text import opened


@dataclass(frozen=True)
class HistoryLine:
    when: datetime
    who: str
    sentence: str


def of(instance, *, limit=20):
    """The latest lines of one row, newest first. Two queries, whatever its length."""
    entries = LogEntry.objects.get_for_object(instance).select_related("actor").order_by("-timestamp", "-pk")[:limit]
    return [HistoryLine(e.timestamp, _who(e), _sentence(e, instance)) for e in entries]


def of_rows(rows, *, limit=50):
    """The latest lines of several rows (a family and its persons), each sentence led by whose it is. One query for
    each model among them."""
    known = {(type(row), str(row.pk)): row for row in rows}
    lines = []
    for model in {type(row) for row in rows}:
        keys = [key for kind, key in known if kind is model]
        content_type = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=content_type, object_pk__in=keys)
        for entry in entries.select_related("actor").order_by("-timestamp", "-pk")[:limit]:
            row = known[model, entry.object_pk]
            sentence = _("{whose}: {what}").format(whose=row, what=_sentence(entry, row))
            lines.append(HistoryLine(entry.timestamp, _who(entry), sentence))
    return sorted(lines, key=lambda line: line.when, reverse=True)[:limit]


def record(rows, *, by, sentence):
    """Log one sentence for each row; for bulk writers, whose rows pass no signal."""
    LogEntry.objects.bulk_create(entries(rows, by=by, sentence=sentence), batch_size=1000)


def entries(rows, *, by, sentence):
    """The lines of ``record``, not yet written. A row that has no key yet gives it when ``core.bulk`` writes both."""
    keys = ((row, row.pk, str(row.pk)) if row.pk else (row, KeyOf(row), KeyOf(row, str)) for row in rows)
    return [_entry(row, by, sentence, key, text) for row, key, text in keys]


def _entry(row, by, sentence, key, text):
    return LogEntry(
        content_type=ContentType.objects.get_for_model(row),
        object_pk=text,
        object_id=key,
        object_repr=text,
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=by,
        additional_data={"sentence": str(sentence)},
    )


def _who(entry):
    return str(entry.actor) if entry.actor else _("Sistem")


def _sentence(entry, instance):
    if entry.additional_data and entry.additional_data.get("sentence"):
        return entry.additional_data["sentence"]
    if entry.action == LogEntry.Action.CREATE:
        return _("Mencatat data ini.")
    changes = (entry.changes or {}) if isinstance(entry.changes, dict) else {}
    parts = [_one(instance, name, change) for name, change in changes.items() if isinstance(change, list)]
    return "; ".join(filter(None, parts)) or _("Mengubah data ini.")


def _one(instance, name, change):
    try:
        field = instance._meta.get_field(name)
    except Exception:
        return ""
    label = getattr(field, "verbose_name", name)
    old, new = (_shown(field, value) for value in change[:2])
    return _("{field}: {old} → {new}").format(field=opened(label), old=old, new=new)


def _shown(field, value):
    if value in (None, "None", ""):
        return "—"
    choices = dict(field.flatchoices) if getattr(field, "flatchoices", None) else {}
    return str(choices.get(value, value))
