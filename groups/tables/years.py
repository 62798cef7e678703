"""Tables about a group's years: cards to renew, groups to look at."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.tables import NumberColumn, Table, TitleColumn
from core.templatetags.ui import chip
from groups import year_queries
from groups.models import Group
from regions.queries import names_of


class _GroupsInPlaces(Table):
    name = TitleColumn(verbose_name=_("Kelompok"))
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")

    def __init__(self, data, **kwargs):
        rows = list(data)
        self.places = names_of({row.village_id for row in rows})
        self.read(rows, [row.pk for row in rows])
        super().__init__(rows, **kwargs)

    def read(self, rows, ids):
        """What the other columns say, in a constant number of queries."""

    def render_village(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:6]))))


class RenewalTable(_GroupsInPlaces):
    """Groups of a year with the renewal of their card; ``may_renew``: the keys of those that this officer renews."""

    empty_title = _("Tidak ada kelompok di sini")
    empty_text = _("Semua kartu K/0 pada saringan ini sudah diperbarui, atau belum ada kelompoknya.")

    renewed = tables.Column(verbose_name=_("K/0"), empty_values=())
    by = tables.Column(verbose_name=_("Oleh"), empty_values=())
    act = tables.Column(verbose_name=_("Tindakan"), empty_values=(), exclude_from_export=True)

    class Meta(Table.Meta):
        model = Group
        fields = ("name", "village", "renewed", "by", "act")

    def __init__(self, data, *, year, may_renew=frozenset(), **kwargs):
        self.year, self.may_renew = year, may_renew
        super().__init__(data, **kwargs)
        if not may_renew:
            self.columns.hide("act")

    def read(self, rows, ids):
        self.renewals = year_queries.renewals_of(ids, self.year)

    def render_renewed(self, record):
        row = self.renewals.get(record.pk)
        if row is None:
            return chip("due", _("Belum"))
        return chip("ok", date_format(row.renewed_on, "j M Y"))

    def value_renewed(self, record):
        row = self.renewals.get(record.pk)
        return date_format(row.renewed_on, "d-m-Y") if row else str(_("Belum"))

    def render_by(self, record):
        row = self.renewals.get(record.pk)
        return str(row.renewed_by) if row else "—"

    def render_act(self, record):
        if record.pk in self.renewals or record.pk not in self.may_renew:
            return ""
        url = reverse("groups:renew", args=[record.public_id])
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', url, _("Perbarui"), record)


class DormantTable(_GroupsInPlaces):
    """Groups to look at, with the last sign of life and the term of their committee."""

    empty_title = _("Tidak ada yang perlu diperiksa")
    empty_text = _("Semua kelompok aktif di sini masih melapor dan pengurusnya masih dalam masa bakti.")

    member_count = NumberColumn(verbose_name=_("Anggota"))
    register = tables.Column(verbose_name=_("R/I terakhir"), empty_values=())
    meeting = tables.Column(verbose_name=_("Pertemuan terakhir"), empty_values=())
    term = tables.Column(verbose_name=_("Masa bakti sampai"), empty_values=())

    class Meta(Table.Meta):
        model = Group
        fields = ("name", "village", "member_count", "register", "meeting", "term")

    def read(self, rows, ids):
        self.registers = year_queries.last_registers(ids)
        self.meetings = year_queries.last_meetings(ids)
        self.terms = year_queries.terms_of(ids)

    def render_register(self, record):
        month = self.registers.get(record.pk)
        return Month.of(month).name if month else str(_("belum pernah"))

    def render_meeting(self, record):
        return _day(self.meetings.get(record.pk)) or str(_("belum pernah"))

    def render_term(self, record):
        return _day(self.terms.get(record.pk)) or "—"


def _day(date):
    return date_format(date, "j M Y") if date else ""
