"""Writes in the group's own books: work plan, inventory, guests, trainings."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import Submission
from groups.errors import TEXTS, GroupError, WrongState
from groups.models import Group, InventoryItem, PlannedActivity, Training
from groups.services.card import lock, touch
from groups.services.trainings import say_trainings
from regions import changes as marks
from regions import clock

SUBJECT = "books"
#: Days on which something has happened.
PAST = ("date", "on", "done_on", "removed_on")
COPIED = ("activity", "target", "month", "cost", "person_in_charge")


@transaction.atomic
def add_entry(group_id, *, by, request_id, model, changes):
    """Write a new line in the book of ``model``. Raises GroupError, WrongState, Resubmitted."""
    action = f"groups.add_{model._meta.model_name}"
    submission, first = Submission.claim(by, action, request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    return submission.finish(_write(model(group=_open(group_id)), changes))


@transaction.atomic
def change_entry(entry_id, *, by, version, request_id, model, changes):
    """Correct a line. Raises Stale, GroupError, WrongState, Resubmitted."""
    action = f"groups.change_{model._meta.model_name}"
    submission, first = Submission.claim(by, action, request_id, content=(entry_id, version, changes))
    if not first:
        return submission.result()
    return submission.finish(_write(_lock(model, entry_id, version), changes))


@transaction.atomic
def record_outcome(entry_id, *, by, version, request_id, state, done_on, outcome):
    """What came of a planned activity: done on a day, or dropped for a reason. Raises Stale, GroupError."""
    content = (entry_id, state, done_on, outcome)
    submission, first = Submission.claim(by, "groups.record_outcome", request_id, content=content)
    if not first:
        return submission.result()
    plan = _lock(PlannedActivity, entry_id, version)
    if plan.state != PlannedActivity.State.PLANNED:
        raise GroupError(_("Hasil kegiatan ini sudah dicatat."))
    return submission.finish(_write(plan, {"state": state, "done_on": done_on, "outcome": outcome}))


@transaction.atomic
def remove_item(entry_id, *, by, version, request_id, removed_on, removed_reason):
    """A thing leaves the inventory on a day, for a reason; its line stays. Raises Stale, GroupError."""
    content = (entry_id, removed_on, removed_reason)
    submission, first = Submission.claim(by, "groups.remove_item", request_id, content=content)
    if not first:
        return submission.result()
    item = _lock(InventoryItem, entry_id, version)
    if item.removed_on:
        raise GroupError(_("Barang ini sudah keluar dari daftar."))
    return submission.finish(_write(item, {"removed_on": removed_on, "removed_reason": removed_reason}))


@transaction.atomic
def copy_plan(group_id, *, by, request_id, year):
    """Take last year's activities into the plan of ``year``, those that it has not yet. Raises GroupError."""
    submission, first = Submission.claim(by, "groups.copy_plan", request_id, content=(group_id, year))
    if not first:
        return submission.result()
    group = _open(group_id)
    known = set(group.planned_activities.filter(year=year).values_list("activity", flat=True))
    last = [row for row in group.planned_activities.filter(year=year - 1) if row.activity not in known]
    if not last:
        raise GroupError(_("Tidak ada kegiatan tahun {year} yang belum disalin.").format(year=year - 1))
    for row in last:
        plan = PlannedActivity(group=group, year=year)
        _write(plan, {name: getattr(row, name) for name in COPIED})
    return submission.finish(group)


def _open(group_id):
    group = lock(group_id)
    if group.state == Group.State.MERGED:
        raise WrongState(_("Kelompok ini sudah digabung. Bukunya tidak berubah lagi."))
    return group


def _lock(model, entry_id, version):
    entry = model.objects.select_for_update(of=("self",)).get(pk=entry_id)
    entry.group = _open(entry.group_id)
    entry.check_version(version)
    return entry


def _write(entry, changes):
    today = clock.today(entry.group.village_id)
    for name in PAST:
        if changes.get(name) and changes[name] > today:
            raise GroupError(TEXTS["in_future"], field=name)
    taught = (entry.person_id, entry.kind) if isinstance(entry, Training) and entry.pk else None
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save()
    if isinstance(entry, Training):
        _follow(entry, taught)
    marks.mark(entry.group.village_id, Month.of(today), SUBJECT)
    return entry


def _follow(training, taught):
    """Posts held today say what the training book says; ``taught``: whom and what this line named before."""
    persons = {training.person_id} | ({taught[0]} if taught else set())
    posts = training.group.posts.select_for_update(of=("self",)).filter(person__in=persons, to_on__isnull=True)
    followed = False
    for post in posts:
        before = post.trainings
        say_trainings(post, without={taught[1]} if taught and taught[0] == post.person_id else ())
        if set(post.trainings) != set(before):
            post.version += 1
            post.save()
            followed = True
    if followed:
        touch(training.group)
