"""Taking a batch back, whole, while nobody has touched a row of it."""

from auditlog.context import disable_auditlog
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.dates import Month
from core.models import ImportBatch, Submission
from groups import queries
from groups.models import CommitteePost, Group, Membership
from members.imports.services import locked, tell
from members.imports.undo import Touched, changes_of, check_untouched, portions, remove, restore, tidy_dusun
from members.models import Family, Person
from regions import changes, clock

State = ImportBatch.State
#: Rows go before what they hang on.
ORDER = (CommitteePost, Membership, Person, Family, Group)


@transaction.atomic
def undo_import(batch_id, *, by, request_id):
    """Take the whole batch back. Raises Touched when somebody has worked with a row of it, WrongState."""
    submission, first = Submission.claim(by, "groups.undo_import", request_id, content=batch_id)
    if not first:
        return submission.result()
    batch = locked(batch_id, State.DONE)
    made, changed = changes_of(batch)
    check_untouched(made, changed)
    try:
        with transaction.atomic(), disable_auditlog():
            places = set(Group.objects.filter(pk__in=list(made[Group])).values_list("village_id", flat=True))
            groups = _undo(made, changed)
    except (ProtectedError, IntegrityError):
        raise Touched from None
    tidy_dusun(batch)
    text = _("Impor dari berkas {name} dibatalkan.").format(name=batch.source.name)
    history.record(groups, by=by, sentence=text)
    month = Month.of(clock.today(batch.village_id))
    places |= {group.village_id for group in groups}
    changes.mark_many((place, month, subject) for place in places for subject in ("groups", "memberships"))
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.save()
    tell(batch, _("Membatalkan impor."), by=by)
    return submission.finish(batch)


def _undo(made, changed):
    """The recorded groups that are as they were again."""
    touched = set(changed[Group])
    for model in (CommitteePost, Membership):
        for keys in portions(made[model]):
            touched |= set(model.objects.filter(pk__in=keys).values_list("group_id", flat=True))
    for model in ORDER:
        remove(model, made[model])
    restore(Group, {key: before for key, (_version, before) in changed[Group].items()})
    groups = list(Group.objects.filter(pk__in=touched - set(made[Group])))
    keys = queries.search_keys(groups)
    for group in groups:
        group.search_key = keys[group.pk]
        group.member_count = group.memberships.filter(left_on__isnull=True).count()
    Group.objects.bulk_update(groups, ["search_key", "member_count"], batch_size=200)
    return groups
