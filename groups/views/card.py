"""Pages of the card K/0/UPPKA: list, registration, detail, routine, history."""

import copy

from django.contrib import messages
from django.db.models import JSONField
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lists import PersonalListPage
from core.errors import RuleError
from groups import card_sheet, histories, meeting_queries, merge_queries, queries, year_queries
from groups.errors import TEXTS, Incomplete
from groups.filters import GroupFilter
from groups.forms.card import ClassificationForm, GroupCardForm, GroupStartForm, RoutineForm, initial_of
from groups.models import Group
from groups.services import card as services
from groups.tables.card import GroupTable
from regions import clock

#: Fields of the card that no list of groups shows; to read them takes longer than the rest of a row.
NOT_IN_LISTS = [field.name for field in Group._meta.concrete_fields if isinstance(field, JSONField)]


class GroupList(PersonalListPage):
    permission_required = queries.VIEW
    export_permission = "groups.export_group"
    model = Group
    table_class = GroupTable
    filterset_class = GroupFilter
    title = _("Kelompok")
    logged_fields = ("group",)

    def get_queryset(self):
        return super().get_queryset().defer(*set(NOT_IN_LISTS) - set(self.columns))

    def extra_context(self):
        if not self.request.user.has_perm("groups.add_group"):
            return {}
        return {"empty_action_url": reverse("groups:create"), "empty_action_label": _("Daftarkan kelompok")}


@require_http_methods(["GET", "POST"])
def create(request):
    """The first step of a registration; the draft's own page leads on."""
    queries.require(request.user, "groups.add_group")
    form = GroupStartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        try:
            group = services.create_group(
                by=request.user,
                request_id=args["request_id"],
                changes=args["changes"],
                passed_warnings=form.passed_warnings,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Tersimpan sebagai draf. Lanjutkan dengan langkah berikut."))
            return redirect(group)
    return TemplateResponse(
        request, "groups/create.html", {"form": form, "cancel_url": reverse("groups:list"), "draft_key": "group-new"}
    )


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    """The whole card. Drafts may have gaps; a card that was handed in may not."""
    group = in_scope(request.user, public_id, queries.EDIT)
    form = GroupCardForm(
        request.POST or None, instance=copy.copy(group), initial={"version": group.version}, user=request.user
    )
    if request.method == "POST" and form.may_save():
        try:
            services.update_group(group.pk, by=request.user, passed_warnings=form.passed_warnings, **form.write_args())
        except Incomplete as error:
            refuse_gaps(form, error)
        except RuleError as error:
            form.refuse(error, now=initial_of(Group.objects.get(pk=group.pk)))
        else:
            messages.success(request, _("Kartu kelompok disimpan."))
            return redirect(group)
    context = {
        "form": form,
        "group": group,
        "may_edit": queries.may_edit(request.user, group),
        "draft_key": f"group-{public_id}",
    }
    return TemplateResponse(request, "groups/form.html", context)


@require_safe
def detail(request, public_id):
    """Summary: what is next, the card, the committee, the routine."""
    group = in_scope(request.user, public_id, queries.VIEW)
    rights = queries.rights_of(request.user, group)
    context = {
        "group": group,
        "rights": rights,
        "routine_url": reverse("groups:routine", args=[public_id]) if rights.routine else "",
        "classify_url": reverse("groups:classify", args=[public_id]) if rights.classify else "",
        "may_undo_merge": merge_queries.may_undo(request.user, group),
        "steps": steps_of(group, rights),
        "parts": card_sheet.parts(group),
        "decision": group.classifications.first(),
        "committee": card_sheet.committee(group, sees=rights),
        "percent": queries.attendance_in([group.pk], group.due_month).get(group.pk),
        "register": queries.registers_in([group.pk], group.due_month).get(group.pk),
        "term_ends": year_queries.terms_of([group.pk]).get(group.pk),
        "today": clock.today(group.village_id),
        **_renewal(request.user, group),
        "next_meeting": meeting_queries.next_meeting(group)[0],
    }
    return TemplateResponse(request, "groups/detail.html", context)


@require_http_methods(["GET", "POST"])
def routine(request, public_id):
    """The agreed day of the month, time and place."""
    group = in_scope(request.user, public_id, "groups.record_meeting")
    form = RoutineForm(
        request.POST or None, instance=copy.copy(group), initial={"version": group.version}, user=request.user
    )
    if request.method == "POST" and form.may_save():
        try:
            services.set_routine(group.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=initial_of(Group.objects.get(pk=group.pk)))
        else:
            messages.success(request, _("Jadwal rutin disimpan."))
            return redirect(group)
    return TemplateResponse(request, "groups/routine.html", {"form": form, "group": group})


@require_http_methods(["GET", "POST"])
def classify(request, public_id):
    """Keep an official decision on the group's class; earlier ones stay to be seen."""
    group = in_scope(request.user, public_id, "groups.classify_group")
    initial = {"version": group.version}
    form = ClassificationForm(request.POST or None, request.FILES or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_classification(group.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now={"version": Group.objects.get(pk=group.pk).version})
        else:
            messages.success(request, _("Klasifikasi dicatat."))
            return redirect(group)
    context = {"form": form, "group": group, "decisions": group.classifications.select_related("recorded_by", "scan")}
    return TemplateResponse(request, "groups/classify.html", context)


@require_safe
def history(request, public_id):
    """Who changed what on the card, on the roll, in the committee, at meetings and with registers."""
    group = in_scope(request.user, public_id, queries.VIEW)
    entries = histories.of_group(request.user, group)
    return TemplateResponse(request, "groups/history.html", {"group": group, "entries": entries})


def in_scope(user, public_id, permission):
    """The group, or 404 when it is not at a place where ``user`` holds ``permission``."""
    groups = Group.objects.visible_to(user, permission).select_related(
        "village", "dusun", "registered_by", "approved_by"
    )
    return get_object_or_404(groups, public_id=public_id)


def _renewal(user, group):
    """The last renewal of the card, and where this year's is done by who may and has not yet."""
    last = group.renewals.first()
    is_open = group.state == Group.State.ACTIVE and (last is None or last.year < clock.today(group.village_id).year)
    may = is_open and user.has_perm(year_queries.RENEW, group)
    return {"renewal": last, "renew_url": reverse("groups:renew", args=[group.public_id]) if may else ""}


def refuse_gaps(form, error):
    """Say each gap beside its field, where the form has it."""
    for gap in error.faults:
        form.add_error(gap.field if gap.field in form.fields else None, TEXTS[gap.code])


def gap_links(group, gaps):
    """(text, address) for each thing that the card still lacks: one tap leads to where it is filled in."""
    card = reverse("groups:update", args=[group.public_id])
    pages = {
        "committee": reverse("groups:committee", args=[group.public_id]),
        "members": reverse("groups:member_add", args=[group.public_id]),
    }
    lines = []
    for gap in gaps:
        if gap.field in pages:
            lines.append((TEXTS[gap.code], pages[gap.field]))
        else:
            label = str(Group._meta.get_field(gap.field).verbose_name)
            lines.append((label[:1].upper() + label[1:], f"{card}#div_id_{gap.field}"))
    return lines


def steps_of(group, rights):
    """The way of an unfinished card: (title, done, text, address), in the order in which it is walked."""
    if not rights.submit:
        return []
    gaps = queries.gaps_of(group)
    lacks = {kind: [gap for gap in gaps if gap.field == kind] for kind in ("members", "committee")}
    fields = [gap for gap in gaps if gap.field not in lacks]
    return [
        (_("Lengkapi kartu"), not fields, _gap_text(fields), reverse("groups:update", args=[group.public_id])),
        (
            _("Tambah anggota"),
            not lacks["members"],
            _gap_text(lacks["members"]),
            reverse("groups:member_add", args=[group.public_id]),
        ),
        (
            _("Susun pengurus"),
            not lacks["committee"],
            _gap_text(lacks["committee"]),
            reverse("groups:committee", args=[group.public_id]),
        ),
        (_("Ajukan untuk disetujui"), False, "", reverse("groups:submit", args=[group.public_id])),
    ]


def _gap_text(gaps):
    if not gaps:
        return _("Sudah lengkap")
    if gaps[0].code != "missing":
        return " ".join(str(TEXTS[gap.code]) for gap in gaps)
    return _("{count} isian belum ada").format(count=len(gaps))
