"""Pages of an import: sent, checked, looked at, saved, taken back."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.errors import RuleError
from core.files import XLSX
from core.forms import ConfirmForm
from core.imports import report as sheets
from core.models import ImportBatch
from core.views import ListPage
from members.import_filters import ImportFilter
from members.import_forms import ChangesForm, CommitForm, ImportForm, MappingForm
from members.import_tables import FindingTable, ImportTable, state_chip
from members.imports import queries, reviewing, services
from members.imports import template as template_sheet
from members.imports.mapping import Mapping
from members.models import Person
from regions.models import Region
from regions.queries import names_of

State = ImportBatch.State
PER_PAGE = 25


class ImportList(ListPage):
    """Imports in scope, the latest first."""

    permission_required = queries.PERMISSION
    model = ImportBatch
    table_class = ImportTable
    filterset_class = ImportFilter
    template_name = "members/import_list.html"
    results_template = "components/list_results.html"
    title = _("Impor")
    order = ("-pk",)

    def get_queryset(self):
        return queries.visible_to(self.request.user)

    def post(self, request, *args, **kwargs):
        raise Http404

    def table_kwargs(self, rows):
        return {"places": names_of({row.village_id for row in rows})}

    def extra_context(self):
        return {
            "empty_icon": "upload",
            "empty_title": ImportTable.empty_title,
            "empty_text": ImportTable.empty_text,
            "empty_action_url": reverse("members:import_create"),
            "empty_action_label": _("Impor dari Excel"),
        }


@require_http_methods(["GET", "POST"])
def create(request):
    if not request.user.has_perm(queries.PERMISSION):
        raise Http404
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            batch = services.start_import(by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("members:import_detail", batch.public_id)
    context = {"form": form, "cancel_url": reverse("members:import_list"), "submit_label": _("Kirim dan periksa")}
    return TemplateResponse(request, "members/import_form.html", context)


@require_safe
def template(request):
    """The empty sheet with its codes; holds nobody's data."""
    if not request.user.has_perm(queries.PERMISSION):
        raise Http404
    target, place = io.BytesIO(), request.user.home_code
    is_kelurahan = Region(code=place, level=Region.Level.VILLAGE).is_kelurahan if len(place) == 10 else None
    template_sheet.write(target, is_kelurahan=is_kelurahan, with_health=request.user.has_perm("members.change_health"))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="templat-keluarga.xlsx", content_type=XLSX)


@require_safe
def detail(request, public_id):
    """How far it is; when checked, everything that was found. Asked again by htmx while the worker is at it."""
    batch = _batch_or_404(request, public_id)
    is_waiting = batch.state in queries.WAITING
    if request.htmx.target == "import-progress":
        if is_waiting:
            return TemplateResponse(request, "members/_import_progress.html", {"batch": batch})
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"batch": batch, "is_waiting": is_waiting, "chip": state_chip(batch), **_findings(request, batch)}
    if request.htmx.target == "results":
        return TemplateResponse(request, "members/_import_findings.html", context)
    context["village"] = Region.objects.get(pk=batch.village_id)
    context |= _possible(request, batch)
    return TemplateResponse(request, "members/import_detail.html", context)


@require_http_methods(["GET", "POST"])
def columns(request, public_id):
    again = queries.WAITING if request.method == "POST" else ()  # sent a second time, it is being checked already
    batch = _batch_or_404(request, public_id, State.MAPPING, State.CHECKED, State.FAILED, *again)
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
    context = {"form": form, "batch": batch, "cancel_url": _url(batch)}
    return TemplateResponse(request, "members/import_mapping.html", context)


@require_http_methods(["GET", "POST"])
def changes(request, public_id):
    """Changed persons field by field, old and new, before they are taken."""
    batch = _batch_or_404(request, public_id, State.CHECKED)
    page = Paginator(queries.changed_rows(batch), PER_PAGE).get_page(request.GET.get("page"))
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
            return redirect(request.path + ahead if ahead else _url(batch, "import_commit"))
    rows = reviewing.people(page, batch, request.user, taken=form["taken"].value() or [])
    context = {"form": form, "batch": batch, "rows": rows, "page_obj": page, "cancel_url": _url(batch)}
    return TemplateResponse(request, "members/import_changes.html", context)


@require_http_methods(["GET", "POST"])
def commit(request, public_id):
    batch = _batch_or_404(request, public_id, State.CHECKED, State.COMMITTING, State.DONE)
    skipped = Mapping.of(batch.mapping).skipped
    form = CommitForm(request.POST or None, totals=batch.totals, skipped=skipped, user=request.user)
    if form.is_valid():
        try:
            services.commit_import(batch.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect("members:import_detail", public_id)
    context = {"form": form, "batch": batch, "skipped": len(skipped), "cancel_url": _url(batch)}
    return TemplateResponse(request, "members/import_commit.html", context)


@require_http_methods(["GET", "POST"])
def undo(request, public_id):
    batch = _batch_or_404(request, public_id, State.DONE, State.UNDONE)
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.undo_import(batch.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Impor dibatalkan. Data kembali seperti sebelumnya."))
            return redirect("members:import_detail", public_id)
    text = _(
        "{new} orang dan {families} keluarga dari impor ini dihapus, {changed} perubahan dikembalikan seperti semula."
    )
    counts = {key: batch.totals.get(f"taken_{key}", 0) for key in ("new", "families", "changed")}
    context = {"form": form, "title": _("Batalkan impor"), "text": text.format(**counts), "danger": True}
    context |= {"confirm_label": _("Batalkan impor"), "cancel_url": _url(batch)}
    return TemplateResponse(request, "components/confirm.html", context)


@require_POST
def report(request, public_id):
    """The officer's own sheet with remarks. Hers alone, since it holds numbers in clear; each download is logged."""
    batch = _batch_or_404(request, public_id)
    if batch.owner_id != request.user.pk or not batch.mapping or not batch.source.file:
        raise Http404
    sheet, header = queries.sheet_with_header(batch)
    plan = Mapping.of(batch.mapping)
    target = sheets.write(sheet, header, reviewing.remarks(batch, plan))
    personal_data.log_export(
        request.user,
        Person._meta.label_lower,
        {"nik", "kk_number"},
        rows=batch.totals.get("rows", 0),
        region_code=batch.village_id,
        purpose=PersonalDataAccess.Purpose.CORRECTION,
        note=_("Lembar impor berketerangan"),
    )
    name = f"{batch.source.name.rsplit('.', 1)[0]}-diperiksa.xlsx"
    response = FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "no-store"
    return response


def _possible(request, batch):
    """What the page of a batch offers."""
    is_open = batch.state in (State.MAPPING, State.CHECKED, State.FAILED) and bool(batch.source.file)
    return {
        "may_map": is_open and bool(batch.mapping),
        "may_download": bool(batch.totals and batch.source.file) and batch.owner_id == request.user.pk,
        "has_good": bool(batch.totals.get("new") or batch.totals.get("changed")),
    }


def _batch_or_404(request, public_id, *states):
    batch = get_object_or_404(queries.visible_to(request.user), public_id=public_id)
    if states and batch.state not in states:
        raise Http404
    return batch


def _findings(request, batch):
    """One page of what was found, and the commonest reasons."""
    plan = Mapping.of(batch.mapping)
    if plan is None or not batch.totals:
        return {}
    level = {"salah": "error", "peringatan": "warning"}.get(request.GET.get("jenis"))
    found = batch.findings.all()
    chosen = found.filter(level=level) if level else found
    page = Paginator(chosen.order_by("row", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    often = found.values("column", "level", "reason").annotate(count=Count("pk")).order_by("-count", "column")[:5]
    return {
        "page_obj": page,
        "table": FindingTable(page.object_list, plan=plan, request=request),
        "level": level or "",
        "often": [{**row, "heading": plan.heading_of(row["column"])} for row in often if row["count"] > 1],
    }


def _url(batch, name="import_detail"):
    return reverse(f"members:{name}", args=[batch.public_id])
