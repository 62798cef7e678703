"""Pages of members and committee."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.errors import RuleError
from core.forms import ConfirmForm
from groups import card_sheet, queries, year_queries
from groups.errors import MEMBER_TYPES, GroupError
from groups.forms.joining import CandidateForm, MembersForm
from groups.forms.membership import EndPostForm, LeaveForm, NewMemberForm, PostForm
from groups.services import membership as services
from groups.views.card import in_scope
from members.errors import KnownNik
from members.services import look_up_nik
from regions import clock


@require_safe
def members(request, public_id):
    """The roll of today and who left; what kind of member she is only for those who may see health data."""
    group = in_scope(request.user, public_id, queries.VIEW)
    rights = queries.rights_of(request.user, group)
    rows = card_sheet.members(group, sees=rights)
    types = _types(request, group, [row.person for row in rows if row.person])
    context = {
        "group": group,
        "rights": rights,
        "rows": [(row, MEMBER_TYPES.get(types.get(row.person and row.person.pk), "")) for row in rows],
        "shows_types": bool(types),
        "may_show_types": request.user.has_perm(queries.HEALTH, group),
        "left": list(queries.roll(group, left=True)) if rights.names else [],
        "gone": year_queries.gone(group) if rights.roll else [],
    }
    return TemplateResponse(request, "groups/members.html", context)


@require_http_methods(["GET", "POST"])
def member_add(request, public_id):
    """Search persons in scope, tick many over several searches, take them in together."""
    group = in_scope(request.user, public_id, queries.ROLL)
    search = CandidateForm(request.POST or request.GET, group=group, user=request.user)
    form = MembersForm(None if "cari" in request.POST else request.POST or None, **_ticked(request, group))
    if request.method == "POST" and form.may_save():
        try:
            services.add_members(group.pk, by=request.user, **form.service_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Anggota ditambahkan."))
            return redirect("groups:members", public_id)
    found = search.found()
    context = {"form": form, "group": group, "search": search, "found": form.choices_among(found)}
    context["is_full"] = len(found) == queries.MOST_FOUND
    return TemplateResponse(request, "groups/member_add.html", context)


def _ticked(request, group):
    """What the form of many members begins with: who was ticked before another search keeps her tick."""
    kept = {"persons": request.POST.getlist("persons"), "joined_on": request.POST.get("joined_on")}
    initial = kept if "cari" in request.POST else {}
    return {"group": group, "user": request.user, "initial": {name: value for name, value in initial.items() if value}}


@require_http_methods(["GET", "POST"])
def member_new(request, public_id):
    """Take in someone who is in no register yet."""
    group = in_scope(request.user, public_id, queries.ROLL)
    if not request.user.has_perm("members.add_family", group):
        raise Http404
    initial = {"name": request.GET.get("nama", "")}
    form = NewMemberForm(request.POST or None, group=group, initial=initial, user=request.user)
    if request.method == "POST" and form.may_save():
        try:
            services.register_member(group.pk, by=request.user, **form.service_args())
        except KnownNik:
            form.refuse(_whose_nik(form.cleaned_data["nik"], request.user))
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Orang ini dicatat dan menjadi anggota."))
            return redirect("groups:members", public_id)
    return TemplateResponse(request, "groups/member_new.html", {"form": form, "group": group})


@require_http_methods(["GET", "POST"])
def member_end(request, public_id, number):
    """A member leaves, with day and reason."""
    group = in_scope(request.user, public_id, queries.ROLL)
    row = get_object_or_404(group.memberships.select_related("person"), number=number)
    if request.method == "GET" and row.left_on:
        raise Http404
    initial = {"version": row.version, "left_on": clock.today(group.village_id)}
    form = LeaveForm(request.POST or None, membership=row, initial=initial, user=request.user)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        changes = args.pop("changes")
        try:
            services.end_membership(row.pk, by=request.user, passed_warnings=form.passed_warnings, **args, **changes)
        except RuleError as error:
            form.refuse(error, now={"version": row.version})
        else:
            messages.success(request, _("Anggota dicatat keluar."))
            return redirect("groups:members", public_id)
    return TemplateResponse(request, "groups/member_end.html", {"form": form, "group": group, "row": row})


@require_POST
def member_stays(request, public_id, number):
    """Who moved to another village stays a member."""
    group = in_scope(request.user, public_id, queries.ROLL)
    row = get_object_or_404(group.memberships, number=number)
    form = ConfirmForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            sent = form.cleaned_data
            services.keep_member(row.pk, by=request.user, version=sent["version"], request_id=sent["request_id"])
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Tetap anggota."))
    return redirect("groups:members", public_id)


@require_safe
def committee(request, public_id):
    """The five places of the committee, and who held them before."""
    group = in_scope(request.user, public_id, queries.VIEW)
    rights = queries.rights_of(request.user, group)
    context = {
        "group": group,
        "rights": rights,
        "slots": card_sheet.slots(group, sees=rights),
        "today": clock.today(group.village_id),
        "past": list(queries.past_posts(group)) if rights.names else [],
        "may_give_accounts": rights.names and request.user.has_perm("accounts.manage_user", group),
    }
    return TemplateResponse(request, "groups/committee.html", context)


@require_http_methods(["GET", "POST"])
def post(request, public_id, slot):
    """Fill a place of the committee, or change the trainings of who holds it."""
    group = in_scope(request.user, public_id, queries.ROLL)
    name, holder, title = slot_of(group, slot)
    form = PostForm(request.POST or None, group=group, post=name, holder=holder, user=request.user)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        try:
            services.fill_post(
                group.pk,
                by=request.user,
                post=name,
                replaces_id=holder and holder.pk,
                passed_warnings=form.passed_warnings,
                **args,
            )
        except RuleError as error:
            form.refuse(error, now={"version": holder and holder.version})
        else:
            messages.success(request, _("Pengurus disimpan."))
            return redirect("groups:committee", public_id)
    context = {"form": form, "group": group, "holder": holder, "slot": slot, "title": title}
    return TemplateResponse(request, "groups/post.html", context)


@require_http_methods(["GET", "POST"])
def post_end(request, public_id, slot):
    """A place falls vacant; nobody follows yet."""
    group = in_scope(request.user, public_id, queries.ROLL)
    name, holder, _title = slot_of(group, slot)
    if holder is None and request.method == "POST":
        holder = group.posts.filter(post=name).select_related("person").order_by("-to_on", "-pk").first()
    if holder is None:
        return redirect("groups:committee", public_id)
    initial = {"version": holder.version, "to_on": clock.today(group.village_id)}
    form = EndPostForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        args = form.write_args()
        changes = args.pop("changes")
        try:
            services.end_post(holder.pk, by=request.user, **args, **changes)
        except RuleError as error:
            form.refuse(error, now={"version": holder.version})
        else:
            messages.success(request, _("Jabatan diakhiri."))
            return redirect("groups:committee", public_id)
    return TemplateResponse(request, "groups/confirm.html", _end_context(form, group, holder))


def _end_context(form, group, holder):
    return {
        "form": form,
        "group": group,
        "title": _("Akhiri jabatan"),
        "text": _("{name} tidak lagi menjabat {post}.").format(name=holder.person.name, post=holder.get_post_display()),
        "confirm_label": _("Akhiri"),
        "cancel_url": reverse("groups:committee", args=[group.public_id]),
    }


def slot_of(group, slot):
    """(post, who holds it, its name) of a key like "chair" or "kader-2"; 404 for anything else."""
    name, _dash, number = slot.partition("-")
    place = (name, int(number) - 1 if number in ("1", "2") else 0)
    if place not in card_sheet.SLOTS or slot != card_sheet.slot_key(*place):
        raise Http404
    holders = [row for row in queries.current_posts(group) if row.post == name]
    holder = holders[place[1]] if len(holders) > place[1] else None
    return name, holder, card_sheet.slot_label(*place)


def _whose_nik(nik, user):
    """The error for a NIK that is taken: names her only inside the officer's places; a hit outside is logged."""
    try:
        look_up_nik(nik, by=user)
    except KnownNik as error:
        text = _("NIK ini milik {name}. Cari namanya di daftar warga, lalu tambahkan dari sana.")
        return GroupError(text.format(name=error.person.name), field="nik")
    except RuleError as error:
        return error
    return KnownNik()


def _types(request, group, persons):
    """Kinds of members, and the log of having seen them.

    Who records KB herself sees them always, one line a day; others ask for them, each look one line.
    """
    if request.user.has_perm("members.change_health", group):
        look = personal_data.log_daily
    elif "jenis" in request.GET:
        look = partial(personal_data.log_each, purpose=PersonalDataAccess.Purpose.VERIFICATION)
    else:
        return {}
    types = queries.member_types(request.user, persons, clock.today(group.village_id))
    look(request.user, [person for person in persons if person.pk in types], ["kb"])
    return types
