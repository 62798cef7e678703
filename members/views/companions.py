"""The companion team (TPK) of a family."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services as accounts
from accounts.forms import ShortReasonForm
from accounts.models import Assignment
from core.errors import RuleError
from members import companion_queries
from members.forms.companions import CompanionForm
from members.models import Family
from members.services import companions as services
from members.views.rows import VIEW_FAMILY, family_or_404
from regions.scope import FAMILY


@require_http_methods(["GET", "POST"])
def add(request, public_id):
    """Choose a kader of the team in the family's village."""
    family = family_or_404(request, public_id, VIEW_FAMILY)
    if not companion_queries.may_entrust(request.user, family):
        raise Http404
    form = CompanionForm(request.POST or None, family=family, user=request.user)
    if form.is_valid():
        try:
            services.add_companion(family.pk, by=request.user, **form.service_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Pendamping keluarga dicatat."))
            return redirect(family)
    context = {"form": form, "family": family, "has_team": form.fields["user"].queryset.exists()}
    return TemplateResponse(
        request, "members/companion_form.html", {**context, "cancel_url": family.get_absolute_url()}
    )


@require_http_methods(["GET", "POST"])
def end(request, public_id):
    """The kader accompanies this family no longer; ``public_id`` is her assignment's."""
    row, family = _row_or_404(request, public_id)
    form = ShortReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            accounts.end_assignment(row.pk, by=request.user, **form.reason_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Pendampingan diakhiri."))
            return redirect(family)
    text = _("{name} tidak lagi melihat catatan KB dan kehamilan keluarga ini.").format(name=row.user.name)
    context = {"form": form, "title": _("Akhiri pendampingan?"), "text": text, "confirm_label": _("Akhiri")}
    return TemplateResponse(
        request, "components/confirm.html", {**context, "danger": True, "cancel_url": family.get_absolute_url()}
    )


def _row_or_404(request, public_id):
    rows = Assignment.objects.visible_to(request.user, companion_queries.MANAGE).filter(place_kind=FAMILY)
    row = get_object_or_404(rows.select_related("user").exclude(user=request.user), public_id=public_id)
    families = Family.objects.visible_to(request.user, VIEW_FAMILY)
    return row, get_object_or_404(families, public_id=row.place_key)
