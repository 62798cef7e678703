"""The card K/0 looked through with the group each January, and signed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import Submission
from groups import queries, rules
from groups.errors import TEXTS, GroupError, Incomplete, WrongState
from groups.models import CardRenewal
from groups.services.card import lock, touch
from regions import changes as marks
from regions import clock


@transaction.atomic
def renew_card(group_id, *, by, version, request_id, signed_on, signed_place):
    """Note that this year's card was checked and signed. Raises Stale, WrongState, Incomplete, GroupError."""
    content = (group_id, signed_on, signed_place)
    submission, first = Submission.claim(by, "groups.renew_card", request_id, content=content)
    if not first:
        return submission.result()
    group = lock(group_id)
    group.check_version(version)
    year = _check(group, signed_on)
    group.signed_on, group.signed_place = signed_on, signed_place
    touch(group)
    renewal = CardRenewal.objects.create(group=group, year=year, renewed_on=signed_on, renewed_by=by)
    marks.mark(group.village_id, Month.of(signed_on), "groups")
    return submission.finish(renewal)


def _check(group, signed_on):
    """The year that is renewed: this one at the group's own place."""
    today = clock.today(group.village_id)
    if group.state != rules.ACTIVE:
        raise WrongState(_("Hanya kartu kelompok aktif yang diperbarui."))
    if gaps := queries.gaps_of(group):
        raise Incomplete(gaps)
    if signed_on > today:
        raise GroupError(TEXTS["in_future"], field="signed_on")
    if signed_on.year != today.year:
        raise GroupError(_("Tanggal tanda tangan harus di tahun {year}.").format(year=today.year), field="signed_on")
    if group.renewals.filter(year=today.year).exists():
        raise GroupError(_("K/0 {year} kelompok ini sudah diperbarui.").format(year=today.year))
    return today.year
