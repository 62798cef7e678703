"""Tables of groups."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.dates import Month
from core.tables import NumberColumn, Table, TitleColumn
from core.templatetags.ui import chip
from groups import queries, register_rules
from groups.models import Group, Register
from regions import clock
from regions.queries import names_of

CLASS_TONES = {"mandiri": "ok", "berkembang": "due", "dasar": "neutral", "": "neutral"}


class GroupTable(Table):
    """Groups with last month's attendance and register; three queries for any number of rows."""

    empty_title = _("Belum ada kelompok")
    empty_text = _("Kelompok UPPKA di wilayah tugas Anda tampil di sini.")

    name = TitleColumn(verbose_name=_("Kelompok"), subtitle="business_note")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    state = tables.Column(verbose_name=_("Status"), visible=False)
    member_count = NumberColumn(verbose_name=_("Anggota"))
    attendance = NumberColumn(verbose_name=_("Hadir"), empty_values=())
    classification = tables.Column(verbose_name=_("Klasifikasi"), empty_values=())
    register = tables.Column(verbose_name=_("R/I"), empty_values=())

    class Meta(Table.Meta):
        model = Group
        fields = ("name", "village", "member_count", "attendance", "classification", "register", "state")
        sequence = fields

    def __init__(self, data, *, request, **kwargs):
        rows = list(data)
        ids = [row.pk for row in rows]
        self.month = Month.of(clock.today(request.user.home_code)).previous()
        self.deadline = register_rules.deadline_of(self.month, day=register_rules.DEADLINE_DAY)
        self.attendance = queries.attendance_in(ids, self.month)
        self.registers = queries.registers_in(ids, self.month, only=["state", "handed_in_at"])
        self.places = names_of({row.village_id for row in rows})
        super().__init__(rows, request=request, **kwargs)
        self.columns["register"].column.verbose_name = _("R/I {month}").format(month=date_format(self.month.first, "F"))

    def render_village(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:6]))))

    def render_attendance(self, record):
        percent = self.attendance.get(record.pk)
        return "—" if percent is None else f"{percent}%"

    def render_classification(self, record):
        return chip(CLASS_TONES[record.classification], Group.Classification(record.classification).label, icon="")

    def value_classification(self, record):
        return record.get_classification_display()

    def value_state(self, record):
        return record.get_state_display()

    def render_register(self, record):
        """Last month's register; a card that is not active says so instead."""
        if record.state != Group.State.ACTIVE:
            return chip(record.state_tone, record.get_state_display())
        return chip(*self.register_state(record))

    def value_register(self, record):
        return self.register_state(record)[1]

    def register_state(self, group):
        """(kind of chip, words) of last month's register."""
        row = self.registers.get(group.pk)
        if group.state != Group.State.ACTIVE and row is None:
            return "neutral", "—"  # asked of active groups only
        if row is None:
            late = register_rules.days_late(self.month, day=self.deadline.day, today=clock.today(group.village_id))
            if not late:
                return "due", _("Belum masuk")
            return "late", ngettext("Terlambat {days} hari", "Terlambat {days} hari", late).format(days=late)
        if row.state == Register.State.RETURNED:
            return "late", row.get_state_display()
        day = date_format(row.handed_in_at, "j M")
        if row.state not in Register.REPORTED:
            return "due", _("Diserahkan {day}").format(day=day)
        return "ok", _("Masuk {day}").format(day=day)
