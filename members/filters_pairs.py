"""Filter of the list of pairs."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import PersonPair
from members.pair_pages import DECIDE
from regions.models import Region

State = PersonPair.State
ALL = "semua"


class PairFilter(filters.FilterSet):
    """Those that wait, unless others are asked for."""

    state = filters.ChoiceFilter(
        label=_("Status"),
        method="by_state",
        empty_label=_("Menunggu"),
        choices=[*((key, label) for key, label in State.choices if key != State.OPEN), (ALL, _("Semua"))],
    )
    village = filters.ModelChoiceFilter(label=_("Desa/Kelurahan"), method="by_village", queryset=Region.objects.none())

    class Meta:
        model = PersonPair
        fields = ["state", "village"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Region.objects.villages().visible_to(self.request.user, DECIDE).order_by("code")
        self.filters["village"].queryset = villages
        if len(villages[:2]) < 2:
            del self.filters["village"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, _name, value):
        return queryset if value == ALL else queryset.filter(state=value)

    def by_village(self, queryset, _name, village):
        return queryset.filter(Q(first_village=village) | Q(second_village=village))
