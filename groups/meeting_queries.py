"""Reads about meetings and attendance that join several models."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from core.dates import Month
from groups import schedule_rules
from groups.models import Attendance, CommitteePost, Group, Meeting, Membership, Register
from regions import clock


def holding_on(date, start="joined_on", end="left_on"):
    """Condition on memberships or posts that hold on ``date``; the day of leaving no longer counts."""
    return Q(**{f"{start}__lte": date}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": date}))


def roster_on(group_id, date):
    """Memberships of a group on ``date`` by number, with ``post_text`` and ``is_chair`` (two queries)."""
    posts = defaultdict(list)
    for post in CommitteePost.objects.filter(holding_on(date, "from_on", "to_on"), group_id=group_id):
        posts[post.person_id].append(post)
    roster = list(
        Membership.objects.filter(holding_on(date), group_id=group_id).select_related("person").order_by("number", "pk")
    )
    for membership in roster:
        held = posts[membership.person_id]
        membership.post_text = ", ".join(str(post.get_post_display()) for post in held)
        membership.is_chair = any(post.post == CommitteePost.Post.CHAIR for post in held)
    return roster


def statuses_of(meeting):
    """{membership id: status} of one meeting."""
    return dict(Attendance.objects.filter(meeting=meeting).values_list("membership_id", "status"))


def attendances_of(meeting):
    """The attendance list of one meeting in the order of the members' numbers."""
    return list(meeting.attendances.select_related("membership__person").order_by("membership__number", "pk"))


def counts_of(meeting):
    """[(status label, how many)] for every status, those without anyone as well."""
    rows = meeting.attendances.order_by().values("status").annotate(total=Count("pk"))
    totals = dict(rows.values_list("status", "total"))
    return [(label, totals.get(value, 0)) for value, label in Attendance.Status.choices]


def with_counts(meetings):
    """Meetings with ``present_count`` and ``roster_count``, the members who were there and who could have been."""
    return meetings.annotate(
        roster_count=Count("attendances", distinct=True),
        present_count=Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT), distinct=True),
    )


@dataclass(frozen=True)
class Pending:
    """A routine day that was not recorded, or a meeting that was moved to a day which has passed."""

    group: Group
    day: datetime.date
    today: datetime.date
    meeting: Meeting | None = None

    @property
    def days(self):
        """Days since; negative while still ahead."""
        return (self.today - self.day).days

    @property
    def is_moved(self):
        return self.meeting is not None


def pending(groups, *, ahead=datetime.timedelta(0)):
    """What of the routine of ``groups`` waits to be recorded, earliest first; three queries for any number of groups.

    Looks back to the first day of last month, since older months have gone to the city; ``ahead`` also shows what is
    planned from today on. Days before the group was active, and months already handed in, are not asked for.
    """
    groups = [group for group in groups if group.state == Group.State.ACTIVE]
    if not groups:
        return []
    since = Month.of(min(clock.today(group.village_id) for group in groups)).previous().first
    recorded, moved = _recorded(groups, since)
    settled = _settled_months(groups, since)
    lines = []
    for group in groups:
        today = clock.today(group.village_id)
        days = schedule_rules.occurrences(
            weekday=group.meeting_weekday,
            week=group.meeting_week,
            since=max(filter(None, (since, group.founded_on, group.state_on))),
            until=today + ahead,
        )
        open_days = schedule_rules.not_recorded(days, dealt_with=recorded[group.pk], settled_months=settled[group.pk])
        lines += [Pending(group, day, today) for day in open_days]
        lines += [
            Pending(group, row.date, today, row)
            for row in moved[group.pk]
            if row.date <= today + ahead and row.date.replace(day=1) not in settled[group.pk]
        ]
    return sorted(lines, key=lambda line: (line.day, line.group.name_key, line.group.pk))


def _recorded(groups, since):
    """({group: days dealt with}, {group: meetings moved and not yet held})."""
    dealt_with, moved = defaultdict(set), defaultdict(list)
    rows = Meeting.objects.filter(Q(date__gte=since) | Q(scheduled_for__gte=since), group__in=groups)
    for row in rows:
        if row.scheduled_for:
            dealt_with[row.group_id].add(row.scheduled_for)
        if row.state == Meeting.State.HELD:
            dealt_with[row.group_id].add(row.date)
        if row.state == Meeting.State.PLANNED:
            moved[row.group_id].append(row)
    return dealt_with, moved


def _settled_months(groups, since):
    months = defaultdict(set)
    rows = Register.objects.filter(group__in=groups, month__gte=since).exclude(state=Register.State.RETURNED)
    for group_id, month in rows.values_list("group_id", "month"):
        months[group_id].add(month)
    return months


def next_meeting(group):
    """(day, meeting or None) of the next routine or moved meeting from today on; (None, None) without any."""
    today = clock.today(group.village_id)
    moved = Meeting.objects.filter(group=group, state=Meeting.State.PLANNED, date__gte=today).order_by("date").first()
    skipped = set(Meeting.objects.filter(group=group, scheduled_for__gte=today).values_list("scheduled_for", flat=True))
    day = schedule_rules.next_occurrence(weekday=group.meeting_weekday, week=group.meeting_week, after=today)
    if day in skipped:
        after = Month.of(day).next().first
        day = schedule_rules.next_occurrence(weekday=group.meeting_weekday, week=group.meeting_week, after=after)
    if moved and (day is None or moved.date <= day):
        return moved.date, moved
    return day, None


def open_days(group):
    """Routine days of ``group``, past and next, that a meeting may still stand for; for the choice in the form."""
    lines = pending([group], ahead=datetime.timedelta(days=31))
    return [line.day for line in lines if line.meeting is None]
