"""Writes about coaching visits: what was found, what was agreed, and that it was done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import Submission
from groups.errors import TEXTS, GroupError, WrongState
from groups.models import CoachingVisit, Group
from regions import changes as marks
from regions import clock

SUBJECT = "visits"


@transaction.atomic
def record_visit(group_id, *, by, request_id, changes):
    """Keep a visit of the officer ``by``: date, kind, step, finding, action, due_on. Raises GroupError, WrongState."""
    submission, first = Submission.claim(by, "groups.record_visit", request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    group = Group.objects.select_for_update(of=("self",)).get(pk=group_id)
    if group.state == Group.State.MERGED:
        raise WrongState(_("Kelompok ini sudah digabung. Catat kunjungan pada kelompok yang menerimanya."))
    visit = CoachingVisit(group=group, village_id=group.village_id, officer=by)
    return submission.finish(_write(visit, changes))


@transaction.atomic
def update_visit(visit_id, *, by, version, request_id, changes):
    """Correct a visit of one's own. Raises Stale, GroupError."""
    submission, first = Submission.claim(by, "groups.update_visit", request_id, content=(visit_id, version, changes))
    if not first:
        return submission.result()
    visit = _lock(visit_id, version)
    if visit.officer_id != by.pk:
        raise GroupError(_("Kunjungan ini dicatat petugas lain. Hanya dia yang mengubahnya."))
    return submission.finish(_write(visit, changes))


@transaction.atomic
def finish_action(visit_id, *, by, version, request_id, done_on, done_note):
    """What was agreed has been done, on a day, with what came of it. Raises Stale, GroupError."""
    content = (visit_id, done_on, done_note)
    submission, first = Submission.claim(by, "groups.finish_action", request_id, content=content)
    if not first:
        return submission.result()
    visit = _lock(visit_id, version)
    if not visit.action or visit.done_on:
        raise GroupError(_("Tidak ada tindak lanjut yang masih terbuka."))
    if done_on < visit.date:
        raise GroupError(_("Tindak lanjut tidak mungkin selesai sebelum kunjungannya."), field="done_on")
    if done_on > clock.today(visit.village_id):
        raise GroupError(TEXTS["in_future"], field="done_on")
    visit.done_on, visit.done_note = done_on, done_note
    visit.save()
    return submission.finish(_mark(visit, {Month.of(done_on)}))


def _lock(visit_id, version):
    visit = CoachingVisit.objects.select_for_update(of=("self",)).get(pk=visit_id)
    visit.check_version(version)
    return visit


def _write(visit, changes):
    if changes["date"] > clock.today(visit.village_id):
        raise GroupError(TEXTS["in_future"], field="date")
    if visit.done_on and (not changes["action"] or visit.done_on < changes["date"]):
        raise GroupError(_("Tindak lanjutnya sudah selesai; tanggal dan isinya harus tetap cocok."), field="action")
    months = {Month.of(changes["date"])} | ({Month.of(visit.date)} if visit.pk else set())
    for name, value in changes.items():
        setattr(visit, name, value)
    visit.save()
    return _mark(visit, months)


def _mark(visit, months):
    for month in sorted(months):
        marks.mark(visit.village_id, month, SUBJECT)
    return visit
