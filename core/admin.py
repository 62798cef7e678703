"""Admin bases, and the tables of the ground floor."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core import models
from core.text import opened


class AskedAdmin(admin.ModelAdmin):
    """A list answers only the filters that it offers."""

    def lookup_allowed(self, lookup, value, request):
        """Django allows every column in an address: ``?name__startswith=Ma`` would tell a name that is masked, and
        ``?password__startswith=`` a hash, letter by letter."""
        offered = {name for name in self.get_list_filter(request) if isinstance(name, str)}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("Kode"), ordering="public_id")
    def row_code(self, row):
        """The beginning of a row's public id: enough to tell rows apart, short enough for a phone."""
        return str(row.public_id)[:8]

    @admin.display(description=_("Desa/Kelurahan"), ordering="village_id")
    def place(self, row):
        return row.village


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
    list_display = ["row_code", "what", "state", "sender", "village_id", "created_at"]
    list_filter = ["state"]
    list_select_related = ["owner"]
    fields = ["row_code", "what", "state", "sender", "village_id", "totals", "message", "committed_at", "undone_at"]

    @admin.display(description=_("Jenis"), ordering="kind")
    def what(self, batch):
        return batch.kind

    @admin.display(description=_("Pengirim"), ordering="owner")
    def sender(self, batch):
        return batch.owner


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

    list_display = ["when", "who", "deed", "kind", "object_pk", "changed_fields"]
    list_filter = ["content_type"]
    list_select_related = ["actor", "content_type"]
    fields = list_display  # type: ignore[assignment]

    DEEDS = {
        LogEntry.Action.CREATE: _("dicatat"),
        LogEntry.Action.UPDATE: _("diubah"),
        LogEntry.Action.DELETE: _("dihapus"),
    }

    @admin.display(description=_("Waktu"), ordering="timestamp")
    def when(self, entry):
        return entry.timestamp

    @admin.display(description=_("Petugas"), ordering="actor")
    def who(self, entry):
        return entry.actor or _("Sistem")

    @admin.display(description=_("Kejadian"), ordering="action")
    def deed(self, entry):
        return self.DEEDS.get(entry.action, "—")

    @admin.display(description=_("Jenis data"), ordering="content_type")
    def kind(self, entry):
        return opened(entry.content_type.name)

    @admin.display(description=_("Isian yang berubah"))
    def changed_fields(self, entry):
        return ", ".join(sorted(entry.changes)) if isinstance(entry.changes, dict) else ""
