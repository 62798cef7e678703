"""Persons: new, one person, changed, out of use and back, her NIK in clear, and the search for pickers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from core.errors import RuleError
from members import histories, life_pages, life_queries, merge_queries, queries, rules, services
from members.forms.acts import DeactivateForm
from members.forms.person import RELIGION, PersonForm, initial_of
from members.views.families import detail_context
from members.views.rows import (
    ADD_PERSON,
    ANONYMISE,
    CHANGE_HEALTH,
    CHANGE_PERSON,
    REVEAL,
    VIEW_PERSON,
    family_context,
    family_or_404,
    one_time_id,
    person_or_404,
)
from regions import clock

SHORTEST_SEARCH = 3


@require_http_methods(["GET", "POST"])
def create(request, public_id):
    family = family_or_404(request, public_id, ADD_PERSON)
    relation = request.GET.get("hubungan", "")
    form = PersonForm(request.POST or None, initial={"relation": relation}, family=family, user=request.user)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        args.pop("version")
        try:
            person = services.add_person(family.pk, by=request.user, passed_warnings=form.passed_warnings, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("{name} tersimpan.").format(name=person.name))
            return redirect(family)
    context = {"form": form, "family": family, "cancel_url": family.get_absolute_url()}
    context["draft_key"] = f"orang-baru-{family.public_id}"
    return TemplateResponse(request, "members/person_form.html", context)


@require_safe
def detail(request, public_id):
    person = person_or_404(request, public_id, VIEW_PERSON)
    return TemplateResponse(request, "members/person_detail.html", person_context(request, person))


def person_context(request, person, **more):
    user = request.user
    return {
        **family_context(request, person.family),
        "person": person,
        "events": life_pages.sentences(life_queries.events_of(person)),
        "is_pus": queries.pus_on(person, clock.today(person.village_id)),
        "may_change_person": user.has_perm(CHANGE_PERSON, person),
        "may_record_health": user.has_perm(CHANGE_HEALTH, person) and person.sex == rules.WOMEN,
        "may_view_religion": user.has_perm(RELIGION, person),
        "history": histories.of_person(user, person),
        "may_anonymise": user.has_perm(ANONYMISE, person) and not person.anonymised_at,
        "may_merge": user.has_perm(merge_queries.PERMISSION, person),
        "merges": merge_queries.merges_into(person),
        **more,
    }


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    person = person_or_404(request, public_id, CHANGE_PERSON)
    now = initial_of(person)
    form = PersonForm(request.POST or None, initial=now, family=person.family, person=person, user=request.user)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        try:
            services.update_person(person.pk, by=request.user, passed_warnings=form.passed_warnings, **args)
        except RuleError as error:
            form.refuse(error, now=now)
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(person)
    context = {"form": form, "family": person.family, "person": person, "cancel_url": person.get_absolute_url()}
    context["draft_key"] = f"orang-{person.public_id}"
    return TemplateResponse(request, "members/person_form.html", context)


@require_http_methods(["GET", "POST"])
def deactivate(request, public_id):
    person = person_or_404(request, public_id, CHANGE_PERSON)
    about = {"user": request.user, "today": clock.today(person.village_id)}
    form = DeactivateForm(request.POST or None, initial={"version": person.version}, **about)
    if form.is_valid():
        try:
            services.deactivate_person(person.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now={"version": person.version})
        else:
            messages.success(request, _("{name} dinonaktifkan.").format(name=person.name))
            return redirect(person.family)
    context = {
        "form": form,
        "title": _("Nonaktifkan {name}").format(name=person.name),
        "text": _("Tidak lagi dihitung sebagai anggota keluarga. Catatannya tetap ada dan dapat diaktifkan kembali."),
        "confirm_label": _("Nonaktifkan"),
        "cancel_url": person.get_absolute_url(),
        "danger": True,
        "life_url": reverse("members:life", args=[person.public_id]),
    }
    return TemplateResponse(request, "members/life_deactivate.html", context)


@require_POST
def reactivate(request, public_id):
    person = person_or_404(request, public_id, CHANGE_PERSON)
    try:
        services.reactivate_person(person.pk, by=request.user, request_id=one_time_id(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("{name} aktif kembali.").format(name=person.name))
    return redirect(person)


@require_POST
def reveal(request, public_id):
    """Her NIK in clear, once."""
    person = person_or_404(request, public_id, REVEAL)

    def page(nik):
        return TemplateResponse(request, "members/person_detail.html", person_context(request, person, clear_nik=nik))

    return _cleared(request, person, "nik", page)


@require_POST
def reveal_kk(request, public_id):
    """The family's card number in clear, once."""
    family = family_or_404(request, public_id, REVEAL)

    def page(number):
        return TemplateResponse(request, "members/detail.html", detail_context(request, family, clear_kk=number))

    return _cleared(request, family, "kk_number", page)


def _cleared(request, row, field, page):
    """``page`` of the clear value; what for is asked first when no purpose holds."""
    try:
        value = personal_data.reveal(request, row, field, permission=REVEAL)
    except personal_data.PurposeMissing:
        return redirect(f"{reverse('accounts:purpose')}?{urlencode({'next': row.get_absolute_url()})}")
    return page(value)


@require_http_methods(["GET", "POST"])
def search(request):
    """Persons for a picker: options for htmx, and a page of its own that leads back with the chosen one. The page asks
    by POST, so that no number gets into an address; one that came by an address is asked again."""
    if not request.user.has_perm(VIEW_PERSON):
        raise Http404
    asked = request.POST or request.GET
    text, field = asked.get("q", "").strip(), asked.get("field", "person")
    number = queries.number_in(text)
    kept = {"field": field if field.isidentifier() else "person", "next": _own_address(request, asked.get("next", ""))}
    if number and request.method == "GET" and not request.htmx:
        return redirect(f"{request.path}?{urlencode({**kept, 'nomor': 1})}")
    is_short = len(text) < SHORTEST_SEARCH
    found = [] if is_short else queries.find_persons(request.user, text)
    if found and number:
        personal_data.log_each(request.user, found, ["nik"], purpose="daily", note=str(_("Pencarian nomor")))
    context = {"q": "" if number else text, **kept, "found": found, "is_short": is_short}
    context |= {"by_number": "nomor" in request.GET, "limit": queries.PICKER_LIMIT}
    template = "members/_person_options.html" if request.htmx else "members/person_search.html"
    return TemplateResponse(request, template, context)


def _own_address(request, address):
    is_safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_safe else ""
