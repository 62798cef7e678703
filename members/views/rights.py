"""What a person may ask about her own data: a copy on paper, or that it is taken off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core import paper
from core.errors import RuleError
from members import person_paper, services
from members.forms.person import RELIGION
from members.forms.rights import AnonymiseForm, ExtractForm
from members.models import Person
from members.views.rows import ANONYMISE, REVEAL, VIEW_HEALTH, VIEW_WELFARE, person_or_404

#: What may stand on the copy besides her identity, and the right that it needs.
PARTS = {"health": VIEW_HEALTH, "welfare": VIEW_WELFARE, "religion": RELIGION}


@require_http_methods(["GET", "POST"])
def extract(request, public_id):
    """All that is held about her, as a PDF. The purpose is asked each time, and the copy is logged."""
    person = person_or_404(request, public_id, REVEAL)
    form = ExtractForm(request.POST or None)
    if form.is_valid():
        wanted = form.cleaned_data
        sees = {part for part, right in PARTS.items() if request.user.has_perm(right, person)}
        _log(request.user, person, sees, wanted)
        purpose = PersonalDataAccess.Purpose(wanted["purpose"]).label
        data = person_paper.person(person, request.user, purpose=purpose, with_nik=wanted["with_nik"], sees=sees)
        return paper.response("person.typ", data, filename="salinan-data", paper=wanted["paper"])
    context = {"form": form, "person": person, "cancel_url": person.get_absolute_url()}
    return TemplateResponse(request, "members/person_extract.html", context)


@require_http_methods(["GET", "POST"])
def anonymise(request, public_id):
    """Cannot be undone: the page says what goes and what stays, and asks for a word."""
    person = person_or_404(request, public_id, ANONYMISE)
    if request.method == "GET" and person.anonymised_at:
        raise Http404
    form = AnonymiseForm(request.POST or None, initial={"version": person.version}, user=request.user)
    if form.is_valid():
        try:
            services.anonymise_person(person.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now={"version": person.version})
        else:
            messages.success(request, _("Data pribadi dihapus. Catatan tanpa nama tetap ada untuk hitungan."))
            return redirect(person)
    context = {"form": form, "person": person, "cancel_url": person.get_absolute_url()}
    return TemplateResponse(request, "members/anonymise.html", context)


def _log(user, person, sees, wanted):
    fields = {
        "name",
        "birth_date",
        "phone",
        "address",
        "consent",
        *sees,
        *({"nik", "kk_number"} if wanted["with_nik"] else ()),
    }
    personal_data.log_export(
        user,
        Person._meta.label_lower,
        fields,
        rows=1,
        region_code=person.village_id,
        purpose=wanted["purpose"],
        note=f"PDF {person.public_id}",
    )
