"""Routine days that passed and were not written down."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups import meeting_queries
from groups.models import Group
from uppka.tasks.task import Task


def unrecorded(user):
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
