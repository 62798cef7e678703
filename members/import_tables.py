"""Lists of imports and of what a check found."""

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.models import ImportBatch, ImportFinding
from core.tables import NumberColumn, Table
from core.templatetags.ui import chip

State = ImportBatch.State
CHIPS = {
    State.UPLOADED: ("neutral", "clock"),
    State.MAPPING: ("due", "edit"),
    State.CHECKING: ("info", "clock"),
    State.CHECKED: ("due", "check"),
    State.COMMITTING: ("info", "clock"),
    State.DONE: ("ok", "check"),
    State.FAILED: ("late", "warning"),
    State.UNDONE: ("neutral", "undo"),
}


def state_chip(batch):
    kind, icon = CHIPS[batch.state]
    return chip(kind, batch.get_state_display(), icon=icon)


class ImportTable(Table):
    """``places`` maps codes to names; ``kind`` says where the pages are."""

    empty_title = _("Belum ada impor")
    empty_text = _("Kirim daftar penduduk desa/kelurahan dari Excel. Semua diperiksa dahulu, baru disimpan.")

    file = tables.Column(verbose_name=_("Berkas"), accessor="source__name")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    rows = NumberColumn(verbose_name=_("Baris"), accessor="totals", default="—")
    result = tables.Column(verbose_name=_("Hasil"), accessor="totals", default="—")
    state = tables.Column(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = ImportBatch
        fields = sequence = ("file", "village", "rows", "result", "state")

    def __init__(self, *args, places, kind, **kwargs):
        self.places, self.kind = places, kind
        super().__init__(*args, **kwargs)

    def render_file(self, value, record):
        url = self.kind.url("detail", record.public_id)
        when = f"{date_format(timezone.localtime(record.created_at), 'j M Y')} · {record.owner}"
        return format_html('<a class="row-link" href="{}">{}</a><small>{}</small>', url, value, when)

    def render_village(self, value):
        return self.places.get(value, value)

    def render_rows(self, value):
        return value.get("rows", "—")

    def render_result(self, value):
        return result_text(value)

    def render_state(self, record):
        return state_chip(record)


def result_text(totals):
    """``120 baru, 3 berubah, 12 ditolak``."""
    words = (("new", _("baru")), ("changed", _("berubah")), ("unchanged", _("tetap")), ("rejected", _("ditolak")))
    return ", ".join(f"{totals[key]} {word}" for key, word in words if totals.get(key)) or "—"


class FindingTable(Table):
    """What is wrong, by row and by the officer's own headings (``heading_of`` a column's key)."""

    row = tables.Column(verbose_name=_("Baris"))
    column = tables.Column(verbose_name=_("Kolom"), empty_values=())
    level = tables.Column(verbose_name=_("Jenis"))
    reason = tables.Column(verbose_name=_("Alasan"), attrs={"td": {"class": "wide"}})

    class Meta(Table.Meta):
        model = ImportFinding
        fields = sequence = ("row", "column", "level", "reason")

    def __init__(self, *args, heading_of, **kwargs):
        self.heading_of = heading_of
        super().__init__(*args, **kwargs)

    def render_row(self, value):
        return format_html("{}\u00a0{}", _("Baris"), value)

    def render_column(self, value):
        return self.heading_of(value) or "—"

    def render_level(self, value, record):
        return chip("late", value) if record.level == "error" else chip("due", value, icon="info")
