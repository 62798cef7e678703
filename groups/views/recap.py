"""The month's recap: on screen, on paper, as a workbook; and the cadre's report of one village."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from core import exports, paper
from core.dates import Month
from groups import queries, recap_links, recap_pages, recap_papers, register_queries, village_people
from regions import clock
from regions.models import Region
from regions.scope import LEVELS

EXPORT = "groups.export_group"


@require_safe
def latest(request):
    """The recap of the month that is reported now."""
    if not recap_pages.opens_for(request.user):
        raise Http404
    return redirect("groups:recap", _this_month(request).previous())


@require_safe
def recap(request, month):
    """Villages under their districts for who works in a regency; regencies or provinces for who works above."""
    queries.require(request.user, recap_pages.VIEW)
    codes = recap_pages.codes_of(request.user, request.GET.get("place", ""))
    context = {
        "month": month,
        "place": request.GET.get("place", ""),
        "title": recap_pages.title_of(codes),
        "deadlines": recap_pages.deadlines(month),
        "may_export": request.user.has_perm(EXPORT),
        "previous_month": month.previous(),
        "next_month": month.next() if month < _this_month(request) else None,
    }
    shown = _wide(request.user, codes, month) if recap_pages.is_wide(codes) else _regencies(request.user, codes, month)
    return TemplateResponse(request, "groups/recap.html", context | shown)


@require_safe
def recap_pdf(request, month):
    """The same on paper; it names groups and no person."""
    queries.require(request.user, recap_pages.VIEW)
    codes = recap_pages.codes_of(request.user, request.GET.get("place", ""))
    hides = recap_pages.hides_small(request.user, codes)
    data = recap_papers.paper_of(request.user, codes, month, hides=hides)
    name = "-".join(["rekap-uppka", *filter(None, codes), str(month)])
    return paper.response("recap.typ", data, filename=name, paper=request.GET.get("kertas", "a4"))


@require_POST
def recap_xlsx(request, month):
    """All villages in one workbook, and who has not reported."""
    queries.require(request.user, EXPORT)
    codes = recap_pages.codes_of(request.user, request.GET.get("place", ""))
    sheets = recap_papers.workbook(codes, month, hides=recap_pages.hides_small(request.user, codes))
    return exports.book_response(sheets, "-".join(["rekap-uppka", *filter(None, codes), str(month)]))


@require_safe
def village_report(request, month, code):
    """The section UPPKA of the cadre's monthly report."""
    village, part, line = _village(request, month, code)
    recap_links.add(request.user, month, [part])
    context = {
        "month": month,
        "village": village,
        "part": part,
        "line": line,
        "figures": recap_papers.village_figures(line),
        "district": part.districts[0].line,
        "previous_month": month.previous(),
        "next_month": month.next() if month < _this_month(request) else None,
    }
    return TemplateResponse(request, "groups/village_report.html", context)


@require_safe
def people(request, month, code, count):
    """Who is behind a figure of a village: names for who sees names there, health with the right to it."""
    if not village_people.may_open(request.user, code, count):
        raise Http404
    village = get_object_or_404(Region.objects.villages().visible_to(request.user, recap_pages.VIEW), pk=code)
    context = village_people.context_of(request.user, village, month, count, page=request.GET.get("page"))
    return TemplateResponse(request, "groups/village_people.html", context)


@require_safe
def village_pdf(request, month, code):
    """The same on paper, with room for the signatures of kader and PKB; it names no person."""
    village, part, line = _village(request, month, code)
    data = recap_papers.village_paper(request.user, village, month, part, line)
    name = f"laporan-uppka-{code}-{month}"
    return paper.response("village_report.typ", data, filename=name, paper=request.GET.get("kertas", "a4"))


def _regencies(user, codes, month):
    parts = recap_pages.regencies(codes, month, hides=recap_pages.hides_small(user, codes))
    recap_links.add(user, month, parts)
    closing_at = {place.key for place in user.places("groups.close_month")}
    return {
        "regencies": parts,
        "corrected": [(part.closing, part.corrected) for part in parts],
        "late_data": [
            (part.line, register_queries.late_data_since(part.closing))
            for part in parts
            if part.closing and part.line.code in closing_at
        ],
        "closes": closing_at,
    }


def _wide(user, codes, month):
    rows = recap_pages.summaries(codes, month)
    links = recap_links.Links(user, month)
    return {
        "rows": rows,
        "lines": [(row, links.of(row.region.code)) for row in rows],
        "total_links": links.of(codes[0] if len(codes) == 1 else ""),
        "total": recap_pages.summed(rows),
        "status": recap_papers.wide_status(rows),
        "opens_provinces": codes == [""],
    }


def _village(request, month, code):
    queries.require(request.user, recap_pages.VIEW)
    if len(code) != LEVELS[-1]:
        raise Http404
    codes = recap_pages.codes_of(request.user, code)
    village = get_object_or_404(Region.objects.villages().visible_to(request.user, recap_pages.VIEW), pk=code)
    (part,) = recap_pages.regencies(codes, month, hides=recap_pages.hides_small(request.user, codes))
    (line,) = part.districts[0].villages
    return village, part, line


def _this_month(request):
    return Month.of(clock.today(request.user.home_code))
