"""One-time codes for those who forgot their password, and second factors that are lost."""

import hmac
import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import AccountError, CodeRefused
from accounts.models import ResetCode, User
from core import history
from core.encryption import lookup_hash, lookup_hashes
from core.models import Submission


@transaction.atomic
def make_reset_code(user_id, *, by, request_id):
    """A one-time code, handed over in person. Returns the code, empty on a repetition. Raises AccountError."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    submission, first = Submission.claim(by, "accounts.make_reset_code", request_id, content=user_id)
    if not first:
        return ""
    refuse_unless_managed(user, by)
    if not user.is_active or not user.assignments.live().exists():
        raise AccountError(_("Akun ini tidak punya penugasan yang berlaku. Beri penugasan dahulu."))
    code = new_code(user, by=by)
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
    refuse_unless_managed(user, by)
    Authenticator.objects.filter(user=user).delete()
    history.record([user], by=by, sentence=_("Melepas langkah kedua: {reason}").format(reason=reason))
    return submission.finish(user)


def new_code(user, *, by):
    """A step of the services that hand over a code."""
    code = f"{secrets.randbelow(10**ResetCode.DIGITS):0{ResetCode.DIGITS}d}"
    ResetCode.objects.create(user=user, made_by=by, code_hash=_hash(user, code))
    history.record([user], by=by, sentence=_("Membuat kode sekali pakai untuk kata sandi baru."))
    return code


def refuse_unless_managed(user, by):
    if not by.may_manage(user):
        raise AccountError(_("Akun ini bukan wewenang Anda."))


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
