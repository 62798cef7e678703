"""Roles at places, given and ended."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles
from accounts.errors import AccountError
from accounts.models import Assignment, User
from accounts.queries import with_place_names
from core import history
from core.models import Submission
from regions import clock
from regions.models import Dusun
from regions.scope import DUSUN, NATION, REGION


@transaction.atomic
def add_assignment(user_id, *, by, request_id, changes):
    """Give a role at a place: ``role``, ``task``, ``region_code`` ("" the nation), ``dusun_id``, ``starts_on``,
    ``ends_on``; of a place that a higher floor owns ``place_kind`` and ``place_key`` as well, with the village that
    it lies in. Raises AccountError, Resubmitted."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.add_assignment", request_id, content=(user_id, changes))
    if not first:
        return submission.result()
    if user.pk == by.pk:
        raise AccountError(_("Penugasan Anda sendiri diatur oleh atasan Anda."))
    return submission.finish(assign(user, by=by, changes=changes))


@transaction.atomic
def end_assignment(assignment_id, *, by, request_id, reason):
    """End a role at once, with a reason; the account stays readable. Raises AccountError, Resubmitted."""
    row = Assignment.objects.select_for_update(of=("self",)).select_related("user").get(pk=assignment_id)
    submission, first = Submission.claim(by, "accounts.end_assignment", request_id, content=(assignment_id, reason))
    if not first:
        return submission.result()
    if row.user_id == by.pk or not by.may_give(row.role, row.region_code):
        raise AccountError(_("Penugasan ini bukan wewenang Anda."))
    if row.state == Assignment.State.OVER:
        raise AccountError(_("Penugasan ini sudah berakhir."))
    row.ended_at, row.ended_by, row.end_reason = timezone.now(), by, reason
    row.ends_on = row.last_day(clock.today(row.region_code))
    row.save()
    tell(row, _("Mengakhiri peran {role} di {place}: {reason}"), by=by, reason=reason)
    return submission.finish(row)


def end_because(rows, reason, *, by=None):
    """A step of what makes a place fall away: at once by an officer, with yesterday when nobody did it."""
    for row in rows.select_related("user"):
        today = clock.today(row.region_code)
        if by:
            row.ended_at, row.ended_by, row.ends_on = timezone.now(), by, row.last_day(today)
        else:
            row.ends_on = max(row.starts_on, today - datetime.timedelta(days=1))
        row.end_reason = str(reason)
        row.save()
        tell(row, _("Mengakhiri peran {role} di {place}: {reason}"), by=by, reason=reason)


def assign(user, *, by, changes):
    """A step of the services that give a role."""
    role, code = changes["role"], changes["region_code"]
    if not roles.fits(role, code):
        raise AccountError(_wanted_place(role), field="region_code")
    if not by.may_give(role, code):
        raise AccountError(_("Anda tidak dapat memberi peran ini di wilayah itu."), field="region_code")
    kind, key = _place_of(changes)
    if user.assignments.live(changes["starts_on"]).filter(role=role, place_kind=kind, place_key=key).exists():
        raise AccountError(_("Peran ini di tempat itu sudah dipegang."), field="role")
    row = Assignment.objects.create(
        user=user,
        role=role,
        task=changes.get("task", "") if role in (roles.KADER, roles.PENGURUS) else "",
        place_kind=kind,
        place_key=key,
        region_code=code,
        starts_on=changes["starts_on"],
        ends_on=changes.get("ends_on"),
        made_by=by,
    )
    tell(row, _("Memberi peran {role} di {place}."), by=by)
    return row


def _place_of(changes):
    """(kind, key) of the place. Raises AccountError for a dusun of another village, and for a role that is held at a
    group without one."""
    role, code = changes["role"], changes["region_code"]
    if changes.get("place_key"):
        return changes["place_kind"], changes["place_key"]
    if roles.ROLES[role].is_of_group:
        raise AccountError(_("Akun pengurus dibuat dari halaman pengurus kelompoknya."), field="role")
    dusun_id = changes.get("dusun_id") if role == roles.KADER else None
    if dusun_id and not Dusun.objects.filter(pk=dusun_id, village_id=code).exists():
        raise AccountError(_("Dusun/RW ini tidak berada di desa/kelurahan yang dipilih."), field="dusun_id")
    return (DUSUN, str(dusun_id)) if dusun_id else (REGION, code) if code else (NATION, "")


def _wanted_place(role):
    sizes = {
        0: _("Nasional"),
        2: _("provinsi"),
        4: _("kabupaten/kota"),
        6: _("kecamatan"),
        10: _("desa/kelurahan"),
    }
    places = _(" atau ").join(str(sizes[level]) for level in roles.ROLES[role].levels)
    return _("Untuk peran {role}, pilih {places}.").format(role=roles.ROLES[role].label, places=places)


def tell(row, sentence, *, by, **words):
    """One line in the history of the account."""
    with_place_names([row])
    text = sentence.format(role=row.get_role_display(), place=row.place_name, **words)
    history.record([row.user], by=by, sentence=text)
