"""One short transaction: everything was read, checked, built and encrypted before it begins."""

from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.bulk import KeyOf, Prepared
from core.dates import Month
from core.models import ImportBatch, ImportChange
from members.imports import wording
from members.imports.plan import EPISODE_COLUMNS, FAMILY_COLUMNS, PERSON_COLUMNS, RegisterMoved
from members.models import Family, KbEpisode, Person, Pregnancy
from members.services.summary import refresh_family
from regions import changes
from regions.models import Dusun, Region

HEAD = Person.Relation.HEAD
PORTION = 500
State = ImportBatch.State


class Writes:
    """The statements of a plan, made ready before the transaction."""

    def __init__(self, plan, batch, by):
        self.plan = plan
        people = plan.changed_persons
        step_back = [person for person in people if person.relation != HEAD]
        # New families before their persons; who lays down the head's post before who takes it up.
        self.rows = [
            Prepared(Dusun, plan.dusun.values()),
            Prepared(Family, plan.families),
            _overwritten(Family, plan.changed_families, FAMILY_COLUMNS),
            _overwritten(Person, step_back, PERSON_COLUMNS),
            _overwritten(Person, [person for person in people if person.relation == HEAD], PERSON_COLUMNS),
            Prepared(Person, plan.persons),
            _overwritten(KbEpisode, plan.changed_episodes, EPISODE_COLUMNS),
            Prepared(KbEpisode, plan.episodes),
            Prepared(Pregnancy, plan.pregnancies),
        ]
        self.rows += [Prepared(ImportChange, _undo_notes(plan, batch)), Prepared(LogEntry, _history(plan, batch, by))]

    def write(self):
        for prepared in self.rows:
            prepared.write()
        follow_dusun([family.pk for family in self.plan.changed_families])
        refresh_family(self.plan.touched)


def write(plan, *, batch, by, lease=None):
    """Write ``plan`` and end the batch; returns False when the batch was written before.

    Raises RegisterMoved, with nothing written, when somebody changed the village since the check; LeaseLost when
    another worker took over.
    """
    writes, marks = Writes(plan, batch, by), _marks(plan, batch)
    try:
        with transaction.atomic():
            return _write(writes, marks, batch.pk, lease)
    except IntegrityError:
        raise RegisterMoved from None


def _write(writes, marks, batch_id, lease):
    if lease:
        lease.renew()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != State.COMMITTING:
        return False
    # Imports into one village follow one another, so that what the check saw still holds.
    Region.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.village_id)
    if _has_moved(batch):
        raise RegisterMoved
    writes.write()
    changes.mark_many(marks)
    batch.state, batch.committed_at, batch.progress = State.DONE, timezone.now(), 100
    batch.totals = {**batch.totals, **writes.plan.counts}
    batch.save()
    return True


def _has_moved(batch):
    """True when anything of the village was written after the check began to read it."""
    return any(
        model.objects.filter(village_id=batch.village_id, updated_at__gte=batch.checked_at).exists()
        for model in (Person, Family, KbEpisode, Pregnancy)
    )


def _overwritten(model, rows, columns):
    return Prepared(model, rows, update=[*columns, "version", "updated_at"])


def follow_dusun(family_keys):
    """Persons repeat the dusun of their family."""
    dusun = Family.objects.filter(pk=OuterRef("family_id")).values("dusun_id")
    for start in range(0, len(family_keys), PORTION):
        Person.objects.filter(family_id__in=family_keys[start : start + PORTION]).update(dusun_id=Subquery(dusun))


def _undo_notes(plan, batch):
    """What an undo needs: each row, the version it got, and what it was before."""
    made = [*plan.dusun.values(), *plan.families, *plan.persons, *plan.episodes, *plan.pregnancies]
    notes = [
        ImportChange(batch=batch, model=row._meta.label, object_pk=KeyOf(row), version=getattr(row, "version", 1))
        for row in made
    ]
    return notes + [
        ImportChange(batch=batch, model=row._meta.label, object_pk=row.pk, version=row.version, before=before)
        for row, before in plan.before.items()
    ]


def _history(plan, batch, by):
    """One sentence for each new family; for a changed row, what changed."""
    text = _("Diimpor dari berkas {name}.").format(name=batch.source.name)
    lines = history.entries(plan.families, by=by, sentence=text)
    for row, changed in plan.sentences.items():
        text = _("Diubah lewat impor: {changes}").format(changes=wording.sentence(changed))
        lines += history.entries([row], by=by, sentence=text)
    return lines


def _marks(plan, batch):
    village = batch.village_id
    marks = {(village, Month.of(batch.as_of), "members")}
    episodes = [*plan.episodes, *plan.changed_episodes, *plan.pregnancies]
    return marks | {(village, Month.of(max(row.since, batch.as_of)), "kb") for row in episodes}
