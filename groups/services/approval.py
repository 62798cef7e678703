"""Many cards approved at once, as after an import."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.dates import Month
from core.models import Submission
from groups import approval_queries, rules
from groups.errors import OwnRegistration
from groups.models import Group
from regions import changes as marks
from regions import clock


@transaction.atomic
def approve_groups(group_ids, *, by, request_id):
    """Make the submitted ones among these active; the caller passes only ids that ``by`` may approve.

    Returns (how many became active now, names of those whose cards have gaps and so wait). Decided meanwhile: passed
    over. Raises OwnRegistration, with nothing approved, when she registered one of them herself.
    """
    ids = sorted(group_ids)
    _submission, first = Submission.claim(by, "groups.approve_groups", request_id, content=ids)
    if not first:
        return Group.objects.filter(pk__in=ids, approved_by=by).count(), []
    groups = list(Group.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=rules.SUBMITTED))
    if any(group.registered_by_id == by.pk for group in groups):
        raise OwnRegistration(_("Kelompok yang Anda daftarkan sendiri disetujui oleh OPD-KB."))
    gaps = approval_queries.gaps_of_many(groups)
    ready = [group for group in groups if not gaps[group.pk]]
    for group in ready:
        group.state, group.state_on, group.state_reason = rules.ACTIVE, clock.today(group.village_id), ""
        group.approved_by, group.approved_at = by, timezone.now()
        group.version += 1
    fields = ["state", "state_on", "state_reason", "approved_by", "approved_at", "version"]
    Group.objects.bulk_update(ready, fields)
    history.record(ready, by=by, sentence=_("Menyetujui kelompok ini."))
    marks.mark_many((group.village_id, Month.of(group.state_on), "groups") for group in ready)
    return len(ready), [group.name for group in groups if gaps[group.pk]]
