"""Two rows of one model become one, and two again.

What points to a row says on its own model what becomes of it, ``on_merge = {"person": "move"}``: it moves to the kept
row, keeps pointing where it did, or is asked about. Models of every floor are found by their foreign keys, so that
nothing is imported from above. A model may declare besides

- ``repeats = {"person": ("village_id",)}``: columns that repeat the row pointed to and follow it;
- ``settle_merge(moving, journal)``, a classmethod asked before rows of it move: what may exist only once is ended by
  ``journal.change``, and what cannot move stays by ``moving.stay``;
- ``after_merge(keys)``, a classmethod asked after a merge and after its undo: it computes anew what repeats the rows.

The journal holds each step with the values before and after. An undo walks it backwards, and refuses where it would
write over what somebody has changed since. Rows that move are written in bulk and keep ``version`` and ``updated_at``;
rows whose own contents change go on in both, by the merge and by its undo, so that no open form saves over either.
"""

import datetime
import json
from collections import defaultdict
from dataclasses import dataclass

from auditlog.context import disable_auditlog
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import history
from core.encryption import EncryptedTextField, lookup_hash
from core.errors import RuleError
from core.keys import hash_column
from core.models import Merge

MOVE, KEEP, ASK = "move", "keep", "ask"


class CannotUndo(RuleError):
    """The merge stays as it is."""


class TooLate(CannotUndo):
    def __init__(self):
        text = _("Penggabungan hanya dapat dibatalkan dalam {days} hari.")
        super().__init__(text.format(days=Merge.UNDO_DAYS))


class LaterMerge(CannotUndo):
    def __init__(self):
        super().__init__(_("Ada penggabungan sesudahnya dengan data yang sama. Batalkan dahulu yang lebih baru."))


class Touched(CannotUndo):
    """Somebody has changed since what the undo would write over; ``what`` names it."""

    def __init__(self, what):
        text = _("Tidak dapat dibatalkan lagi, karena sudah diubah sesudah digabung: {what}.")
        super().__init__(text.format(what=what))


class Unanswered(RuleError):
    """A model wants to be asked what becomes of its rows."""

    def __init__(self, reference):
        text = _("Pilih apa yang terjadi dengan {what}.")
        super().__init__(text.format(what=reference.model._meta.verbose_name))
        self.reference = reference


@dataclass(frozen=True)
class Reference:
    """A foreign key to the merged model, and what its own model says about it."""

    model: type[models.Model]
    field: models.ForeignKey
    policy: str

    @property
    def key(self):
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self, keys):
        return self.model._base_manager.filter(**{f"{self.field.attname}__in": list(keys)})


def references(target):
    """Every declared Reference to ``target``, of whatever app."""
    return [
        Reference(model, model._meta.get_field(name), policy)
        for model in apps.get_models()
        for name, policy in getattr(model, "on_merge", {}).items()
        if model._meta.get_field(name).related_model is target
    ]


def counts(target, key):
    """[(Reference, how many rows)] of what points to a row; references without any are left out."""
    found = [(reference, reference.rows([key]).count()) for reference in references(target)]
    return [(reference, count) for reference, count in found if count]


class Moving:
    """Rows of one reference on their way: {row key: key of the kept row}. ``pairs``: {gone key: kept key}."""

    def __init__(self, reference, pairs, rows):
        self.field, self.pairs, self.rows = reference.field.name, pairs, rows

    @property
    def keys(self):
        """Of the gone and of the kept rows."""
        return {*self.pairs, *self.pairs.values()}

    def owner(self, key):
        """The kept row that ``key`` is, or will be."""
        return self.pairs.get(key, key)

    def stay(self, keys):
        """These rows keep pointing where they did."""
        for key in keys:
            self.rows.pop(key, None)


class Journal:
    """What one merge writes, step by step. ``on``: the day of the merge at its own place."""

    def __init__(self, *, on):
        self.on, self.steps = on, []

    def change(self, row, **columns):
        """Write other values into one locked row, and into ``row``."""
        cells = {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
        if cells:
            self._write(type(row), {row.pk: cells}, is_edit=True)
        for name, value in columns.items():
            setattr(row, name, value)

    def make(self, model, rows):
        """Write new rows; an undo takes them away again."""
        rows = model._base_manager.bulk_create(rows)
        names = [f.attname for f in model._meta.local_concrete_fields if not f.primary_key and not _is_stamp(f)]
        cells = {row.pk: {name: (None, getattr(row, name)) for name in names} for row in rows}
        self.steps.append({"model": model._meta.label, "made": True, "rows": list(cells.items())})
        return rows

    def move(self, model, pairs, answers=None):
        """Let all that points to the gone rows of ``model`` point to the kept ones. ``pairs``: {gone key: kept key};
        ``answers``: {Reference.key: "move" or "keep"} where a model asks. Raises Unanswered.

        Constant queries for each model, however many its rows.
        """
        if not pairs:
            return
        for reference in references(model):
            self._move(reference, pairs, (answers or {}).get(reference.key))

    def _move(self, reference, pairs, answer):
        if reference.policy == KEEP or (reference.policy == ASK and answer == KEEP):
            return
        field, model = reference.field, reference.model
        repeated = getattr(model, "repeats", {}).get(field.name, ())
        locked = reference.rows(pairs).select_for_update(of=("self",)).order_by("pk")
        found = {row["pk"]: row for row in locked.values("pk", field.attname, *repeated)}
        if found and reference.policy == ASK and answer != MOVE:
            raise Unanswered(reference)
        moving = Moving(reference, pairs, {pk: pairs[row[field.attname]] for pk, row in found.items()})
        if found and hasattr(model, "settle_merge"):
            model.settle_merge(moving, self)
        if moving.rows:
            targets = _columns_of(field.related_model, set(moving.rows.values()), repeated)
            after = {pk: {field.attname: kept, **targets[kept]} for pk, kept in moving.rows.items()}
            self._write(model, {pk: {name: (found[pk][name], new[name]) for name in new} for pk, new in after.items()})

    def _write(self, model, cells, *, is_edit=False):
        self.steps.append({"model": model._meta.label, "is_edit": is_edit, "rows": list(cells.items())})
        _update(model, {pk: {name: after for name, (_b, after) in row.items()} for pk, row in cells.items()}, is_edit)

    def close(self, kept, gone, *, village_id, chosen, by):
        """Keep what was done as a core.Merge, and let derived columns follow."""
        _follow(self.steps)
        merge = Merge.objects.create(
            model=type(kept)._meta.label,
            kept_pk=kept.pk,
            gone_pk=gone.pk,
            village_id=village_id,
            before=json.dumps(self.steps, default=_plain),
            chosen=chosen,
            by=by,
        )
        history.record([merge], by=by, sentence=_("Menggabungkan dua catatan menjadi satu."))
        return merge


def may_undo(merge):
    """Still within the days, with what stood there before."""
    return merge.undone_at is None and bool(merge.before) and _is_recent(merge)


def undo(merge, *, by):
    """Walk a locked ``merge`` backwards, inside the caller's transaction. Raises TooLate, LaterMerge, Touched."""
    if not may_undo(merge):
        raise TooLate()
    _refuse_inner(merge)
    steps = json.loads(merge.before)
    if what := _changed_since(steps):
        raise Touched(what)
    try:
        with transaction.atomic(), disable_auditlog():
            for step in reversed(steps):
                _take_back(step)
            _follow(steps)
    except (IntegrityError, ProtectedError):
        raise Touched(_("ada catatan baru di tempatnya")) from None
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save()
    history.record([merge], by=by, sentence=_("Membatalkan penggabungan."))


def moved(merge):
    """{model: how many of its rows moved}; nothing when the old values were taken off."""
    totals = defaultdict(int)
    for step in json.loads(merge.before or "[]"):
        if not step.get("made") and not step["is_edit"]:
            totals[apps.get_model(step["model"])] += len(step["rows"])
    return dict(totals)


def edits(merge, model, key):
    """{column: (before, after)} of what a merge wrote into one row."""
    cells = {}
    for step in json.loads(merge.before or "[]"):
        if step["model"] == model._meta.label and not step.get("made") and step["is_edit"]:
            cells |= dict(step["rows"]).get(key, {})
    old, new = (_typed(model, {name: pair[place] for name, pair in cells.items()}) for place in (0, 1))
    return {name: (old[name], new[name]) for name in cells}


def follow(target, keys):
    """Let every model that repeats something of these rows of ``target`` compute it anew, though nothing was merged."""
    for reference in references(target):
        if hasattr(reference.model, "after_merge"):
            reference.model.after_merge(set(reference.rows(keys).values_list("pk", flat=True)))


def forget(model, keys):
    """Take off the old values of merges with these rows, which cannot be undone then: someone asked for it."""
    rows = Merge.objects.filter(Q(kept_pk__in=keys) | Q(gone_pk__in=keys), model=model._meta.label)
    return rows.update(before="")


def _is_recent(merge):
    return timezone.now() - merge.at <= datetime.timedelta(days=Merge.UNDO_DAYS)


def _refuse_inner(merge):
    rows = {merge.kept_pk, merge.gone_pk}
    later = Merge.objects.filter(model=merge.model, undone_at__isnull=True, pk__gt=merge.pk)
    if later.filter(Q(kept_pk__in=rows) | Q(gone_pk__in=rows)).exists():
        raise LaterMerge()


def _changed_since(steps):
    """Words for the columns that hold no longer what the merge wrote; rows that are gone by now are no matter."""
    written = defaultdict(lambda: defaultdict(dict))
    for step in steps:
        for pk, cells in step["rows"]:
            written[step["model"]][pk].update({name: after for name, (_before, after) in cells.items()})
    words = []
    for label, rows in written.items():
        model = apps.get_model(label)
        followers = {name for names in getattr(model, "repeats", {}).values() for name in names}
        rows = {pk: {k: v for k, v in cells.items() if k not in followers} for pk, cells in rows.items()}
        changed = _differing(model, {pk: _typed(model, cells) for pk, cells in rows.items()})
        if changed:
            words.append(_in_words(model, changed))
    return "; ".join(words)


def _differing(model, rows):
    names = {name for cells in rows.values() for name in cells}
    now = model._base_manager.select_for_update(of=("self",)).filter(pk__in=rows).values("pk", *names)
    return {name for found in now for name, value in rows[found["pk"]].items() if found[name] != value}


def _in_words(model, names):
    fields = sorted(str(_field(model, name).verbose_name) for name in names)
    return f"{model._meta.verbose_name} ({', '.join(fields)})"


def _take_back(step):
    model = apps.get_model(step["model"])
    if step.get("made"):
        model._base_manager.filter(pk__in=[pk for pk, _cells in step["rows"]]).delete()
        return
    before = {pk: {name: old for name, (old, _new) in cells.items()} for pk, cells in step["rows"]}
    _update(model, {pk: _typed(model, cells) for pk, cells in before.items()}, step["is_edit"])


def _update(model, rows, is_edit):
    """One statement for each set of values."""
    alike = defaultdict(list)
    for pk, columns in rows.items():
        alike[json.dumps(columns, sort_keys=True, default=_plain)].append(pk)
    for keys in alike.values():
        columns = _with_hashes(model, rows[keys[0]]) | (_stamps(model) if is_edit else {})
        model._base_manager.filter(pk__in=keys).update(**columns)


def _with_hashes(model, columns):
    """Keyed hashes are made anew: the lookup keys may have been changed since."""
    sealed = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField) and f.attname in columns]
    hashes = {hash_column(model, field): lookup_hash(columns[field.attname]) for field in sealed}
    return columns | {name: value for name, value in hashes.items() if name}


def _stamps(model):
    stamps = {"version": F("version") + 1, "updated_at": timezone.now()}
    return {field.name: stamps[field.name] for field in model._meta.concrete_fields if field.name in stamps}


def _is_stamp(field):
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _columns_of(model, keys, names):
    if not names:
        return defaultdict(dict)
    rows = model._base_manager.filter(pk__in=keys).values("pk", *names)
    return {row["pk"]: {name: row[name] for name in names} for row in rows}


def _follow(steps):
    """Let each model that was written compute anew what repeats it."""
    touched = defaultdict(set)
    for step in steps:
        touched[step["model"]].update(pk for pk, _cells in step["rows"])
    for label, keys in touched.items():
        model = apps.get_model(label)
        if hasattr(model, "after_merge"):
            model.after_merge(keys)


def _field(model, attname):
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _typed(model, columns):
    return {name: _field(model, name).to_python(value) for name, value in columns.items()}


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
