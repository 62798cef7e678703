"""One short transaction: everything was read, checked, built and encrypted before it begins."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.dates import Month
from core.models import ImportBatch, ImportChange
from members.imports import wording
from members.imports.plan import EPISODE_COLUMNS, FAMILY_COLUMNS, PERSON_COLUMNS, RegisterMoved
from members.models import Family, KbEpisode, Person, Pregnancy
from members.services.summary import refresh_family
from regions import changes
from regions.models import Dusun, Region

BATCH = 1000
HEAD = Person.Relation.HEAD


def write(plan, *, batch_id, by, lease=None):
    """Write ``plan`` and end the batch; returns False when the batch was written before.

    Raises RegisterMoved, with nothing written, when somebody changed the village since the check; LeaseLost when
    another worker took over.
    """
    try:
        with transaction.atomic():
            return _write(plan, batch_id, by, lease)
    except IntegrityError:
        raise RegisterMoved from None


def _write(plan, batch_id, by, lease):
    if lease:
        lease.renew()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != ImportBatch.State.COMMITTING:
        return False
    # Imports into one village follow one another, so that what the check saw still holds.
    Region.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.village_id)
    if _has_moved(batch):
        raise RegisterMoved
    _make_dusun(plan, batch.village_id)
    _write_rows(plan)
    refresh_family(plan.touched)
    _remember(plan, batch)
    _tell(plan, batch, by)
    changes.mark_many(_marks(plan, batch))
    batch.state, batch.committed_at, batch.progress = ImportBatch.State.DONE, timezone.now(), 100
    batch.totals = {**batch.totals, **plan.counts}
    batch.save()
    return True


def _has_moved(batch):
    """True when anything of the village was written after the check began to read it."""
    return any(
        model.objects.filter(village_id=batch.village_id, updated_at__gte=batch.checked_at).exists()
        for model in (Person, Family, KbEpisode, Pregnancy)
    )


def _make_dusun(plan, village_id):
    names = sorted({name for _family, name in plan.new_dusun})
    if not names:
        return
    have = dict(Dusun.objects.filter(village_id=village_id, name__in=names).values_list("name", "pk"))
    made = Dusun.objects.bulk_create(Dusun(village_id=village_id, name=name) for name in names if name not in have)
    plan.made_dusun = made
    have |= {dusun.name: dusun.pk for dusun in made}
    for family, name in plan.new_dusun:
        family.dusun_id = have[name]


def _write_rows(plan):
    """New families before their persons; who lays down the head's post before who takes it up."""
    Family.objects.bulk_create(plan.families, batch_size=BATCH)
    _overwrite(Family, plan.changed_families, FAMILY_COLUMNS)
    for person in plan.persons + plan.changed_persons:
        person.dusun_id = person.family.dusun_id
    _overwrite(Person, [p for p in plan.changed_persons if p.relation != HEAD], PERSON_COLUMNS)
    _overwrite(Person, [p for p in plan.changed_persons if p.relation == HEAD], PERSON_COLUMNS)
    Person.objects.bulk_create(plan.persons, batch_size=BATCH)
    follow_dusun(plan.changed_families)
    _overwrite(KbEpisode, plan.changed_episodes, EPISODE_COLUMNS)
    KbEpisode.objects.bulk_create(plan.episodes, batch_size=BATCH)
    Pregnancy.objects.bulk_create(plan.pregnancies, batch_size=BATCH)


def _overwrite(model, rows, columns):
    """Update many rows, each with values of its own; in portions, an UPDATE of cases would grow without measure."""
    model.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*columns, "version", "updated_at"],
    )


def follow_dusun(families):
    """Persons repeat the dusun of their family."""
    for family in families:
        Person.objects.filter(family=family).exclude(dusun_id=family.dusun_id).update(dusun_id=family.dusun_id)


def _remember(plan, batch):
    """What an undo needs: each row, the version it got, and what it was before."""
    new = [*plan.families, *plan.persons, *plan.episodes, *plan.pregnancies]
    rows = [_change(batch, row) for row in new]
    rows += [_change(batch, row, {"sealed": sealed}) for row, sealed in plan.before.items()]
    rows += [ImportChange(batch=batch, model="regions.Dusun", object_pk=dusun.pk) for dusun in plan.made_dusun]
    ImportChange.objects.bulk_create(rows, batch_size=BATCH)


def _change(batch, row, before=None):
    return ImportChange(batch=batch, model=row._meta.label, object_pk=row.pk, version=row.version, before=before)


def _tell(plan, batch, by):
    """One sentence in the history of each family; of a changed row, what changed."""
    name = batch.source.name
    history.record(plan.families, by=by, sentence=_("Diimpor dari berkas {name}.").format(name=name))
    for row, changed in plan.sentences.items():
        text = _("Diubah lewat impor: {changes}").format(changes=wording.sentence(changed))
        history.record([row], by=by, sentence=text)


def _marks(plan, batch):
    village = batch.village_id
    marks = {(village, Month.of(batch.as_of), "members")}
    episodes = [*plan.episodes, *plan.changed_episodes, *plan.pregnancies]
    return marks | {(village, Month.of(max(row.since, batch.as_of)), "kb") for row in episodes}
