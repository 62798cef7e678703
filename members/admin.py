"""Code lists, and people for support: masked, read-only, in scope."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin

from core.admin import KeptAdmin, ReadOnlyAdmin, ScopedAdmin
from core.templatetags.ui import initials
from members.models import CodeValue, Family, KbMethod, Person


@admin.register(CodeValue)
class CodeValueAdmin(KeptAdmin, ImportExportModelAdmin):
    list_display = ["field", "scheme", "code", "key", "label", "source"]
    list_filter = ["scheme", "field"]
    search_fields = ["key", "label"]


@admin.register(KbMethod)
class KbMethodAdmin(KeptAdmin):
    list_display = ["key", "label", "is_modern", "is_long_acting", "user_sex", "needs_confirmation", "source"]


class MaskedAdmin(ScopedAdmin, ReadOnlyAdmin):
    """No search: asking for a name would answer whether it is there."""

    name_field = "name"
    list_per_page = 50
    view_on_site = False

    def get_object(self, request, object_id, from_field=None):
        """The page's title and path show the row by its name, so the name itself is masked."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            setattr(row, self.name_field, self.name_initials(row))
            row.is_masked = True
        return row

    @admin.display(description=_("nama"))
    def name_initials(self, row):
        name = getattr(row, self.name_field)
        return name if getattr(row, "is_masked", False) else initials(name)


@admin.register(Family)
class FamilyAdmin(MaskedAdmin):
    permission = "members.view_family_masked"
    name_field = "head_name"
    ordering = ["village_id", "name_key", "pk"]
    list_display = ["row_code", "name_initials", "place", "source", "member_count", "is_active", "updated_at"]
    list_filter = ["source", "is_active"]
    list_select_related = ["village"]
    fields = ["row_code", "name_initials", "place", "source", "member_count", "is_active", "version", "updated_at"]


@admin.register(Person)
class PersonAdmin(MaskedAdmin):
    permission = "members.view_person_masked"
    ordering = ["village_id", "name_key", "pk"]
    list_display = ["row_code", "name_initials", "sex", "place", "is_active", "updated_at"]
    list_filter = ["sex", "is_active"]
    list_select_related = ["village"]
    fields = ["row_code", "name_initials", "sex", "place", "is_active", "version", "updated_at"]
