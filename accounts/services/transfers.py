"""All villages of one officer pass to another on a day, in one step; nothing falls between."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import transfer_queries
from accounts.errors import AccountError
from accounts.models import Assignment, Transfer, User
from accounts.services.assignments import tell
from core import history
from core.models import Submission
from regions import clock


@transaction.atomic
def transfer_villages(giver_id, *, by, request_id, changes):
    """End every assignment of the giver that ``by`` may hand over on the day before ``on``, and begin the same for the
    taker. ``changes``: taker_id, on (today or later), reason. Returns the Transfer.

    Raises AccountError, Resubmitted.
    """
    submission, first = Submission.claim(by, "accounts.transfer_villages", request_id, content=(giver_id, changes))
    if not first:
        return submission.result()
    giver, taker = _locked(giver_id, changes["taker_id"])
    on, region_code = changes["on"], by.home_code
    _check(giver, taker, by, on, region_code)
    rows = transfer_queries.passing(giver, by, on)
    if not rows:
        raise AccountError(_("Tidak ada penugasan yang dapat Anda serahkan pada tanggal itu."), field="on")
    transfer = Transfer.objects.create(
        giver=giver, taker=taker, on=on, reason=changes["reason"], region_code=region_code, by=by
    )
    for row in rows:
        _pass_on(row, transfer)
    transfer.save(update_fields=["cut"])
    history.record([transfer], by=by, sentence=_("Mencatat serah terima."))
    return submission.finish(transfer)


@transaction.atomic
def undo_transfer(transfer_id, *, by, request_id, reason):
    """Before the day: the giver's assignments run on as they did, the taker's never begin. What was changed by other
    means since stays. Raises AccountError, Resubmitted."""
    submission, first = Submission.claim(by, "accounts.undo_transfer", request_id, content=(transfer_id, reason))
    if not first:
        return submission.result()
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer_id)
    if not transfer.may_be_undone:
        raise AccountError(_("Serah terima ini sudah berlaku atau sudah dibatalkan."))
    _locked(transfer.giver_id, transfer.taker_id)
    for row in Assignment.objects.filter(pk__in=transfer.cut):
        _restore(row, transfer, by)
    for row in transfer.assignments.filter(ended_at__isnull=True):
        _call_off(row, reason, by)
    transfer.undone_by, transfer.undone_at = by, timezone.now()
    transfer.save(update_fields=["undone_by", "undone_at"])
    history.record([transfer], by=by, sentence=_("Membatalkan serah terima."))
    return submission.finish(transfer)


def _locked(*user_ids):
    """Both officers, held in the order of their keys, given back in the order asked for."""
    users = {
        user.pk: user for user in User.objects.select_for_update(of=("self",)).filter(pk__in=user_ids).order_by("pk")
    }
    return [users[pk] for pk in user_ids]


def _check(giver, taker, by, on, region_code):
    if giver.pk == taker.pk:
        raise AccountError(_("Pilih petugas lain sebagai penerima."), field="taker")
    if by.pk in (giver.pk, taker.pk):
        raise AccountError(_("Penugasan Anda sendiri diatur oleh atasan Anda."), field="taker")
    if not transfer_queries.takers(giver, by).filter(pk=taker.pk).exists():
        raise AccountError(_("Petugas ini di luar wilayah Anda."), field="taker")
    if on < clock.today(region_code):
        raise AccountError(_("Tanggal serah terima tidak boleh sudah lewat."), field="on")


def _pass_on(row, transfer):
    transfer.cut[str(row.pk)] = row.ends_on.isoformat() if row.ends_on else ""
    begins, ends, key = max(row.starts_on, transfer.on), row.ends_on, row.place_key
    if row.starts_on < transfer.on:
        row.ends_on = transfer.on - datetime.timedelta(days=1)
    else:
        row.ended_at, row.ended_by = timezone.now(), transfer.by
    row.end_reason = transfer.reason
    row.save()
    tell(row, _("Menyerahkan peran {role} di {place} kepada {name}."), by=transfer.by, name=transfer.taker.name)
    if _holds(transfer.taker, row, begins, ends):
        return
    new = Assignment.objects.create(
        user=transfer.taker,
        role=row.role,
        task=row.task,
        place_kind=row.place_kind,
        place_key=key,
        region_code=row.region_code,
        starts_on=begins,
        ends_on=ends,
        made_by=transfer.by,
        transfer=transfer,
    )
    day = date_format(begins, "j F Y")
    tell(new, _("Menerima peran {role} di {place} mulai {day}."), by=transfer.by, day=day)


def _holds(taker, row, begins, ends):
    """True when the taker holds the same role there all that time already."""
    same = taker.assignments.live(begins).filter(
        role=row.role, task=row.task, place_kind=row.place_kind, place_key=row.place_key, starts_on__lte=begins
    )
    return any(own.ends_on is None or (ends and own.ends_on >= ends) for own in same)


def _restore(row, transfer, by):
    """Only what still stands as the transfer left it."""
    is_cut = row.ended_at is None and row.ends_on == transfer.on - datetime.timedelta(days=1)
    is_called_off = row.ended_at is not None and row.ended_by_id == transfer.by_id
    if row.end_reason != transfer.reason or not (is_cut or is_called_off):
        return
    before = transfer.cut[str(row.pk)]
    row.ends_on = datetime.date.fromisoformat(before) if before else None
    row.ended_at = row.ended_by = None
    row.end_reason = ""
    row.save()
    tell(row, _("Serah terima dibatalkan: peran {role} di {place} berlanjut."), by=by)


def _call_off(row, reason, by):
    row.ended_at, row.ended_by, row.end_reason = timezone.now(), by, reason
    row.save()
    tell(row, _("Serah terima dibatalkan: peran {role} di {place} tidak jadi mulai."), by=by)
