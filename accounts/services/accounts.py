"""Making and correcting accounts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import roles
from accounts.errors import AccountError
from accounts.models import Assignment, User
from accounts.services.assignments import assign
from accounts.services.codes import new_code, refuse_unless_managed
from core.models import Submission
from regions import clock

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
    assign(user, by=by, changes=changes)
    return submission.finish(user), new_code(user, by=by)


@transaction.atomic
def create_first_administrator(*, username, name, password):
    """The one account that no officer makes, on an empty installation. Raises AccountError when there is any."""
    if User.objects.filter(is_active=True).exists():
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
        refuse_unless_managed(user, by)
    user.check_version(version)
    _refuse_names_in_use(changes, except_for=user)
    for name in set(PERSON_FIELDS) & set(changes):
        setattr(user, name, changes[name])
    user.save()
    return submission.finish(user)


def _refuse_names_in_use(person, except_for=None):
    others = User.objects.exclude(pk=except_for.pk) if except_for else User.objects.all()
    for field, lookup, text in (
        ("username", "username__iexact", _("Nama pengguna ini sudah dipakai.")),
        ("phone", "phone", _("Nomor HP ini sudah dipakai akun lain.")),
        ("email", "email__iexact", _("Alamat surel ini sudah dipakai akun lain.")),
    ):
        if person.get(field) and others.filter(**{lookup: person[field]}).exists():
            raise AccountError(text, field=field)
