"""A month's events as a calendar file (RFC 5545), for the calendar of a phone."""

import datetime

from django.utils import timezone

PRODUCT = "-//UPPKA//Kalender//ID"
#: Octets of a line before it is folded.
LINE = 75
LENGTH = datetime.timedelta(hours=2)


def calendar_text(events, *, zone, host):
    """Text of the file. Events with a time last two hours, by the clock of ``zone``; the others are whole days."""
    stamp = _utc(timezone.now())
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{event.key}@{host}", f"DTSTAMP:{stamp}", *_when(event, zone)]
        lines += [f"SUMMARY:{_escaped(event.public)}"]
        lines += ["STATUS:CANCELLED" if event.is_cancelled else "STATUS:CONFIRMED", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _when(event, zone):
    if event.time is None:
        next_day = event.day + datetime.timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{next_day:%Y%m%d}"]
    starts = datetime.datetime.combine(event.day, event.time, tzinfo=zone)
    return [f"DTSTART:{_utc(starts)}", f"DTEND:{_utc(starts + LENGTH)}"]


def _utc(moment):
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text):
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line):
    """Lines of at most 75 octets; a continued one begins with a space. Never within a letter."""
    parts, room = [""], LINE
    for sign in line:
        if len((parts[-1] + sign).encode()) > room:
            parts.append("")
            room = LINE - 1
        parts[-1] += sign
    return "\r\n ".join(parts)
