"""While a person is typed: who may be recorded already. The same is told as a warning when the form is saved."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from members.doubles.typed import lookalikes
from members.forms.alike import TypedPersonForm
from members.views.rows import ADD_PERSON, CHANGE_PERSON, family_or_404, person_or_404


@require_POST
def known_already(request):
    """Asked by htmx with what stands in the form: POST, so that no name and number stands in an address."""
    if not request.user.has_perm(ADD_PERSON):
        raise Http404
    person = person_or_404(request, request.GET["orang"], CHANGE_PERSON) if request.GET.get("orang") else None
    family = family_or_404(request, request.GET["keluarga"], ADD_PERSON) if request.GET.get("keluarga") else None
    form = TypedPersonForm(request.POST, user=request.user, family=person.family if person else family)
    found = []
    if form.is_valid():
        facts = {"village_id": form.village_id, "family": form.family, "besides": person.pk if person else None}
        found = lookalikes(form.values, by=request.user, **facts)
    return TemplateResponse(request, "members/_alike.html", {"lookalikes": found})
