"""The handing over of all villages of one officer to another. It stands on the roof, since it tells what is still open
on every floor."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services, transfer_queries
from accounts.forms import ShortReasonForm
from accounts.models import Transfer, User
from accounts.queries import with_place_names
from accounts.transfer_forms import TransferForm
from accounts.transfer_queries import PERMISSION
from core import history
from core.errors import RuleError
from regions import clock
from uppka.open_work import open_work_of


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    """Who takes over, from when, and what is still open there."""
    giver = get_object_or_404(User.objects.visible_to(request.user, PERMISSION), public_id=public_id)
    rows = transfer_queries.passing(giver, request.user, clock.today(request.user.home_code))
    if giver == request.user or not (rows or request.method == "POST"):
        raise Http404
    form = TransferForm(request.POST or None, giver=giver, user=request.user)
    if form.is_valid():
        try:
            transfer = services.transfer_villages(giver.pk, by=request.user, **form.service_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Serah terima dicatat."))
            return redirect(transfer)
    context = {"form": form, "giver": giver, "rows": with_place_names(rows), "open_work": open_work_of(giver)}
    context["cancel_url"] = giver.get_absolute_url()
    return TemplateResponse(request, "uppka/transfer_form.html", context)


@require_safe
def detail(request, public_id):
    """What passed from whom to whom, and what is open until the day."""
    transfer = _transfer_or_404(request, public_id)
    context = {
        "transfer": transfer,
        "rows": with_place_names(transfer.assignments.order_by("region_code", "pk")),
        "is_ahead": transfer.may_be_undone,
        "history": history.of(transfer),
        "open_work": open_work_of(transfer.giver) if transfer.may_be_undone else [],
    }
    return TemplateResponse(request, "uppka/transfer_detail.html", context)


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    transfer = _transfer_or_404(request, public_id)
    form = ShortReasonForm(request.POST or None, user=request.user)
    if request.method == "GET" and not transfer.may_be_undone:
        raise Http404
    if form.is_valid():
        try:
            services.undo_transfer(transfer.pk, by=request.user, **form.reason_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Serah terima dibatalkan."))
            return redirect(transfer)
    text = _("Penugasan {giver} berlanjut seperti semula, dan {taker} tidak jadi menerimanya.")
    context = {"form": form, "title": _("Batalkan serah terima?"), "confirm_label": _("Batalkan serah terima")}
    context["text"] = text.format(giver=transfer.giver.name, taker=transfer.taker.name)
    context["cancel_url"] = transfer.get_absolute_url()
    return TemplateResponse(request, "components/confirm.html", {**context, "danger": True})


def _transfer_or_404(request, public_id):
    transfers = Transfer.objects.visible_to(request.user, PERMISSION).select_related(
        "giver", "taker", "by", "undone_by"
    )
    return get_object_or_404(transfers, public_id=public_id)
