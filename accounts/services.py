"""Making and ending accounts and assignments, and one-time codes for those who forgot their password."""

import hmac
import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles
from accounts.errors import AccountError, CodeRefused
from accounts.models import Assignment, ResetCode, User
from accounts.queries import with_place_names
from core import history
from core.encryption import lookup_hash, lookup_hashes
from core.models import Submission
from regions import clock
from regions.models import Dusun

PERSON_FIELDS = ("name", "salutation", "username", "phone", "email")


@transaction.atomic
def create_account(*, by, request_id, changes):
    """Make an account with its first assignment. Returns (user, code).

    ``changes`` are PERSON_FIELDS and those of ``add_assignment``. The one-time code, with which she sets her password
    in person, is known here alone; a repetition returns an empty one. Raises AccountError, Resubmitted.
    """
    submission, first = Submission.claim(by, "accounts.create_account", request_id, content=changes)
    if not first:
        return submission.result(), ""
    person = {name: changes[name] for name in PERSON_FIELDS}
    _refuse_names_in_use(person)
    user = User(**person, created_by=by)
    user.set_unusable_password()
    user.save()
    _assign(user, by=by, changes=changes)
    return submission.finish(user), _new_code(user, by=by)


@transaction.atomic
def create_first_administrator(*, username, name, password):
    """The one account that no officer makes, on an empty installation. Raises AccountError when there is any."""
    if User.objects.exists():
        raise AccountError(_("Sudah ada akun. Administrator berikutnya dibuat lewat halaman Akun."))
    user = User.objects.create_user(username=username, name=name, password=password)
    Assignment.objects.create(user=user, role=roles.ADMIN, place_kind="nation", starts_on=clock.today(""), made_by=user)
    return user


@transaction.atomic
def update_account(user_id, *, by, version, request_id, changes):
    """Correct name, salutation, phone or e-mail. Raises AccountError, Stale, Resubmitted."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.update_account", request_id, content=(user_id, version, changes))
    if not first:
        return submission.result()
    if by.pk != user.pk:
        _refuse_unless_managed(user, by)
    user.check_version(version)
    _refuse_names_in_use(changes, except_for=user)
    for name in set(PERSON_FIELDS) & set(changes):
        setattr(user, name, changes[name])
    user.save()
    return submission.finish(user)


@transaction.atomic
def add_assignment(user_id, *, by, request_id, changes):
    """Give a role at a place: ``role``, ``task``, ``region_code`` ("" the nation), ``dusun_id``, ``starts_on``,
    ``ends_on``. Raises AccountError, Resubmitted."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.add_assignment", request_id, content=(user_id, changes))
    if not first:
        return submission.result()
    if user.pk == by.pk:
        raise AccountError(_("Penugasan Anda sendiri diatur oleh atasan Anda."))
    return submission.finish(_assign(user, by=by, changes=changes))


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
    _tell(row, by, _("Mengakhiri peran {role} di {place}: {reason}"), reason=reason)
    return submission.finish(row)


@transaction.atomic
def make_reset_code(user_id, *, by, request_id):
    """A one-time code, handed over in person. Returns the code, empty on a repetition. Raises AccountError."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.make_reset_code", request_id, content=user_id)
    if not first:
        return ""
    _refuse_unless_managed(user, by)
    if not user.is_active or not user.assignments.live().exists():
        raise AccountError(_("Akun ini tidak punya penugasan yang berlaku. Beri penugasan dahulu."))
    code = _new_code(user, by=by)
    submission.finish(user)
    return code


def use_reset_code(login, code, password):
    """Set a new password with a one-time code. Returns the user.

    Raises CodeRefused with the same sentence for every cause: no such account, no code, wrong, used, too old, guessed
    at five times. The attempt is counted even so.
    """
    with transaction.atomic():
        user = User.objects.signing_in_as(login)
        is_right = _spend_attempt(user, code)
        if is_right:
            user.set_password(password)
            user.must_change_password = False
            user.save(update_fields=["password", "must_change_password"])
            history.record([user], by=user, sentence=_("Membuat kata sandi baru dengan kode sekali pakai."))
    if not is_right:
        raise CodeRefused(
            _("Kode tidak cocok atau tidak berlaku lagi. Mintalah kode baru kepada PKB atau OPD-KB Anda.")
        )
    return user


@transaction.atomic
def remove_second_factor(user_id, *, by, request_id, reason):
    """For an officer whose phone and recovery codes are lost: she sets up a new one at the next sign-in."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.remove_second_factor", request_id, content=(user_id, reason))
    if not first:
        return submission.result()
    _refuse_unless_managed(user, by)
    Authenticator.objects.filter(user=user).delete()
    history.record([user], by=by, sentence=_("Melepas langkah kedua: {reason}").format(reason=reason))
    return submission.finish(user)


def _assign(user, *, by, changes):
    role, code = changes["role"], changes["region_code"]
    if not roles.fits(role, code):
        raise AccountError(_wanted_place(role), field="region_code")
    if not by.may_give(role, code):
        raise AccountError(_("Anda tidak dapat memberi peran ini di wilayah itu."), field="region_code")
    dusun_id = changes.get("dusun_id") if role == roles.KADER else None
    if dusun_id and not Dusun.objects.filter(pk=dusun_id, village_id=code).exists():
        raise AccountError(_("Dusun/RW ini tidak berada di desa/kelurahan yang dipilih."), field="dusun_id")
    kind, key = ("dusun", str(dusun_id)) if dusun_id else ("region", code) if code else ("nation", "")
    if user.assignments.live(changes["starts_on"]).filter(role=role, place_kind=kind, place_key=key).exists():
        raise AccountError(_("Peran ini di tempat itu sudah dipegang."), field="role")
    row = Assignment.objects.create(
        user=user,
        role=role,
        task=changes.get("task", "") if role == roles.KADER else "",
        place_kind=kind,
        place_key=key,
        region_code=code,
        starts_on=changes["starts_on"],
        ends_on=changes.get("ends_on"),
        made_by=by,
    )
    _tell(row, by, _("Memberi peran {role} di {place}."))
    return row


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


def _refuse_names_in_use(person, except_for=None):
    others = User.objects.exclude(pk=except_for.pk) if except_for else User.objects.all()
    for field, lookup, text in (
        ("username", "username__iexact", _("Nama pengguna ini sudah dipakai.")),
        ("phone", "phone", _("Nomor HP ini sudah dipakai akun lain.")),
        ("email", "email__iexact", _("Alamat surel ini sudah dipakai akun lain.")),
    ):
        if person.get(field) and others.filter(**{lookup: person[field]}).exists():
            raise AccountError(text, field=field)


def _refuse_unless_managed(user, by):
    if not by.may_manage(user):
        raise AccountError(_("Akun ini bukan wewenang Anda."))


def _new_code(user, *, by):
    code = f"{secrets.randbelow(10**ResetCode.DIGITS):0{ResetCode.DIGITS}d}"
    ResetCode.objects.create(user=user, made_by=by, code_hash=_hash(user, code))
    history.record([user], by=by, sentence=_("Membuat kode sekali pakai untuk kata sandi baru."))
    return code


def _spend_attempt(user, code):
    """True when ``code`` is the newest of ``user`` and still open; it is spent by that. Wrong ones are counted."""
    kept = user and ResetCode.objects.select_for_update(of=("self",)).filter(user=user).first()
    if not kept or not kept.is_open or not user.is_active:
        return False
    kept.attempts += 1
    is_right = any(hmac.compare_digest(kept.code_hash, each) for each in _hashes(user, code))
    if is_right:
        kept.used_at = timezone.now()
    kept.save(update_fields=["attempts", "used_at"])
    return is_right


def _hash(user, code):
    return lookup_hash(f"reset:{user.pk}:{code}")


def _hashes(user, code):
    return lookup_hashes(f"reset:{user.pk}:{code}")


def _tell(row, by, sentence, **words):
    """One line in the history of the account."""
    with_place_names([row])
    text = sentence.format(role=row.get_role_display(), place=row.place_name, **words)
    history.record([row.user], by=by, sentence=text)
