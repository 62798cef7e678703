"""Pages of an import of groups: sent, checked, looked at, saved, taken back."""

import io

from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import files
from core.files import XLSX
from core.imports import report as sheets
from core.models import ImportBatch
from groups.import_forms import CommitForm, ImportForm
from groups.imports import run, undo, wording, workbook
from groups.imports import template as template_sheet
from groups.imports.columns import label_of
from groups.imports.rows import CHANGED
from groups.imports.run import KIND
from members import import_pages as pages

State = ImportBatch.State


class ImportList(pages.ImportListPage):
    kind = KIND
    permission_required = KIND.permission
    template_name = "groups/import_list.html"
    title = _("Impor kelompok")
    empty_text = _("Kirim kartu kelompok, pengurus, dan anggotanya dari Excel. Semua diperiksa dahulu, baru disimpan.")


@require_http_methods(["GET", "POST"])
def create(request):
    return pages.create(request, KIND, form_class=ImportForm, template="groups/import_form.html")


@require_safe
def template(request):
    """The empty workbook with its codes; holds nobody's data."""
    if not request.user.has_perm(KIND.permission):
        raise Http404
    target = io.BytesIO()
    template_sheet.write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="templat-kelompok.xlsx", content_type=XLSX)


@require_safe
def detail(request, public_id):
    return pages.detail(
        request, KIND, public_id, heading_of=lambda batch: label_of, template="groups/import_detail.html"
    )


@require_http_methods(["GET", "POST"])
def commit(request, public_id):
    """The changed cards field by field, old and new, above the question what is taken."""
    batch = pages.batch_or_404(request, KIND, public_id, State.CHECKED, State.COMMITTING, State.DONE)
    return pages.commit(
        request,
        KIND,
        public_id,
        form_of=lambda batch: CommitForm(request.POST or None, totals=batch.totals, user=request.user),
        template="groups/import_commit.html",
        changed=_changed(batch) if batch.state == State.CHECKED and batch.totals.get("changed") else [],
    )


@require_http_methods(["GET", "POST"])
def take_back(request, public_id):
    return pages.undo(request, KIND, public_id, service=undo.undo_import, text_of=_what_undo_means)


@require_POST
def report(request, public_id):
    return pages.report(request, KIND, public_id, write=_with_remarks)


def _changed(batch):
    """(name of the group, lines) of each recorded card that the sheet changes."""
    changed = [row for row in run.checked(batch).rows if row.status == CHANGED]
    return [(row.target.name, wording.lines(row.changes)) for row in changed]


def _what_undo_means(totals):
    text = _(
        "{groups} kelompok, {members} keanggotaan dan {persons} orang dari impor ini dihapus, {changed} kartu kembali."
    )
    return text.format(**{key: totals.get(f"taken_{key}", 0) for key in ("groups", "members", "persons", "changed")})


def _with_remarks(batch):
    """The officer's own workbook, each known sheet with its remarks."""
    parts = workbook.parts_of(files.open_bytes(batch.source))
    found = {key: [] for key in parts}
    rows = batch.findings.order_by("row", "pk").values_list("row", "column", "level", "reason")
    for row, path, level, reason in rows:
        key, _dot, column = path.partition(".")
        label = parts[key].kind.by_key[column].label if column in parts[key].kind.by_key else ""
        found[key].append((row, parts[key].index_of(column), str(label), level, reason))
    return sheets.write_sheets(
        [(str(part.kind.title), part.sheet, part.header, found[key]) for key, part in parts.items()]
    )
