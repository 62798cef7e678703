"""Methods that were not confirmed for 12 months: the list, and its answers, one explicit choice for each woman."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import personal_data
from accounts.lists import PersonalListPage
from accounts.models import PersonalDataAccess
from members import kb_queries
from members.filters_kb import KbUnconfirmedFilter
from members.forms.kb_bulk import KbBulkForm
from members.models import KbEpisode
from members.services.kb_bulk import answer_each
from members.tables_kb import KbUnconfirmedTable
from members.views.rows import CHANGE_HEALTH, VIEW_HEALTH
from regions import clock

#: A page asks about so many; a longer post is not one of ours.
MOST_ROWS = 100
WITH_PERSON = ("person__family__dusun", "person__village", "method")


class KbUnconfirmed(PersonalListPage):
    """Injection, pill and condom without an answer for 12 months, longest ago first in each village. Whoever records
    health answers on the page; whoever only sees it reads a table. Each look is logged."""

    permission_required = VIEW_HEALTH
    export_permission = "members.export_family"
    model = KbEpisode
    table_class = KbUnconfirmedTable
    filterset_class = KbUnconfirmedFilter
    template_name = "members/kb_unconfirmed.html"
    results_template = "members/_kb_unconfirmed.html"
    title = _("Belum dikonfirmasi 12 bulan")
    order = ("village_id", "confirmed_on", "pk")
    logged_fields = ("name", "phone", "kb")

    def get_queryset(self):
        episodes = super().get_queryset().select_related(*WITH_PERSON)
        return kb_queries.unconfirmed(episodes, clock.today(self.request.user.home_code))

    def export_queryset(self):
        return self.filtered().visible_to(self.request.user, self.export_permission)

    def export_table_kwargs(self):
        return {"for_download": True}

    def table_kwargs(self, rows):
        changeable = kb_queries.changeable_by(self.request.user, CHANGE_HEALTH, rows)
        self.asked = [episode for episode in rows if episode.pk in changeable]
        self._log_looks(rows, changeable)
        return {"without": changeable}

    def extra_context(self):
        return {
            "form": KbBulkForm(episodes=self.asked, user=self.request.user) if self.asked else None,
            "empty_icon": "check",
            "empty_title": KbUnconfirmedTable.empty_title,
            "empty_text": KbUnconfirmedTable.empty_text,
        }

    def _log_looks(self, rows, changeable):
        user = self.request.user
        personal_data.log_daily(user, [row.person for row in rows if row.pk in changeable], ["kb"])
        purpose, note = personal_data.purpose_of(self.request) or (PersonalDataAccess.Purpose.VERIFICATION, "")
        others = [row.person for row in rows if row.pk not in changeable]
        personal_data.log_each(user, others, ["kb"], purpose=purpose, note=note)


@require_POST
def bulk(request):
    """Save the sound rows; show the faulty ones again, alone."""
    if not request.user.has_perm(CHANGE_HEALTH):
        raise Http404
    episodes = KbEpisode.objects.visible_to(request.user, CHANGE_HEALTH).select_related(*WITH_PERSON)
    asked = episodes.filter(pk__in=KbBulkForm.keys_in(request.POST)[:MOST_ROWS]).order_by(*KbUnconfirmed.order)
    form = KbBulkForm(request.POST, episodes=asked, user=request.user)
    form.is_valid()
    answers = form.answers()
    refused = answer_each(answers, by=request.user, request_id=form.cleaned_data.get("request_id"))
    for episode_id, error in refused.items():
        form.refuse_row(episode_id, error)
    _tell(request, saved=len(answers) - len(refused), is_faulty=bool(form.errors))
    list_url = f"{reverse('members:kb_unconfirmed')}?{request.GET.urlencode()}".rstrip("?")
    if not form.errors:
        return redirect(list_url)
    form.keep_only([episode for episode in form.episodes if form.is_faulty(episode)])
    return TemplateResponse(request, "members/kb_bulk.html", {"form": form, "cancel_url": list_url})


def _tell(request, *, saved, is_faulty):
    if saved:
        text = ngettext("{count} jawaban tersimpan.", "{count} jawaban tersimpan.", saved)
        messages.success(request, text.format(count=saved))
    elif not is_faulty:
        messages.info(request, _("Belum ada jawaban yang disimpan. Pilih jawaban ibu satu per satu."))
