"""Writes about the closing of months: what was sent upward is kept as it was, each correction as the next revision."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import history
from core.models import Submission
from groups import recap_queries, register_queries
from groups.errors import ClosedPeriod, GroupError
from groups.models import MonthClosing, MonthFigures, Register
from groups.services.register import SUBJECT, hold_regions
from regions import changes as marks
from regions import clock
from regions.models import Region
from regions.scope import Scope

State = Register.State


@transaction.atomic
def close_month(region_code, *, by, request_id, month):
    """Close ``month`` for a region: its figures are kept for each village, reported registers become fixed.

    Closed again after it was opened, or after late data, it becomes the next revision. Raises GroupError while the
    month runs, ClosedPeriod when there is nothing to close.
    """
    submission, first = Submission.claim(by, "groups.close_month", request_id, content=(region_code, str(month)))
    if not first:
        return submission.result()
    hold_regions([region_code])
    if month.last >= clock.today(region_code):
        raise GroupError(_("Bulan ini belum selesai."))
    latest = register_queries.latest_closing(region_code, month)
    if latest and latest.is_closed and not register_queries.late_data_since(latest):
        raise ClosedPeriod(_("Bulan ini sudah ditutup."))
    closing = MonthClosing.objects.create(
        region_code=region_code,
        month=month.first,
        is_closed=True,
        revision=latest.revision + 1 if latest else 1,
        reason=_why_again(latest),
        by=by,
    )
    _keep_figures(closing, month)
    rows = _registers_under(region_code, month, (State.VERIFIED, State.BY_PKB))
    _set_states(rows, by, _("Menutup bulan."), State.CLOSED)
    return submission.finish(closing)


@transaction.atomic
def reopen_month(region_code, *, by, request_id, month, reason):
    """Open a closed month again, with a reason: registers are verified or typed by the PKB, as they were before."""
    content = (region_code, str(month), reason)
    submission, first = Submission.claim(by, "groups.reopen_month", request_id, content=content)
    if not first:
        return submission.result()
    hold_regions([region_code])
    latest = register_queries.latest_closing(region_code, month)
    if latest is None or not latest.is_closed:
        raise GroupError(_("Bulan ini tidak sedang ditutup."))
    closing = MonthClosing.objects.create(
        region_code=region_code,
        month=month.first,
        is_closed=False,
        revision=latest.revision,
        reason=reason,
        by=by,
    )
    rows = _registers_under(region_code, month, (State.CLOSED,))
    sentence = _("Membuka kembali bulan: {reason}").format(reason=reason)
    _set_states([row for row in rows if row.verified_by_id], by, sentence, State.VERIFIED)
    _set_states([row for row in rows if not row.verified_by_id], by, sentence, State.BY_PKB)
    return submission.finish(closing)


def _why_again(latest):
    """Of a revision: the reason of opening, or those of the exceptions that brought late data."""
    if latest is None:
        return ""
    if not latest.is_closed:
        return latest.reason
    return "; ".join(dict.fromkeys(entry.reason for entry in register_queries.late_data_since(latest)))[:300]


def _keep_figures(closing, month):
    """One row for each village, those without a group as well: what is missing would read as forgotten."""
    scope = Scope.of([closing.region_code])
    found = recap_queries.live([closing.region_code], month)
    codes = Region.objects.villages().current().filter(scope.q("code")).values_list("code", flat=True)
    villages = {code: recap_queries.Village(code) for code in codes} | found
    MonthFigures.objects.bulk_create(
        MonthFigures(
            closing=closing,
            village_id=code,
            month=month.first,
            revision=closing.revision,
            figures={name: getattr(village.figures, name) for name in recap_queries.KEPT},
            missing=village.missing,
        )
        for code, village in sorted(villages.items())
    )
    marks.mark_many((code, month, SUBJECT) for code in villages)


def _registers_under(region_code, month, states):
    rows = Register.objects.select_for_update(of=("self",)).of_month(month).filter(state__in=states)
    return list(rows.filter(Scope.of({region_code}).q("village_id")))


def _set_states(rows, by, sentence, state):
    Register.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, version=F("version") + 1)
    history.record(rows, by=by, sentence=sentence)
    marks.mark_many((row.village_id, row.period, SUBJECT) for row in rows)
