"""Two records of one person: chosen, laid side by side, merged, looked at, parted again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core import history
from core.errors import RuleError
from core.forms import ConfirmForm
from core.models import Merge
from core.views import ListPage
from members import merge_queries, services
from members.forms.merging import MergeForm, OtherRecordForm
from members.merge_tables import MergeFilter, MergeTable, state_chip
from members.services.merging import PERMISSION
from members.views.rows import person_or_404


class MergeList(ListPage):
    """Merges of the last thirty days in scope."""

    permission_required = PERMISSION
    model = Merge
    table_class = MergeTable
    filterset_class = MergeFilter
    template_name = "members/merge_list.html"
    results_template = "components/list_results.html"
    title = _("Catatan yang digabung")
    order = ("-pk",)

    def get_queryset(self):
        return merge_queries.recent_merges(self.request.user)

    def post(self, request, *args, **kwargs):
        raise Http404

    def table_kwargs(self, rows):
        return {"people": merge_queries.persons_of(self.request.user, rows)}

    def extra_context(self):
        return {
            "empty_icon": "people",
            "empty_title": MergeTable.empty_title,
            "empty_text": MergeTable.empty_text,
        }


@require_safe
def pick(request, public_id):
    """With which other record?"""
    person = person_or_404(request, public_id, PERMISSION)
    asked = request.GET if request.GET.get("other") else None
    form = OtherRecordForm(asked, user=request.user, person=person, back=request.path)
    if form.is_valid():
        return redirect("members:merge", public_id, form.cleaned_data["other"].public_id)
    return TemplateResponse(request, "members/merge_pick.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def merge(request, public_id, other):
    """Side by side: what the kept record shall say, and what moves to it."""
    kept = person_or_404(request, public_id, PERMISSION)
    gone = person_or_404(request, other, PERMISSION, place="other")
    if kept == gone:
        return redirect(kept)
    preview = merge_queries.preview(kept, gone)
    form = MergeForm(request.POST or None, kept=kept, gone=gone, preview=preview, user=request.user)
    if request.method == "POST" and form.may_save():
        try:
            row = services.merge_persons(kept.pk, gone.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kedua catatan digabung. Dapat dibatalkan dalam 30 hari."))
            return redirect("members:merge_detail", row.public_id)
    context = {"form": form, "kept": kept, "gone": gone, "preview": preview, "cancel_url": kept.get_absolute_url()}
    return TemplateResponse(request, "members/merge.html", context)


@require_safe
def detail(request, public_id):
    """What was merged, by whom, and what moved."""
    row, kept, gone = merge_or_404(request, public_id)
    columns = merge_queries.shown_columns(request.user, (kept, gone))
    context = {
        "merge": row,
        "kept": kept,
        "gone": gone,
        "state": state_chip(row),
        "days_left": merge_queries.days_left(row),
        "taken": merge_queries.taken(row, columns),
        "moved": merge_queries.moved_words(row),
        "history": history.of(row),
    }
    return TemplateResponse(request, "members/merge_detail.html", context)


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    row, kept, _gone = merge_or_404(request, public_id)
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.undo_merge(row.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Penggabungan dibatalkan. Kedua catatan kembali seperti semula."))
            return redirect(kept)
    context = {
        "form": form,
        "title": _("Batalkan penggabungan"),
        "text": _("Kedua catatan kembali seperti sebelum digabung. Yang dicatat sesudahnya tetap pada {name}.").format(
            name=kept.name
        ),
        "confirm_label": _("Batalkan penggabungan"),
        "cancel_url": request.path.removesuffix("batal/"),
    }
    return TemplateResponse(request, "components/confirm.html", context)


def merge_or_404(request, public_id):
    """A merge in scope with its two persons, both of whom the officer may see."""
    row = get_object_or_404(merge_queries.merges_in_scope(request.user), public_id=public_id)
    people = merge_queries.persons_of(request.user, [row])
    if len(people) < 2:
        raise Http404
    return row, people[row.kept_pk], people[row.gone_pk]
