"""The card K/0/UPPKA on paper: blank for everyone, filled only by a logged POST."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import personal_data
from core import paper
from groups import card_sheet, queries
from groups.forms.card import CardPaperForm
from groups.models import Group
from groups.views.card import in_scope


@require_safe
def card_blank(request):
    """The empty form, to be filled in with a pen; holds no personal data."""
    queries.require(request.user, queries.VIEW)
    data = card_sheet.paper()
    return paper.response("card.typ", data, filename="K0-UPPKA-kosong", paper=request.GET.get("kertas", "a4"))


@require_http_methods(["GET", "POST"])
def card(request, public_id):
    """Choose the paper and say why; then the filled card. NIK stay masked unless she may export them and asks to."""
    group = in_scope(request.user, public_id, queries.VIEW)
    if not request.user.has_perm(queries.PEOPLE, group):
        raise Http404
    may_show_nik = request.user.has_perm("members.export_identity", group)
    initial = {"paper": "f4" if request.GET.get("kertas") == "f4" else "a4"}
    form = CardPaperForm(request.POST or None, may_show_nik=may_show_nik, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        clear = form.cleaned_data.get("with_nik", False)
        data = card_sheet.paper(group, clear_nik=clear)
        _log(request.user, group, clear, form.cleaned_data["purpose"], rows=len(data["members"]))
        return paper.response(
            "card.typ", data, filename=f"K0-{group.register_number}", paper=form.cleaned_data["paper"]
        )
    return TemplateResponse(request, "groups/card_paper.html", {"form": form, "group": group})


def _log(user, group, clear, purpose, *, rows):
    fields = ["name", "phone", "kki", *(["nik"] if clear else [])]
    personal_data.log_export(
        user,
        Group._meta.label_lower,
        fields,
        rows=rows,
        region_code=group.village_id,
        purpose=purpose,
        note=f"K/0/UPPKA {group.public_id}",
    )
