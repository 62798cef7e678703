"""Pages of coaching: the visits to a group, one visit, and what is still to be done after them."""

import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lists import PersonalListPage
from core import history
from core.errors import RuleError
from core.models import Submission
from groups import coaching_queries
from groups.coaching_filters import TodoFilter
from groups.forms.card import initial_of
from groups.forms.coaching import DoneForm, VisitForm
from groups.models import CoachingVisit, Group
from groups.services import visits as services
from groups.tables.coaching import TodoTable
from groups.views.card import in_scope
from regions import clock

VIEW, RECORD = coaching_queries.VIEW, coaching_queries.RECORD


@require_safe
def index(request, public_id):
    """The visits to a group, the latest first; open actions above them."""
    group = in_scope(request.user, public_id, VIEW)
    page = Paginator(group.visits.select_related("officer"), 25).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "page_obj": page,
        "waiting": coaching_queries.open_actions_of(group, request.user),
        "may_record": _may_record(request.user, group),
        "today": clock.today(group.village_id),
    }
    return TemplateResponse(request, "groups/visits.html", context)


class Todo(PersonalListPage):
    """Everything that was agreed on visits in the officer's places and is not done; overdue first."""

    permission_required = RECORD
    model = CoachingVisit
    table_class = TodoTable
    filterset_class = TodoFilter
    template_name = "groups/visit_todo.html"
    results_template = "groups/_list_results.html"
    title = _("Tindak lanjut pembinaan")
    order = coaching_queries.TODO_ORDER
    logged_fields = ("group",)

    def get_queryset(self):
        return coaching_queries.todo_of(self.request.user)

    def extra_context(self):
        return {
            "empty_icon": "check",
            "empty_title": TodoTable.empty_title,
            "empty_text": TodoTable.empty_text,
        }


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    """Write down a visit of one's own."""
    group = in_scope(request.user, public_id, RECORD)
    if not _may_record(request.user, group):
        raise Http404
    initial = {"date": clock.today(group.village_id)}
    form = VisitForm(request.POST or None, initial=initial, user=request.user)
    if form.is_valid():
        args = form.write_args()
        args.pop("version")
        try:
            visit = services.record_visit(group.pk, by=request.user, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kunjungan disimpan."))
            return redirect(visit)
    context = {"form": form, "group": group, "cancel_url": reverse("groups:visits", args=[public_id])}
    return TemplateResponse(request, "groups/visit_form.html", context)


@require_safe
def detail(request, public_id):
    """One visit: what was found, what was agreed, whether it was done, photos."""
    visit = _visit(request, public_id, VIEW)
    user, group = request.user, visit.group
    sees_finding = coaching_queries.sees_finding(user, visit)
    context = {
        "visit": visit,
        "group": group,
        "sees_finding": sees_finding,
        "photos": coaching_queries.photos_on(visit) if sees_finding else [],
        "may_add_photos": coaching_queries.may_add_photos(user, visit),
        "may_update": visit.officer_id == user.pk and user.has_perm(RECORD, visit),
        "may_finish": _is_open(visit) and user.has_perm(RECORD, visit),
        "today": clock.today(group.village_id),
        "entries": history.of(visit) if sees_finding else [],
    }
    return TemplateResponse(request, "groups/visit_detail.html", context)


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    """Correct a visit of one's own."""
    visit = _visit(request, public_id, RECORD)
    if visit.officer_id != request.user.pk:
        raise Http404
    form = VisitForm(
        request.POST or None, instance=copy.copy(visit), initial={"version": visit.version}, user=request.user
    )
    if form.is_valid():
        try:
            services.update_visit(visit.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=initial_of(CoachingVisit.objects.get(pk=visit.pk)))
        else:
            messages.success(request, _("Kunjungan disimpan."))
            return redirect(visit)
    context = {"form": form, "group": visit.group, "visit": visit, "cancel_url": visit.get_absolute_url()}
    return TemplateResponse(request, "groups/visit_form.html", context)


@require_http_methods(["GET", "POST"])
def done(request, public_id):
    """The agreed action was done; any officer who coaches there may say so."""
    visit = _visit(request, public_id, RECORD)
    initial = {"version": visit.version, "done_on": clock.today(visit.village_id)}
    form = DoneForm(request.POST or None, initial=initial, user=request.user)
    if not _is_open(visit) and not _has_arrived(form):
        raise Http404
    if form.is_valid():
        args = form.write_args()
        try:
            services.finish_action(visit.pk, by=request.user, **args.pop("changes"), **args)
        except RuleError as error:
            form.refuse(error, now={"version": visit.version})
        else:
            messages.success(request, _("Tindak lanjut ditandai selesai."))
            return redirect(visit)
    context = {"form": form, "group": visit.group, "visit": visit, "cancel_url": visit.get_absolute_url()}
    return TemplateResponse(request, "groups/visit_done.html", context)


def _visit(request, public_id, permission):
    visits = CoachingVisit.objects.visible_to(request.user, permission)
    return get_object_or_404(visits.select_related("group__village", "officer"), public_id=public_id)


def _may_record(user, group):
    return group.state != Group.State.MERGED and user.has_perm(RECORD, group)


def _is_open(visit):
    return bool(visit.action) and visit.done_on is None


def _has_arrived(form):
    """True for an act that was sent a second time: the service answers it."""
    return form.is_valid() and Submission.has_arrived(
        form.user, "groups.finish_action", form.cleaned_data["request_id"]
    )
