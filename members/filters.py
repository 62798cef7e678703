"""Filter of the list of families."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.encryption import lookup_hashes
from members import queries, rules, welfare_queries
from members.age_words import AGES
from members.models import Family, Person
from members.welfare_rules import DTSEN, KRS, POOREST, YES, levels_of
from regions import clock
from regions.models import Dusun, Region

VIEW, VIEW_WELFARE = "members.view_family", "members.view_welfare"
ACTIVE, INACTIVE, ALL = "aktif", "nonaktif", "semua"
POOR = "1-4"


def _welfare_choices():
    return [(POOR, _("Desil 1–4")), *levels_of(DTSEN)[: len(POOREST)], (KRS, _("Risiko stunting (KRS)"))]


class FamilyFilter(filters.FilterSet):
    """By part of any member's name, a whole NIK or nomor KK, village, dusun or RW, state, "tanpa NIK", age, welfare."""

    q = filters.CharFilter(
        label=_("Nama anggota, NIK atau nomor KK"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama, NIK atau nomor KK…")}),
    )
    village = filters.ModelChoiceFilter(label=_("Desa/Kelurahan"), queryset=Region.objects.none())
    dusun = filters.ModelChoiceFilter(label=_("Dusun/RW"), queryset=Dusun.objects.none())
    state = filters.ChoiceFilter(
        label=_("Status"),
        method="by_state",
        empty_label=_("Aktif"),
        choices=[(INACTIVE, _("Nonaktif")), (ALL, _("Semua"))],
    )
    nik = filters.ChoiceFilter(label=_("NIK"), method="by_nik", choices=[("tanpa", _("Ada yang tanpa NIK"))])
    ages = filters.ChoiceFilter(label=_("Ada anggota"), method="by_age", choices=list(AGES.items()))
    welfare = filters.ChoiceFilter(label=_("Kesejahteraan"), method="by_welfare", choices=_welfare_choices)

    class Meta:
        model = Family
        fields = ["q", "village", "dusun", "state", "nik", "ages", "welfare"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        villages = list(Region.objects.villages().visible_to(user, VIEW).order_by("code")[:2])
        self.filters["village"].queryset = Region.objects.villages().visible_to(user, VIEW).order_by("code")
        if len(villages) < 2:
            del self.filters["village"]
        if not user.has_perm(VIEW_WELFARE):
            del self.filters["welfare"]
        village = self.data.get("village") or (villages[0].pk if len(villages) == 1 else "")
        dusun = Dusun.objects.visible_to(user, VIEW).filter(village_id=village, is_active=True)
        self.filters["dusun"].queryset = dusun
        self.filters["dusun"].label = _dusun_word(village)
        if not village or not dusun.exists():
            del self.filters["dusun"]

    @property
    def number(self):
        """The sixteen digits that were searched, if it was a number."""
        return queries.number_in(self.data.get("q"))

    def filter_queryset(self, queryset):
        """Scope and state first, then the search: it asks its index inside what is already narrowed."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.active()
        return super().filter_queryset(queryset)

    def by_text(self, queryset, _name, text):
        if not self.number:
            return queryset.named(text)
        hashes = lookup_hashes(self.number)
        persons = Person.objects.active().filter(nik_hash__in=hashes).values("family_id")
        return queryset.filter(Q(kk_hash__in=hashes) | Q(pk__in=persons))

    def by_state(self, queryset, _name, value):
        return queryset.filter(is_active=False) if value == INACTIVE else queryset

    def by_nik(self, queryset, _name, _value):
        return queryset.filter(queries.without_nik())

    def by_age(self, queryset, _name, value):
        """As old as that today: nothing is stored that grows old itself."""
        first, last = rules.born_as(value, clock.today(self.request.user.home_code))
        people = Person.objects.active().filter(family=OuterRef("pk"), birth_date__lte=last)
        return queryset.filter(Exists(people.filter(birth_date__gte=first) if first else people))

    def by_welfare(self, queryset, _name, value):
        """By the latest of each measure."""
        if value == KRS:
            return queryset.filter(welfare_queries.latest_is(self.request.user, KRS, [YES]))
        levels = POOREST if value == POOR else [value]
        return queryset.filter(welfare_queries.latest_is(self.request.user, DTSEN, levels))


def _dusun_word(village):
    if not village:
        return _("Dusun/RW")
    return _("RW") if village[6:7] == "1" else _("Dusun")
