"""Pages of an import of families: sent, checked, looked at, saved, taken back."""

import io

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import RuleError
from core.files import XLSX
from core.forms import ConfirmForm
from core.imports import report as sheets
from core.models import ImportBatch
from members import import_pages as pages
from members.import_forms import ChangesForm, CommitForm, ImportForm, MappingForm
from members.imports import queries, reviewing, services
from members.imports import template as template_sheet
from members.imports.kinds import FAMILIES
from members.imports.mapping import Mapping
from regions.models import Region

State = ImportBatch.State


class ImportList(pages.ImportListPage):
    permission_required = FAMILIES.permission
    template_name = "members/import_list.html"


@require_http_methods(["GET", "POST"])
def create(request):
    return pages.create(request, FAMILIES, form_class=ImportForm, template="members/import_form.html")


@require_safe
def template(request):
    """The empty sheet with its codes; holds nobody's data."""
    if not request.user.has_perm(FAMILIES.permission):
        raise Http404
    target, place = io.BytesIO(), request.user.home_code
    is_kelurahan = Region(code=place, level=Region.Level.VILLAGE).is_kelurahan if len(place) == 10 else None
    template_sheet.write(target, is_kelurahan=is_kelurahan, with_health=request.user.has_perm("members.change_health"))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="templat-keluarga.xlsx", content_type=XLSX)


@require_safe
def detail(request, public_id):
    batch = pages.batch_or_404(request, FAMILIES, public_id)
    is_open = batch.state in (State.MAPPING, State.CHECKED, State.FAILED) and bool(batch.source.file)
    return pages.detail(
        request,
        FAMILIES,
        public_id,
        heading_of=lambda batch: Mapping.of(batch.mapping).heading_of,
        template="members/import_detail.html",
        may_map=is_open and bool(batch.mapping),
        may_go_on=is_open and _was_stopped(batch),
    )


@require_http_methods(["GET", "POST"])
def columns(request, public_id):
    again = queries.WAITING if request.method == "POST" else ()  # sent a second time, it is being checked already
    batch = pages.batch_or_404(request, FAMILIES, public_id, State.MAPPING, State.CHECKED, State.FAILED, *again)
    plan = Mapping.of(batch.mapping)
    if plan is None:
        raise Http404
    sheet, _header = queries.sheet_with_header(batch)
    shown = reviewing.samples(sheet, plan)
    read = reviewing.meanings(sheet, plan)
    form = MappingForm(request.POST or None, plan=plan, samples=shown, meanings=read, user=request.user)
    if form.is_valid():
        try:
            services.map_columns(batch.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("members:import_detail", public_id)
    context = {"form": form, "batch": batch, "cancel_url": FAMILIES.url("detail", public_id)}
    return TemplateResponse(request, "members/import_mapping.html", context)


@require_http_methods(["GET", "POST"])
def go_on(request, public_id):
    """On with a sheet of which most rows look like other people; sent a second time, it is checked already."""
    again = (*queries.WAITING, State.CHECKED) if request.method == "POST" else ()
    batch = pages.batch_or_404(request, FAMILIES, public_id, State.FAILED, *again)
    if not _was_stopped(batch):
        raise Http404
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.go_on(batch.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("members:import_detail", public_id)
    text = _("{count} baris mirip dengan orang yang sudah tercatat. Lanjutkan hanya bila Anda sudah memeriksanya.")
    context = {"form": form, "title": _("Periksa walau mirip"), "confirm_label": _("Ya, lanjutkan")}
    context["text"] = text.format(count=Mapping.of(batch.mapping).stopped_by)
    context["cancel_url"] = FAMILIES.url("detail", public_id)
    return TemplateResponse(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
def changes(request, public_id):
    """Changed persons field by field, old and new, before they are taken."""
    batch = pages.batch_or_404(request, FAMILIES, public_id, State.CHECKED)
    page = Paginator(queries.changed_rows(batch), pages.PER_PAGE).get_page(request.GET.get("page"))
    shown = [row["row"] for row in page]
    skipped = Mapping.of(batch.mapping).skipped
    form = ChangesForm(request.POST or None, shown=shown, skipped=skipped, user=request.user)
    if form.is_valid():
        try:
            services.choose_changes(batch.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            ahead = f"?page={page.next_page_number()}" if page.has_next() else ""
            return redirect(request.path + ahead if ahead else FAMILIES.url("commit", public_id))
    rows = reviewing.people(page, batch, request.user, taken=form["taken"].value() or [])
    context = {"form": form, "batch": batch, "rows": rows, "page_obj": page}
    return TemplateResponse(
        request, "members/import_changes.html", {**context, "cancel_url": FAMILIES.url("detail", public_id)}
    )


@require_http_methods(["GET", "POST"])
def commit(request, public_id):
    batch = pages.batch_or_404(request, FAMILIES, public_id, State.CHECKED, State.COMMITTING, State.DONE)
    skipped = Mapping.of(batch.mapping).skipped
    return pages.commit(
        request,
        FAMILIES,
        public_id,
        form_of=lambda batch: CommitForm(request.POST or None, totals=batch.totals, skipped=skipped, user=request.user),
        template="members/import_commit.html",
        skipped=len(skipped),
    )


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    return pages.undo(request, FAMILIES, public_id, service=services.undo_import, text_of=_what_undo_means)


@require_POST
def report(request, public_id):
    return pages.report(request, FAMILIES, public_id, write=_with_remarks)


def _was_stopped(batch):
    plan = Mapping.of(batch.mapping)
    return bool(plan and plan.stopped_by)


def _what_undo_means(totals):
    text = _(
        "{new} orang dan {families} keluarga dari impor ini dihapus, {changed} perubahan dikembalikan seperti semula."
    )
    return text.format(**{key: totals.get(f"taken_{key}", 0) for key in ("new", "families", "changed")})


def _with_remarks(batch):
    sheet, header = queries.sheet_with_header(batch)
    return sheets.write(sheet, header, reviewing.remarks(batch, Mapping.of(batch.mapping)))
