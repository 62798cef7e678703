"""Laporan kegiatan bulanan PKB, from what was recorded; the city opens those of her officers."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import paper
from core.dates import Month
from groups import activity, queries
from regions import clock


@require_safe
def activity_report(request, month):
    """Her own month, or with ``?petugas=`` that of an officer of her regency."""
    queries.require(request.user, activity.VIEW)
    officer = _officer(request, request.GET.get("petugas"))
    context = {
        "month": month,
        "report": activity.report_of(officer, month, reader=request.user),
        "officer": officer,
        "is_own": officer == request.user,
        "officers": activity.officers_of(request.user),
        "previous_month": month.previous(),
        "next_month": month.next() if month < Month.of(clock.today(request.user.home_code)) else None,
    }
    return TemplateResponse(request, "groups/activity_report.html", context)


@require_POST
def activity_pdf(request, month):
    """The same on paper. Findings and faces are people's: the print is logged."""
    queries.require(request.user, activity.VIEW)
    officer = _officer(request, request.POST.get("petugas"))
    report = activity.report_of(officer, month, reader=request.user)
    personal_data.log_export(
        request.user,
        "groups.coachingvisit",
        ["finding", "photo"],
        rows=len(report.visits) + len(report.photos),
        region_code=officer.home_code,
        purpose=PersonalDataAccess.Purpose.REPORT,
        note=f"{month} {officer.public_id}",
    )
    data, images = activity.paper_of(report), activity.images_of(report)
    data["photos"] = [photo for photo in data["photos"] if photo["file"] in images]
    name = f"laporan-kegiatan-{officer.username}-{month}"
    return paper.response("activity.typ", data, filename=name, paper=request.POST.get("paper", "a4"), images=images)


def _officer(request, public_id):
    if not public_id or public_id == str(request.user.public_id):
        return request.user
    return get_object_or_404(activity.officers_of(request.user), public_id=_uuid(public_id))


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404
