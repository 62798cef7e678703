"""What comes round: the cards renewed each January, and groups that are to be looked at."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.lists import PersonalListPage
from core.errors import RuleError
from core.models import DatedSetting
from groups import card_sheet, queries, year_queries
from groups.errors import Incomplete
from groups.forms.renewal import RenewForm
from groups.models import Group
from groups.services import renewal as services
from groups.tables.years import DormantTable, RenewalTable
from groups.views.card import gap_links, in_scope
from groups.year_filters import NOT_YET, DormantFilter, RenewalFilter
from regions import clock
from regions.models import Region
from regions.scope import Scope


class RenewalList(PersonalListPage):
    """The campaign of a year: how far each area is, and which groups are left."""

    permission_required = queries.VIEW
    export_permission = "groups.export_group"
    model = Group
    table_class = RenewalTable
    filterset_class = RenewalFilter
    template_name = "groups/renewal_list.html"
    results_template = "groups/_list_results.html"
    title = _("Pembaruan K/0")
    logged_fields = ("group",)

    @cached_property
    def year(self):
        text = self.request.GET.get("tahun", "")
        if not text:
            return clock.today(self.request.user.home_code).year
        if len(text) != 4 or not text.isascii() or not text.isdigit() or not 2000 <= int(text) <= 2200:
            raise Http404
        return int(text)

    @cached_property
    def place(self):
        """A region code of the address, inside the user's scope; 404 for any other."""
        code = self.request.GET.get("place", "")
        if code and not Region.objects.visible_to(self.request.user, queries.VIEW).filter(pk=code).exists():
            raise Http404
        return code

    def get_queryset(self):
        return year_queries.to_renew(super().get_queryset(), self.year).select_related("village")

    def table_kwargs(self, rows):
        may_renew = set()
        if self.year == clock.today(self.request.user.home_code).year:
            mine = Group.objects.visible_to(self.request.user, year_queries.RENEW)
            may_renew = set(mine.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        return {"year": self.year, "may_renew": may_renew}

    def export_table_kwargs(self):
        return {"year": self.year}

    def extra_context(self):
        whole, parts = year_queries.progress(self.request.user, self.year, under=self.place)
        return {
            "year": self.year,
            "whole": whole,
            "parts": parts,
            "share_text": self._share_text(whole),
            "card_day": DatedSetting.value_on("card_deadline_day", clock.today(""), 3),
            "district_day": DatedSetting.value_on("card_district_deadline_day", clock.today(""), 7),
            "not_yet": NOT_YET,
            "left_url": f"?tahun={self.year}&state={NOT_YET}&place={self.place}#results",
        }

    def _share_text(self, whole):
        """How far the place is and who is left, with groups' names alone."""
        place = whole.region.name if whole.region else __("Nasional")
        lines = [
            __("Pembaruan K/0 {year}, {place}: {done} dari {asked} kelompok sudah.").format(
                year=self.year, place=place, done=whole.done, asked=whole.asked
            )
        ]
        left = self.get_queryset().exclude(year_queries.renewed(self.year))
        if self.place:
            left = left.filter(Scope.of({self.place}).q("village_id"))
        names = [f"- {group.name}, {group.village.name}" for group in left[: year_queries.NAMED]]
        if names:
            lines += [__("Belum:"), *names]
        if whole.left > len(names):
            lines.append(__("dan {more} lainnya").format(more=whole.left - len(names)))
        return "\n".join(lines)


class DormantList(PersonalListPage):
    """Active groups that fell silent, and committees whose term is over. Nothing here happens by itself."""

    permission_required = queries.VIEW
    export_permission = "groups.export_group"
    model = Group
    table_class = DormantTable
    filterset_class = DormantFilter
    template_name = "groups/dormant_list.html"
    results_template = "groups/_list_results.html"
    title = _("Perlu diperiksa")
    logged_fields = ("group",)

    def extra_context(self):
        return {"months": year_queries.dormant_months(clock.today(self.request.user.home_code))}


@require_http_methods(["GET", "POST"])
def renew(request, public_id):
    """Look the card through with the group, tick what is still right, sign."""
    group = in_scope(request.user, public_id, year_queries.RENEW)
    year = clock.today(group.village_id).year
    rights = queries.rights_of(request.user, group)
    committee = card_sheet.committee(group, sees=rights)
    form = RenewForm(request.POST or None, group=group, committee=committee, user=request.user)
    gaps = gap_links(group, queries.gaps_of(group))
    if form.is_valid():
        try:
            services.renew_card(group.pk, by=request.user, **form.service_args())
        except Incomplete as error:
            form.refuse(error)
        except RuleError as error:
            form.refuse(error, now={"version": Group.objects.get(pk=group.pk).version})
        else:
            messages.success(request, _("K/0 diperbarui. Cetak dan mintakan tanda tangan."))
            return redirect("groups:renew", public_id)
    context = {"form": form, "group": group, "year": year, "gaps": gaps}
    context |= {"renewal": group.renewals.filter(year=year).select_related("renewed_by").first()}
    context |= {"draft_key": f"renew-{public_id}-{year}"}
    return TemplateResponse(request, "groups/renew.html", context)
