"""What is told of a family's welfare. Seen by whoever has the right alone; looks are logged once a day."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import personal_data
from core import history
from core.errors import RuleError
from members import services, welfare_queries
from members.forms.welfare import WelfareForm
from members.views.rows import ADD_WELFARE, VIEW_WELFARE, family_context, family_or_404
from regions import clock


@require_safe
def family_welfare(request, public_id):
    """The latest of each measure with its period and source, what was told before beneath."""
    family = family_or_404(request, public_id, VIEW_WELFARE)
    told = welfare_queries.welfare_of(family)
    personal_data.log_daily(request.user, [family], ["welfare"])
    rows = [row for each in told for row in (each.latest, *each.earlier)]
    context = {
        **family_context(request, family),
        "told": told,
        "entries": history.of_rows(rows, limit=20) if rows else [],
        "may_add": request.user.has_perm(ADD_WELFARE, family) and family.is_active,
    }
    return TemplateResponse(request, "members/welfare.html", context)


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    family = family_or_404(request, public_id, ADD_WELFARE)
    about = {"family": family, "today": clock.today(family.village_id), "user": request.user}
    form = WelfareForm(request.POST or None, request.FILES or None, **about)
    if request.method == "POST" and form.may_save():
        try:
            services.record_welfare(family.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kesejahteraan keluarga dicatat."))
            return redirect("members:family_welfare", family.public_id)
    context = {"form": form, "family": family}
    context["cancel_url"] = reverse("members:family_welfare", args=[family.public_id])
    return TemplateResponse(request, "members/welfare_form.html", context)
