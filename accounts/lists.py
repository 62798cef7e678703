"""ListPage for lists with personal data: every download is logged."""

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.views import ListPage


class PersonalListPage(ListPage):
    """``logged_fields`` are the personal columns of the download."""

    logged_fields: tuple[str, ...] = ("name",)

    def log_export(self, queryset):
        assignment = self.request.user.main_assignment
        personal_data.log_export(
            self.request.user,
            self.model._meta.label_lower,
            self.logged_fields,
            rows=queryset.count(),
            region_code=assignment.region_code if assignment else "",
            purpose=PersonalDataAccess.Purpose.REPORT,
            note=self.filters_used,
        )

    @property
    def filters_used(self):
        """The names of the filters, never what was typed into them: the log holds no name and no value."""
        return ",".join(sorted(name for name, value in self.request.GET.items() if value))[:200]
