"""Consent of each adult for her own health and money data."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import RuleError
from members import queries, rules, services
from members.forms.health import ConsentForm
from members.models import Consent
from members.views.rows import CHANGE_PERSON, VIEW_FAMILY, family_context, family_or_404, one_time_id, person_or_404
from regions import clock


@require_safe
def family_consents(request, public_id):
    family = family_or_404(request, public_id, VIEW_FAMILY)
    adults = [p for p in family.persons.active().order_by("pk") if rules.is_adult(marriage=p.marriage, age=p.age)]
    latest = queries.consents_of(adults)
    rows = [(p, [(label, latest[p.pk].get(key), key) for key, label in Consent.Purpose.choices]) for p in adults]
    context = {**family_context(request, family), "rows": rows}
    return TemplateResponse(request, "members/consents.html", context)


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    person = person_or_404(request, public_id, CHANGE_PERSON)
    initial = {"purpose": request.GET.get("untuk")}
    form = ConsentForm(request.POST or None, initial=initial, person=person, user=request.user)
    if form.is_valid():
        args = form.write_args()
        args.pop("version")
        try:
            services.record_consent(person.pk, by=request.user, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Jawaban disimpan."))
            return redirect("members:family_consents", person.family.public_id)
    context = {"form": form, "person": person, "family": person.family}
    context["cancel_url"] = reverse("members:family_consents", args=[person.family.public_id])
    return TemplateResponse(request, "members/consent_form.html", context)


@require_POST
def say(request, public_id, purpose, answer):
    """One tap, said in front of the officer today: yes, no, or a yes taken back, all of them equally near."""
    if purpose not in Consent.Purpose.values or answer not in Consent.Answer.values:
        raise Http404
    person = person_or_404(request, public_id, CHANGE_PERSON)
    said = {"purpose": purpose, "answer": answer, "means": Consent.Means.SPOKEN}
    said["given_on"] = clock.today(person.village_id)
    try:
        services.record_consent(person.pk, by=request.user, request_id=one_time_id(request), changes=said)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Jawaban disimpan."))
    return redirect("members:family_consents", person.family.public_id)
