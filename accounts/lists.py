"""ListPage for lists with personal data: every download is logged."""

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.views import NO_FILTER, ListPage


class PersonalListPage(ListPage):
    """``logged_fields`` names what a download holds of people, where the table does not say it column by column."""

    logged_fields: tuple[str, ...] = ("name",)

    def log_export(self, queryset):
        assignment = self.request.user.main_assignment
        personal_data.log_export(
            self.request.user,
            self.model._meta.label_lower,
            self.personal_fields,
            rows=queryset.count(),
            region_code=assignment.region_code if assignment else "",
            purpose=PersonalDataAccess.Purpose.REPORT,
            note=self.filters_used,
        )

    @property
    def personal_fields(self):
        """The personal fields among the columns of this download."""
        table = self.table_class
        if not table.personal:
            return list(self.logged_fields)
        shown = table.shown(self.request.user, self.columns, for_download=True)
        return sorted({table.personal[name] for name in shown if name in table.personal}) or list(self.logged_fields)

    @property
    def filters_used(self):
        """The names of the filters, never what was typed into them: the log holds no name and no value."""
        names = {name for name, value in self.request.GET.items() if value} - set(NO_FILTER)
        return ",".join(sorted(names))[:200]
