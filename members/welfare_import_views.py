"""Pages of an import of welfare measures: sent, checked, looked at, saved, taken back."""

import io

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import RuleError
from core.files import XLSX
from core.imports import report as sheets
from core.models import ImportBatch
from members import import_pages as pages
from members.imports import queries, reviewing
from members.welfare_import_forms import WelfareColumnsForm, WelfareCommitForm, WelfareImportForm
from members.welfare_imports import services
from members.welfare_imports import template as template_sheet
from members.welfare_imports.columns import WelfareMapping
from members.welfare_imports.run import KIND

State = ImportBatch.State


class WelfareImportList(pages.ImportListPage):
    kind = KIND
    permission_required = KIND.permission
    template_name = "members/welfare_import_list.html"
    title = _("Impor kesejahteraan")
    empty_text = _("Kirim desil DTSEN, tahapan KS, iBangga, KRS atau program dari Excel. Semua diperiksa dahulu.")


@require_http_methods(["GET", "POST"])
def create(request):
    return pages.create(request, KIND, form_class=WelfareImportForm, template="members/welfare_import_form.html")


@require_safe
def template(request):
    """The empty sheet with its codes; holds nobody's data."""
    if not request.user.has_perm(KIND.permission):
        raise Http404
    target = io.BytesIO()
    template_sheet.write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="templat-kesejahteraan.xlsx", content_type=XLSX)


@require_safe
def detail(request, public_id):
    batch = pages.batch_or_404(request, KIND, public_id)
    is_open = batch.state in (State.MAPPING, State.CHECKED, State.FAILED) and bool(batch.source.file)
    return pages.detail(
        request,
        KIND,
        public_id,
        heading_of=lambda batch: WelfareMapping.of(batch.mapping).heading_of,
        template="members/welfare_import_detail.html",
        may_map=is_open and bool(batch.mapping),
    )


@require_http_methods(["GET", "POST"])
def columns(request, public_id):
    again = queries.WAITING if request.method == "POST" else ()  # sent a second time, it is being checked already
    batch = pages.batch_or_404(request, KIND, public_id, State.MAPPING, State.CHECKED, State.FAILED, *again)
    plan = WelfareMapping.of(batch.mapping)
    if plan is None:
        raise Http404
    sheet, _header = queries.sheet_with_header(batch)
    samples = reviewing.samples(sheet, plan)
    form = WelfareColumnsForm(request.POST or None, plan=plan, samples=samples, user=request.user)
    if form.is_valid():
        try:
            services.map_columns(batch.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect(KIND.url("detail", public_id))
    context = {"form": form, "batch": batch, "cancel_url": KIND.url("detail", public_id)}
    return TemplateResponse(request, "members/import_mapping.html", context)


@require_http_methods(["GET", "POST"])
def commit(request, public_id):
    return pages.commit(
        request,
        KIND,
        public_id,
        form_of=lambda batch: WelfareCommitForm(request.POST or None, totals=batch.totals, user=request.user),
        template="members/welfare_import_commit.html",
    )


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    return pages.undo(request, KIND, public_id, service=services.undo_import, text_of=_what_undo_means)


@require_POST
def report(request, public_id):
    return pages.report(request, KIND, public_id, write=_with_remarks)


def _what_undo_means(totals):
    text = _("{new} nilai dari impor ini dihapus, {changed} nilai dikembalikan seperti semula.")
    return text.format(**{key: totals.get(f"taken_{key}", 0) for key in ("new", "changed")})


def _with_remarks(batch):
    sheet, header = queries.sheet_with_header(batch)
    return sheets.write(sheet, header, reviewing.remarks(batch, WelfareMapping.of(batch.mapping)))
