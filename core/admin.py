"""Admin bases, and the tables of the ground floor."""

from django.contrib import admin

from core import models


class ReadOnlyAdmin(admin.ModelAdmin):
    """Books and logs: looked at, never changed."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ScopedAdmin(admin.ModelAdmin):
    """The same scope as on every page."""

    def get_queryset(self, request):
        opts = self.model._meta
        return self.model.objects.visible_to(request.user, f"{opts.app_label}.view_{opts.model_name}")


@admin.register(models.DatedSetting)
class DatedSettingAdmin(admin.ModelAdmin):
    list_display = ["key", "value", "valid_from", "valid_to", "source"]
    list_filter = ["key"]
    search_fields = ["key", "source"]


@admin.register(models.ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "kind", "state", "owner", "village_id", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["owner"]


@admin.register(models.Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["name", "period", "started_at", "finished_at", "error"]
    list_filter = ["name"]


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["action", "user", "request_id", "created_at"]
    list_select_related = ["user"]
    list_filter = ["action"]
