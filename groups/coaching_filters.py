"""Filter of what was agreed on coaching visits and is not done."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from groups import coaching_queries, queries
from groups.models import CoachingVisit
from regions import clock
from regions.scope import Scope

OVERDUE, AHEAD, NO_DAY = "lewat", "belum", "tanpa-batas"


class TodoFilter(filters.FilterSet):
    """By place, and whether the day has passed."""

    when = filters.ChoiceFilter(
        label=_("Batas waktu"),
        method="by_day",
        choices=[(OVERDUE, _("Lewat waktu")), (AHEAD, _("Belum lewat")), (NO_DAY, _("Tanpa batas"))],
    )
    place = filters.ChoiceFilter(label=_("Wilayah"), method="by_place")

    class Meta:
        model = CoachingVisit
        fields = ["when", "place"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["choices"] = queries.places(self.request.user, coaching_queries.RECORD)

    def by_day(self, visits, _name, value):
        today = clock.today(self.request.user.home_code)
        asked = {
            OVERDUE: {"due_on__lt": today},
            AHEAD: {"due_on__gte": today},
            NO_DAY: {"due_on__isnull": True},
        }
        return visits.filter(**asked[value])

    def by_place(self, visits, _name, code):
        return visits.filter(Scope.of({code}).q("village_id"))
