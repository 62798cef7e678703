"""One short transaction: everything was read, checked, built and encrypted before it begins."""

from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.bulk import KeyOf, Prepared
from core.dates import Month
from core.models import ImportBatch, ImportChange
from groups.imports import wording
from groups.imports.plan import CARD_COLUMNS, FOLLOWING
from groups.models import CommitteePost, Group, Membership
from members.imports.plan import RegisterMoved
from members.models import Family, Person
from regions import changes
from regions.models import Dusun, Region
from regions.scope import Scope

State = ImportBatch.State
PORTION = 500


def write(plan, *, batch, by, since, lease=None):
    """Write ``plan``, made of what stood in the register at ``since``, and end the batch.

    Raises RegisterMoved, with nothing written, when somebody changed the groups meanwhile; LeaseLost when another
    worker took over.
    """
    rows = _rows(plan, batch, by)
    try:
        with transaction.atomic():
            _write(rows, plan, batch.pk, since, lease)
    except IntegrityError:
        raise RegisterMoved from None


def _rows(plan, batch, by):
    """The statements, made ready before the transaction."""
    groups = [*CARD_COLUMNS, *FOLLOWING, "version", "updated_at"]
    return [
        Prepared(Dusun, plan.dusun.values()),
        Prepared(Group, plan.groups),
        Prepared(Group, plan.touched, update=groups),
        Prepared(Family, plan.families),
        Prepared(Person, plan.persons),
        Prepared(Membership, plan.memberships),
        Prepared(CommitteePost, plan.posts),
        Prepared(ImportChange, _undo_notes(plan, batch)),
        Prepared(LogEntry, _history(plan, batch, by)),
    ]


def _write(rows, plan, batch_id, since, lease):
    if lease:
        lease.renew()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != State.COMMITTING:
        return
    # Imports into one place follow one another, so that what the check saw still holds.
    Region.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.village_id)
    if _has_moved(batch.village_id, since) or not _are_there(plan.known_persons):
        raise RegisterMoved
    for prepared in rows:
        prepared.write()
    changes.mark_many(_marks(plan, batch))
    batch.state, batch.committed_at, batch.progress = State.DONE, timezone.now(), 100
    batch.totals = {**batch.totals, **plan.counts}
    batch.save()


def _has_moved(code, since):
    """True when a group of the place, its roll or its committee was written after the check began to read."""
    place = Scope.of({code})
    return Group.objects.filter(place.q("village_id"), updated_at__gte=since).exists() or any(
        model.objects.filter(place.q("group__village_id"), updated_at__gte=since).exists()
        for model in (Membership, CommitteePost)
    )


def _are_there(person_keys):
    keys = sorted(person_keys)
    portions = [keys[start : start + PORTION] for start in range(0, len(keys), PORTION)]
    return sum(Person.objects.active().filter(pk__in=portion).count() for portion in portions) == len(keys)


def _undo_notes(plan, batch):
    """What an undo needs: each row, the version it got, and what it was before."""
    made = [*plan.dusun.values(), *plan.groups, *plan.families, *plan.persons, *plan.memberships, *plan.posts]
    notes = [
        ImportChange(batch=batch, model=row._meta.label, object_pk=KeyOf(row), version=getattr(row, "version", 1))
        for row in made
    ]
    return notes + [
        ImportChange(batch=batch, model=row._meta.label, object_pk=row.pk, version=row.version, before=before)
        for row, before in plan.before.items()
    ]


def _history(plan, batch, by):
    """One sentence for each new group and family; for a changed card, what changed; for a roll, how it grew."""
    text = _("Diimpor dari berkas {name}.").format(name=batch.source.name)
    lines = history.entries([*plan.groups, *plan.families], by=by, sentence=text)
    for group, changed in plan.sentences.items():
        text = _("Diubah lewat impor: {changes}").format(changes=wording.sentence(changed))
        lines += history.entries([group], by=by, sentence=text)
    grown = [group for group in plan.touched if group not in plan.sentences]
    text = _("Anggota atau pengurus ditambah lewat impor dari berkas {name}.").format(name=batch.source.name)
    return lines + history.entries(grown, by=by, sentence=text)


def _marks(plan, batch):
    month = Month.of(batch.as_of)
    marks = {(group.village_id, month, "groups") for group in [*plan.groups, *plan.touched]}
    marks |= {(row.group.village_id, month, "memberships") for row in plan.memberships}
    return marks | {(person.village_id, month, "members") for person in plan.persons}
