"""Filter of the list of requests to move."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from members.life_queries import DECIDE
from members.models import MoveRequest

DONE, ALL, MINE = "selesai", "semua", "jawab"


class MoveFilter(filters.FilterSet):
    """Open ones, unless others are asked for."""

    state = filters.ChoiceFilter(
        label=_("Status"),
        method="by_state",
        empty_label=_("Menunggu jawaban"),
        choices=[(MINE, _("Menunggu jawaban saya")), (DONE, _("Selesai")), (ALL, _("Semua"))],
    )

    class Meta:
        model = MoveRequest
        fields = ["state"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, _name, value):
        if value == MINE:
            return queryset.filter(pk__in=MoveRequest.objects.awaiting(self.request.user, DECIDE).values("pk"))
        return queryset.exclude(state=MoveRequest.State.OPEN) if value == DONE else queryset
