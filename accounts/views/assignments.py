"""Assignments: a role given, a role ended."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries, services
from accounts.forms import AssignmentForm, ShortReasonForm
from accounts.models import Assignment, User
from accounts.views.users import confirm_page, narrowed_to, narrowing
from core.errors import RuleError


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    others = User.objects.visible_to(request.user, "accounts.manage_user").exclude(pk=request.user.pk)
    person = get_object_or_404(others, public_id=public_id)
    around = narrowed_to(request)
    form = AssignmentForm(request.POST or None, user=request.user, around=around)
    if form.is_valid():
        try:
            services.add_assignment(person.pk, by=request.user, **form.new_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Penugasan dicatat."))
            return redirect(person)
    context = {"form": form, "person": person, "title": _("Penugasan baru"), "cancel_url": person.get_absolute_url()}
    return TemplateResponse(request, "accounts/form.html", context | narrowing(request, around))


@require_http_methods(["GET", "POST"])
def end(request, public_id):
    row = _givable_or_404(request, public_id)
    form = ShortReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.end_assignment(row.pk, by=request.user, **form.reason_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Penugasan diakhiri. Akunnya tetap dapat dibaca."))
            return redirect(row.user)
    queries.with_place_names([row])
    text = _(
        "Peran {role} di {place} berakhir hari ini juga. Catatan yang sudah dibuatnya tetap ada, dan akunnya tetap "
        "dapat dibaca."
    ).format(role=row.get_role_display(), place=row.place_name)
    title = _("Akhiri penugasan {name}?").format(name=row.user.name)
    return confirm_page(request, form, row.user, title=title, text=text, label=_("Akhiri"), danger=True)


def _givable_or_404(request, public_id):
    """An assignment that the officer may give and therefore end; never her own."""
    rows = Assignment.objects.visible_to(request.user, "accounts.manage_user").select_related("user")
    row = get_object_or_404(rows.exclude(user=request.user), public_id=public_id)
    if not request.user.may_give(row.role, row.region_code):
        raise Http404
    return row
