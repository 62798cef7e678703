"""Writes about members and committee."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.dates import Month, age_on
from core.models import Submission
from groups import rules
from groups.errors import TEXTS, GroupError, WrongState
from groups.models import CommitteePost, Group, Membership
from groups.services.accounts import end_with_posts
from groups.services.card import lock, touch
from groups.services.trainings import say_trainings
from members import services as families
from members.models import Person, Source
from members.queries import gone_since
from regions import changes as marks
from regions import clock


@transaction.atomic
def add_members(group_id, *, by, request_id, person_ids, joined_on, passed_warnings=None):
    """Take persons in from the day ``joined_on``, each with the next number. Who is a member already is refused.

    ``passed_warnings``: {person id: codes} of the warnings that the officer passed.
    Returns the group. Raises GroupError, WrongState, Resubmitted.
    """
    content = (group_id, sorted(person_ids), joined_on)
    submission, first = Submission.claim(by, "groups.add_members", request_id, content=content)
    if not first:
        return submission.result()
    group = _open(group_id)
    _join(
        group,
        list(Person.objects.active().filter(pk__in=person_ids).order_by("name_key", "pk")),
        joined_on,
        passed_warnings,
    )
    return submission.finish(group)


@transaction.atomic
def register_member(group_id, *, by, request_id, family, person, joined_on, passed_warnings=()):
    """Take in someone who is in no register yet: a family of her own is begun with the source "group".

    ``family`` and ``person`` are the changes of members.services.create_family. Raises its errors, and add_members'.
    """
    content = (group_id, family, person, joined_on)
    submission, first = Submission.claim(by, "groups.register_member", request_id, content=content)
    if not first:
        return submission.result()
    group = _open(group_id)
    new = families.create_family(
        by=by,
        request_id=None,
        changes={**family, "village_id": group.village_id, "dusun_id": group.dusun_id, "source": Source.GROUP},
        head={**person, "relation": Person.Relation.HEAD},
        passed_warnings=passed_warnings,
    )
    _join(group, list(new.persons.active()), joined_on)
    return submission.finish(group)


@transaction.atomic
def end_membership(membership_id, *, by, version, request_id, left_on, left_reason, left_note="", passed_warnings=()):
    """A member leaves, with day and reason; posts she holds in the group end on the same day."""
    content = (membership_id, left_on, left_reason, left_note)
    submission, first = Submission.claim(by, "groups.end_membership", request_id, content=content)
    if not first:
        return submission.result()
    group = _open(Membership.objects.values_list("group_id", flat=True).get(pk=membership_id))
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    row.check_version(version)
    if row.left_on:
        raise GroupError(_("Orang ini sudah tercatat keluar."))
    if left_on < row.joined_on:
        raise GroupError(_("Tanggal keluar tidak boleh sebelum tanggal bergabung."), field="left_on")
    _not_in_future(group, left_on, "left_on")
    row.left_on, row.left_reason, row.left_note = left_on, left_reason, left_note
    row.passed_warnings = sorted({*row.passed_warnings, *passed_warnings})
    row.save()
    for post in group.posts.filter(person_id=row.person_id, to_on__isnull=True):
        _end(post, left_on)
    _settle(group, left_on)
    end_with_posts(group, by=by)
    return submission.finish(row)


@transaction.atomic
def keep_member(membership_id, *, by, version, request_id):
    """She moved to another village and stays a member: nobody is asked again about that move. Raises GroupError."""
    submission, first = Submission.claim(by, "groups.keep_member", request_id, content=membership_id)
    if not first:
        return submission.result()
    group = _open(Membership.objects.values_list("group_id", flat=True).get(pk=membership_id))
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    row.check_version(version)
    moved = gone_since(row.joined_on, [row.person_id]).get(row.person_id)
    if row.left_on or moved is None or not row.person.is_active:
        raise GroupError(_("Tidak ada kepindahan yang perlu dijawab. Muat ulang halamannya."))
    row.stays_on = moved.on
    row.save()
    marks.mark(group.village_id, Month.of(moved.on), "memberships")
    return submission.finish(row)


@transaction.atomic
def fill_post(group_id, *, by, request_id, post, replaces_id, version, changes, passed_warnings=()):
    """Give a post to a member, or change the trainings and the term of who holds it.

    ``replaces_id`` is the row held now (its ``version`` is compared), None for a vacant post. ``changes``: person,
    from_on, term_ends_on, trainings, is_untrained; a training in the group's book is said as well. The old holder's
    time ends on the day that a new person's begins.
    """
    content = (group_id, post, version, changes)
    submission, first = Submission.claim(by, "groups.fill_post", request_id, content=content)
    if not first:
        return submission.result()
    group = _open(group_id)
    old = group.posts.select_for_update(of=("self",)).get(pk=replaces_id) if replaces_id else None
    if old:
        old.check_version(version)
    _check_post(group, post, **changes)
    if old and old.person_id != changes["person"].pk:
        _hand_over(old, changes["from_on"])
        old = None
    row = old or CommitteePost(group=group, post=post)
    for name, value in changes.items():
        setattr(row, name, value)
    say_trainings(row)
    row.passed_warnings = sorted({*row.passed_warnings, *passed_warnings})
    _one_holder(row)
    row.save()
    _settle(group, row.from_on)
    end_with_posts(group, by=by)
    return submission.finish(row)


@transaction.atomic
def end_post(post_id, *, by, version, request_id, to_on):
    """A post falls vacant; nobody follows yet."""
    submission, first = Submission.claim(by, "groups.end_post", request_id, content=(post_id, to_on))
    if not first:
        return submission.result()
    group = _open(CommitteePost.objects.values_list("group_id", flat=True).get(pk=post_id))
    row = CommitteePost.objects.select_for_update(of=("self",)).get(pk=post_id)
    row.check_version(version)
    _not_in_future(group, to_on, "to_on")
    if row.to_on or to_on < row.from_on:
        raise GroupError(_("Tanggal akhir tidak boleh sebelum tanggal mulai."), field="to_on")
    _end(row, to_on)
    _settle(group, to_on)
    end_with_posts(group, by=by)
    return submission.finish(row)


def _open(group_id):
    """The group's row, held; a group that is not working any more takes no changes."""
    group = lock(group_id)
    if group.state in (rules.INACTIVE, Group.State.MERGED):
        raise WrongState(_("Kelompok ini nonaktif. Aktifkan dahulu untuk mengubah anggota dan pengurusnya."))
    return group


def _join(group, persons, joined_on, passed_warnings=None):
    _not_in_future(group, joined_on, "joined_on")
    here = group.memberships.filter(left_on__isnull=True, person__in=persons).select_related("person")
    if names := [row.person.name for row in here]:
        raise GroupError(_("Sudah menjadi anggota kelompok ini: {names}.").format(names=", ".join(names)))
    number = group.memberships.aggregate(last=Max("number"))["last"] or 0
    for number, person in enumerate(persons, start=number + 1):  # noqa: B020 – counts on from the last number
        Membership.objects.create(
            group=group,
            person=person,
            number=number,
            joined_on=joined_on,
            passed_warnings=(passed_warnings or {}).get(person.pk, []),
        )
    _settle(group, joined_on)


def _settle(group, on):
    """Counts, keys and marks after the roll or the committee changed."""
    group.member_count = group.memberships.filter(left_on__isnull=True).count()
    touch(group)
    marks.mark(group.village_id, Month.of(on), "memberships")


def _check_post(group, post, *, person, from_on, trainings, is_untrained, term_ends_on=None):
    _not_in_future(group, from_on, "from_on")
    if term_ends_on and term_ends_on <= from_on:
        raise GroupError(_("Masa bakti berakhir setelah tanggal mulai menjabat."), field="term_ends_on")
    if not group.memberships.filter(person=person, left_on__isnull=True).exists():
        raise GroupError(_("Pengurus dipilih dari anggota kelompok."), field="person")
    married = person.marriage == Person.Marriage.MARRIED
    if code := rules.post_fault(post, age=age_on(person.birth_date, from_on), is_married=married):
        raise GroupError(TEXTS[code], field="person")
    if code := rules.training_fault(trainings, is_untrained):
        raise GroupError(TEXTS[code], field="trainings")


def _one_holder(row):
    """Chair, secretary and treasurer are one person each; the two kader are two persons."""
    others = row.group.posts.filter(post=row.post, to_on__isnull=True).exclude(pk=row.pk)
    if row.post == CommitteePost.Post.KADER:
        if others.filter(person=row.person).exists():
            raise GroupError(_("Orang ini sudah menjadi kader kelompok."), field="person")
        if others.count() >= 2:
            raise GroupError(_("Kelompok ini sudah mempunyai dua kader."))
    elif others.exists():
        raise GroupError(_("Jabatan ini masih dipegang orang lain. Muat ulang halamannya."))


def _hand_over(old, from_on):
    if from_on < old.from_on:
        raise GroupError(
            _("{name} baru menjabat sejak {date}. Pilih tanggal yang tidak lebih awal.").format(
                name=old.person.name, date=old.from_on.strftime("%d-%m-%Y")
            ),
            field="from_on",
        )
    _end(old, from_on)


def _end(post, on):
    post.to_on = max(post.from_on, on)
    post.save()


def _not_in_future(group, date, field):
    if date > clock.today(group.village_id):
        raise GroupError(TEXTS["in_future"], field=field)
