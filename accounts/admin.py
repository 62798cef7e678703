"""Accounts for support. They are made, assigned and ended on their own pages, by the rules that hold there."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Assignment, PersonalDataAccess, User
from core.admin import KeptAdmin, ReadOnlyAdmin, ScopedAdmin


@admin.register(User)
class UserAdmin(ScopedAdmin, KeptAdmin):
    list_display = ["username", "name", "phone", "is_active", "last_login"]
    list_filter = ["is_active", "salutation"]
    search_fields = ["username", "name", "phone", "email"]
    readonly_fields = ["username", "last_login", "date_joined", "created_by", "page"]
    fields = [
        "username",
        "name",
        "salutation",
        "phone",
        "email",
        "is_active",
        "must_change_password",
        "last_login",
        "date_joined",
        "created_by",
        "page",
    ]

    def has_add_permission(self, request):
        """Never with a password that someone else typed."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody manages herself."""
        return super().has_change_permission(request, obj) and obj != request.user

    @admin.display(description=_("Penugasan"))
    def page(self, user):
        return format_html('<a href="{}">{}</a>', user.get_absolute_url(), _("Halaman akun dan penugasan"))


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin, ReadOnlyAdmin):
    list_display = ["user", "role", "task", "place_kind", "region_code", "starts_on", "ends_on", "ended_at"]
    list_filter = ["role", "place_kind"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__username", "^region_code"]


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(ScopedAdmin, ReadOnlyAdmin):
    list_display = ["at", "user", "model", "object_id", "fields", "purpose", "rows", "region_code"]
    list_filter = ["purpose", "model"]
    list_select_related = ["user"]
