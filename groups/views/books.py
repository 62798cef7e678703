"""Pages of the group's own books. One set of pages for all of them; what differs is declared in groups.books."""

import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import exports, history, paper
from core.errors import RuleError
from core.forms import ConfirmForm
from core.models import Submission
from groups import book_pages, books, queries
from groups.forms.card import initial_of
from groups.models import Group
from groups.services import books as services
from groups.views.card import in_scope
from regions import clock

CHANGE = books.CHANGE


@require_safe
def index(request, public_id):
    """All books of the group: how many lines, and the newest."""
    group = in_scope(request.user, public_id, queries.VIEW)
    names = request.user.has_perm(queries.NAMES, group)
    context = {"group": group, "shelf": book_pages.shelf(group, names=names), "sees_names": names}
    return TemplateResponse(request, "groups/books.html", context)


@require_safe
def show(request, public_id, book):
    """The lines of one book."""
    group = in_scope(request.user, public_id, queries.VIEW)
    names = request.user.has_perm(queries.NAMES, group)
    year = _year(request, group)
    page = Paginator(book.rows(group, year), 50).get_page(request.GET.get("page"))
    may_change = _may_change(request.user, group)
    context = {
        "group": group,
        "book": book,
        "page_obj": page,
        "lines": book_pages.lines_of(book, page.object_list, names=names, may_change=may_change),
        "years": book_pages.years_of(book, group, year),
        "year": year,
        "copies_from": book_pages.copies_from(book, group, year) if may_change else None,
        "add_url": reverse(f"groups:{book.key}_add", args=[public_id]) if may_change else "",
        "paper_url": reverse(f"groups:{book.key}_pdf", args=[public_id]) if names else "",
        "export_url": _export_url(request.user, group, book),
    }
    return TemplateResponse(request, "groups/book.html", context)


@require_http_methods(["GET", "POST"])
def add(request, public_id, book):
    """A new line."""
    group = _to_change(request.user, public_id)
    initial = {"year": _year(request, group)} if book.is_by_year else {}
    form = book.form_class(request.POST or None, group=group, initial=initial, user=request.user)
    if form.is_valid():
        args = form.write_args()
        args.pop("version")
        try:
            services.add_entry(group.pk, by=request.user, model=book.model, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Disimpan di buku {book}.").format(book=book.title))
            return redirect(_list_url(book, group))
    context = {"form": form, "group": group, "book": book, "cancel_url": _list_url(book, group)}
    context["draft_key"] = f"{book.key}-{public_id}"
    return TemplateResponse(request, "groups/book_form.html", context)


@require_http_methods(["GET", "POST"])
def change(request, public_id, book):
    """Correct a line; its history stands below."""
    entry = _entry(request.user, public_id, book)
    form = book.form_class(
        request.POST or None,
        instance=copy.copy(entry),
        group=entry.group,
        initial={"version": entry.version},
        user=request.user,
    )
    if form.is_valid():
        try:
            services.change_entry(entry.pk, by=request.user, model=book.model, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=initial_of(book.model.objects.get(pk=entry.pk)))
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(_list_url(book, entry.group))
    context = {"form": form, "group": entry.group, "book": book, "entry": entry, "entries": history.of(entry)}
    context |= {"cancel_url": _list_url(book, entry.group), "end_url": _end_url(book, entry)}
    return TemplateResponse(request, "groups/book_form.html", context)


@require_http_methods(["GET", "POST"])
def end(request, public_id, book):
    """What came of a planned activity; a thing that leaves the inventory."""
    entry, ending = _entry(request.user, public_id, book), book.ending
    initial = {"version": entry.version, "removed_on": clock.today(entry.group.village_id)}
    form = ending.form_class(request.POST or None, initial=initial, user=request.user)
    if not ending.is_open(entry) and not _has_arrived(form, ending):
        raise Http404
    if form.is_valid():
        args = form.write_args()
        try:
            ending.service(entry.pk, by=request.user, **args.pop("changes"), **args)
        except RuleError as error:
            form.refuse(error, now={"version": book.model.objects.get(pk=entry.pk).version})
        else:
            messages.success(request, ending.done)
            return redirect(_list_url(book, entry.group))
    context = {"form": form, "group": entry.group, "book": book, "entry": entry, "title": ending.label}
    context["cancel_url"] = _list_url(book, entry.group)
    return TemplateResponse(request, "groups/book_end.html", context)


@require_POST
def copy_plan(request, public_id):
    """Last year's activities into this year's plan."""
    group = _to_change(request.user, public_id)
    year, form = _year(request, group), ConfirmForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Http404
    try:
        services.copy_plan(group.pk, by=request.user, request_id=form.cleaned_data["request_id"], year=year)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Rencana tahun lalu disalin. Sesuaikan yang berubah."))
    return redirect(_list_url(books.PLAN, group, year))


@require_POST
def pdf(request, public_id, book):
    """The book on paper, with room to sign."""
    group = in_scope(request.user, public_id, queries.NAMES)
    data = book_pages.paper(book, group, _year(request, group))
    _log(request.user, book, group, rows=len(data["rows"]))
    name = f"{book.slug}-{group.register_number}"
    return paper.response("book.typ", data, filename=name, paper=request.POST.get("paper", "a4"))


@require_POST
def export(request, public_id, book):
    """The book as a sheet; initials for whoever sees the members masked."""
    group = in_scope(request.user, public_id, "groups.export_group")
    rows = list(book.rows(group, _year(request, group)))
    names = request.user.has_perm(queries.NAMES, group)
    _log(request.user, book, group, rows=len(rows))
    table = book_pages.sheet(book, rows, names=names)
    respond = exports.csv_response if request.POST.get("format") == "csv" else exports.xlsx_response
    return respond(table, f"{book.slug}-{group.register_number}")


def _may_change(user, group):
    return group.state != Group.State.MERGED and user.has_perm(CHANGE, group)


def _to_change(user, public_id):
    group = in_scope(user, public_id, CHANGE)
    if not _may_change(user, group):
        raise Http404
    return group


def _entry(user, public_id, book):
    """A line of a book that ``user`` may change."""
    groups = Group.objects.visible_to(user, CHANGE).exclude(state=Group.State.MERGED)
    entries = book.model.objects.filter(group__in=groups).select_related("group__village")
    return get_object_or_404(entries, public_id=public_id)


def _year(request, group):
    text = request.GET.get("tahun") or request.POST.get("tahun", "")
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else clock.today(group.village_id).year


def _list_url(book, group, year=None):
    return reverse(f"groups:{book.key}_list", args=[group.public_id]) + (f"?tahun={year}" if year else "")


def _export_url(user, group, book):
    if not user.has_perm("groups.export_group", group):
        return ""
    return reverse(f"groups:{book.key}_export", args=[group.public_id])


def _end_url(book, entry):
    if not book.ending or not book.ending.is_open(entry):
        return ""
    return reverse(f"groups:{book.key}_end", args=[entry.public_id])


def _has_arrived(form, ending):
    """True for an act that was sent a second time: the service answers it."""
    action = f"groups.{ending.service.__name__}"
    return form.is_valid() and Submission.has_arrived(form.user, action, form.cleaned_data["request_id"])


def _log(user, book, group, *, rows):
    personal_data.log_export(
        user,
        book.model._meta.label_lower,
        ["name"],
        rows=rows,
        region_code=group.village_id,
        purpose=PersonalDataAccess.Purpose.REPORT,
        note=f"{book.slug} {group.public_id}",
    )
