"""What the home page tells an officer: what awaits her, how last month stands, which groups are hers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import Month
from core.models import DatedSetting, ImportBatch
from groups import coverage_queries, meeting_queries, register_queries, register_rules
from groups.models import Group, Register
from groups.register_pages import coverage_tiles
from groups.tables.register import register_words
from regions import clock
from regions.models import Region
from regions.queries import names_of
from regions.scope import REGION, Scope

NAMED = 3
OWN_GROUPS = 5
REGIONS_SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One thing that awaits the officer; the names are those of components/task.html."""

    icon: str
    title: str
    text: str
    url: str
    tone: str = ""
    chip_kind: str = ""
    chip_text: str = ""


def tasks_of(user):
    """Everything that awaits ``user``, the most pressing first; a constant number of queries."""
    month = due_month(user)
    return [
        *_returned(user),
        *_meetings(user),
        *_missing(user, month),
        *_to_verify(user),
        *_to_approve(user),
        *_imports(user),
        *_unfinished_cards(user),
        *_to_close(user, month),
    ]


def due_month(user):
    """The month that is reported now: the one before today's, at the officer's own place."""
    return Month.of(clock.today(user.home_code)).previous()


# Greeting


def greeting(user):
    """``Selamat pagi, Ibu Yuliana`` by the clock of her place."""
    hour = timezone.now().astimezone(clock.zone_of(user.clock_code)).hour
    name = f"{user.get_salutation_display()} {user.get_short_name()}"
    if 3 <= hour < 11:
        return _("Selamat pagi, {name}").format(name=name)
    if 11 <= hour < 15:
        return _("Selamat siang, {name}").format(name=name)
    if 15 <= hour < 18:
        return _("Selamat sore, {name}").format(name=name)
    return _("Selamat malam, {name}").format(name=name)


def place_text(user):
    """Role and place: ``PKB/PLKB · Oebobo, Kota Kupang · 7 desa/kelurahan``. Two queries at most."""
    main = user.main_assignment
    if main is None:
        return _("Belum ada penugasan. Hubungi OPD-KB atau PKB Anda.")
    codes = [row.region_code for row in user.current_assignments if row.role == main.role and row.region_code]
    role = str(main.get_role_display())
    if not codes:
        return f"{role} · {_('Nasional')}"
    names = names_of(codes)
    code = codes[0]
    place = ", ".join(dict.fromkeys(filter(None, (names.get(code), names.get(code[:4]) if len(code) > 4 else ""))))
    if len(codes) > 1:
        place = _("{place} dan {total} tempat lain").format(place=place, total=len(codes) - 1)
    return " · ".join(filter(None, (role, place, _villages_text(code) if len(codes) == 1 else "")))


def _villages_text(code):
    if len(code) != 6:
        return ""
    total = Region.objects.villages().filter(Scope.of({code}).q("code")).count()
    return _("{total} desa/kelurahan").format(total=total)


# Tasks


def _returned(user):
    registers = (
        Register.objects.visible_to(user, "groups.submit_register")
        .filter(state=Register.State.RETURNED)
        .select_related("group")
        .order_by("month", "pk")
    )
    return [
        Task(
            "undo",
            _("Perbaiki R/I {month} {group}").format(month=_month_name(row.period), group=row.group.name),
            row.returned_reason,
            row.get_absolute_url(),
            tone="terra",
            chip_kind="late",
            chip_text=_("Dikembalikan"),
        )
        for row in registers[:20]
    ]


def _meetings(user):
    groups = Group.objects.visible_to(user, "groups.record_meeting").active().select_related("village")
    return [_meeting(line) for line in meeting_queries.pending(groups)]


def _meeting(line):
    group = line.group
    if line.is_moved:
        url = reverse("groups:meeting_update", args=[line.meeting.public_id])
    else:
        url = f"{reverse('groups:meeting_create', args=[group.public_id])}?jadwal={line.day.isoformat()}"
    return Task(
        "calendar",
        _("Catat pertemuan {group}").format(group=group.name),
        " · ".join([_day_text(line), _("{total} anggota").format(total=group.member_count), group.village.name]),
        url,
        chip_kind="late" if line.days > 7 else "due",
        chip_text=ngettext("{days} hari", "{days} hari", line.days).format(days=line.days)
        if line.days
        else _("Hari ini"),
    )


def _day_text(line):
    if line.days in (0, 1):
        return _("Hari ini") if line.days == 0 else _("Kemarin")
    return date_format(line.day, "l, j F")


def _missing(user, month):
    registers = Register.objects.of_month(month).filter(group=OuterRef("pk"))
    groups = list(
        Group.objects.visible_to(user, "groups.submit_register")
        .filter(register_queries.active_in(month), ~Exists(registers), state=Group.State.ACTIVE)
        .order_by("village_id", "name_key", "pk")
        .only("name", "public_id", "village_id")
    )
    if not groups:
        return []
    day = register_queries.deadline_day(month)
    late = register_rules.days_late(month, day=day, today=clock.today(user.home_code))
    deadline = date_format(register_rules.deadline_of(month, day=day), "j F")
    return [
        Task(
            "document",
            _missing_title(groups, month),
            _names(groups) if len(groups) > 1 else _("Serahkan, atau laporkan nihil dengan alasan"),
            _missing_url(groups, month),
            tone="terra" if late else "",
            chip_kind="late" if late else "due",
            chip_text=ngettext("Terlambat {days} hari", "Terlambat {days} hari", late).format(days=late)
            if late
            else _("Sampai {day}").format(day=deadline),
        )
    ]


def _missing_title(groups, month):
    if len(groups) == 1:
        return _("R/I {month} belum masuk: {group}").format(month=_month_name(month), group=groups[0].name)
    return _("R/I {month} belum masuk: {total} kelompok").format(month=_month_name(month), total=len(groups))


def _missing_url(groups, month):
    if len(groups) == 1:
        return reverse("groups:register", args=[groups[0].public_id, month])
    return f"{reverse('groups:register_list')}?month={month}&state=belum"


def _to_verify(user):
    rows = (
        Register.objects.visible_to(user, "groups.verify_register")
        .filter(state=Register.State.SUBMITTED)
        .exclude(handed_in_by=user)
        .order_by()
        .values("month")
        .annotate(total=Count("pk"))
        .order_by("month")
    )
    return [
        Task(
            "check",
            _("Verifikasi R/I {month}: {total} kelompok").format(
                month=_month_name(Month.of(row["month"])), total=row["total"]
            ),
            _("Centang beberapa sekaligus"),
            f"{reverse('groups:register_list')}?month={Month.of(row['month'])}&state=submitted",
            chip_kind="due",
            chip_text=_("Menunggu Anda"),
        )
        for row in rows[:6]
    ]


def _to_approve(user):
    groups = list(
        Group.objects.visible_to(user, "groups.activate_group")
        .filter(state=Group.State.SUBMITTED)
        .exclude(registered_by=user)
        .order_by("village_id", "name_key", "pk")
        .only("name", "public_id")[:100]
    )
    if not groups:
        return []
    title = ngettext(
        "{total} kelompok baru menunggu persetujuan", "{total} kelompok baru menunggu persetujuan", len(groups)
    )
    url = groups[0].get_absolute_url() if len(groups) == 1 else f"{reverse('groups:list')}?state=submitted"
    return [
        Task(
            "groups",
            title.format(total=len(groups)),
            _names(groups),
            url,
            chip_kind="due",
            chip_text=_("Menunggu Anda"),
        )
    ]


def _imports(user):
    """Her sheets that run, wait for her, or ended within a day."""
    now = timezone.now()
    batches = ImportBatch.objects.filter(owner=user, updated_at__gte=now - timedelta(days=30)).exclude(
        state=ImportBatch.State.UNDONE
    )
    ended = (ImportBatch.State.DONE, ImportBatch.State.FAILED)
    shown = batches.exclude(state__in=ended, updated_at__lt=now - timedelta(days=1)).order_by("-pk")
    return [_import(batch) for batch in shown[:5]]


def _import(batch):
    state = ImportBatch.State
    running = (state.CHECKING, state.COMMITTING)
    kinds = {state.DONE: "ok", state.FAILED: "late", state.CHECKED: "due", state.MAPPING: "due"}
    return Task(
        "upload",
        _("Impor keluarga"),
        _("{percent}% selesai").format(percent=batch.progress) if batch.state in running else batch.message[:100],
        reverse("members:import_detail", args=[batch.public_id]),
        tone="terra" if batch.state == state.FAILED else "",
        chip_kind=kinds.get(batch.state, "info"),
        chip_text=batch.get_state_display(),
    )


def _unfinished_cards(user):
    groups = (
        Group.objects.visible_to(user, "groups.change_group")
        .filter(registered_by=user, state__in=(Group.State.DRAFT, Group.State.RETURNED))
        .order_by("-pk")
    )
    return [
        Task(
            "edit",
            _("Lanjutkan pendaftaran {group}").format(group=group.name),
            group.state_reason if group.state == Group.State.RETURNED else _("Tersimpan sebagai draf"),
            group.get_absolute_url(),
            tone="terra" if group.state == Group.State.RETURNED else "",
            chip_kind="late" if group.state == Group.State.RETURNED else "neutral",
            chip_text=group.get_state_display(),
        )
        for group in groups[:10]
    ]


def _to_close(user, month):
    """The OPD closes a month once the deadline above the PKB has passed."""
    codes = [place.key for place in user.places("groups.close_month") if place.kind == REGION]
    if not codes:
        return []
    day = DatedSetting.value_on("district_deadline_day", month.last, 7)
    if not register_rules.days_late(month, day=day, today=clock.today(codes[0])):
        return []
    open_codes = sorted(set(codes) - register_queries.closed_codes(month, codes))
    return [
        Task(
            "lock",
            _("Tutup bulan {month}").format(month=month.name),
            _("Setelah ditutup, angka bulan itu tetap"),
            f"{reverse('groups:month_close', args=[month])}?wilayah={code}",
            chip_kind="due",
            chip_text=_("Belum ditutup"),
        )
        for code in open_codes
    ]


def _names(groups):
    shown = ", ".join(group.name.removeprefix("UPPKA ") for group in groups[:NAMED])
    if len(groups) > NAMED:
        return _("{names} dan {total} lainnya").format(names=shown, total=len(groups) - NAMED)
    return shown


def _month_name(month):
    return date_format(month.first, "F")


# Last month, own groups, regions below


def tiles_of(user, month):
    """Coverage and attendance of the month that is reported now, for everything in scope. Three queries."""
    return coverage_tiles(coverage_queries.coverage(user, month), register_queries.bands())


def own_groups(user, month):
    """(Task for each of the first groups that she works with, how many there are). Three queries."""
    groups = Group.objects.visible_to(user, "groups.record_meeting").active()
    registers = Prefetch("registers", Register.objects.of_month(month), to_attr="month_registers")
    shown = groups.select_related("village").prefetch_related(registers).order_by("village_id", "name_key", "pk")
    tasks = []
    for group in shown[:OWN_GROUPS]:
        kind, words = register_words(group)
        text = _("{village} · {total} anggota").format(village=group.village.name, total=group.member_count)
        chip = _("R/I {month}: {state}").format(month=_month_name(month), state=words)
        tasks.append(Task("groups", group.name, text, group.get_absolute_url(), chip_kind=kind, chip_text=chip))
    return tasks, groups.count()


def regions_of(user, month):
    """Coverage of the regions below with most to come in first, those without any group left out. Four queries."""
    _region, regions = coverage_queries.regions_below(user)
    rows = [row for row in coverage_queries.coverage_by_region(user, month, regions) if row.ada]
    return sorted(rows, key=lambda row: (-row.missing, row.region.code))[:REGIONS_SHOWN]
