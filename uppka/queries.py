"""What the home page tells an officer: what awaits her, how last month stands, which groups are hers."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import with_place_names
from groups import coverage_queries, register_queries
from groups.models import Group, Register
from groups.register_pages import coverage_tiles
from groups.tables.register import register_words
from regions import clock
from regions.models import Region
from regions.queries import names_of
from regions.scope import GROUP, Scope
from uppka.tasks.task import Task, month_name

OWN_GROUPS = 5
REGIONS_SHOWN = 8


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
    """Role and place: ``PKB/PLKB · Oebobo, Kota Kupang · 7 desa/kelurahan``; of a committee its office and group.
    Three queries at most."""
    main = user.main_assignment
    if main is None:
        return _("Belum ada penugasan. Hubungi OPD-KB atau PKB Anda.")
    if main.place_kind == GROUP:
        with_place_names([main])
        return f"{main.get_task_display()} · {main.place_name}"
    rows = [row for row in user.current_assignments if row.role == main.role and row.region_code]
    codes = list(dict.fromkeys(row.region_code for row in rows))
    role = str(main.get_role_display())
    if not codes:
        return f"{role} · {_('Nasional')}"
    names = names_of(codes)
    code = codes[0]
    place = ", ".join(dict.fromkeys(filter(None, (names.get(code), names.get(code[:4]) if len(code) > 4 else ""))))
    if len(codes) > 1:
        place = _("{place} dan {total} tempat lain").format(place=place, total=len(codes) - 1)
    return " · ".join(filter(None, (role, place, _villages_text(code) if len(codes) == 1 else "")))


def looks_after_a_place(user):
    """False for a committee: totals of an area say nothing about its own group."""
    return any(place.kind != GROUP for place in user.places("groups.view_register"))


def _villages_text(code):
    if len(code) != 6:
        return ""
    total = Region.objects.villages().filter(Scope.of({code}).q("code")).count()
    return _("{total} desa/kelurahan").format(total=total)


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
        chip = _("R/I {month}: {state}").format(month=month_name(month), state=words)
        tasks.append(Task("groups", group.name, text, group.get_absolute_url(), chip_kind=kind, chip_text=chip))
    return tasks, groups.count()


def regions_of(user, month):
    """Coverage of the regions below with most to come in first, those without any group left out. Four queries."""
    _region, regions = coverage_queries.regions_below(user)
    rows = [row for row in coverage_queries.coverage_by_region(user, month, regions) if row.ada]
    return sorted(rows, key=lambda row: (-row.missing, row.region.code))[:REGIONS_SHOWN]
