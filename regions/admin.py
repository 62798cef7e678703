from django.contrib import admin
from import_export.admin import ImportExportModelAdmin

from core.admin import KeptAdmin
from regions.models import Dusun, Region, RegionChange


@admin.register(Region)
class RegionAdmin(KeptAdmin, ImportExportModelAdmin):
    list_display = ["code", "name", "level", "is_kampung_kb", "valid_from", "valid_to"]
    list_filter = ["level", "is_kampung_kb"]
    search_fields = ["^code", "name"]
    show_full_result_count = False


@admin.register(Dusun)
class DusunAdmin(KeptAdmin):
    list_display = ["name", "village", "is_active"]
    list_select_related = ["village"]
    search_fields = ["name", "village__name"]
    raw_id_fields = ["village"]
    show_full_result_count = False


@admin.register(RegionChange)
class RegionChangeAdmin(KeptAdmin):
    list_display = ["old", "new", "on", "source"]
    list_select_related = ["old", "new"]
    raw_id_fields = ["old", "new"]
