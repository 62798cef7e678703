"""Pages of the handing over of office."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import history, paper
from core.errors import RuleError
from groups import handover_sheet, queries
from groups.forms.handover import DocumentForm, HandoverForm
from groups.models import Group, Handover
from groups.services import handover as services
from groups.views.card import in_scope
from groups.views.files import served


@require_safe
def index(request, public_id):
    """Every handing over of a group; names for those who know the members."""
    group = in_scope(request.user, public_id, queries.VIEW)
    context = {
        "group": group,
        "rows": list(group.handovers.all()),
        "sees_names": request.user.has_perm(queries.NAMES, group),
        "may_record": queries.rights_of(request.user, group).roll and request.user.has_perm(queries.ROLL, group),
    }
    return TemplateResponse(request, "groups/handovers.html", context)


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    """Old posts end, new ones begin; the inventory of today is kept with it."""
    group = in_scope(request.user, public_id, queries.ROLL)
    if not queries.rights_of(request.user, group).roll:
        raise Http404
    form = HandoverForm(request.POST or None, group=group, user=request.user)
    if form.is_valid():
        try:
            row = services.hand_over(group.pk, by=request.user, **form.service_args())
        except RuleError as error:
            form.refuse(error, now={"version": queries.committee_version(group)})
        else:
            messages.success(request, _("Serah terima disimpan. Cetak, tanda tangani, lalu kirim fotonya."))
            return redirect("groups:handover_detail", row.public_id)
    context = {"form": form, "group": group, "items": group.inventory.filter(removed_on__isnull=True).count()}
    context |= {"cancel_url": reverse("groups:handover_list", args=[public_id]), "draft_key": f"handover-{public_id}"}
    return TemplateResponse(request, "groups/handover_form.html", context)


@require_safe
def detail(request, public_id):
    """One handing over, its paper, and the photo of it with the signatures."""
    row = _handover(request.user, public_id, queries.NAMES)
    context = {
        "handover": row,
        "group": row.group,
        "may_attach": request.user.has_perm(queries.ROLL, row.group),
        "entries": history.of(row),
    }
    return TemplateResponse(request, "groups/handover_detail.html", context)


@require_POST
def pdf(request, public_id):
    """The paper to sign."""
    row = _handover(request.user, public_id, queries.NAMES)
    personal_data.log_export(
        request.user,
        Handover._meta.label_lower,
        ["name"],
        rows=len(row.posts),
        region_code=row.group.village_id,
        purpose=PersonalDataAccess.Purpose.REPORT,
        note=f"serah-terima {row.group.public_id}",
    )
    name = f"serah-terima-{row.group.register_number}-{row.on}"
    return paper.response(
        "handover.typ", handover_sheet.paper(row), filename=name, paper=request.POST.get("paper", "a4")
    )


@require_http_methods(["GET", "POST"])
def document(request, public_id):
    """Send in the photo of the signed paper."""
    row = _handover(request.user, public_id, queries.ROLL)
    form = DocumentForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        args = form.write_args()
        try:
            services.attach_document(
                row.pk, by=request.user, request_id=args["request_id"], upload=args["changes"]["file"]
            )
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Berkas disimpan."))
            return redirect("groups:handover_detail", public_id)
    context = {"form": form, "group": row.group, "title": _("Berita acara yang ditandatangani")}
    context["cancel_url"] = reverse("groups:handover_detail", args=[public_id])
    return TemplateResponse(request, "groups/document_form.html", context)


@require_safe
def file(request, public_id):
    """The signed paper itself."""
    row = _handover(request.user, public_id, queries.NAMES)
    return served(row.document)


def _handover(user, public_id, permission):
    groups = Group.objects.visible_to(user, permission)
    rows = Handover.objects.filter(group__in=groups).select_related("group__village", "recorded_by", "document")
    return get_object_or_404(rows, public_id=public_id)
