"""What the pages of a register show to whom: counts with their links, people behind them, health only where allowed."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.dates import Month
from core.templatetags.ui import number
from groups import meeting_texts, register_queries, register_rules
from groups.models import Attendance, Group, Register
from groups.services.register import may_return
from members.models import Person
from regions import clock

COUNTS = {
    "members": _("Anggota"),
    "families": _("Keluarga anggota"),
    "present": _("Anggota hadir"),
    "represented": _("Hanya diwakili"),
    "guests": _("Tamu"),
    "pus": _("Keluarga PUS"),
    "kb": _("Keluarga PUS ber-KB modern"),
    "pregnant": _("Ibu hamil"),
}
#: Counts that tell something of health.
HEALTH = {"pus", "kb", "pregnant"}
#: What the history tells of figures: counts of health stay where the right to them is asked.
FIGURE_WORDS = {("figures", key): label for key, label in COUNTS.items() if key not in HEALTH}
FIGURE_WORDS["figures", ""] = _("Angka")
ATTENDING = (Attendance.Status.PRESENT, Attendance.Status.REPRESENTED)
HEALTH_FIELDS = ("is_pus", "is_pregnant", "is_using_kb")


@dataclass(frozen=True)
class Figure:
    """One count of the register; ``url`` opens the people behind it."""

    key: str
    label: str
    value: int
    of: int | None = None
    percent: int | None = None
    url: str = ""


def context_of(user, group, month, register):
    """What the page of a register shows to ``user``."""
    content = register_queries.content_of(group, month, register)
    sees_names = user.has_perm("groups.view_roll", group)
    sees_health = user.has_perm("members.view_health", group)
    daily = sees_health and user.has_perm("members.change_health", group)
    if daily:
        content = replace(content, rows=seen_health(user, group, content.rows))
    today = clock.today(group.village_id)
    fixed, day = register_queries.why_fixed(group, month, user), register_queries.deadline_day(month)
    return {
        "group": group,
        "month": month,
        "register": register,
        "content": content,
        "figures": figures_of(
            group, month, content, links=user.has_perm("members.view_person", group), health=sees_health
        ),
        "activities": activities_of(content, names=sees_names),
        "sees_names": sees_names,
        "shows_health": daily,
        "sees_health": sees_health,
        "fixed": fixed,
        "deadline": register_rules.deadline_of(month, day=day),
        "days_late": register_rules.days_late(month, day=day, today=today),
        "late": register_queries.late_note(user, group, month),
        "is_running": month.last >= today,
        "previous_month": month.previous(),
        "next_month": month.next() if month < Month.of(today) else None,
        **_acts(user, group, month, register, fixed, today),
    }


def _acts(user, group, month, register, fixed, today):
    may_hand_in = (
        not fixed
        and month.first <= today
        and group.state == Group.State.ACTIVE
        and user.has_perm("groups.submit_register", group)
    )
    may_verify = (
        register is not None
        and register.state == Register.State.SUBMITTED
        and register.handed_in_by_id != user.pk
        and user.has_perm("groups.verify_register", register)
    )
    return {
        "may_hand_in": may_hand_in,
        "may_verify": may_verify,
        "may_return": register is not None and fixed != "closed" and may_return(user, register),
        "may_allow_late": bool(fixed) and month.last < today and user.has_perm("groups.allow_lateentry", group),
        "may_copy": register is not None
        and register.state in Register.REPORTED
        and user.has_perm("groups.activate_group", group),
    }


def figures_of(group, month, content, *, links, health):
    """The counts in the order of the form; those of health only where ``health``."""
    figures = content.figures

    def figure(key, **more):
        url = reverse("groups:register_people", args=[group.public_id, month, key]) if links else ""
        return Figure(key, COUNTS[key], figures.get(key, 0), url=url, **more)

    shown = [
        figure("members"),
        figure("present", of=figures.get("members", 0), percent=content.hadir_percent),
        figure("represented"),
        figure("guests"),
        figure("families"),
    ]
    if health:
        pus, kb = figures.get("pus", 0), figures.get("kb", 0)
        shown += [
            figure("pus", of=figures.get("families", 0)),
            figure("kb", of=pus, percent=register_rules.percent(kb, pus)),
            figure("pregnant"),
        ]
    return shown


def coverage_tiles(coverage, bands):
    """The two figures of a month in an area for components/stat.html: registers in, members present.

    Percentages always stand beside their numbers; without a denominator there is none. The attendance is that of the
    registers that are in, and its label says so: the recap's HADIR counts every group.
    """
    return [
        _tile(_("R/I masuk"), coverage.lapor, coverage.ada, coverage.percent, bands),
        _tile(_("Anggota hadir di R/I yang masuk"), coverage.present, coverage.members, coverage.hadir_percent, bands),
    ]


def _tile(label, part, whole, percent, bands):
    tone = {"high": "ok", "middle": "due", "low": "late", None: ""}[
        register_rules.band(percent, high=bands["high"], middle=bands["middle"])
    ]
    text = (
        _("Belum ada data")
        if percent is None
        else _("{percent}% · target {target}%").format(percent=percent, target=bands["high"])
    )
    of = _("dari {whole}").format(whole=number(whole))
    return {"label": label, "value": number(part), "of": of, "note": text, "tone": tone}


def activities_of(content, *, names):
    """[(meeting, topic, speaker, {status: how many}, rows)] in the order of dates; rows only where ``names``."""
    topics = meeting_texts.topic_texts(content.meetings)
    by_meeting = defaultdict(list)
    for row in content.rows:
        if row.meeting_id:
            by_meeting[row.meeting_id].append(row)
    return [
        {
            "meeting": meeting,
            "topic": topics[meeting.pk],
            "speaker": meeting_texts.speaker_text(meeting) if names else meeting_texts.speaker_kind_text(meeting),
            "present": sum(row.status == Attendance.Status.PRESENT for row in by_meeting[meeting.pk]),
            "total": len(by_meeting[meeting.pk]),
            "rows": by_meeting[meeting.pk] if names else [],
            "attending": [row for row in by_meeting[meeting.pk] if names and row.status in ATTENDING],
        }
        for meeting in content.meetings
    ]


def rows_behind(content, count):
    """The month's rows that a count was made from."""
    tests = {
        "members": lambda row: True,
        "families": lambda row: True,
        "present": lambda row: row.status == Attendance.Status.PRESENT,
        "represented": lambda row: row.status == Attendance.Status.REPRESENTED,
        "pus": lambda row: row.is_pus,
        "kb": lambda row: row.is_pus and row.is_using_kb,
        "pregnant": lambda row: row.is_pregnant,
    }
    return [row for row in content.month_rows if tests[count](row)]


def seen_health(user, group, rows):
    """``rows`` with the state of health only of persons whom ``user`` may see it of; writes the log of looks.

    Who works with it every day is logged once per person and day, anyone else at each look.
    """
    persons = {row.membership.person_id: row.membership.person for row in rows}
    visible = Person.objects.visible_to(user, "members.view_health").filter(pk__in=persons)
    seen = set(visible.values_list("pk", flat=True))
    log_looks(user, [persons[pk] for pk in sorted(seen)], daily=user.has_perm("members.change_health", group))
    return [row if row.membership.person_id in seen else _without_health(row) for row in rows]


def log_looks(user, persons, *, daily):
    """Write looks at the health of ``persons``: ``daily`` work once a day, any other one by one."""
    if daily:
        personal_data.log_daily(user, persons, HEALTH_FIELDS)
    else:
        purpose = PersonalDataAccess.Purpose.VERIFICATION
        personal_data.log_each(user, persons, HEALTH_FIELDS, purpose=purpose)


def _without_health(row):
    return replace(row, is_pus=False, is_pregnant=None, is_using_kb=None)


def siga_context(user, group, month, content):
    """The fields of the register in the order of SIGA's form."""
    sees_health = user.has_perm("members.view_health", group)
    if sees_health:
        content = replace(content, rows=seen_health(user, group, content.rows))
    activities = activities_of(content, names=True)
    attending = [row for each in activities for row in each["attending"]]
    prefetch_related_objects([row.membership.person for row in attending], "family")
    places = meeting_texts.place_lines(group.village_id)
    return {
        "group": group,
        "month": month,
        "header": [
            *((f"{place['level']}: {place['name']}", place["code"]) for place in places),
            (_("Kode poktan (UPPKA)"), "4"),
            (_("Nomor register"), group.register_number),
            (_("Nama kelompok"), group.name),
            (_("Bulan"), month.name),
        ],
        "activities": activities,
        "attending": attending,
        "shows_health": sees_health,
    }
