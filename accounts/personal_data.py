"""The only way to a masked field, and the log of every look.

The session carries the purpose of this visit or meeting (30 minutes at most), asked once. A view that needs one
redirects to ``accounts:purpose?next=…`` when PurposeMissing is raised.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PersonalDataAccess
from core.errors import RuleError
from regions import clock

SESSION_KEY = "purpose_of_looks"
LIFETIME = datetime.timedelta(minutes=30)


class PurposeMissing(RuleError):
    """The officer has not said why she looks, or said it too long ago."""


def set_purpose(request, purpose, note=""):
    """Remember why this officer looks at personal data, for the next 30 minutes."""
    if purpose not in PersonalDataAccess.ASKED:
        raise RuleError(_("Pilih keperluan yang ada dalam daftar."), field="purpose")
    request.session[SESSION_KEY] = {
        "purpose": purpose,
        "note": note[:200],
        "until": (timezone.now() + LIFETIME).isoformat(),
    }


def forget_purpose(request):
    """Ask again: what was said here does not hold for other places."""
    request.session.pop(SESSION_KEY, None)


def purpose_of(request):
    """(purpose, note) while it holds, else None."""
    kept = request.session.get(SESSION_KEY)
    if not kept or datetime.datetime.fromisoformat(kept["until"]) < timezone.now():
        return None
    return kept["purpose"], kept["note"]


def reveal(request, row, field, *, permission):
    """The clear value of ``field`` of ``row``; writes one line in the log for each look.

    Raises PermissionDenied without ``permission`` for this row, for a field that is not a personal one, and outside a
    POST (a link must not open data); PurposeMissing without a purpose.
    """
    may_look = request.method == "POST" and field in row.PERSONAL and request.user.has_perm(permission, row)
    if not may_look:
        raise PermissionDenied
    kept = purpose_of(request)
    if kept is None:
        raise PurposeMissing(_("Sebutkan dahulu keperluan membuka data ini."))
    purpose, note = kept
    log(request.user, row, [field], purpose=purpose, note=note)
    return getattr(row, field)


def log(user, row, fields, *, purpose, note=""):
    """Write one look at ``fields`` of ``row``."""
    return PersonalDataAccess.objects.create(
        user=user,
        model=row._meta.label_lower,
        object_id=str(row.pk),
        fields=",".join(sorted(fields)),
        purpose=purpose,
        note=note,
        region_code=getattr(row, "village_id", "") or "",
    )


def log_each(user, rows, fields, *, purpose, note=""):
    """Write one look at ``fields`` of each of ``rows``, in one insert."""
    PersonalDataAccess.objects.bulk_create(
        PersonalDataAccess(
            user=user,
            model=row._meta.label_lower,
            object_id=str(row.pk),
            fields=",".join(sorted(fields)),
            purpose=purpose,
            note=note,
            region_code=getattr(row, "village_id", "") or "",
        )
        for row in rows
    )


def log_daily(user, rows, fields):
    """For a role that works with a health field every day: one line per person and day."""
    rows = list(rows)
    if not rows:
        return
    here = timezone.now().astimezone(clock.zone_of(user.clock_code))
    since = here.replace(hour=0, minute=0, second=0, microsecond=0)
    label = rows[0]._meta.label_lower
    joined = ",".join(sorted(fields))
    keys = [str(row.pk) for row in rows]
    known = set(
        PersonalDataAccess.objects.filter(
            user=user, model=label, object_id__in=keys, fields=joined, at__gte=since
        ).values_list("object_id", flat=True)
    )
    PersonalDataAccess.objects.bulk_create(
        PersonalDataAccess(
            user=user,
            model=label,
            object_id=str(row.pk),
            fields=joined,
            purpose=PersonalDataAccess.Purpose.DAILY,
            region_code=getattr(row, "village_id", "") or "",
        )
        for row in rows
        if str(row.pk) not in known
    )


@transaction.atomic
def log_export(user, model_label, fields, *, rows, region_code, purpose, note=""):
    """Every export and every PDF with personal data writes one row."""
    return PersonalDataAccess.objects.create(
        user=user,
        model=model_label,
        fields=",".join(sorted(fields))[:200],
        purpose=purpose,
        note=note[:200],
        rows=rows,
        region_code=region_code,
    )
