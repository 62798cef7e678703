"""Home (what awaits the officer), quick recording, search, and the rest."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.identity import number_in
from groups.models import Group
from uppka import places, queries
from uppka import search as finding
from uppka.tasks import tasks_of
from uppka.tasks.task import due_month

#: Tasks on the home page before "Semua" is pressed.
TASKS_SHOWN = 6
#: Groups offered for a meeting on the page Catat; more are found through the list.
MOST_GROUPS = 40


@require_safe
def home(request):
    """What awaits the officer, how last month stands, and her groups or the regions below her."""
    user = request.user
    month = due_month(user)
    waiting = tasks_of(user)
    groups, group_count = queries.own_groups(user, month)
    sees_reports = user.has_perm("groups.view_register")
    context = {
        "greeting": queries.greeting(user),
        "place_text": queries.place_text(user),
        "search_url": reverse("search") if user.has_perm("groups.view_group") else "",
        "tasks": waiting if "semua" in request.GET else waiting[:TASKS_SHOWN],
        "task_count": len(waiting),
        "month": month,
        "tiles": queries.tiles_of(user, month) if sees_reports and queries.looks_after_a_place(user) else [],
        "groups": groups,
        "group_count": group_count,
        "regions": queries.regions_of(user, month) if sees_reports and not groups else [],
    }
    return TemplateResponse(request, "uppka/home.html", context)


@require_safe
def record(request):
    """Quick recording: a meeting of one of her groups first, then what else she may record."""
    user = request.user
    groups = Group.objects.visible_to(user, "groups.record_meeting").active().select_related("village")
    context = {
        "groups": groups.order_by("village_id", "name_key", "pk")[:MOST_GROUPS],
        "places": places.open_to(user, places.RECORD),
    }
    return TemplateResponse(request, "uppka/record.html", context)


@require_safe
def more(request):
    has_area = queries.looks_after_a_place(request.user)
    context = {"places": places.open_to(request.user, places.MORE, has_area=has_area)}
    return TemplateResponse(request, "uppka/more.html", context)


@require_http_methods(["GET", "POST"])
def search(request):
    """People, families and groups by part of a name. A NIK or card number is asked by POST alone: what stands in an
    address stays in the phone that is lent, and in the logs on the way."""
    text = " ".join((request.POST or request.GET).get("q", "").split())[:100]
    number = number_in(text)
    if number and request.method == "GET":
        return redirect(f"{reverse('search')}?nomor=1")
    found = finding.find_number(request.user, number) if number else finding.find(request.user, text)
    context = {
        "text": "" if number else text,
        "by_number": bool(number) or "nomor" in request.GET,
        "found": found,
        "total": sum(len(part.hits) for part in found),
        "is_short": 0 < len(text) < finding.SHORTEST,
    }
    return TemplateResponse(request, "uppka/_found.html" if request.htmx else "uppka/search.html", context)
