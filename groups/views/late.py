"""Exceptions for late entry: one officer, one group, one month, until a day."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.dates import Month
from core.errors import RuleError
from core.forms import ConfirmForm
from groups import late_queries
from groups.forms.late import LateEntryForm
from groups.models import Group
from groups.services import late as services
from regions import clock

USUAL = datetime.timedelta(days=7)


@require_safe
def index(request):
    """Exceptions that she gives at her place, or that name her."""
    user = request.user
    gives = bool(user.places(late_queries.ALLOW))
    if not gives and not user.places(late_queries.RECORD):
        raise Http404
    page = Paginator(late_queries.entries_for(user), 25).get_page(request.GET.get("page"))
    context = {"page_obj": page, "lines": late_queries.shown(page.object_list, user), "gives": gives}
    return TemplateResponse(request, "groups/late_entry_list.html", context)


@require_http_methods(["GET", "POST"])
def create(request, public_id, month):
    """Name an officer who may still change this group's month."""
    groups = Group.objects.visible_to(request.user, late_queries.ALLOW).select_related("village")
    group = get_object_or_404(groups, public_id=public_id)
    form = LateEntryForm(
        request.POST or None,
        officers=late_queries.officers_for(group, but=request.user),
        initial={"until": clock.today(group.village_id) + USUAL},
        user=request.user,
    )
    if form.is_valid():
        args = form.write_args()
        changes = args["changes"] | {"request_id": args["request_id"]}
        try:
            services.give_late_entry(group.pk, by=request.user, month=month, **changes)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Izin entri susulan diberikan."))
            return redirect("groups:late_entry_list")
    context = {"form": form, "group": group, "month": month, "submit_label": _("Beri izin")}
    context["cancel_url"] = reverse("groups:register", args=[group.public_id, month])
    return TemplateResponse(request, "groups/late_entry_form.html", context)


@require_http_methods(["GET", "POST"])
def end(request, public_id):
    """End an exception before its day."""
    groups = Group.objects.visible_to(request.user, late_queries.ALLOW)
    entries = late_queries.entries_for(request.user).filter(group__in=groups.values("pk"))
    entry = get_object_or_404(entries, public_id=public_id)
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.end_late_entry(entry.pk, by=request.user, request_id=form.write_args()["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Izin entri susulan diakhiri."))
            return redirect("groups:late_entry_list")
    context = {"form": form, "entry": entry, "month": Month.of(entry.month), "title": _("Akhiri izin")}
    context |= {
        "text": _told(entry),
        "confirm_label": _("Akhiri izin"),
        "cancel_url": reverse("groups:late_entry_list"),
    }
    return TemplateResponse(request, "groups/late_entry_end.html", context)


def _told(entry):
    text = _("Izin {name} berlaku sampai {day}. Setelah diakhiri, yang sudah diisi tetap tersimpan.")
    return text.format(name=entry.officer, day=date_format(entry.until, "j F Y"))
