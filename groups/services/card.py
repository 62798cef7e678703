"""Writes about the card K/0/UPPKA: registration, its way to approval, the routine, the copy into SIGA."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import files
from core.dates import Month
from core.models import Submission
from core.text import name_key
from groups import queries, rules
from groups.errors import TEXTS, GroupError, Incomplete, OwnRegistration, WrongState
from groups.models import ClassificationDecision, Group
from regions import changes as marks
from regions import clock
from regions.models import Region
from regions.services import get_or_create_dusun, rw_name


@transaction.atomic
def create_group(*, by, request_id, changes, passed_warnings=()):
    """Begin a card as a draft. ``changes`` needs village, name and address; a blank register number is proposed.

    Raises GroupError (number taken), Resubmitted.
    """
    submission, first = Submission.claim(by, "groups.create_group", request_id, content=changes)
    if not first:
        return submission.result()
    group = Group(registered_by=by, state_on=clock.today(changes["village"].pk))
    _fill(group, changes, passed_warnings)
    group.save()
    return submission.finish(_mark(group))


@transaction.atomic
def update_group(group_id, *, by, version, request_id, changes, passed_warnings=()):
    """Change the card. A card that is no draft any more must stay complete.

    Raises Stale, Resubmitted, WrongState (not hers to edit now), Incomplete, GroupError.
    """
    submission, first = Submission.claim(by, "groups.update_group", request_id, content=(group_id, version, changes))
    if not first:
        return submission.result()
    group = lock(group_id)
    group.check_version(version)
    if not queries.may_edit(by, group):
        raise WrongState(_("Kartu ini sudah diajukan. Minta PKB mengubahnya atau mengembalikannya kepada Anda."))
    _fill(group, changes, passed_warnings)
    if group.state not in rules.UNFINISHED and (gaps := rules.card_gaps(vars(group))):
        raise Incomplete(gaps)
    touch(group)
    return submission.finish(_mark(group))


@transaction.atomic
def submit_group(group_id, *, by, version, request_id):
    """Hand the finished card in for approval. Raises Incomplete, WrongState, Stale."""
    submission, first = Submission.claim(by, "groups.submit_group", request_id, content=group_id)
    if not first:
        return submission.result()
    group = lock(group_id)
    if gaps := queries.gaps_of(group):
        raise Incomplete(gaps)
    _become(group, rules.SUBMITTED, version=version)
    return submission.finish(_mark(group))


@transaction.atomic
def approve_group(group_id, *, by, version, request_id):
    """Make a submitted card active. Raises OwnRegistration: another officer approves what one registered."""
    submission, first = Submission.claim(by, "groups.approve_group", request_id, content=group_id)
    if not first:
        return submission.result()
    group = lock(group_id)
    if group.registered_by_id == by.pk:
        raise OwnRegistration(_("Kelompok yang Anda daftarkan sendiri disetujui oleh OPD-KB."))
    if gaps := queries.gaps_of(group):
        raise Incomplete(gaps)
    group.approved_by, group.approved_at = by, timezone.now()
    _become(group, rules.ACTIVE, version=version)
    return submission.finish(_mark(group))


@transaction.atomic
def return_group(group_id, *, by, version, request_id, reason):
    """Give a submitted card back for correction."""
    content = (group_id, reason)
    submission, first = Submission.claim(by, "groups.return_group", request_id, content=content)
    if not first:
        return submission.result()
    group = lock(group_id)
    _become(group, rules.RETURNED, version=version, reason=reason)
    return submission.finish(_mark(group))


@transaction.atomic
def deactivate_group(group_id, *, by, version, request_id, reason, on):
    """Take a group out of the active ones from the day ``on``; all it has written stays."""
    content = (group_id, reason, on)
    submission, first = Submission.claim(by, "groups.deactivate_group", request_id, content=content)
    if not first:
        return submission.result()
    group = lock(group_id)
    _become(group, rules.INACTIVE, version=version, reason=reason, on=on)
    return submission.finish(_mark(group))


@transaction.atomic
def reactivate_group(group_id, *, by, version, request_id, reason, on):
    """Bring an inactive group back from the day ``on``."""
    content = (group_id, reason, on)
    submission, first = Submission.claim(by, "groups.reactivate_group", request_id, content=content)
    if not first:
        return submission.result()
    group = lock(group_id)
    _become(group, rules.ACTIVE, version=version, reason=reason, on=on)
    return submission.finish(_mark(group))


@transaction.atomic
def set_routine(group_id, *, by, version, request_id, changes):
    """Agree on (or, with blanks, give up) the routine day, time and place. Part of the day is refused."""
    submission, first = Submission.claim(by, "groups.set_routine", request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    group = lock(group_id)
    group.check_version(version)
    if group.state in (rules.INACTIVE, Group.State.MERGED):
        raise WrongState(_("Kelompok ini nonaktif. Aktifkan dahulu untuk mengubah jadwalnya."))
    if (changes["meeting_weekday"] is None) != (changes["meeting_week"] is None):
        raise GroupError(_("Isi hari dan minggunya bersama, atau kosongkan keduanya."), field="meeting_week")
    for name, value in changes.items():
        setattr(group, name, value)
    group.save()
    return submission.finish(_mark(group))


@transaction.atomic
def mark_siga(group_id, *, by, version, request_id, on):
    """Tick the card as copied into SIGA on the day ``on``; None takes the tick off."""
    submission, first = Submission.claim(by, "groups.mark_siga", request_id, content=(group_id, on))
    if not first:
        return submission.result()
    group = lock(group_id)
    group.check_version(version)
    if on and on > clock.today(group.village_id):
        raise GroupError(TEXTS["in_future"], field="on")
    group.siga_entered_on, group.siga_entered_by = on, by if on else None
    group.save()
    return submission.finish(_mark(group))


@transaction.atomic
def record_classification(group_id, *, by, version, request_id, changes):
    """Keep an official decision: level, decided_on, assessor, document, note, and its paper in ``file``, if any.

    The latest by day gives the class. Raises Stale, WrongState, GroupError, FileRefused.
    """
    submission, first = Submission.claim(by, "groups.record_classification", request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    group = lock(group_id)
    group.check_version(version)
    if group.state != rules.ACTIVE:
        raise WrongState(_("Hanya kelompok aktif yang diklasifikasikan."))
    if changes["decided_on"] > clock.today(group.village_id):
        raise GroupError(TEXTS["in_future"], field="decided_on")
    upload, said = changes.get("file"), {name: value for name, value in changes.items() if name != "file"}
    scan = files.store(upload, name=upload.name, owner=by, village_id=group.village_id) if upload else None
    decision = ClassificationDecision.objects.create(group=group, recorded_by=by, scan=scan, **said)
    group.classification = group.classifications.order_by("-decided_on", "-pk").first().level
    group.save()
    _mark(group)
    return submission.finish(decision)


def lock(group_id):
    """The group's row, held until the end of the transaction."""
    return Group.objects.select_for_update(of=("self",)).get(pk=group_id)


def touch(group):
    """Save a card whose contents changed: keys follow the names, and SIGA must be told again."""
    group.search_key = queries.search_key(group)
    group.siga_entered_on = group.siga_entered_by = None
    group.save()
    return group


def _fill(group, changes, passed_warnings):
    _check_number(group, changes)
    for name, value in changes.items():
        setattr(group, name, value)
    _settle_place(group, changes)
    group.name_key = name_key(group.name)[:100]
    group.search_key = queries.search_key(group)
    group.passed_warnings = sorted({*group.passed_warnings, *passed_warnings})
    if faults := rules.card_faults(vars(group), clock.today(group.village_id)):
        raise GroupError(TEXTS[faults[0].code], field=faults[0].field)


def _settle_place(group, changes):
    """In a kelurahan the typed RW finds or makes its row, which decides what a kader of one RW sees; or the other way
    about. A desa has neither RW nor RT."""
    if not group.village.is_kelurahan:
        group.rw = group.rt = ""
    elif "dusun" in changes:
        number = re.search(r"\d{1,3}", group.dusun.name if group.dusun else "")
        group.rw = number[0].zfill(3) if number else ""
    elif "rw" in changes:
        group.dusun = get_or_create_dusun(group.village_id, rw_name(group.rw)) if group.rw else None


def _check_number(group, changes):
    """Propose a blank register number, refuse a taken one. The village is held, so that two never get the same."""
    village_id = changes["village"].pk if "village" in changes else group.village_id
    wanted = changes.get("register_number", group.register_number)
    if group.pk and (village_id, wanted) == (group.village_id, group.register_number):
        return
    Region.objects.select_for_update(of=("self",)).get(pk=village_id)
    others = Group.objects.filter(village_id=village_id).exclude(pk=group.pk)
    taken = set(others.values_list("register_number", flat=True))
    if not wanted:
        changes["register_number"] = rules.next_number(taken)
    elif wanted in taken:
        raise GroupError(
            _("Nomor register {number} sudah dipakai di desa/kelurahan ini. Nomor berikutnya: {next}.").format(
                number=wanted, next=rules.next_number(taken)
            ),
            field="register_number",
        )


def _become(group, state, *, version, reason="", on=None):
    group.check_version(version)
    today = clock.today(group.village_id)
    if not rules.may_become(group.state, state):
        raise WrongState(
            _("Kartu ini sekarang berstatus {state}. Muat ulang halamannya.").format(state=group.get_state_display())
        )
    if on and on > today:
        raise GroupError(TEXTS["in_future"], field="on")
    if on and group.state_on and on < group.state_on:
        raise GroupError(
            _("Status sekarang berlaku sejak {date}. Pilih tanggal yang tidak lebih awal.").format(
                date=group.state_on.strftime("%d-%m-%Y")
            ),
            field="on",
        )
    group.state, group.state_on, group.state_reason = state, on or today, reason
    group.save()


def _mark(group):
    marks.mark(group.village_id, Month.of(clock.today(group.village_id)), "groups")
    return group
