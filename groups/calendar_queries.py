"""What an officer's month holds: meetings of her groups, coaching visits, deadlines."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import register_queries, schedule_rules
from groups.models import CoachingVisit, Group, Meeting, Register
from regions import clock

RECORD, VISIT = "groups.record_meeting", "groups.record_visit"
#: Who waits for which deadline of last month's registers.
DEADLINES = {
    "register_deadline_day": ("groups.submit_register", gettext_lazy("kelompok ke PKB")),
    "district_deadline_day": ("groups.verify_register", gettext_lazy("PKB ke kabupaten/kota")),
    "province_deadline_day": ("groups.close_month", gettext_lazy("kabupaten/kota ke provinsi")),
}


@dataclass(frozen=True)
class Event:
    """One thing on one day. ``public`` is what may leave the house in a calendar file: no person, no finding, no place
    but the village. ``state``: the word of its chip, of the kind ``tone``."""

    day: datetime.date
    kind: str
    key: str
    title: str
    public: str
    text: str
    url: str
    tone: str
    state: str
    time: datetime.time | None = None
    is_cancelled: bool = False

    @property
    def short(self):
        """For a narrow cell, where every name would begin alike."""
        return self.title.removeprefix("UPPKA ")

    @property
    def icon(self):
        return {"meeting": "calendar", "visit": "people", "follow-up": "clock", "deadline": "document"}[self.kind]


def events_of(user, month):
    """[Event] of ``month`` in the order of days; a constant number of queries."""
    groups = groups_of(user)
    recorded = set(Group.objects.visible_to(user, RECORD).active().values_list("pk", flat=True))
    events = _meetings(groups, recorded, month) + _visits(user, groups, month) + _deadlines(user, month)
    return sorted(events, key=lambda event: (event.day, event.time or datetime.time.max, event.title, event.key))


def groups_of(user):
    """Active groups that she records or coaches."""
    groups = Group.objects.visible_to(user, RECORD) | Group.objects.visible_to(user, VISIT)
    return list(groups.active().select_related("village").order_by("village_id", "name_key", "pk"))


# Meetings


def _meetings(groups, recorded, month):
    by_id = {group.pk: group for group in groups}
    rows = Meeting.objects.filter(
        Q(date__range=(month.first, month.last)) | Q(scheduled_for__range=(month.first, month.last)), group__in=by_id
    )
    events, dealt_with = [], defaultdict(set)
    for row in rows:
        row.group = by_id[row.group_id]
        dealt_with[row.group_id] |= {row.scheduled_for, row.date if row.state == Meeting.State.HELD else None}
        events += _of_meeting(row, month, row.group_id in recorded)
    settled = _handed_in(by_id, month)
    for group in groups:
        if group.pk not in settled:
            events += _routine(group, month, dealt_with[group.pk], group.pk in recorded)
    return events


def _handed_in(by_id, month):
    """Groups whose month nobody is asked for any more."""
    rows = Register.objects.of_month(month).filter(group__in=by_id).exclude(state=Register.State.RETURNED)
    return set(rows.values_list("group_id", flat=True))


def _of_meeting(row, month, may_record):
    events = []
    is_moved = row.scheduled_for and row.scheduled_for != row.date
    if is_moved and row.scheduled_for in month:
        text = _("Dipindah karena: {reason}").format(reason=row.called_off_reason)
        events.append(_meeting(row.group, row.scheduled_for, f"{row.public_id}-asal", text, row.get_absolute_url(),
                               "neutral", _("Dipindah"), is_cancelled=True))  # fmt: skip
    if row.date in month:
        tone, state, url = _state(row, may_record)
        text = row.called_off_reason if row.state != Meeting.State.HELD else str(row.get_kind_display())
        is_cancelled = row.state == Meeting.State.CALLED_OFF
        events.append(_meeting(row.group, row.date, str(row.public_id), text, url, tone, state, is_cancelled))
    return events


def _state(row, may_record):
    """(kind of chip, word, address) of a recorded, moved or called off meeting."""
    if row.state == Meeting.State.HELD:
        return "ok", _("Terlaksana"), row.get_absolute_url()
    if row.state == Meeting.State.CALLED_OFF:
        return "neutral", _("Dibatalkan"), row.get_absolute_url()
    waits = row.date <= clock.today(row.village_id)
    url = reverse("groups:meeting_update", args=[row.public_id]) if waits and may_record else row.get_absolute_url()
    return ("late", _("Belum dicatat"), url) if waits else ("info", _("Pindahan"), url)


def _routine(group, month, dealt_with, may_record):
    """Routine days of which nothing was recorded: still ahead, or waiting."""
    since = max(filter(None, (month.first, group.founded_on, group.state_on)))
    days = schedule_rules.occurrences(
        weekday=group.meeting_weekday, week=group.meeting_week, since=since, until=month.last
    )
    events, today = [], clock.today(group.village_id)
    for day in schedule_rules.not_recorded(days, dealt_with=dealt_with):
        url = reverse("groups:meetings", args=[group.public_id])
        if day <= today and may_record:
            url = f"{reverse('groups:meeting_create', args=[group.public_id])}?jadwal={day.isoformat()}"
        tone, state = ("info", _("Rencana")) if day > today else ("late", _("Belum dicatat"))
        key = f"{group.public_id}-{day.isoformat()}"
        events.append(_meeting(group, day, key, _("Pertemuan rutin"), url, tone, state))
    return events


def _meeting(group, day, key, text, url, tone, state, is_cancelled=False):
    return Event(
        day=day,
        kind="meeting",
        key=key,
        title=group.name,
        public=_("Pertemuan {group}, {village}").format(group=group.name, village=group.village.name),
        text=" · ".join(filter(None, (group.village.name, text))),
        url=url,
        tone=tone,
        state=state,
        time=group.meeting_time,
        is_cancelled=is_cancelled,
    )


# Visits


def _visits(user, groups, month):
    days = (month.first, month.last)
    visits = CoachingVisit.objects.visible_to(user, "groups.view_coachingvisit")
    if not user.places("members.view_person"):
        visits = visits.exclude(kind=CoachingVisit.Kind.HOME)
    rows = visits.filter(
        Q(date__range=days) | Q(due_on__range=days, done_on__isnull=True), group__in=[group.pk for group in groups]
    )
    events = []
    for row in rows.select_related("group__village", "officer"):
        if row.date in month:
            events.append(_visit(row, row.date, "visit", str(row.get_kind_display()), "ok", _("Kunjungan")))
        if row.due_on and row.due_on in month and row.done_on is None:
            late = row.due_on < clock.today(row.village_id)
            events.append(
                _visit(row, row.due_on, "follow-up", row.action, "late" if late else "due", _("Tindak lanjut"))
            )
    return events


def _visit(row, day, kind, text, tone, state):
    words = _("Kunjungan pembinaan {group}") if kind == "visit" else _("Batas tindak lanjut {group}")
    return Event(
        day=day,
        kind=kind,
        key=f"{row.public_id}-{kind}",
        title=row.group.name,
        public=words.format(group=row.group.name),
        text=" · ".join([row.group.village.name, text, str(row.officer)]),
        url=row.get_absolute_url(),
        tone=tone,
        state=state,
    )


# Deadlines


def _deadlines(user, month):
    """Those of last month's registers that concern her."""
    due = month.previous()
    today = clock.today(user.home_code)
    events = []
    for key, day in register_queries.deadlines_of(due):
        permission, way = DEADLINES[key]
        if not user.places(permission):
            continue
        title = _("Batas R/I {month}").format(month=due.name)
        url = f"{reverse('groups:register_list')}?month={due}"
        if permission == "groups.close_month":
            url = reverse("groups:month_close", args=[due])
        tone = "due" if day >= today else "neutral"
        words = _("{title}: {way}").format(title=title, way=way)
        events.append(Event(day, "deadline", f"{key}-{due}", title, words, str(way), url, tone, _("Tenggat")))
    return events
