"""Writes about exceptions for who comes late: one named officer, one group, one month, until a day."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import history
from core.dates import Month
from core.models import Submission
from groups import register_queries
from groups.errors import GroupError
from groups.models import Group, LateEntry
from regions import changes as marks
from regions import clock

SUBJECT = "late"
#: An exception is short: longer ones are given anew.
LONGEST = datetime.timedelta(days=31)


@transaction.atomic
def give_late_entry(group_id, *, by, request_id, month, officer, until, reason):
    """Let ``officer`` change a closed or verified month of a group until a day. Raises GroupError, Resubmitted."""
    content = (group_id, str(month), officer.pk, until, reason)
    submission, first = Submission.claim(by, "groups.give_late_entry", request_id, content=content)
    if not first:
        return submission.result()
    group = Group.objects.select_for_update(of=("self",)).get(pk=group_id)
    _check_officer(group, month, officer, by)
    _check_dates(group, month, until)
    if not register_queries.why_fixed(group, month):
        raise GroupError(
            _("Bulan {month} masih terbuka untuk kelompok ini. Izin tidak diperlukan.").format(month=month.name),
            field="month",
        )
    entry = LateEntry.objects.create(
        group=group, month=month.first, officer=officer, until=until, reason=reason, given_by=by
    )
    sentence = _("Memberi izin entri susulan {month} kepada {name} sampai {day}: {reason}").format(
        month=month.name, name=officer, day=date_format(until, "j F Y"), reason=reason
    )
    history.record([group], by=by, sentence=sentence)
    marks.mark(group.village_id, month, SUBJECT)
    return submission.finish(entry)


@transaction.atomic
def end_late_entry(entry_id, *, by, request_id):
    """End an exception before its day. Raises GroupError when it is over already."""
    submission, first = Submission.claim(by, "groups.end_late_entry", request_id, content=entry_id)
    if not first:
        return submission.result()
    entry = LateEntry.objects.select_for_update(of=("self",)).select_related("group", "officer").get(pk=entry_id)
    if not is_open(entry):
        raise GroupError(_("Izin ini sudah berakhir."))
    entry.ended_at = timezone.now()
    entry.save(update_fields=["ended_at"])
    month = Month.of(entry.month)
    sentence = _("Mengakhiri izin entri susulan {month} untuk {name}.").format(month=month.name, name=entry.officer)
    history.record([entry.group], by=by, sentence=sentence)
    marks.mark(entry.group.village_id, month, SUBJECT)
    return submission.finish(entry)


def is_open(entry):
    return entry.ended_at is None and entry.until >= clock.today(entry.group.village_id)


def note_use(rows, *, by, months=()):
    """Mark what ``by`` wrote by an exception: a sentence in the history of each row, and the moment on the exception.

    ``rows`` are registers, or meetings with their ``months``. A step of the services that write them.
    """
    periods = set(months) or {row.period for row in rows}
    groups = [row.group_id for row in rows]
    for month in periods:
        entries = register_queries.late_entries_of(by, groups, month)
        if not entries:
            continue
        LateEntry.objects.filter(pk__in=[entry.pk for entry in entries.values()]).update(used_at=timezone.now())
        for row in rows:
            if entry := entries.get(row.group_id):
                sentence = _("Entri susulan {month} dengan izin {name}: {reason}").format(
                    month=month.name, name=entry.given_by, reason=entry.reason
                )
                history.record([row], by=by, sentence=sentence)


def _check_officer(group, month, officer, by):
    if officer.pk == by.pk:
        raise GroupError(_("Izin diberikan kepada petugas lain, bukan kepada diri sendiri."), field="officer")
    if not officer.has_perm("groups.record_meeting", group):
        raise GroupError(_("Petugas ini tidak mencatat untuk kelompok itu. Pilih petugas lain."), field="officer")
    if register_queries.late_entries_of(officer, [group.pk], month):
        raise GroupError(_("Petugas ini sudah mempunyai izin yang masih berlaku."), field="officer")


def _check_dates(group, month, until):
    today = clock.today(group.village_id)
    if month.last >= today:
        raise GroupError(_("Bulan ini belum selesai."), field="month")
    if until < today:
        raise GroupError(_("Pilih hari ini atau sesudahnya."), field="until")
    if until > today + LONGEST:
        raise GroupError(_("Paling lama {days} hari.").format(days=LONGEST.days), field="until")
