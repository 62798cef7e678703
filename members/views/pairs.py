"""Pairs that may be one person: the list, side by side, decided."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core import history
from core.errors import RuleError
from core.views import ListPage
from members import pair_pages, pair_words, services
from members.filters_pairs import PairFilter
from members.forms.pairs import PairDecisionForm
from members.models import PersonPair
from members.pair_pages import DECIDE
from members.tables_pairs import PairTable, state_chip

State = PersonPair.State
DONE = {
    State.DIFFERENT: _("Dicatat sebagai dua orang yang berbeda. Tidak akan ditanyakan lagi."),
    State.CITY: _("Diteruskan ke kabupaten/kota."),
    State.OPEN: _("Pasangan ini menunggu keputusan lagi."),
}


class PairList(ListPage):
    """Pairs in scope, the likeliest first; of those that reach out of it nothing but the own person."""

    permission_required = DECIDE
    model = PersonPair
    table_class = PairTable
    filterset_class = PairFilter
    template_name = "members/pair_list.html"
    results_template = "components/list_results.html"
    title = _("Mungkin orang yang sama")
    order = ("-score", "-pk")

    def get_queryset(self):
        return pair_pages.pairs_for(self.request.user).order_by(*self.order)

    def post(self, request, *args, **kwargs):
        raise Http404

    def extra_context(self):
        return {
            "empty_icon": "people",
            "empty_title": PairTable.empty_title,
            "empty_text": PairTable.empty_text,
        }


@require_safe
def detail(request, public_id):
    pair = _pair_or_404(request, public_id)
    return _page(request, pair, PairDecisionForm(user=request.user))


@require_POST
def decide(request, public_id):
    pair = _pair_or_404(request, public_id)
    form = PairDecisionForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            pair = services.decide_pair(pair.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, DONE[pair.state])
            return redirect("members:pair_list")
    return _page(request, pair, form)


def _pair_or_404(request, public_id):
    pairs = PersonPair.objects.touching(request.user, DECIDE)
    return get_object_or_404(pairs.select_related(*pair_pages.PERSONS, "decided_by"), public_id=public_id)


def _page(request, pair, form):
    """Side by side for who may see both; for who sees one, a task that tells nothing of the other."""
    sees_first, sees_second = pair_pages.seen_of(request.user, pair)
    is_city = pair_pages.is_city(request.user)
    context = {
        "pair": pair,
        "form": form,
        "chip": state_chip(pair),
        "history": history.of(pair),
        "may_decide": pair.is_waiting and not (pair.state == State.CITY and pair.decided_by == request.user),
        "may_pass_on": pair.state == State.OPEN and not is_city,
        "may_ask_again": pair.state == State.DIFFERENT,
    }
    if not (sees_first and sees_second):
        context["own"] = pair.first if sees_first else pair.second
        return TemplateResponse(request, "members/pair_outside.html", context)
    likeness, lines = pair_pages.side_by_side(pair)
    context |= {"lines": lines, "score_text": pair_words.score_text(likeness.score)}
    context["agrees"] = pair_words.sentence(likeness.reasons, pair_words.SAME, pair_words.NEAR)
    context["differs"] = pair_words.sentence(likeness.reasons, pair_words.OTHER)
    return TemplateResponse(request, "members/pair_detail.html", context)
