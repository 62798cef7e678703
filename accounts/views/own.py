"""One's own account, and why one looks at personal data."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import personal_data, queries, services
from accounts.forms import OwnContactForm, PurposeForm
from core.errors import RuleError


@require_safe
def profile(request):
    context = {"assignments": queries.assignments_of(request.user, request.user)}
    return TemplateResponse(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
def profile_update(request):
    now = {name: getattr(request.user, name) for name in ("salutation", "phone", "email", "version")}
    form = OwnContactForm(request.POST or None, initial=now, user=request.user)
    if form.is_valid():
        try:
            services.update_account(request.user.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=now)
        else:
            messages.success(request, _("Data Anda disimpan."))
            return redirect("accounts:profile")
    context = {"form": form, "cancel_url": reverse("accounts:profile")}
    return TemplateResponse(request, "accounts/profile_form.html", context)


@require_http_methods(["GET", "POST"])
def purpose(request):
    form = PurposeForm(request.POST or None)
    target = _safe_next(request)
    if form.is_valid():
        personal_data.set_purpose(request, form.cleaned_data["purpose"], form.cleaned_data["note"])
        messages.success(request, _("Tercatat. Anda dapat membuka data selama 30 menit."))
        return redirect(target)
    context = {"form": form, "next": target, "cancel_url": target, "submit_label": _("Lanjutkan")}
    return TemplateResponse(request, "accounts/purpose.html", context)


def _safe_next(request):
    """Where to go on: an address of this site, or home. A word alone would be taken for the name of a page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure())
    return target if is_ours and target.startswith("/") else "/"
