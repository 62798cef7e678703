"""Lists of the group card, and groups for support: read-only, in scope, people as initials."""

from django.contrib import admin

from core.admin import KeptAdmin, ReadOnlyAdmin, ScopedAdmin
from groups.models import ClassificationCriterion, ClassificationRule, Group, ListValue


@admin.register(ListValue)
class ListValueAdmin(KeptAdmin):
    list_display = ["list", "key", "label", "order", "is_active"]
    list_filter = ["list", "is_active"]
    search_fields = ["key", "label"]


class CriterionInline(admin.TabularInline):
    model = ClassificationCriterion
    extra = 0
    can_delete = False


@admin.register(ClassificationRule)
class ClassificationRuleAdmin(KeptAdmin):
    """Another version is entered here; the one that ends gets its last day."""

    list_display = ["name", "valid_from", "valid_to", "is_official", "source"]
    list_filter = ["is_official"]
    inlines = [CriterionInline]


@admin.register(Group)
class GroupAdmin(ScopedAdmin, ReadOnlyAdmin):
    ordering = ["village_id", "name_key", "pk"]
    list_display = ["name", "register_number", "place", "state", "member_count", "updated_at"]
    list_filter = ["state"]
    list_select_related = ["village"]
    search_fields = ["name_key", "register_number"]
    fields = ["row_code", "name", "register_number", "place", "state", "state_on", "member_count", "updated_at"]
