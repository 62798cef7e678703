"""Two groups become one: members go over, everything else stays to be read; undone within the days of core.merging."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import history, merging
from core.dates import Month
from core.models import Merge, Submission
from groups import rules
from groups.errors import TEXTS, GroupError, WrongState
from groups.models import Group, GroupPair, Meeting, Membership
from groups.services.card import touch
from regions import changes as marks
from regions import clock

PERMISSION = "groups.merge_group"


@transaction.atomic
def merge_groups(kept_id, gone_id, *, by, request_id, version, reason, on):
    """Let the members of one group join another on the day ``on``. ``version`` is the gone group's.

    Who is not a member of the kept group yet joins it; memberships and posts of the gone one end that day. Its
    meetings, registers and books stay its own. Returns the core.Merge. Raises WrongState, GroupError, Stale,
    Resubmitted.
    """
    rows = _locked({kept_id, gone_id})
    kept, gone = rows[kept_id], rows[gone_id]
    content = (kept_id, gone_id, reason, on)
    submission, first = Submission.claim(by, "groups.merge_groups", request_id, content=content)
    if not first:
        return submission.result()
    _refuse_unfit(kept, gone, by, on)
    gone.check_version(version)
    journal = merging.Journal(on=on)
    _take_members(journal, kept, gone)
    for post in gone.posts.select_for_update(of=("self",)).filter(to_on__isnull=True):
        journal.change(post, to_on=max(on, post.from_on))
    journal.change(gone, state=rules.MERGED, state_on=on, state_reason=reason, merged_into_id=kept.pk)
    journal.move(Group, {gone.pk: kept.pk})
    merge = journal.close(kept, gone, village_id=kept.village_id, chosen={}, by=by)
    _tell(kept, gone, by, _("Kelompok lain digabungkan ke kelompok ini: {name}."), _("Digabungkan ke {name}."))
    return submission.finish(merge)


@transaction.atomic
def undo_merge(merge_id, *, by, request_id):
    """Part two groups again, as they were. Undone already: nothing. Raises merging.TooLate, LaterMerge, Touched."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    submission, first = Submission.claim(by, "groups.undo_merge", request_id, content=merge_id)
    if not first or merge.undone_at:
        return submission.finish(merge)
    rows = _locked({merge.kept_pk, merge.gone_pk})
    _refuse_unseen(rows, by)
    merging.undo(merge, by=by)
    rows = _locked(rows)
    kept, gone = rows[merge.kept_pk], rows[merge.gone_pk]
    _tell(kept, gone, by, _("Penggabungan dengan {name} dibatalkan."), _("Penggabungan ke {name} dibatalkan."))
    return submission.finish(merge)


@transaction.atomic
def mark_different(first_id, second_id, *, by, request_id, note=""):
    """Two groups that look the same are two: remembered, and not asked again."""
    pair = sorted((first_id, second_id))
    submission, first = Submission.claim(by, "groups.mark_different", request_id, content=(*pair, note))
    if not first:
        return submission.result()
    _refuse_unseen(set(pair), by)
    row, _is_new = GroupPair.objects.get_or_create(
        first_id=pair[0], second_id=pair[1], defaults={"decided_by": by, "note": note}
    )
    _mark(Group.objects.get(pk=pair[0]))
    return submission.finish(row)


def _locked(keys):
    """{key: row}, locked in the order of keys."""
    return {row.pk: row for row in Group.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}


def _refuse_unseen(keys, by):
    if Group.objects.visible_to(by, PERMISSION).filter(pk__in=keys).count() < len(keys):
        raise GroupError(_("Salah satu kelompok di luar wilayah Anda."))


def _refuse_unfit(kept, gone, by, on):
    _refuse_unseen({kept.pk, gone.pk}, by)
    if kept.pk == gone.pk:
        raise GroupError(_("Pilih kelompok yang lain."), field="target")
    if kept.state != rules.ACTIVE:
        raise WrongState(_("Kelompok yang menerima harus aktif."), field="target")
    if not rules.may_become(gone.state, rules.MERGED):
        raise WrongState(_("Hanya kelompok aktif atau nonaktif yang digabungkan."))
    if on > clock.today(gone.village_id):
        raise GroupError(TEXTS["in_future"], field="on")
    latest = Meeting.objects.held().filter(group=gone).order_by("-date").values_list("date", flat=True).first()
    if latest and on < latest:
        text = _("Kelompok ini masih bertemu pada {date}. Pilih tanggal yang tidak lebih awal.")
        raise GroupError(text.format(date=latest.strftime("%d-%m-%Y")), field="on")


def _take_members(journal, kept, gone):
    rows = list(gone.memberships.select_for_update(of=("self",)).filter(left_on__isnull=True).order_by("number"))
    numbers = dict(kept.memberships.filter(left_on__isnull=True).values_list("person_id", "number"))
    last = kept.memberships.aggregate(last=Max("number"))["last"] or 0
    joining = [row for row in rows if row.person_id not in numbers]
    numbers |= {row.person_id: last + place for place, row in enumerate(joining, start=1)}
    for row in rows:
        note = _("Bergabung ke {name}, nomor {number}.").format(name=kept.name, number=numbers[row.person_id])
        reason = Membership.LeftReason.OTHER
        journal.change(row, left_on=max(journal.on, row.joined_on), left_reason=reason, left_note=note[:200])
    journal.make(
        Membership,
        [
            Membership(group=kept, person_id=row.person_id, number=numbers[row.person_id], joined_on=journal.on)
            for row in joining
        ],
    )


def _tell(kept, gone, by, told_kept, told_gone):
    """Counts, keys, history and marks, after a merge and after its undo. The card must be copied into SIGA again."""
    kept.refresh_from_db()
    kept.member_count = kept.memberships.filter(left_on__isnull=True).count()
    touch(kept)
    history.record([kept], by=by, sentence=told_kept.format(name=gone.name))
    history.record([gone], by=by, sentence=told_gone.format(name=kept.name))
    _mark(kept)
    _mark(gone)


def _mark(group):
    for subject in ("groups", "memberships"):
        marks.mark(group.village_id, Month.of(clock.today(group.village_id)), subject)
