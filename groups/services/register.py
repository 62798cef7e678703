"""Writes about the register R/I/UPPKA: handing in, verifying, returning, the copy into SIGA."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import history
from core.dates import Month
from core.models import Submission
from groups import register_queries, register_rules
from groups.errors import ClosedPeriod, GroupError, OwnRegister, RegisterFixed, WrongRegisterState
from groups.models import Group, Register, RegisterRow
from groups.services import late
from regions import changes as marks
from regions import clock
from regions.models import Region

SUBJECT = "register"
#: Digits of a regency's code; no smaller region closes months.
REGENCY = 4
State = Register.State


def ensure_open(group, month, *, by):
    """Raise ClosedPeriod or RegisterFixed unless ``by`` may still change the facts of ``month``.

    Holds them until the end of the transaction: nobody verifies the register or closes the month meanwhile. Call with
    the group's row locked.
    """
    hold_regions([group.village_id])
    list(Register.objects.select_for_update(of=("self",)).filter(group=group).of_month(month))
    fixed = register_queries.why_fixed(group, month, by)
    if fixed == "closed":
        raise ClosedPeriod(
            _(
                "Bulan {month} sudah ditutup OPD-KB. Minta OPD membukanya kembali, atau memberi izin entri susulan."
            ).format(month=month.name)
        )
    if fixed == "verified":
        raise RegisterFixed(
            _("R/I {month} sudah terverifikasi. Minta dikembalikan dahulu bila ada yang harus diubah.").format(
                month=month.name
            )
        )


@transaction.atomic
def hand_in_register(group_id, *, by, version, request_id, month, changes):
    """Hand in the register of ``month``: freezes its rows and figures. ``changes``: is_zero, zero_reason.

    Typed by the PKB herself it counts as verified; anyone else's waits for her. On time is the first hand-in until the
    deadline, also when it comes back for correction. Raises GroupError, ClosedPeriod, RegisterFixed, Stale.
    """
    content = (group_id, str(month), version, changes)
    submission, first = Submission.claim(by, "groups.hand_in_register", request_id, content=content)
    if not first:
        return submission.result()
    group = Group.objects.select_for_update(of=("self",)).get(pk=group_id)
    _check_month(group, month)
    ensure_open(group, month, by=by)
    register = Register.objects.filter(group=group).of_month(month).first() or _new(group, month)
    if register.pk:
        register.check_version(version)
    built = register_queries.build(group, month)
    _fill(register, built, by, changes)
    register.save()
    _freeze(register, built)
    late.note_use([register], by=by)
    marks.mark(group.village_id, month, SUBJECT)
    return submission.finish(register)


def refresh_handed_in(group, month):
    """Bring a register that still waits for verification up to its meetings; called by what changes them."""
    register = Register.objects.filter(group=group, state=State.SUBMITTED).of_month(month).first()
    if register is None:
        return
    built = register_queries.build(group, month)
    if built.meetings:
        register.is_zero, register.zero_reason = False, ""
    register.figures = built.figures
    register.version += 1
    register.save()
    _freeze(register, built)


@transaction.atomic
def verify_registers(register_ids, *, by, request_id):
    """Verify many at once; the caller passes only ids that ``by`` may verify. Returns how many were verified now.

    Raises OwnRegister when she handed one of them in herself, ClosedPeriod when a month is closed. Those verified or
    returned meanwhile are passed over.
    """
    ids = sorted(register_ids)
    _submission, first = Submission.claim(by, "groups.verify_registers", request_id, content=ids)
    if not first:
        return Register.objects.filter(pk__in=ids, verified_by=by).count()
    _hold_regions_of(ids)
    rows = list(Register.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=State.SUBMITTED))
    if any(row.handed_in_by_id == by.pk for row in rows):
        raise OwnRegister(_("R/I yang Anda serahkan sendiri diverifikasi oleh orang lain."))
    _refuse_closed(rows, by)
    Register.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.VERIFIED, verified_by=by, verified_at=timezone.now(), version=F("version") + 1
    )
    history.record(rows, by=by, sentence=_("Memverifikasi register."))
    late.note_use(rows, by=by)
    marks.mark_many((row.village_id, row.period, SUBJECT) for row in rows)
    return len(rows)


@transaction.atomic
def return_register(register_id, *, by, version, request_id, reason):
    """Give a register back to be corrected. The PKB returns what waits for her, the OPD any until the month is closed.

    Raises WrongRegisterState, ClosedPeriod, Stale.
    """
    content = (register_id, version, reason)
    submission, first = Submission.claim(by, "groups.return_register", request_id, content=content)
    if not first:
        return submission.result()
    _hold_regions_of([register_id])
    register = Register.objects.select_for_update(of=("self",)).get(pk=register_id)
    register.check_version(version)
    _refuse_closed([register], by)
    if not may_return(by, register):
        raise WrongRegisterState(_("R/I ini tidak dapat dikembalikan dalam status sekarang."))
    register.state, register.returned_reason = State.RETURNED, reason
    register.verified_by = register.verified_at = None
    register.save()
    late.note_use([register], by=by)
    marks.mark(register.village_id, register.period, SUBJECT)
    return submission.finish(register)


def may_return(user, register):
    """True when ``user`` may return ``register`` now: what waits, or also what counts for who closes the month."""
    if register.state == State.SUBMITTED:
        return user.has_perm("groups.return_register", register)
    return register.state in (State.VERIFIED, State.BY_PKB) and user.has_perm("groups.close_month", register)


@transaction.atomic
def mark_entered_in_siga(register_id, *, by, request_id, entered):
    """Tick, or untick, that a reported register was typed into SIGA. Raises WrongRegisterState, Resubmitted."""
    submission, first = Submission.claim(by, "groups.mark_entered_in_siga", request_id, content=(register_id, entered))
    if not first:
        return submission.result()
    register = Register.objects.select_for_update(of=("self",)).get(pk=register_id)
    if register.state not in Register.REPORTED:
        raise WrongRegisterState(_("R/I disalin ke SIGA setelah diverifikasi."))
    if entered and not register.siga_entered_on:
        register.siga_entered_on, register.siga_entered_by = clock.today(register.village_id), by
    elif not entered:
        register.siga_entered_on = register.siga_entered_by = None
    register.save(update_fields=["siga_entered_on", "siga_entered_by", "updated_at"])
    marks.mark(register.village_id, register.period, SUBJECT)
    return submission.finish(register)


def hold_regions(codes):
    """Closing a month and writing in it follow one another, for each regency. Call before a register is locked."""
    regencies = {code[:REGENCY] for code in codes}
    list(Region.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=regencies).order_by("pk"))


def _hold_regions_of(register_ids):
    hold_regions(Register.objects.filter(pk__in=register_ids).values_list("village_id", flat=True))


def _check_month(group, month):
    today = clock.today(group.village_id)
    if group.state != Group.State.ACTIVE:
        raise GroupError(_("R/I diserahkan setelah kelompok aktif."))
    if month.first > today:
        raise GroupError(_("Bulan ini belum mulai."))
    if group.founded_on and month < Month.of(group.founded_on):
        raise GroupError(_("Kelompok belum berdiri pada bulan itu."))


def _new(group, month):
    return Register(group=group, village_id=group.village_id, month=month.first, is_on_time=False)


def _fill(register, built, by, changes):
    is_zero = bool(changes.get("is_zero"))
    if is_zero and built.meetings:
        raise GroupError(
            _("Ada pertemuan yang tercatat bulan ini, jadi tidak dapat dilaporkan nihil."), field="is_zero"
        )
    if not is_zero and not built.meetings:
        raise GroupError(
            _("Belum ada pertemuan bulan ini. Catat pertemuannya, atau laporkan nihil dengan alasan."), field="is_zero"
        )
    today, day = clock.today(register.village_id), register_queries.deadline_day(register.period)
    if not register.pk:
        register.is_on_time = register_rules.is_on_time(register.period, day=day, handed_in_on=today)
    register.state = register_rules.state_on_hand_in(verifies=by.has_perm("groups.verify_register", register.group))
    register.is_zero, register.zero_reason = is_zero, changes.get("zero_reason", "") if is_zero else ""
    register.handed_in_by, register.handed_in_at = by, timezone.now()
    register.verified_by = register.verified_at = None
    register.returned_reason = ""
    register.figures = built.figures


def _freeze(register, built):
    register.rows.all().delete()
    RegisterRow.objects.bulk_create(
        RegisterRow(
            register=register,
            membership=row.membership,
            meeting_id=row.meeting_id,
            status=row.status,
            is_pus=row.is_pus,
            is_pregnant=row.is_pregnant,
            is_using_kb=row.is_using_kb,
        )
        for row in built.rows
    )


def _refuse_closed(registers, by):
    """But for what ``by`` was named for in an exception."""
    for month in {row.period for row in registers}:
        closed = tuple(register_queries.closed_codes(month))
        fixed = [row for row in registers if row.period == month and row.village_id.startswith(closed)]
        allowed = register_queries.late_entries_of(by, [row.group_id for row in fixed], month)
        if any(row.group_id not in allowed for row in fixed):
            raise ClosedPeriod(_("Bulan {month} sudah ditutup OPD-KB.").format(month=month.name))
