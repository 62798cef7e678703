"""Registers R/I: returned, missing, to be verified; months to be closed, and closed again after late data."""

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import Month
from core.models import DatedSetting
from groups import register_queries, register_rules
from groups.models import Group, LateEntry, MonthClosing, Register
from regions import clock
from regions.scope import NATION, REGION, Scope
from uppka.tasks.task import Task, due_month, month_name, names_of, waits

CLOSE = "groups.close_month"
#: Digits of a province's code; whoever works there or above sees who below is late.
PROVINCE = 2


def returned(user):
    registers = (
        Register.objects.visible_to(user, "groups.submit_register")
        .filter(state=Register.State.RETURNED)
        .select_related("group")
        .order_by("month", "pk")
    )
    return [
        Task(
            "undo",
            _("Perbaiki R/I {month} {group}").format(month=month_name(row.period), group=row.group.name),
            row.returned_reason,
            row.get_absolute_url(),
            tone="terra",
            chip_kind="late",
            chip_text=_("Dikembalikan"),
        )
        for row in registers[:20]
    ]


def late_entries(user):
    """Months that were opened for her alone, until a day."""
    today = clock.today(user.home_code)
    rows = LateEntry.objects.filter(officer=user, ended_at__isnull=True, until__gte=today)
    rows = rows.filter(user.world.q("group__village_id")).select_related("group").order_by("until", "pk")
    return [
        Task(
            "clock",
            _("Isian susulan R/I {month} {group}").format(month=Month.of(row.month).name, group=row.group.name),
            row.reason,
            reverse("groups:register", args=[row.group.public_id, Month.of(row.month)]),
            chip_kind="due",
            chip_text=_("Sampai {day}").format(day=date_format(row.until, "j F")),
        )
        for row in rows[:10]
    ]


def missing(user):
    month = due_month(user)
    groups = groups_without(user, month).order_by("village_id", "name_key", "pk")
    groups = list(groups.only("name", "public_id", "village_id"))
    if not groups:
        return []
    day = register_queries.deadline_day(month)
    late = register_rules.days_late(month, day=day, today=clock.today(user.home_code))
    deadline = date_format(register_rules.deadline_of(month, day=day), "j F")
    return [
        Task(
            "document",
            _missing_title(groups, month),
            names_of(groups) if len(groups) > 1 else _("Serahkan, atau laporkan nihil dengan alasan"),
            _missing_url(groups, month),
            tone="terra" if late else "",
            chip_kind="late" if late else "due",
            chip_text=ngettext("Terlambat {days} hari", "Terlambat {days} hari", late).format(days=late)
            if late
            else _("Sampai {day}").format(day=deadline),
        )
    ]


def groups_without(user, month):
    """Active groups for which ``user`` hands in and that have no register of ``month`` yet."""
    registers = Register.objects.of_month(month).filter(group=OuterRef("pk"))
    groups = Group.objects.visible_to(user, "groups.submit_register").active()
    return groups.filter(register_queries.active_in(month), ~Exists(registers))


def _missing_title(groups, month):
    if len(groups) == 1:
        return _("R/I {month} belum masuk: {group}").format(month=month_name(month), group=groups[0].name)
    return _("R/I {month} belum masuk: {total} kelompok").format(month=month_name(month), total=len(groups))


def _missing_url(groups, month):
    if len(groups) == 1:
        return reverse("groups:register", args=[groups[0].public_id, month])
    return f"{reverse('groups:register_list')}?month={month}&state=belum"


def to_verify(user):
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
                month=month_name(Month.of(row["month"])), total=row["total"]
            ),
            _("Centang beberapa sekaligus"),
            f"{reverse('groups:register_list')}?month={Month.of(row['month'])}&state=submitted",
            **waits(),
        )
        for row in rows[:6]
    ]


def to_close(user):
    """The OPD closes a month once the deadline above the PKB has passed."""
    month, codes = due_month(user), _closing_codes(user)
    if not codes or not _is_past("district_deadline_day", 7, month, codes[0]):
        return []
    open_codes = sorted(set(codes) - register_queries.closed_codes(month, codes))
    return [
        Task(
            "lock",
            _("Tutup bulan {month}").format(month=month.name),
            _("Setelah ditutup, angka bulan itu tetap"),
            _closing_url(month, code),
            chip_kind="due",
            chip_text=_("Belum ditutup"),
        )
        for code in open_codes
    ]


def to_close_again(user):
    """Something was written by an exception after a month was closed. Two queries."""
    codes = _closing_codes(user)
    if not codes:
        return []
    used = LateEntry.objects.filter(Scope.of(codes).q("group__village_id"), used_at__isnull=False)
    used = list(used.values_list("month", "used_at", "group__village_id"))
    closings = MonthClosing.objects.filter(region_code__in=codes, month__in={month for month, _at, _code in used})
    latest = {(row.region_code, row.month): row for row in closings.order_by("pk")} if used else {}
    return [
        Task(
            "lock",
            _("Tutup lagi bulan {month}").format(month=Month.of(month).name),
            _("Ada isian susulan sesudah penutupan; angkanya menjadi revisi baru"),
            _closing_url(Month.of(month), code),
            **waits(),
        )
        for (code, month), closing in sorted(latest.items())
        if closing.is_closed and any(_is_after(closing, *each) for each in used)
    ]


def _is_after(closing, month, at, village):
    return month == closing.month and at > closing.at and village in Scope.of([closing.region_code])


def not_closed_below(user):
    """For province and centre: regencies with groups that have not closed the month yet. Two queries."""
    month = due_month(user)
    if not _works_above_regencies(user) or not _is_past("province_deadline_day", 10, month, user.home_code):
        return []
    groups = Group.objects.visible_to(user, "groups.view_monthfigures").active().order_by()
    codes = set(groups.annotate(regency=Substr("village_id", 1, 4)).values_list("regency", flat=True).distinct())
    total = len(codes - register_queries.closed_codes(month))
    if not total:
        return []
    title = _("{total} kabupaten/kota belum menutup {month}").format(total=total, month=month.name)
    url = reverse("groups:recap", args=[month])
    return [Task("chart", title, _("Lihat rekap bulanannya"), url, chip_kind="late", chip_text=_("Terlambat"))]


def _works_above_regencies(user):
    places = user.places("groups.view_monthfigures")
    return any(place.kind == NATION or len(place.key) == PROVINCE for place in places)


def _closing_codes(user):
    return [place.key for place in user.places(CLOSE) if place.kind == REGION]


def _closing_url(month, code):
    return f"{reverse('groups:month_close', args=[month])}?wilayah={code}"


def _is_past(setting, default, month, code):
    """True after the deadline of a level, which is a day of the following month."""
    day = DatedSetting.value_on(setting, month.last, default)
    return bool(register_rules.days_late(month, day=day, today=clock.today(code)))
