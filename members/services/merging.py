"""Two records of one person: merged, and parted again within the days that core.merging allows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history, merging
from core.models import Merge, Submission
from members import merge_rules
from members.errors import AlreadyMerged, NotActive, NotBothInScope, OnePerson, PassedOnByYou, Refused
from members.models import Family, MoveRequest, Person, PersonPair
from members.services.rows import WITH_FAMILY, locked, mark_today
from members.services.summary import refresh_family
from regions import clock

PERMISSION = "members.merge_person"
HEAD = Person.Relation.HEAD


@transaction.atomic
def merge_persons(
    kept_id,
    gone_id,
    *,
    by,
    request_id,
    version,
    chosen,
    gone_version=None,
    new_head_id=None,
    passed_warnings=(),
):
    """Make one person of two records. ``chosen``: {column of merge_rules.COLUMNS: "kept" or "gone"}; without a word
    the kept record holds, where it is empty the other. ``version`` is the kept record's. ``new_head_id`` leads the
    family that loses its head, where other people stay in it; else its spouse or eldest does.

    Returns the core.Merge. Raises OnePerson, NotActive, AlreadyMerged, NotBothInScope, PassedOnByYou (who asked the
    city does not answer), Refused (with a warning that was not passed, too), Stale, Resubmitted.
    """
    rows = _locked(Person, {kept_id, gone_id})
    kept, gone = rows[kept_id], rows[gone_id]
    content = (kept_id, gone_id, version, chosen, new_head_id)
    submission, first = Submission.claim(by, "members.merge_persons", request_id, content=content)
    if not first:
        return submission.result()
    _refuse_unfit(kept, gone, by, passed_warnings)
    kept.check_version(version)
    gone.check_version(gone_version)
    families = _locked(Family, {kept.family_id, gone.family_id})
    journal = merging.Journal(on=clock.today(kept.village_id))
    settled = _write_person(journal, kept, gone, chosen, passed_warnings)
    _keep_heads(journal, kept, gone, new_head_id)
    journal.move(Person, {gone.pk: kept.pk})
    _merge_families(journal, families[kept.family_id], families[gone.family_id])
    _decide_pair(journal, kept, gone, by)
    merge = journal.close(kept, gone, village_id=kept.village_id, chosen=settled, by=by)
    told = _("Catatan lain tentang orang ini digabungkan ke sini."), _("Digabungkan ke catatan lain tentang orang ini.")
    _tell(kept, gone, by, *told)
    return submission.finish(merge)


@transaction.atomic
def undo_merge(merge_id, *, by, request_id):
    """Part two records again, as they were. What was recorded since stays with the kept one. Undone already: nothing.

    Raises NotBothInScope, and merging.TooLate, LaterMerge, Touched.
    """
    merge = locked(Merge, merge_id)
    submission, first = Submission.claim(by, "members.undo_merge", request_id, content=merge_id)
    if not first or merge.undone_at:
        return submission.finish(merge)
    rows = _locked(Person, {merge.kept_pk, merge.gone_pk})
    _refuse_unseen(rows, by)
    merging.undo(merge, by=by)
    told = _("Penggabungan dengan catatan lain dibatalkan.")
    _tell(rows[merge.kept_pk], rows[merge.gone_pk], by, told, told)
    return submission.finish(merge)


def _locked(model, keys):
    """{key: row}, locked in the order of keys, so that two merges wait for each other and do not block."""
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def _refuse_unfit(kept, gone, by, passed_warnings):
    if kept.pk == gone.pk:
        raise OnePerson()
    if kept.merged_into_id or gone.merged_into_id:
        raise AlreadyMerged()
    if not (kept.is_active and gone.is_active) or kept.anonymised_at or gone.anonymised_at:
        raise NotActive()
    _refuse_unseen({kept.pk, gone.pk}, by)
    for finding in merge_rules.check(facts_of(kept), facts_of(gone)):
        if finding.is_error or finding.code not in passed_warnings:
            raise Refused(finding)


def _refuse_unseen(keys, by):
    if Person.objects.visible_to(by, PERMISSION).filter(pk__in=keys).count() < len(keys):
        raise NotBothInScope()


def facts_of(person):
    return merge_rules.Facts(person.sex, person.marriage, person.relation, person.nik, person.family_id)


def values_of(person):
    """{column: value} of what is chosen when two records are merged."""
    return {name: getattr(person, name) for name in merge_rules.COLUMNS}


def _write_person(journal, kept, gone, chosen, passed_warnings):
    """First the gone record lays its number down, then the kept one may take it up. Returns what was chosen."""
    settled = merge_rules.settle(values_of(kept), values_of(gone), chosen)
    taken = [name for name, side in settled.items() if side == merge_rules.GONE]
    columns = {each: getattr(gone, each) for name in taken for each in (name, *merge_rules.WITH.get(name, ()))}
    journal.change(
        gone,
        is_active=False,
        inactive_kind=Person.InactiveKind.MERGED,
        inactive_reason=_("Digabung dengan catatan lain."),
        inactive_on=journal.on,
        merged_into_id=kept.pk,
    )
    journal.change(
        kept,
        extra={name: value for name, value in {**gone.extra, **kept.extra}.items() if name != WITH_FAMILY},
        passed_warnings=sorted({*kept.passed_warnings, *passed_warnings}),
        **columns,
    )
    return settled


def _keep_heads(journal, kept, gone, new_head_id):
    """A family whose head was the gone record: the kept one leads it, or another of those who stay."""
    if gone.relation != HEAD:
        return
    staying = Person.objects.active().filter(family_id=gone.family_id)
    if staying.filter(relation=HEAD).exists():
        return
    if kept.family_id == gone.family_id:
        heir = kept
    else:
        rows = list(staying.select_for_update(of=("self",)).order_by("pk"))
        key = new_head_id or next_head(rows)
        heir = next((row for row in rows if row.pk == key), None)
    if heir:
        journal.change(heir, relation=HEAD)


def next_head(persons):
    """Key of the one who leads a family after its head is gone; None of nobody."""
    return merge_rules.heir([(p.pk, p.relation, p.birth_date and p.birth_date.toordinal(), p.sex) for p in persons])


def _merge_families(journal, kept, gone):
    """A family that nobody is left in becomes the other's: its numbers, where that has none, and its welfare."""
    if kept.pk == gone.pk or gone.persons.active().exists():
        return
    journal.change(gone, is_active=False, inactive_reason=_("Digabung dengan keluarga lain."), merged_into_id=kept.pk)
    gaps = [name for name in merge_rules.FAMILY_COLUMNS if not getattr(kept, name) and getattr(gone, name)]
    journal.change(kept, **{name: getattr(gone, name) for name in gaps})
    for asked in MoveRequest.objects.open().select_for_update(of=("self",)).filter(family=gone):
        journal.change(asked, state=MoveRequest.State.WITHDRAWN)
    journal.move(Family, {gone.pk: kept.pk})


def _decide_pair(journal, kept, gone, by):
    """Where somebody asked whether the two are one, this is the answer."""
    first, second = sorted((kept.pk, gone.pk))
    pair = PersonPair.objects.select_for_update(of=("self",)).filter(first_id=first, second_id=second).first()
    if pair and pair.state == PersonPair.State.CITY and pair.decided_by_id == by.pk:
        raise PassedOnByYou()
    if pair and pair.state != PersonPair.State.SAME:
        journal.change(pair, state=PersonPair.State.SAME, decided_by_id=by.pk, decided_at=timezone.now())


def _tell(kept, gone, by, told_kept, told_gone):
    """Summaries, history and marks, after a merge and after its undo."""
    refresh_family({kept.family_id, gone.family_id})
    history.record([kept], by=by, sentence=told_kept)
    history.record([gone], by=by, sentence=told_gone)
    for village_id in sorted({kept.village_id, gone.village_id}):
        for subject in ("members", "kb"):
            mark_today(village_id, subject)
