"""Filters of the lists about a group's years: cards to renew, groups to look at."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.search import containing
from groups import queries, year_queries
from groups.models import Group
from regions import clock
from regions.scope import Scope

NOT_YET, DONE = "belum", "sudah"
SILENT, TERM_OVER = "diam", "masa-bakti"
YEARS = 3


class _ByNameAndPlace(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Nama kelompok"),
        method="by_name",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama kelompok…")}),
    )

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.today = clock.today(self.request.user.home_code)
        self.data = self.data.copy()

    def by_name(self, queryset, _name, text):
        return containing(queryset, "name_key", text)

    def by_place(self, queryset, _name, code):
        return queryset.filter(Scope.of({code}).q("village_id")) if code.isascii() else queryset.none()


class RenewalFilter(_ByNameAndPlace):
    """The cards of a year: which were renewed, which were not, of which place."""

    tahun = filters.ChoiceFilter(label=_("Tahun"), method="as_it_is", empty_label=None)
    state = filters.ChoiceFilter(
        label=_("K/0"),
        method="by_state",
        choices=[(NOT_YET, _("Belum diperbarui")), (DONE, _("Sudah diperbarui"))],
    )
    place = filters.CharFilter(method="by_place", widget=forms.HiddenInput)

    class Meta:
        model = Group
        fields = ["q", "tahun", "state", "place"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = [self.today.year - back for back in range(YEARS)]
        self.filters["tahun"].extra |= {"choices": [(str(year), str(year)) for year in years], "initial": str(years[0])}
        self.data.setdefault("tahun", str(years[0]))

    def as_it_is(self, queryset, _name, _value):
        """The view has narrowed the rows to the year."""
        return queryset

    def by_state(self, queryset, _name, value):
        is_renewed = year_queries.renewed(int(self.data["tahun"]))
        return queryset.filter(is_renewed if value == DONE else ~is_renewed)


class DormantFilter(_ByNameAndPlace):
    """Why a group is to be looked at, and where it is."""

    why = filters.ChoiceFilter(
        label=_("Sebab"),
        method="by_reason",
        empty_label=None,
        choices=[(SILENT, _("Lama tanpa R/I")), (TERM_OVER, _("Masa bakti berakhir"))],
    )
    place = filters.ChoiceFilter(label=_("Wilayah"), method="by_place")

    class Meta:
        model = Group
        fields = ["q", "why", "place"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["choices"] = queries.places(self.request.user, queries.VIEW)
        self.filters["why"].extra["initial"] = SILENT
        self.data.setdefault("why", SILENT)

    def by_reason(self, queryset, _name, value):
        narrow = year_queries.with_term_over if value == TERM_OVER else year_queries.dormant
        return narrow(queryset, self.today)
