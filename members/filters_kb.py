"""Filter of the list of unconfirmed methods."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from members.models import KbEpisode, KbMethod
from members.views.rows import VIEW_HEALTH
from regions.models import Dusun, Region


class KbUnconfirmedFilter(filters.FilterSet):
    """By village, dusun or RW, and method."""

    village = filters.ModelChoiceFilter(label=_("Desa/Kelurahan"), queryset=Region.objects.none())
    dusun = filters.ModelChoiceFilter(label=_("Dusun/RW"), field_name="person__dusun", queryset=Dusun.objects.none())
    method = filters.ModelChoiceFilter(
        label=_("Metode"), queryset=KbMethod.objects.filter(needs_confirmation=True).order_by("order")
    )

    class Meta:
        model = KbEpisode
        fields = ["village", "dusun", "method"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Region.objects.villages().visible_to(self.request.user, VIEW_HEALTH).order_by("code")
        self.filters["village"].queryset = villages
        few = list(villages[:2])
        if len(few) < 2:
            del self.filters["village"]
        village = self.data.get("village") or (few[0].pk if len(few) == 1 else "")
        dusun = Dusun.objects.visible_to(self.request.user, VIEW_HEALTH).filter(village_id=village, is_active=True)
        self.filters["dusun"].queryset = dusun
        if not village or not dusun.exists():
            del self.filters["dusun"]
