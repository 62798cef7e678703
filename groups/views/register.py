"""Pages of one group's register R/I/UPPKA: handing in, returning, who is behind a count, paper, the copy into SIGA."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import history, paper
from core.errors import RuleError
from core.forms import ReasonForm
from core.models import Submission
from groups import meeting_texts, queries, register_pages, register_queries, register_texts
from groups.forms.register import HandInForm, SigaForm
from groups.models import Group, Register
from groups.services import register as services


@require_http_methods(["GET", "POST"])
def show(request, public_id, month):
    """The register as it stands; POST hands it in."""
    group = _group(request, public_id)
    register = register_queries.register_of(group, month)
    initial = {"version": register.version if register else None}
    form = HandInForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and not request.user.has_perm("groups.submit_register", group):
        raise Http404
    if form.is_valid():
        try:
            register = services.hand_in_register(group.pk, by=request.user, month=month, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=initial)
        else:
            messages.success(request, register_texts.handed_in(register))
            return redirect(register)
    context = register_pages.context_of(request.user, group, month, register)
    entries = history.of(register, words=register_pages.FIGURE_WORDS) if register else []
    return TemplateResponse(request, "groups/register.html", {**context, "form": form, "entries": entries})


@require_http_methods(["GET", "POST"])
def give_back(request, public_id, month):
    """Return a register with the reason, to be corrected and handed in again."""
    group = _group(request, public_id)
    register = register_queries.register_of(group, month)
    initial = {"version": register.version if register else None}
    form = ReasonForm(request.POST or None, initial=initial, user=request.user)
    if register is None or not _may_return(request.user, register, form):
        raise Http404
    if form.is_valid():
        args = form.write_args()
        reason = args.pop("changes")["reason"][:300]
        try:
            services.return_register(register.pk, by=request.user, reason=reason, **args)
        except RuleError as error:
            form.refuse(error, now=initial)
        else:
            messages.success(request, _("R/I dikembalikan untuk diperbaiki."))
            return redirect(register)
    context = {"form": form, "group": group, "month": month, "register": register}
    context |= {"submit_label": _("Kembalikan"), "cancel_url": register.get_absolute_url()}
    return TemplateResponse(request, "groups/register_return.html", context)


def _may_return(user, register, form):
    """True for what may be returned now, and for an act that was sent a second time: the service answers it."""
    if services.may_return(user, register):
        return True
    return form.is_valid() and Submission.has_arrived(user, "groups.return_register", form.cleaned_data["request_id"])


@require_safe
def people(request, public_id, month, count):
    """The people behind one count. Names for who may see them; health counts only with the right to health data."""
    group = _group(request, public_id, "members.view_person")
    if count not in register_pages.COUNTS:
        raise Http404
    if count in register_pages.HEALTH and not request.user.has_perm("members.view_health", group):
        raise Http404
    content = register_queries.content_of(group, month, register_queries.register_of(group, month))
    if count == "guests":
        guests = register_queries.guests_of(content)
        context = {"guests": guests}
    else:
        rows = register_pages.rows_behind(content, count)
        named = rows
        if count in register_pages.HEALTH:  # who lives outside her area counts, and stays unnamed
            named = [row for row in register_pages.seen_health(request.user, group, rows) if row.is_pus]
        context = {"rows": named, "unnamed": len(rows) - len(named)}
    context |= {"group": group, "month": month, "count": count, "title": register_pages.COUNTS[count]}
    return TemplateResponse(request, "groups/register_people.html", context)


@require_POST
def pdf(request, public_id, month):
    """R/I on paper: for the chair attendance and totals, for the PKB also PUS, pregnancy and KB. Both are logged."""
    group = _group(request, public_id, queries.NAMES)
    with_health = request.POST.get("for") == "pkb"
    if with_health and not request.user.has_perm("members.view_health", group):
        raise Http404
    content = register_queries.content_of(group, month, register_queries.register_of(group, month))
    personal_data.log_export(
        request.user,
        "groups.register",
        ["name", *(register_pages.HEALTH_FIELDS if with_health else ())],
        rows=len(content.month_rows),
        region_code=group.village_id,
        purpose=PersonalDataAccess.Purpose.REPORT,
        note=str(month),
    )
    data = register_texts.paper_of(request.user, group, month, content, with_health=with_health)
    name = f"ri-uppka-{group.register_number}-{month}-{'pkb' if with_health else 'ketua'}"
    return paper.response("register.typ", data, filename=name, paper=request.POST.get("paper", "a4"))


@require_http_methods(["GET", "POST"])
def siga(request, public_id, month):
    """The register in the order of SIGA's form, to copy; POST ticks, or unticks, that it was entered there."""
    group, register = _for_siga(request, public_id, month)
    form = SigaForm(request.POST or None, user=request.user)
    if form.is_valid():
        request_id, entered = form.cleaned_data["request_id"], form.cleaned_data["entered"]
        try:
            services.mark_entered_in_siga(register.pk, by=request.user, request_id=request_id, entered=entered)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Tanda SIGA disimpan."))
            return redirect("groups:register_siga", group.public_id, month)
    return _siga_sheet(request, group, register, form)


@require_POST
def siga_nik(request, public_id, month):
    """The same sheet with the NIK of who attended in clear, each look logged, for this answer only."""
    group, register = _for_siga(request, public_id, month)
    if personal_data.purpose_of(request) is None:
        messages.info(request, _("Sebutkan dahulu keperluan membuka NIK."))
        sheet = reverse("groups:register_siga", args=[public_id, month])
        return redirect(f"{reverse('accounts:purpose')}?next={sheet}")
    return _siga_sheet(request, group, register, SigaForm(user=request.user), reveal=True)


@require_safe
def share(request, public_id, month):
    """The month's recap as a text without personal data."""
    group = _group(request, public_id)
    content = register_queries.content_of(group, month, register_queries.register_of(group, month))
    context = {"group": group, "month": month, "text": meeting_texts.recap(group, month, content)}
    return TemplateResponse(request, "groups/register_share.html", context)


def _group(request, public_id, permission="groups.view_register"):
    groups = Group.objects.visible_to(request.user, permission).select_related("village")
    return get_object_or_404(groups, public_id=public_id)


def _for_siga(request, public_id, month):
    group = _group(request, public_id, "groups.activate_group")
    register = get_object_or_404(Register.objects.of_month(month).select_related("siga_entered_by"), group=group)
    register.group = group
    return group, register


def _siga_sheet(request, group, register, form, *, reveal=False):
    content = register_queries.content_of(group, register.period, register)
    context = register_pages.siga_context(request.user, group, register.period, content)
    persons = {row.membership.person_id: row.membership.person for row in context["attending"]}
    allowed = queries.identifiable(request.user, persons)
    niks = _niks(request, [persons[pk] for pk in sorted(allowed)]) if reveal else {}
    for activity in context["activities"]:
        activity["people"] = [(row, niks.get(row.membership.person_id, "")) for row in activity["attending"]]
    context |= {"register": register, "form": form, "may_reveal": bool(allowed) and not reveal}
    return TemplateResponse(request, "groups/register_siga.html", context)


def _niks(request, persons):
    return {
        person.pk: personal_data.reveal(request, person, "nik", permission="members.reveal_identity")
        for person in persons
    }
