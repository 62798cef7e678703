"""History: rows of django-auditlog become sentences that a person reads, with what stood there before and after.

A page hands ``of(row)`` or a ``History`` of several parts to components/history.html, which filters and pages by the
address. What is told is the least by default: names of people and health columns only where the page asks for them.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.bulk import KeyOf
from core.history_form import ACTS, CHANGED, MADE, HistoryForm
from core.text import opened

PER_PAGE = 20
NOTHING, HIDDEN = "—", "••••"


@dataclass(frozen=True)
class HistoryLine:
    """``sentence`` says it all in one; ``changes`` are its (label, before, after), if it tells of columns."""

    when: datetime
    who: str
    sentence: str
    whose: str = ""
    changes: tuple = ()


@dataclass(frozen=True)
class Part:
    """Rows of one model whose history belongs to a page.

    ``whose(row)`` leads a sentence; None for the page's own row. ``words`` maps (column, key) to the label of keys that
    stand in a list, and (column, "") to the name of a column that has none. ``names``: people may be named, and columns
    of the model's ``NAMES_PEOPLE`` are told; ``health``: so are those of its ``HEALTH``. ``made`` is what a row's
    beginning is called. ``only``: the columns that are told; none named, all.
    """

    rows: list
    whose: Any = None
    words: dict = field(default_factory=dict)
    names: bool = False
    health: bool = False
    made: str = ""
    only: tuple = ()

    @property
    def model(self):
        return type(self.rows[0])

    @property
    def title(self):
        return opened(self.model._meta.verbose_name)

    def tells(self, name):
        if self.only and name not in self.only:
            return False
        may_say_health = self.health or name not in getattr(self.model, "HEALTH", ())
        return may_say_health and (self.names or name not in getattr(self.model, "NAMES_PEOPLE", ()))


class History:
    """The lines of some parts, newest first. As many queries as there are kinds of things that they point to."""

    def __init__(self, parts, *, limit=PER_PAGE):
        self.parts, self.limit = [part for part in parts if part.rows], limit

    def __iter__(self):
        return iter(self.page({}).lines)

    def __len__(self):
        return len(self.page({}).lines)

    def __bool__(self):
        return bool(self.parts)

    def page(self, data):
        """HistoryPage of what ``data`` (the parameters of an address) asks for."""
        return HistoryPage(self, data)

    def entries(self, asked):
        """LogEntry rows that the filter ``asked`` (cleaned data of HistoryForm) lets through."""
        parts = [part for part in self.parts if asked.get("part") in (None, "", part.model._meta.label_lower)]
        if not parts:
            return LogEntry.objects.none()
        inside = reduce(or_, (Q(content_type=_type_of(p), object_id__in=[row.pk for row in p.rows]) for p in parts))
        entries = LogEntry.objects.filter(inside, *_conditions(asked))
        return entries.select_related("actor").order_by("-pk")

    def actors(self):
        """[(key, name)] of whoever appears. One query."""
        rows = self.entries({}).filter(actor__isnull=False).order_by()
        return sorted(set(rows.values_list("actor_id", "actor__name")), key=lambda pair: pair[1])


class HistoryPage:
    """One page of a History: ``lines``, the filter's ``form``, and the ``older`` key where there is more."""

    def __init__(self, history, data):
        self.history, self.data = history, data
        self.form = HistoryForm(data or None, history=history, prefix=HistoryForm.PREFIX)
        asked = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        self.is_filtered = any(value for name, value in asked.items() if name != "before")
        entries = list(history.entries(asked)[: history.limit + 1])
        shown = entries[: history.limit]
        self.older = shown[-1].pk if len(entries) > len(shown) else None
        self.is_later = bool(asked.get("before"))
        self.lines = _lines(shown, history.parts)

    @property
    def has_filter(self):
        """A short history needs none."""
        return self.is_filtered or self.is_later or self.older is not None


def of(instance, *, limit=PER_PAGE, **more):
    """The history of one row; ``more`` as Part takes it."""
    return History([Part([instance], **more)], limit=limit)


def of_rows(rows, *, limit=PER_PAGE, **more):
    """The history of several rows (a family and its persons), each sentence led by whose it is."""
    by_model = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    return History([Part(each, whose=str, **more) for each in by_model.values()], limit=limit)


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


# What is asked for


def _type_of(part):
    return ContentType.objects.get_for_model(part.model)


def _conditions(asked):
    kinds = {
        MADE: Q(action=LogEntry.Action.CREATE),
        CHANGED: Q(action=LogEntry.Action.UPDATE, additional_data__isnull=True),
        ACTS: Q(additional_data__isnull=False),
    }
    wanted = {
        "kind": lambda value: kinds[value],
        "by": lambda value: Q(actor_id=value),
        "since": lambda value: Q(timestamp__gte=value),
        "until": lambda value: Q(timestamp__lt=value),
        "before": lambda value: Q(pk__lt=value),
    }
    return [wanted[name](value) for name, value in asked.items() if value and name in wanted]


# From an entry to a line


def _lines(shown, parts):
    known = {(_type_of(part).pk, row.pk): (part, row) for part in parts for row in part.rows}
    told = [(entry, *known[entry.content_type_id, entry.object_id]) for entry in shown]
    names = _names_of_what_is_pointed_to(told)
    return [_line(entry, part, row, names) for entry, part, row in told]


def _line(entry, part, row, names):
    whose = str(part.whose(row)) if part.whose else ""
    changes = () if _said(entry) else tuple(_change(part, names, *each) for each in _changed(entry, part))
    text = _said(entry) or _without_words(entry, part, changes)
    sentence = _("{whose}: {what}").format(whose=whose, what=text) if whose else text
    return HistoryLine(entry.timestamp, _who(entry), sentence, whose, changes)


def _said(entry):
    return (entry.additional_data or {}).get("sentence", "")


def _without_words(entry, part, changes):
    if entry.action == LogEntry.Action.CREATE:
        return part.made or _("Mencatat data ini.")
    told = "; ".join(_("{field}: {old} → {new}").format(field=f, old=old, new=new) for f, old, new in changes)
    return told or _("Mengubah data ini.")


def _who(entry):
    return str(entry.actor) if entry.actor else _("Sistem")


def _changed(entry, part):
    """(column, before, after) of the columns that have a name in words and may be told."""
    if entry.action == LogEntry.Action.CREATE or not isinstance(entry.changes, dict):
        return
    for name, change in entry.changes.items():
        column = _column(part, name)
        if column is not None and isinstance(change, list) and part.tells(name):
            yield column, *change[:2]


def _column(part, name):
    """The column, if it has a name in words: its own, or the one that ``words`` give it."""
    try:
        column = part.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return column if getattr(column, "_verbose_name", None) or (name, "") in part.words else None


def _change(part, names, column, old, new):
    label = part.words.get((column.name, ""), column.verbose_name)
    return opened(label), *(_shown(part, names, column, value) for value in _differing(old, new))


def _differing(old, new):
    """Of two texts of a mapping only what differs."""
    before, after = _mapping(old), _mapping(new)
    if before is None and after is None:
        return old, new
    before, after = before or {}, after or {}
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return tuple({key: side[key] for key in keys if key in side} for side in (before, after))


def _mapping(text):
    value = _json(text)
    return value if isinstance(value, dict) else None


def _json(text):
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def _shown(part, names, column, value):
    """A stored text in the words of its column."""
    if value in (None, "None", "", "[]", "{}", [], {}):
        return NOTHING
    if value == HIDDEN:
        return HIDDEN
    if column.is_relation:
        return names.get((column.related_model, str(value))) or (HIDDEN if _is_people(column.related_model) else value)
    choices = {str(key): str(label) for key, label in getattr(column, "flatchoices", ())}
    kind = column.get_internal_type()
    return choices.get(str(value)) or WORDS.get(kind, _plain)(value, part.words, column.name)


def _plain(value, _words, _name):
    return str(value)


def _yes_or_no(value, _words, _name):
    return _("Ya") if value == "True" else _("Tidak")


def _day(value, _words, _name):
    date = parse_date(value)
    return date_format(date, "j M Y") if date else value


def _moment(value, _words, _name):
    moment = parse_datetime(value)
    return date_format(localtime(moment.replace(tzinfo=moment.tzinfo or UTC)), "j M Y, H.i") if moment else value


def _time(value, _words, _name):
    time = parse_time(value)
    return date_format(time, "H.i") if time else value


def _list(value, words, name):
    """Keys of a list in words; of the figures of a mapping those that have words."""
    content = value if isinstance(value, dict) else _json(value)
    if isinstance(content, dict):
        told = ((words[name, key], number) for key, number in content.items() if (name, key) in words)
        return ", ".join(f"{label} {number}" for label, number in told) or NOTHING
    if isinstance(content, list):
        return ", ".join(str(words.get((name, key), key)) if isinstance(key, str) else str(key) for key in content)
    return str(value)


WORDS = {
    "BooleanField": _yes_or_no,
    "DateField": _day,
    "DateTimeField": _moment,
    "TimeField": _time,
    "JSONField": _list,
}


def _names_of_what_is_pointed_to(told):
    """{(model, key): name} of the rows that the changes point to. One query for each model."""
    wanted = defaultdict(set)
    for entry, part, _row in told:
        for column, *values in _changed(entry, part):
            if column.is_relation and (part.names or not _is_people(column.related_model)):
                wanted[column.related_model] |= {value for value in values if value not in (None, "None", "", HIDDEN)}
    return {
        (model, str(row.pk)): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys)
    }


def _is_people(model):
    """True for a model whose rows are known by a person's name."""
    return hasattr(model, "PERSONAL") and hasattr(model, "name_key")
