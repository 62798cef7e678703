"""Lives that change: the menu of what can be recorded, each event on a small form, and taking one back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import personal_data
from core.errors import RuleError
from core.forms import ReasonForm
from members import life_pages, life_queries, services
from members.forms.birth import BirthForm
from members.forms.moves import SplitForm
from members.models import LifeEvent, Person
from members.views.families import place_form
from members.views.rows import (
    ADD_PERSON,
    CHANGE_FAMILY,
    CHANGE_HEALTH,
    CHANGE_PERSON,
    family_context,
    family_or_404,
    person_or_404,
)

FORM = "members/life_form.html"


@require_safe
def family_life(request, public_id):
    """What can be recorded of this family and each of its persons: two taps from the family to a form."""
    family = family_or_404(request, public_id, CHANGE_PERSON)
    rows = life_pages.menu_of(family) if family.is_active else []
    context = {**family_context(request, family), "rows": rows}
    context["may_add_person"] = request.user.has_perm(ADD_PERSON, family)
    return TemplateResponse(request, "members/life_family.html", context)


@require_safe
def life(request, public_id):
    """What can be recorded of one person, and what was."""
    person = person_or_404(request, public_id, CHANGE_PERSON)
    others = person.family.persons.active().exclude(pk=person.pk).count()
    events = life_pages.sentences(life_queries.events_of(person))
    context = {**family_context(request, person.family), "person": person, "events": events}
    context["row"] = life_pages.row_of(person, others) if person.is_active else None
    return TemplateResponse(request, "members/life_person.html", context)


@require_http_methods(["GET", "POST"])
def event_create(request, public_id, kind):
    person = person_or_404(request, public_id, CHANGE_PERSON)
    act = _act_or_404(kind)
    about = {"person": person, "user": request.user, **_back(request, act)}
    form = act.form(request.POST or None, initial=request.GET.dict(), **about)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        if kind == "marriage":
            args["passed_warnings"] = form.passed_warnings
        event = attempt(form, lambda: act.service(person.pk, by=request.user, **args), now={"version": person.version})
        if event:
            messages.success(request, act.done)
            return redirect(Person.objects.select_related("family").get(pk=event.person_id).family)
    context = {"form": form, "person": person, "family": person.family, "act": act}
    context["cancel_url"] = reverse("members:life", args=[person.public_id])
    return TemplateResponse(request, FORM, context)


@require_http_methods(["GET", "POST"])
def birth_create(request, public_id):
    family = family_or_404(request, public_id, ADD_PERSON)
    mother = None if request.method == "POST" else _likely_mother(request.user, family)
    form = BirthForm(request.POST or None, family=family, mother=mother, user=request.user)
    if request.method == "POST" and form.may_save():
        args = {**form.write_args(), "passed_warnings": form.passed_warnings}
        child = attempt(form, lambda: services.record_birth(family.pk, by=request.user, **args))
        if child:
            messages.success(request, _("Kelahiran {name} dicatat.").format(name=child.name))
            return redirect(family)
    context = {"form": form, "family": family, "cancel_url": reverse("members:family_life", args=[family.public_id])}
    return TemplateResponse(request, "members/life_birth.html", context)


@require_http_methods(["GET", "POST"])
def split(request, public_id):
    """Some of the family live as a family of their own."""
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    initial = {"village": family.village_id, "dusun": family.dusun_id, "rt": family.rt, "address": family.address}
    form = place_form(SplitForm, request, initial, family=family)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        new = attempt(form, lambda: services.split_family(family.pk, by=request.user, **args), now=_version(family))
        if new:
            messages.success(request, _("Keluarga baru tersimpan. Periksa hubungan anggotanya."))
            return redirect(new)
    context = {"form": form, "family": family, "cancel_url": reverse("members:family_life", args=[family.public_id])}
    context["title"] = _("Pisah keluarga")
    context["text"] = _("Mereka yang dipilih menjadi keluarga sendiri, dengan kepala dan alamatnya.")
    return TemplateResponse(request, "members/life_split.html", context)


@require_http_methods(["GET", "POST"])
def event_withdraw(request, public_id):
    """A mistaken event is taken back, with all that its form wrote."""
    persons = Person.objects.visible_to(request.user, CHANGE_PERSON)
    events = LifeEvent.objects.filter(person__in=persons).select_related("person__family")
    event = get_object_or_404(events, public_id=public_id)
    form = ReasonForm(request.POST or None, user=request.user)
    back = reverse("members:life", args=[event.person.public_id])
    if form.is_valid():
        args = {"request_id": form.cleaned_data["request_id"], "reason": form.cleaned_data["reason"][:300]}
        if attempt(form, lambda: services.withdraw_event(event.pk, by=request.user, **args)):
            messages.success(request, _("Peristiwa dibatalkan. Keadaan sebelumnya berlaku lagi."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Batalkan peristiwa"),
        "text": _("{event}, {name}. Semua yang ikut berubah karenanya dikembalikan.").format(
            event=event.get_kind_display(), name=event.person.name
        ),
        "confirm_label": _("Batalkan peristiwa"),
        "cancel_url": back,
        "danger": True,
    }
    return TemplateResponse(request, "components/confirm.html", context)


def attempt(form, write, now=None):
    """What ``write`` returns; None after a refusal, which the filled-in form then says."""
    try:
        return write()
    except RuleError as error:
        form.refuse(error, now=now)
        return None


def _act_or_404(kind):
    if kind not in life_pages.ACTS:
        raise Http404
    return life_pages.ACTS[kind]


def _back(request, act):
    return {"back": request.path} if act.kind in ("marriage", "join") else {}


def _version(family):
    return {"version": family.version}


def _likely_mother(user, family):
    """The key of the woman proposed as mother: the pregnant one where the officer works with such data, else the wife
    or the woman who leads."""
    women = family.persons.active().filter(sex=Person.Sex.FEMALE)
    if user.has_perm(CHANGE_HEALTH, family):
        pregnant = women.filter(pregnancies__ended_on__isnull=True, pregnancies__isnull=False).order_by("pk").first()
        if pregnant:
            personal_data.log_daily(user, [pregnant], ["pregnancy"])
            return pregnant.pk
    wife = women.filter(relation__in=(Person.Relation.WIFE, Person.Relation.HEAD)).order_by("-relation").first()
    return wife and wife.pk
