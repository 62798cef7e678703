"""Groups that look the same: shown, merged, called two; and a merge undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleError
from core.forms import ConfirmForm
from groups import merge_queries, queries
from groups.forms.merging import DifferentForm, MergeForm
from groups.models import Group
from groups.services import merging as services
from groups.services.merging import PERMISSION
from groups.views.card import in_scope
from regions import clock

PER_PAGE = 25


@require_safe
def pairs(request):
    """Groups in scope that may be one, side by side."""
    queries.require(request.user, PERMISSION)
    page = Paginator(merge_queries.pairs(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "groups/pairs.html", {"page": page})


@require_http_methods(["GET", "POST"])
def merge(request, public_id):
    """Let the members of this group join another."""
    group = in_scope(request.user, public_id, PERMISSION)
    initial = {"version": group.version, "on": clock.today(group.village_id), "target": request.GET.get("ke")}
    form = MergeForm(request.POST or None, initial=initial, user=request.user, group=group)
    if request.method == "POST" and form.is_valid():
        args = form.write_args()
        target = args["changes"].pop("target")
        try:
            changes = args.pop("changes")
            services.merge_groups(target.pk, group.pk, by=request.user, **args, **changes)
        except RuleError as error:
            form.refuse(error, now={"version": Group.objects.get(pk=group.pk).version})
        else:
            messages.success(request, _("{name} digabungkan. Dapat dibatalkan dalam 30 hari.").format(name=group.name))
            return redirect(target)
    context = {"form": form, "group": group, "cancel_url": group.get_absolute_url()}
    return TemplateResponse(request, "groups/merge.html", context)


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    """Take a group out of the one that it was merged into. The address is the merged group's own."""
    group = in_scope(request.user, public_id, PERMISSION)
    row = merge_queries.latest_merge(group)
    if row is None:
        raise Http404
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.undo_merge(row.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Penggabungan dibatalkan. Kedua kelompok kembali seperti semula."))
            return redirect(group)
    context = {
        "form": form,
        "title": _("Batalkan penggabungan"),
        "text": _("{name} kembali berdiri sendiri, dengan anggota dan pengurusnya seperti semula.").format(
            name=group.name
        ),
        "confirm_label": _("Batalkan penggabungan"),
        "cancel_url": group.get_absolute_url(),
    }
    return TemplateResponse(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
def different(request, public_id, other):
    """These are two groups: not asked again."""
    first, second = (in_scope(request.user, key, PERMISSION) for key in (public_id, other))
    form = DifferentForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        args = form.write_args()
        try:
            services.mark_different(
                first.pk, second.pk, by=request.user, request_id=args["request_id"], **args["changes"]
            )
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Dicatat sebagai dua kelompok yang berbeda."))
            return redirect("groups:pairs")
    context = {
        "form": form,
        "title": _("Memang dua kelompok"),
        "text": _("{first} dan {second} tidak ditanyakan lagi.").format(first=first.name, second=second.name),
        "confirm_label": _("Memang berbeda"),
        "cancel_url": reverse("groups:pairs"),
    }
    return TemplateResponse(request, "components/confirm.html", context)
