"""Filter of the list of imports."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.models import ImportBatch


class ImportFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("Status"), choices=ImportBatch.State.choices)

    class Meta:
        model = ImportBatch
        fields = ["state"]
