"""Tables of registers and meetings."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import NumberColumn, SelectColumn, Table
from core.templatetags.ui import chip
from groups.models import Meeting, Register

MEETING_KINDS = {Meeting.State.HELD: "ok", Meeting.State.PLANNED: "due", Meeting.State.CALLED_OFF: "neutral"}
REGISTER_KINDS = {
    Register.State.SUBMITTED: "due",
    Register.State.VERIFIED: "ok",
    Register.State.BY_PKB: "ok",
    Register.State.RETURNED: "late",
    Register.State.CLOSED: "ok",
}


def register_words(group):
    """(kind of chip, word) for the month's register of a group with ``month_registers``."""
    register = _register(group)
    if register is None:
        return "late", _("Belum masuk")
    return REGISTER_KINDS[register.state], register.get_state_display()


class MeetingTable(Table):
    empty_title = _("Belum ada pertemuan yang dicatat")
    date = tables.Column(verbose_name=_("Tanggal"))
    kind = tables.Column(verbose_name=_("Jenis"))
    present_count = NumberColumn(verbose_name=_("Hadir"), empty_values=())
    state = tables.Column(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Meeting
        fields = ("date", "kind", "present_count", "state")

    def render_date(self, value, record):
        text = date_format(value, "l, j F Y")
        return format_html('<a class="row-link" href="{}">{}</a>', record.get_absolute_url(), text)

    def render_present_count(self, record):
        if record.state != Meeting.State.HELD:
            return "—"
        return _("{present} dari {roster}").format(present=record.present_count, roster=record.roster_count)

    def render_state(self, record):
        return chip(MEETING_KINDS[record.state], record.get_state_display())


class RegisterBox(SelectColumn):
    """Ticks the register of a group's row."""

    def ticked_value(self, record, table):
        return _register(record).public_id


class RegisterTable(Table):
    """Groups of a month with their register, if any, in ``record.month_registers``.

    ``verifiable`` holds the ids of registers that this officer may verify now; only those get a box to tick.
    """

    empty_title = _("Tidak ada kelompok yang harus melapor")
    select = RegisterBox(name="registers", form="verify")
    name = tables.Column(verbose_name=_("Kelompok"))
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village__name")
    present = NumberColumn(verbose_name=_("Hadir"), empty_values=())
    meetings = NumberColumn(verbose_name=_("Pertemuan"), empty_values=())
    state = tables.Column(verbose_name=_("Status"), empty_values=())
    handed_in = tables.Column(verbose_name=_("Diserahkan"), empty_values=())
    register_number = tables.Column(verbose_name=_("Nomor register"))
    guests = NumberColumn(verbose_name=_("Tamu"), empty_values=())
    represented = NumberColumn(verbose_name=_("Hanya diwakili"), empty_values=())
    zero_reason = tables.Column(verbose_name=_("Alasan tidak ada kegiatan"), empty_values=())
    returned_reason = tables.Column(verbose_name=_("Alasan dikembalikan"), empty_values=())

    optional = ("register_number", "guests", "represented", "zero_reason", "returned_reason")

    class Meta(Table.Meta):
        pass

    def __init__(self, *args, month, verifiable=frozenset(), **kwargs):
        self.month, self.verifiable = month, verifiable
        super().__init__(*args, **kwargs)
        if not verifiable:
            self.columns.hide("select")

    def may_tick_select(self, record):
        register = _register(record)
        return register is not None and register.pk in self.verifiable

    def render_name(self, value, record):
        url = reverse("groups:register", args=[record.public_id, self.month])
        return format_html('<a class="row-link" href="{}">{}</a>', url, value)

    def value_name(self, value):
        return value

    def render_present(self, record):
        register = _register(record)
        if register is None:
            return "—"
        return _("{present} dari {members}").format(**register.figures)

    def render_meetings(self, record):
        register = _register(record)
        if register is None:
            return "—"
        return _("nihil") if register.is_zero else register.figures.get("meetings", "—")

    def render_state(self, record):
        return chip(*register_words(record))

    def value_state(self, record):
        return str(register_words(record)[1])

    def render_guests(self, record):
        return self._figure(record, "guests")

    def render_represented(self, record):
        return self._figure(record, "represented")

    def render_zero_reason(self, record):
        register = _register(record)
        return (register and register.zero_reason) or "—"

    def render_returned_reason(self, record):
        register = _register(record)
        return (register and register.returned_reason) or "—"

    def _figure(self, record, key):
        register = _register(record)
        return "—" if register is None else register.figures.get(key, "—")

    def render_handed_in(self, record):
        register = _register(record)
        if register is None:
            return "—"
        late = "" if register.is_on_time else _(" · terlambat")
        return f"{date_format(register.handed_in_at, 'j M Y')}{late}"


def _register(group):
    return group.month_registers[0] if group.month_registers else None
