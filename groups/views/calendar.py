"""Kalender saya: the officer's month, and the same as a file for her phone."""

import calendar as calendars

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core.dates import Month
from groups import calendar_queries, ics
from regions import clock

#: Events of a day in the table of the month; the list below has them all.
MOST_IN_A_CELL = 3


@require_safe
def calendar(request):
    """The month as a table on a desk, as a list on a phone."""
    month = _month(request)
    events = calendar_queries.events_of(request.user, month)
    today = clock.today(request.user.home_code)
    days = _by_day(events)
    context = {
        "month": month,
        "previous_month": month.previous(),
        "next_month": month.next(),
        "days": days,
        "weeks": _weeks(month, days, today),
        "today": today,
        "next_day": next((day for day in days if day >= today), None) if today in month else None,
    }
    return TemplateResponse(request, "groups/calendar.html", context)


@require_safe
def calendar_file(request):
    """The same for a phone's own calendar: groups and days, no person."""
    month = _month(request)
    zone = clock.zone_of(request.user.home_code)
    text = ics.calendar_text(calendar_queries.events_of(request.user, month), zone=zone, host=request.get_host())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kalender-uppka-{month}.ics"'
    return answer


def _month(request):
    user = request.user
    if not user.places(calendar_queries.RECORD) and not user.places(calendar_queries.VISIT):
        raise Http404
    text = request.GET.get("month")
    try:
        return Month.parse(text) if text else Month.of(clock.today(user.home_code))
    except ValueError:
        raise Http404


def _by_day(events):
    days = {}
    for event in events:
        days.setdefault(event.day, []).append(event)
    return days


def _weeks(month, days, today):
    """Weeks of (day, in the month, today, events shown, how many more)."""
    weeks = calendars.Calendar().monthdatescalendar(month.year, month.number)
    return [
        [
            (
                day,
                day in month,
                day == today,
                days.get(day, [])[:MOST_IN_A_CELL],
                len(days.get(day, [])[MOST_IN_A_CELL:]),
            )
            for day in week
        ]
        for week in weeks
    ]
