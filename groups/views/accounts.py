"""Accounts for a group's committee, made where the committee is shown."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import one_time
from core.errors import RuleError
from groups import queries
from groups.forms.accounts import CommitteeAccountForm
from groups.services import accounts as services
from groups.views.card import in_scope
from groups.views.membership import slot_of


@require_http_methods(["GET", "POST"])
def create(request, public_id, slot):
    """An account for the holder of a post, who then signs in for this group alone."""
    group = in_scope(request.user, public_id, "accounts.manage_user")
    _name, holder, title = slot_of(group, slot)
    if not (holder and holder.post in services.OFFICES and request.user.has_perm(queries.NAMES, group)):
        raise Http404
    form = CommitteeAccountForm(request.POST or None, post=holder, user=request.user)
    if form.is_valid():
        try:
            user, code = services.create_account(holder.pk, by=request.user, **form.service_args())
        except RuleError as error:
            form.refuse(error)
        else:
            one_time.keep(request, user, code)
            messages.success(request, _("Akun pengurus dibuat."))
            return redirect(user)
    context = {"form": form, "group": group, "holder": holder, "title": _("Akun untuk {post}").format(post=title)}
    context["cancel_url"] = reverse("groups:committee", args=[public_id])
    return TemplateResponse(request, "groups/account_form.html", context)
