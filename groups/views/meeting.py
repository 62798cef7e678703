"""Pages of meetings and attendance."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import history, paper
from core.dates import Month
from core.errors import RuleError
from core.forms import ReasonForm
from groups import coaching_queries, meeting_queries, meeting_texts, register_queries
from groups.forms.meeting import MeetingForm, MoveForm, initial_of, parse_date_or_none
from groups.models import Group, Meeting
from groups.services import meeting as services
from groups.tables.register import MeetingTable
from regions import clock

SOON = datetime.timedelta(days=14)


@require_safe
def index(request, public_id):
    """The meetings of a group: what waits to be recorded, then what was."""
    group = _group(request, public_id, "groups.view_meeting")
    meetings = meeting_queries.with_counts(Meeting.objects.filter(group=group)).order_by("-date", "-pk")
    page = Paginator(meetings, 25).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "pending": meeting_queries.pending([group], ahead=SOON),
        "page_obj": page,
        "table": MeetingTable(page.object_list, request=request),
        "may_record": _may_record(request.user, group),
        "today": clock.today(group.village_id),
    }
    return TemplateResponse(request, "groups/meetings.html", context)


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    """Record a meeting; ``?jadwal=2026-11-09`` says for which routine day."""
    group = _group(request, public_id, "groups.record_meeting")
    day = parse_date_or_none(request.GET.get("jadwal")) or clock.today(group.village_id)
    initial = {"date": day, "place": group.meeting_place, "kind": Meeting.Kind.ROUTINE}
    form = MeetingForm(request.POST or None, initial=initial, group=group, user=request.user)
    return _record(request, form, lambda: services.record_meeting(group.pk, by=request.user, **form.write_args()))


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    """The same screen for a meeting that is recorded, or was moved to its day."""
    meeting = _meeting(request, public_id, "groups.record_meeting")
    now = initial_of(meeting)
    form = MeetingForm(request.POST or None, initial=now, group=meeting.group, meeting=meeting, user=request.user)
    return _record(
        request,
        form,
        lambda: services.update_meeting(meeting.pk, by=request.user, **form.write_args()),
        now=now,
    )


@require_safe
def detail(request, public_id):
    meeting = _meeting(request, public_id, "groups.view_meeting")
    user, group = request.user, meeting.group
    sees_names = user.has_perm("groups.view_roll", group)
    context = {
        "meeting": meeting,
        "group": group,
        "counts": meeting_queries.counts_of(meeting),
        "attendances": meeting_queries.attendances_of(meeting) if sees_names else None,
        "guests": list(meeting.guests.all()),
        "topic": meeting_texts.topic_text(meeting),
        "speaker": meeting_texts.speaker_text(meeting),
        "sees_names": sees_names,
        "may_record": _may_record(user, group) and not register_queries.why_fixed(group, Month.of(meeting.date), user),
        "photos": coaching_queries.photos_on(meeting) if user.has_perm(coaching_queries.NAMES, group) else [],
        "may_add_photos": coaching_queries.may_add_photos(user, meeting),
        "month": Month.of(meeting.date),
        "entries": history.of(meeting, names=sees_names),
    }
    return TemplateResponse(request, "groups/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def put_off(request, public_id, day):
    """A routine day that is moved to another, or fell out."""
    group = _group(request, public_id, "groups.record_meeting")
    form = MoveForm(request.POST or None, user=request.user)
    if form.is_valid():
        args = form.write_args()
        try:
            _put_off(group, day, request.user, args["request_id"], args["changes"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Perubahan jadwal disimpan."))
            return redirect("groups:meetings", group.public_id)
    context = {"form": form, "group": group, "day": day}
    context["cancel_url"] = reverse("groups:meetings", args=[group.public_id])
    return TemplateResponse(request, "groups/meeting_call_off.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request, public_id):
    """Take back a record made by mistake."""
    meeting = _meeting(request, public_id, "groups.record_meeting")
    form = ReasonForm(request.POST or None, initial={"version": meeting.version}, user=request.user)
    if form.is_valid():
        args = form.write_args()
        reason = args.pop("changes")["reason"]
        try:
            services.withdraw_meeting(meeting.pk, by=request.user, reason=reason, **args)
        except RuleError as error:
            form.refuse(error, now={"version": meeting.version})
        else:
            messages.success(request, _("Catatan pertemuan dibatalkan."))
            return redirect("groups:meetings", meeting.group.public_id)
    context = {"form": form, "meeting": meeting, "submit_label": _("Batalkan catatan")}
    context["cancel_url"] = meeting.get_absolute_url()
    return TemplateResponse(request, "groups/meeting_withdraw.html", context)


@require_POST
def attendance_pdf(request, public_id, day):
    """The attendance list of a day on paper: names and a place to sign, nothing else about anyone."""
    group = _group(request, public_id, "groups.view_roll")
    roster = meeting_queries.roster_on(group.pk, day)
    personal_data.log_export(
        request.user,
        "groups.attendance",
        ["name"],
        rows=len(roster),
        region_code=group.village_id,
        purpose=PersonalDataAccess.Purpose.MEETING,
    )
    data = meeting_texts.attendance_sheet(group, day, roster)
    name = f"daftar-hadir-{group.register_number}-{day}"
    return paper.response("attendance.typ", data, filename=name, paper=request.POST.get("paper", "a4"))


@require_safe
def invitation(request, public_id):
    """The next meeting as a text to share."""
    group = _group(request, public_id, "groups.view_meeting")
    day, meeting = meeting_queries.next_meeting(group)
    text = meeting_texts.invitation(group, day, meeting) if day else ""
    return TemplateResponse(request, "groups/meeting_invitation.html", {"group": group, "text": text})


def _record(request, form, write, now=None):
    if request.method == "POST" and "fill" in request.POST:
        form = form.fill(request.POST["fill"])
    elif form.is_valid():
        try:
            meeting = write()
        except RuleError as error:
            form.refuse(error, now=now)
        else:
            messages.success(request, _("Pertemuan disimpan."))
            return redirect(meeting)
    template = "groups/_meeting_roster.html" if request.htmx else "groups/meeting_form.html"
    return TemplateResponse(request, template, {"form": form, "group": form.group, "meeting": form.meeting})


def _put_off(group, day, user, request_id, changes):
    args = {"by": user, "request_id": request_id, "scheduled_for": day, "reason": changes["reason"]}
    if changes["date"]:
        return services.move_meeting(group.pk, date=changes["date"], **args)
    return services.call_off_meeting(group.pk, **args)


def _group(request, public_id, permission):
    groups = Group.objects.visible_to(request.user, permission).select_related("village")
    return get_object_or_404(groups, public_id=public_id)


def _meeting(request, public_id, permission):
    meetings = Meeting.objects.visible_to(request.user, permission)
    return get_object_or_404(meetings.select_related("group__village", "recorded_by"), public_id=public_id)


def _may_record(user, group):
    return group.state == Group.State.ACTIVE and user.has_perm("groups.record_meeting", group)
