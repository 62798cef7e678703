"""Who of the companion team (TPK) accompanies a family, and sees its health for that reason alone."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts import services as accounts
from accounts.models import Assignment
from core.models import Submission
from members import companion_queries
from members.errors import MemberError
from members.models import Family
from members.services.rows import locked, refuse_inactive
from regions import clock
from regions.scope import FAMILY


@transaction.atomic
def add_companion(family_id, *, by, request_id, user_id):
    """Entrust the family to a kader of the team in its village, from today on. Returns the assignment.

    Raises MemberError for anyone else, AccountError, Resubmitted.
    """
    submission, first = Submission.claim(by, "members.add_companion", request_id, content=(family_id, user_id))
    if not first:
        return submission.result()
    family = locked(Family, family_id)
    refuse_inactive(family)
    if not companion_queries.team_of(family, by).filter(pk=user_id).exists():
        raise MemberError(_("Pilih kader Tim Pendamping Keluarga di desa/kelurahan ini."), field="user")
    place = {
        "role": roles.KADER,
        "task": roles.TPK,
        "region_code": family.village_id,
        "place_kind": FAMILY,
        "place_key": str(family.public_id),
        "starts_on": clock.today(family.village_id),
    }
    return submission.finish(accounts.add_assignment(user_id, by=by, request_id=None, changes=place))


@transaction.atomic
def follow_families():
    """A companion goes with a family that was merged into another, and ends with one that left the village or the
    register. Repeats itself without harm."""
    rows = Assignment.objects.live().filter(place_kind=FAMILY, end_reason="")
    families = Family.objects.select_related("merged_into").in_bulk(
        rows.values_list("place_key", flat=True), field_name="public_id"
    )
    by_key = {str(key): family for key, family in families.items()}
    for row in rows:
        family = by_key.get(row.place_key)
        if family and family.merged_into:
            row.place_key, family = str(family.merged_into.public_id), family.merged_into
            row.save(update_fields=["place_key"])
        if family is None or not family.is_active or family.village_id != row.region_code:
            accounts.end_because(Assignment.objects.filter(pk=row.pk), _("Keluarga ini tidak lagi di wilayahnya."))
