"""The register in words and on paper."""

from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups import meeting_texts
from groups.meeting_queries import roster_on
from groups.models import Register
from groups.register_pages import activities_of, figures_of, seen_health
from regions import clock


def handed_in(register):
    """What the officer reads after handing in."""
    if register.state == Register.State.BY_PKB:
        return _("R/I diserahkan dan terhitung terverifikasi.")
    return _("R/I diserahkan. PKB akan memverifikasinya.")


def paper_of(user, group, month, content, *, with_health):
    """Data of the printed register. Without health it has attendance and totals only."""
    if with_health:
        content = replace(content, rows=seen_health(user, group, content.rows))
    chair = next((row.person.name for row in roster_on(group.pk, month.last) if row.is_chair), "")
    return {
        "for": "pkb" if with_health else "chair",
        "state": _state_text(content.register),
        "group": group.name,
        "register_number": group.register_number,
        "places": meeting_texts.place_lines(group.village_id),
        "month": month.name,
        "zero_reason": content.register.zero_reason if content.register else "",
        "figures": [_figure(each) for each in figures_of(group, month, content, links=False, health=with_health)],
        "meetings": len(content.meetings),
        "activities": [_activity(each, with_health) for each in activities_of(content, names=True)],
        "members": _members(content, with_health),
        "signed": ", ".join(filter(None, (group.village.name, date_format(_signed_on(group, content), "j F Y")))),
        "chair": chair,
        "adviser": group.adviser_name,
        "adviser_post": str(group.adviser_other or group.get_adviser_kind_display()),
    }


def _state_text(register):
    if register is None or register.state == Register.State.RETURNED:
        return _("DRAF – belum diserahkan")
    return str(register.get_state_display())


def _signed_on(group, content):
    """The day it was handed in, today for a draft; both at the group's own place."""
    if content.register is None:
        return clock.today(group.village_id)
    return timezone.localtime(content.register.handed_in_at, clock.zone_of(group.village_id)).date()


def _figure(figure):
    of = _(" dari {of}").format(of=figure.of) if figure.of is not None else ""
    percent = f" ({figure.percent}%)" if figure.percent is not None else ""
    return [str(figure.label), f"{figure.value}{of}{percent}"]


def _activity(activity, with_health):
    meeting = activity["meeting"]
    return {
        "date": meeting_texts.long_date(meeting.date),
        "kind": str(meeting.get_kind_display()),
        "place": meeting.place,
        "topic": activity["topic"],
        "speaker": activity["speaker"],
        "discussion": _("ada") if meeting.has_discussion else _("tidak ada"),
        "present": activity["present"],
        "total": activity["total"],
        "rows": [_row(row) for row in activity["rows"]] if with_health else [],
    }


def _row(row):
    return {
        "number": row.membership.number,
        "name": row.membership.person.name,
        "status": str(row.status_text),
        **row.codes,
    }


def _members(content, with_health):
    """One line for each member of the month: her status at each meeting, and with health her state at its end."""
    by_member = {}
    for row in content.rows:
        by_member.setdefault(row.membership, {})[row.meeting_id] = row
    lines = []
    for membership, rows in sorted(by_member.items(), key=lambda item: (item[0].number, item[0].pk)):
        month_row = rows.get(None)
        line = {
            "number": membership.number,
            "name": membership.person.name,
            "marks": [_mark(rows.get(meeting.pk)) for meeting in content.meetings],
        }
        if with_health:
            line |= _row(month_row) if month_row else {"pus": "", "pregnant": "", "kb": ""}
        lines.append(line)
    return lines


def _mark(row):
    return str(row.status_text) if row else "–"
