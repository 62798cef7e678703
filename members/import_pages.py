"""Pages that every kind of import has. The views of a kind say which it is and what is its own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import history
from core.errors import RuleError
from core.files import XLSX
from core.forms import ConfirmForm
from core.models import ImportBatch
from core.views import ListPage
from members.import_filters import ImportFilter
from members.import_tables import FindingTable, ImportTable, state_chip
from members.imports import queries, services
from members.models import Person
from regions.models import Region
from regions.queries import names_of

State = ImportBatch.State
PER_PAGE = 25


class ImportListPage(ListPage):
    """Imports of a ``kind`` in scope, the latest first."""

    kind = queries.FAMILIES
    model = ImportBatch
    table_class = ImportTable
    filterset_class = ImportFilter
    results_template = "components/list_results.html"
    title = _("Impor")
    order = ("-pk",)
    empty_text = ImportTable.empty_text

    def get_queryset(self):
        return queries.visible_to(self.request.user, self.kind)

    def post(self, request, *args, **kwargs):
        raise Http404

    def table_kwargs(self, rows):
        return {"places": names_of({row.village_id for row in rows}), "kind": self.kind}

    def extra_context(self):
        return {
            "urls": self.kind.urls,
            "empty_icon": "upload",
            "empty_title": ImportTable.empty_title,
            "empty_text": self.empty_text,
            "empty_action_url": self.kind.url("create"),
            "empty_action_label": _("Impor dari Excel"),
        }


def create(request, kind, *, form_class, template):
    """A sheet is sent: kept, queued for its check."""
    if not request.user.has_perm(kind.permission):
        raise Http404
    form = form_class(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            batch = services.start_import(by=request.user, kind=kind, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect(kind.url("detail", batch.public_id))
    context = {"form": form, "cancel_url": kind.url("list"), "submit_label": _("Kirim dan periksa"), "urls": kind.urls}
    return TemplateResponse(request, template, context)


def detail(request, kind, public_id, *, heading_of, template, **context):
    """How far it is; when checked, everything that was found. Asked again by htmx while the worker is at it.

    ``heading_of(batch)`` gives a function from the key of a column to the officer's own heading.
    """
    batch = batch_or_404(request, kind, public_id)
    is_waiting = batch.state in queries.WAITING
    context |= {"batch": batch, "urls": kind.urls, "is_waiting": is_waiting, "chip": state_chip(batch)}
    if request.htmx.target == "import-progress":
        if is_waiting:
            return TemplateResponse(request, "members/_import_progress.html", context)
        return HttpResponse(headers={"HX-Refresh": "true"})
    context |= _findings(request, batch, heading_of(batch)) if batch.mapping and batch.totals else {}
    if request.htmx.target == "results":
        return TemplateResponse(request, "members/_import_findings.html", context)
    context["village"] = Region.objects.get(pk=batch.village_id)
    context["may_download"] = bool(batch.totals and batch.source.file) and batch.owner_id == request.user.pk
    context["history"] = history.of(batch)
    context["has_good"] = bool(batch.totals.get("new") or batch.totals.get("changed"))
    return TemplateResponse(request, template, context)


def commit(request, kind, public_id, *, form_of, template, **context):
    """What is taken of it; ``form_of(batch)`` gives the bound form."""
    batch = batch_or_404(request, kind, public_id, State.CHECKED, State.COMMITTING, State.DONE)
    form = form_of(batch)
    if form.is_valid():
        try:
            services.commit_import(batch.pk, by=request.user, kind=kind, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect(kind.url("detail", public_id))
    context |= {"form": form, "batch": batch, "urls": kind.urls, "cancel_url": kind.url("detail", public_id)}
    return TemplateResponse(request, template, context)


def undo(request, kind, public_id, *, service, text_of):
    """Take all of it back; ``text_of(totals)`` says what that means."""
    batch = batch_or_404(request, kind, public_id, State.DONE, State.UNDONE)
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            service(batch.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Impor dibatalkan. Data kembali seperti sebelumnya."))
            return redirect(kind.url("detail", public_id))
    context = {"form": form, "title": _("Batalkan impor"), "text": text_of(batch.totals), "danger": True}
    context |= {"confirm_label": _("Batalkan impor"), "cancel_url": kind.url("detail", public_id)}
    return TemplateResponse(request, "components/confirm.html", context)


def report(request, kind, public_id, *, write):
    """The officer's own sheet with remarks, by ``write(batch)``. Hers alone, since it holds numbers in clear; each
    download is logged."""
    batch = batch_or_404(request, kind, public_id)
    if batch.owner_id != request.user.pk or not batch.mapping or not batch.source.file:
        raise Http404
    target = write(batch)
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


def batch_or_404(request, kind, public_id, *states):
    """The batch in scope, in one of ``states`` if any are given."""
    batch = get_object_or_404(queries.visible_to(request.user, kind), public_id=public_id)
    if states and batch.state not in states:
        raise Http404
    return batch


def _findings(request, batch, heading_of):
    """One page of what was found, and the commonest reasons."""
    level = {"salah": "error", "peringatan": "warning"}.get(request.GET.get("jenis"))
    found = batch.findings.all()
    chosen = found.filter(level=level) if level else found
    page = Paginator(chosen.order_by("row", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    often = found.values("column", "level", "reason").annotate(count=Count("pk")).order_by("-count", "column")[:5]
    return {
        "page_obj": page,
        "table": FindingTable(page.object_list, heading_of=heading_of, request=request),
        "level": level or "",
        "often": [{**row, "heading": heading_of(row["column"])} for row in often if row["count"] > 1],
    }
