"""Who looked at whose data, for the officers who answer for it."""

from django.utils.translation import gettext_lazy as _

from accounts.filters import AccessFilter
from accounts.lists import PersonalListPage
from accounts.models import PersonalDataAccess
from accounts.tables import AccessTable


class AccessLog(PersonalListPage):
    model = PersonalDataAccess
    permission_required = "accounts.view_personaldataaccess"
    table_class = AccessTable
    filterset_class = AccessFilter
    template_name = "accounts/access/list.html"
    title = _("Jejak akses")
    subtitle = _("Siapa membuka data pribadi di wilayah Anda, apa, untuk apa, dan kapan.")
    order = ("-at", "-pk")

    def get_queryset(self):
        return super().get_queryset().select_related("user")

    def extra_context(self):
        return {"subtitle": self.subtitle}
