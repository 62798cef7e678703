"""Families: list, download, new, one family, changed, out of use and back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from accounts.lists import PersonalListPage
from accounts.models import PersonalDataAccess
from core import paper
from core.errors import RuleError
from members import companion_queries, histories, papers, services
from members.filters import FamilyFilter
from members.forms.acts import DeactivateForm, DownloadForm
from members.forms.family import FamilyUpdateForm, NewFamilyForm, initial_of
from members.forms.place import PlaceForm
from members.models import Family, Person
from members.tables import FamilyTable, PersonDownloadTable, PersonTable
from members.views.rows import ADD_PERSON, CHANGE_FAMILY, VIEW_FAMILY, family_context, family_or_404, one_time_id
from regions import clock

EXPORT, EXPORT_NUMBERS = "members.export_family", "members.export_identity"
#: Columns that the list on a screen does not show; one of them would be decrypted row by row.
UNSHOWN = ("kk_number", "search_key", "passed_warnings", "extra")


class FamilyList(PersonalListPage):
    """Families in scope, by name of any member, number, place. A download says what for when it holds numbers."""

    permission_required = VIEW_FAMILY
    export_permission = EXPORT
    model = Family
    table_class = FamilyTable
    filterset_class = FamilyFilter
    title = _("Keluarga")

    def get_queryset(self):
        families = super().get_queryset().select_related("village", "dusun")
        unread = set(UNSHOWN) - set(self.columns)
        return families if self.request.method == "POST" else families.defer(*unread)

    def get(self, request, *args, **kwargs):
        if self.filter.number and not request.htmx:
            return redirect(
                f"{reverse('search')}?nomor=1"
            )  # what came by an address is asked again by a form that posts
        response = super().get(request, *args, **kwargs)
        if self.filter.number:
            self._log(["kk_number", "nik"], len(response.context_data["page"].rows), note=_("Pencarian nomor"))
            response["HX-Push-Url"] = "false"  # a phone that is lent keeps its addresses
        return response

    def post(self, request, *args, **kwargs):
        if not self.wanted.is_valid():
            messages.error(request, " ".join(str(e) for errors in self.wanted.errors.values() for e in errors))
            return redirect(request.get_full_path())
        if self.wanted.cleaned_data["rows"] == "persons":
            self.table_class, self.columns = PersonDownloadTable, ()
        return super().post(request, *args, **kwargs)

    @cached_property
    def wanted(self):
        user = self.request.user
        return DownloadForm(self.request.POST or None, may_have_numbers=user.has_perm(EXPORT_NUMBERS))

    @property
    def with_numbers(self):
        return self.wanted.cleaned_data.get("with_numbers", False)

    def export_queryset(self):
        families = self.filtered().visible_to(self.request.user, EXPORT)
        if self.with_numbers:
            families = families.visible_to(self.request.user, EXPORT_NUMBERS)
        if self.wanted.cleaned_data["rows"] != "persons":
            return families
        persons = Person.objects.active().filter(family__in=families.order_by().values("pk"))
        order = ("village_id", "family__name_key", "family_id", "pk")
        return persons.select_related("family", "village", "dusun").order_by(*order)

    def export_table_kwargs(self):
        return {"clear": self.with_numbers}

    def log_export(self, queryset):
        numbers = ["nik", "kk_number"] if self.with_numbers else []
        self._log([*self.personal_fields, *numbers], queryset.count(), purpose=self.wanted.cleaned_data.get("purpose"))

    def extra_context(self):
        may_add = self.request.user.has_perm("members.add_family")
        return {
            "may_add": may_add,
            "may_have_numbers": "with_numbers" in self.wanted.fields,
            "wanted": self.wanted,
            "empty_icon": "family",
            "empty_title": FamilyTable.empty_title,
            "empty_text": FamilyTable.empty_text,
            "empty_action_url": reverse("members:create") if may_add else "",
            "empty_action_label": _("Catat keluarga"),
        }

    def _log(self, fields, rows, *, purpose=None, note=""):
        personal_data.log_export(
            self.request.user,
            Family._meta.label_lower,
            fields,
            rows=rows,
            region_code=self.request.user.home_code,
            purpose=purpose or PersonalDataAccess.Purpose.DAILY,
            note=str(note) or self.filters_used,
        )


@require_http_methods(["GET", "POST"])
def create(request):
    if not request.user.has_perm("members.add_family"):
        raise Http404
    form = place_form(NewFamilyForm, request, {"village": request.GET.get("desa")})
    if request.method == "POST" and form.may_save():
        try:
            family = services.create_family(by=request.user, passed_warnings=form.passed_warnings, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Keluarga tersimpan. Tambahkan anggota yang lain."))
            return redirect(family)
    context = {"form": form, "cancel_url": reverse("members:list"), "draft_key": "keluarga-baru"}
    return TemplateResponse(request, "members/create.html", context)


def place_form(form_class, request, initial, **kwargs):
    """Bound when posted. The button "Tampilkan dusun/RW" (without JavaScript) only draws it again as typed."""
    if "refresh" in request.POST:
        typed = {name: values if len(values) > 1 else values[0] for name, values in request.POST.lists()}
        return form_class(initial={**initial, **typed}, user=request.user, **kwargs)
    return form_class(request.POST or None, initial=initial, user=request.user, **kwargs)


@require_safe
def place_fields(request):
    """The place fields of a family form, redrawn for another village."""
    if not request.user.has_perm("members.add_family"):
        raise Http404
    form = PlaceForm(initial={"village": request.GET.get("village")}, user=request.user)
    return TemplateResponse(request, "members/_place_fields.html", {"form": form})


@require_safe
def detail(request, public_id):
    """The family and its persons."""
    family = family_or_404(request, public_id, VIEW_FAMILY)
    return TemplateResponse(request, "members/detail.html", detail_context(request, family))


def detail_context(request, family, **more):
    persons = list(family.persons.order_by("-is_active", "pk"))
    persons.sort(key=lambda p: (not p.is_active, p.relation != Person.Relation.HEAD))
    active = [person for person in persons if person.is_active]
    return {
        **family_context(request, family),
        "table": PersonTable(active, request=request),
        "gone": [person for person in persons if not person.is_active],
        "has_head": any(person.relation == Person.Relation.HEAD for person in active),
        "may_add_person": request.user.has_perm(ADD_PERSON, family),
        "companions": companion_queries.companions_of(family),
        "may_entrust": companion_queries.may_entrust(request.user, family),
        **more,
    }


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    now = initial_of(family)
    form = place_form(FamilyUpdateForm, request, now, family=family)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        try:
            services.update_family(family.pk, by=request.user, passed_warnings=form.passed_warnings, **args)
        except RuleError as error:
            form.refuse(error, now=now)
        else:
            messages.success(request, _("Perubahan keluarga disimpan."))
            return redirect(family)
    context = {"form": form, "family": family, "cancel_url": family.get_absolute_url()}
    context["draft_key"] = f"keluarga-{family.public_id}"
    return TemplateResponse(request, "members/form.html", context)


@require_http_methods(["GET", "POST"])
def deactivate(request, public_id):
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    about = {"user": request.user, "today": clock.today(family.village_id)}
    form = DeactivateForm(request.POST or None, initial={"version": family.version}, **about)
    if form.is_valid():
        try:
            services.deactivate_family(family.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now={"version": family.version})
        else:
            messages.success(request, _("Keluarga dinonaktifkan. Dapat diaktifkan kembali kapan saja."))
            return redirect(family)
    context = {
        "form": form,
        "title": _("Nonaktifkan keluarga"),
        "text": _("Keluarga dan anggotanya tidak lagi dihitung. Tidak ada yang dihapus."),
        "confirm_label": _("Nonaktifkan"),
        "cancel_url": family.get_absolute_url(),
        "danger": True,
        "life_url": reverse("members:family_life", args=[family.public_id]),
    }
    return TemplateResponse(request, "members/life_deactivate.html", context)


@require_POST
def reactivate(request, public_id):
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    try:
        services.reactivate_family(family.pk, by=request.user, request_id=one_time_id(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Keluarga aktif kembali."))
    return redirect(family)


@require_safe
def family_history(request, public_id):
    family = family_or_404(request, public_id, VIEW_FAMILY)
    entries = histories.of_family(request.user, family)
    return TemplateResponse(request, "members/history.html", {**family_context(request, family), "entries": entries})


@require_POST
def family_print(request, public_id):
    """The family on one sheet, numbers masked, without health and religion."""
    family = family_or_404(request, public_id, VIEW_FAMILY)
    persons = list(family.persons.active().order_by("pk"))
    personal_data.log_export(
        request.user,
        Family._meta.label_lower,
        ["name", "birth_date", "address", "phone"],
        rows=len(persons),
        region_code=family.village_id,
        purpose=PersonalDataAccess.Purpose.DAILY,
        note=f"PDF {family.public_id}",
    )
    data = papers.family(family, persons, request.user)
    return paper.response("family.typ", data, filename="keluarga", paper=request.POST.get("paper", "a4"))
