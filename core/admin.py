"""Admin bases, and the tables of the ground floor."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core import models


class AskedAdmin(admin.ModelAdmin):
    """A list answers only the filters that it offers."""

    def lookup_allowed(self, lookup, value, request):
        """Django allows every column in an address: ``?name__startswith=Ma`` would tell a name that is masked, and
        ``?password__startswith=`` a hash, letter by letter."""
        offered = {name for name in self.get_list_filter(request) if isinstance(name, str)}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)


class ReadOnlyAdmin(AskedAdmin):
    """Books and logs: looked at, never changed."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ScopedAdmin(AskedAdmin):
    """The same scope as on every page. ``permission`` is what lets one see the rows."""

    permission: str | None = None

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user, self._permission).order_by(*self.get_ordering(request))

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(self._permission)

    def has_module_permission(self, request):
        return request.user.has_perm(self._permission)

    @property
    def _permission(self):
        return self.permission or f"{self.opts.app_label}.view_{self.opts.model_name}"


class KeptAdmin(AskedAdmin):
    """Reference data: added and changed, never deleted, since old rows point to it."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(models.DatedSetting)
class DatedSettingAdmin(KeptAdmin):
    list_display = ["key", "value", "valid_from", "valid_to", "source"]
    list_filter = ["key"]
    search_fields = ["key", "source"]


@admin.register(models.ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "kind", "state", "owner", "village_id", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["owner"]
    fields = ["public_id", "kind", "state", "owner", "village_id", "totals", "message", "committed_at", "undone_at"]


@admin.register(models.Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["name", "period", "started_at", "finished_at", "error"]
    list_filter = ["name"]


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["action", "user", "request_id", "created_at"]
    list_select_related = ["user"]
    list_filter = ["action"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who changed which row and which of its fields. Names and values stay out: an administrator sees no people."""

    list_display = ["timestamp", "actor", "action", "content_type", "object_pk", "changed_fields"]
    list_filter = ["action", "content_type"]
    list_select_related = ["actor", "content_type"]
    fields = list_display  # type: ignore[assignment]

    @admin.display(description=_("Isian yang berubah"))
    def changed_fields(self, entry):
        return ", ".join(sorted(entry.changes)) if isinstance(entry.changes, dict) else ""
