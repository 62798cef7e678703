"""Cards that wait for approval, many approved at once."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import RuleError
from core.views import ListPage
from groups import approval_queries, queries
from groups.filters import ApprovalFilter
from groups.forms.approval import ApproveForm
from groups.models import Group
from groups.services import approval as services
from groups.tables.approval import ApprovalTable


class ApprovalList(ListPage):
    permission_required = queries.DECIDE
    model = Group
    table_class = ApprovalTable
    filterset_class = ApprovalFilter
    template_name = "groups/approvals.html"
    title = gettext_lazy("Menunggu persetujuan")

    def get_queryset(self):
        return (
            approval_queries.waiting(self.request.user, queries.DECIDE)
            .select_related("registered_by")
            .order_by(*self.order)
        )

    def extra_context(self):
        return {"request_id": uuid.uuid4()}


@require_POST
def approve(request):
    """Approve the ticked ones; what she may not approve is not among the choices."""
    if not request.user.has_perm(queries.DECIDE):
        raise Http404
    in_scope = Group.objects.visible_to(request.user, queries.DECIDE)  # sent twice, they are approved already
    form = ApproveForm(request.POST, queryset=in_scope, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Centang dahulu kelompok yang disetujui."))
        return redirect("groups:approvals")
    ids = [group.pk for group in form.cleaned_data["groups"]]
    try:
        total, waiting = services.approve_groups(ids, by=request.user, request_id=form.cleaned_data["request_id"])
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("{total} kelompok disetujui dan sekarang aktif.").format(total=total))
        if waiting:
            messages.warning(request, _("Belum lengkap: {names}.").format(names=", ".join(waiting)))
    return redirect("groups:approvals")
