"""Cards of groups: to approve, to finish, to renew; committees whose term ends, members who are gone."""

import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups import year_queries
from groups.models import Group, Membership
from regions import clock
from uppka.tasks.task import SHOWN, Task, names_of, waits

#: A committee is told this long before its term ends.
TERM_NOTICE = datetime.timedelta(days=60)
#: Cards are renewed in January; who has not is reminded until the end of this month.
LAST_MONTH_OF_RENEWAL = 2


def to_approve(user):
    waiting = Group.objects.visible_to(user, "groups.activate_group").filter(state=Group.State.SUBMITTED)
    waiting = waiting.exclude(registered_by=user).order_by("village_id", "name_key", "pk")
    groups = list(waiting.only("name", "public_id")[:100])
    if not groups:
        return []
    title = ngettext(
        "{total} kelompok baru menunggu persetujuan", "{total} kelompok baru menunggu persetujuan", len(groups)
    )
    url = groups[0].get_absolute_url() if len(groups) == 1 else reverse("groups:approvals")
    return [Task("groups", title.format(total=len(groups)), names_of(groups), url, **waits())]


def unfinished(user):
    """Her own registrations that she has not handed in."""
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


def renewals(user):
    """Cards of this year that were not renewed, while it is the season. One query."""
    today = clock.today(user.home_code)
    if today.month > LAST_MONTH_OF_RENEWAL or not user.places(year_queries.RENEW):
        return []
    asked = year_queries.to_renew(Group.objects.visible_to(user, year_queries.RENEW), today.year)
    groups = list(asked.filter(~year_queries.renewed(today.year)).order_by("village_id", "name_key").only("name"))
    if not groups:
        return []
    title = _("Perbarui K/0 {year}: {total} kelompok").format(year=today.year, total=len(groups))
    return [Task("edit", title, names_of(groups), reverse("groups:renewals"), **waits())]


def terms(user):
    """Groups in which a term of office ends soon or is over. One query."""
    today = clock.today(user.home_code)
    ends = Min("posts__term_ends_on", filter=Q(posts__to_on__isnull=True))
    groups = Group.objects.visible_to(user, "groups.change_membership").active().annotate(ends=ends)
    groups = groups.filter(ends__lte=today + TERM_NOTICE).order_by("ends", "pk")
    return [
        Task(
            "people",
            _("Masa bakti pengurus {group}").format(group=group.name),
            _("Sampai {day}").format(day=date_format(group.ends, "j F Y")),
            reverse("groups:committee", args=[group.public_id]),
            chip_kind="late" if group.ends < today else "due",
            chip_text=_("Sudah lewat") if group.ends < today else _("Segera berakhir"),
        )
        for group in groups[:SHOWN]
    ]


def members_gone(user):
    """Groups with members who died or moved away but are on the roll still. One query."""
    here = Group.objects.visible_to(user, "groups.change_membership").active()
    still = Q(memberships__in=Membership.objects.filter(group__in=here).gone())
    groups = here.annotate(gone=Count("memberships", filter=still)).filter(gone__gt=0).order_by("village_id", "pk")
    return [
        Task(
            "person",
            ngettext(
                "{total} anggota {group} sudah meninggal atau pindah",
                "{total} anggota {group} sudah meninggal atau pindah",
                group.gone,
            ).format(total=group.gone, group=group.name),
            _("Catat kapan keluar dari kelompok"),
            reverse("groups:members", args=[group.public_id]),
            **waits(),
        )
        for group in groups[:SHOWN]
    ]
