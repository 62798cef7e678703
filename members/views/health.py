"""KB and pregnancy of a family's couples. Every look is logged: of those who work with it daily, once a day."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.errors import RuleError
from members import queries, services
from members.forms.health import KbForm, PregnancyEndForm, PregnancyForm
from members.models import KbEpisode, Pregnancy
from members.views.rows import CHANGE_HEALTH, VIEW_HEALTH, family_context, family_or_404, one_time_id, person_or_404
from regions import clock

FIELDS = ("kb", "pregnancy")


@require_safe
def family_health(request, public_id):
    family = family_or_404(request, public_id, VIEW_HEALTH)
    context = family_context(request, family)
    records = queries.health_of(family, context["today"])
    may_record = request.user.has_perm(CHANGE_HEALTH, family)
    _log_look(request, [record.person for record in records], daily=may_record)
    context |= {"records": records, "may_record": may_record and family.is_active}
    return TemplateResponse(request, "members/health.html", context)


@require_http_methods(["GET", "POST"])
def kb_create(request, public_id):
    """The couple's state from a day on: begins a method, changes it, or stops it with a reason."""
    person = person_or_404(request, public_id, CHANGE_HEALTH)
    today = clock.today(person.village_id)
    couple = queries.couple_of(person, today)
    form = KbForm(request.POST or None, initial=_kb_initial(request, person), couple=couple, today=today)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        args.pop("version")
        try:
            services.record_kb(person.pk, by=request.user, passed_warnings=form.passed_warnings, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Catatan KB disimpan."))
            return redirect("members:family_health", person.family.public_id)
    context = {"form": form, "person": person, "family": person.family, "couple": couple}
    context["is_pus"] = couple.is_pus_on(today)
    context["cancel_url"] = reverse("members:family_health", args=[person.family.public_id])
    return TemplateResponse(request, "members/kb_form.html", context)


@require_POST
def kb_confirm(request, public_id):
    """ "Masih sama": one tap."""
    episodes = KbEpisode.objects.visible_to(request.user, CHANGE_HEALTH).select_related("person__family")
    episode = get_object_or_404(episodes, public_id=public_id)
    try:
        services.confirm_kb(episode.pk, by=request.user, request_id=one_time_id(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Dikonfirmasi: masih sama."))
    return redirect("members:family_health", episode.person.family.public_id)


@require_http_methods(["GET", "POST"])
def pregnancy_create(request, public_id):
    person = person_or_404(request, public_id, CHANGE_HEALTH)
    form = PregnancyForm(request.POST or None, person=person)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        args.pop("version")
        try:
            services.record_pregnancy(person.pk, by=request.user, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kehamilan dicatat."))
            return redirect("members:family_health", person.family.public_id)
    context = {"form": form, "person": person, "family": person.family}
    context["cancel_url"] = reverse("members:family_health", args=[person.family.public_id])
    return TemplateResponse(request, "members/pregnancy_form.html", context)


@require_http_methods(["GET", "POST"])
def pregnancy_end(request, public_id):
    """Birth, loss or a mistaken record. A loss ends quietly: nothing is asked and nothing is congratulated."""
    pregnancies = Pregnancy.objects.visible_to(request.user, CHANGE_HEALTH).select_related("person__family")
    pregnancy = get_object_or_404(pregnancies, public_id=public_id)
    family = pregnancy.person.family
    form = PregnancyEndForm(request.POST or None, pregnancy=pregnancy)
    if form.is_valid():
        args = form.write_args()
        args.pop("version")
        try:
            services.end_pregnancy(pregnancy.pk, by=request.user, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Perubahan disimpan."))
            if args["changes"]["ended_how"] == Pregnancy.Ending.BIRTH:
                return redirect(f"{reverse('members:person_create', args=[family.public_id])}?hubungan=child")
            return redirect("members:family_health", family.public_id)
    context = {"form": form, "person": pregnancy.person, "family": family, "pregnancy": pregnancy}
    context["cancel_url"] = reverse("members:family_health", args=[family.public_id])
    return TemplateResponse(request, "members/pregnancy_end.html", context)


def _kb_initial(request, person):
    """The open state, so that a change types only what changes; ``?berhenti`` begins the end of a method."""
    current = person.kb_episodes.filter(ended_on__isnull=True).first()
    if current is None:
        return {}
    if "berhenti" in request.GET:
        return {"status": KbEpisode.Status.BEFORE, "wish": current.wish}
    return {"status": current.status, "method": current.method_id, "wish": current.wish, "reason": current.reason}


def _log_look(request, persons, *, daily):
    if daily:
        personal_data.log_daily(request.user, persons, FIELDS)
        return
    purpose, note = personal_data.purpose_of(request) or (PersonalDataAccess.Purpose.VERIFICATION, "")
    personal_data.log_each(request.user, persons, FIELDS, purpose=purpose, note=note)
