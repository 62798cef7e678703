"""What must still be copied into SIGA, and the sheet to copy the card from."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import personal_data
from core.errors import RuleError
from groups import card_sheet, queries
from groups.forms.card import SigaForm
from groups.services import card as services
from groups.views.card import in_scope
from regions import clock

#: Longer lists are worked off from the top.
SHOWN = 50


@require_safe
def todo(request):
    """Active groups and reported registers that nobody has ticked as copied yet, the oldest first."""
    queries.require(request.user, queries.DECIDE)
    cards = queries.cards_for_siga(request.user)
    registers = queries.registers_for_siga(request.user)
    context = {
        "cards": cards[:SHOWN],
        "card_count": cards.count(),
        "registers": registers[:SHOWN],
        "register_count": registers.count(),
    }
    return TemplateResponse(request, "groups/siga_todo.html", context)


@require_http_methods(["GET", "POST"])
def card(request, public_id):
    """The card in the order of the form with a copy button at each answer; POST ticks it as copied."""
    group = in_scope(request.user, public_id, queries.DECIDE)
    initial = {"version": group.version, "on": clock.today(group.village_id)}
    form = SigaForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        args = form.write_args()
        on = None if "undo" in request.POST else args["changes"]["on"]
        try:
            services.mark_siga(group.pk, by=request.user, version=args["version"], request_id=args["request_id"], on=on)
        except RuleError as error:
            form.refuse(error, now={"version": group.version})
        else:
            messages.success(request, _("Ditandai sudah disalin.") if on else _("Tanda dihapus."))
            return redirect("groups:siga_todo")
    return _sheet(request, group, form)


@require_POST
def card_nik(request, public_id):
    """The same sheet with the NIK of committee and members in clear, each look logged, for this answer only."""
    group = in_scope(request.user, public_id, queries.DECIDE)
    if personal_data.purpose_of(request) is None:
        messages.info(request, _("Sebutkan dahulu keperluan membuka NIK."))
        return redirect(f"{reverse('accounts:purpose')}?next={reverse('groups:card_siga', args=[public_id])}")
    form = SigaForm(initial={"version": group.version, "on": clock.today(group.village_id)}, user=request.user)
    return _sheet(request, group, form, reveal=True)


def _sheet(request, group, form, *, reveal=False):
    committee, members = card_sheet.committee(group), card_sheet.members(group)
    niks = {}
    if reveal:
        persons = {row.person.pk: row.person for row in (*committee, *members)}
        allowed = queries.identifiable(request.user, persons)
        niks = {
            pk: personal_data.reveal(request, persons[pk], "nik", permission="members.reveal_identity")
            for pk in allowed
        }
    context = {
        "form": form,
        "group": group,
        "parts": card_sheet.parts(group),
        "committee": [(row, niks.get(row.person.pk, "")) for row in committee],
        "members": [(row, niks.get(row.person.pk, "")) for row in members],
        "may_reveal": request.user.has_perm("members.reveal_identity", group),
        "revealed": reveal,
    }
    return TemplateResponse(request, "groups/card_siga.html", context)
