"""Table of what was agreed on coaching visits and is not done."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.tables import DayColumn, Table, TitleColumn
from core.templatetags.ui import chip
from groups.models import CoachingVisit
from regions import clock
from regions.queries import names_of


class TodoTable(Table):
    """Open actions with their group and place. One query for the names of places."""

    empty_title = _("Tidak ada yang menunggu")
    empty_text = _("Semua tindak lanjut kunjungan di wilayah Anda sudah selesai.")
    optional = downloaded = ("step",)

    action = TitleColumn(verbose_name=_("Tindak lanjut"))
    group = tables.Column(verbose_name=_("Kelompok"), accessor="group__name")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    officer = tables.Column(verbose_name=_("Petugas"))
    date = DayColumn(verbose_name=_("Kunjungan"))
    step = tables.Column(verbose_name=_("Langkah yang dibina"))
    due_on = tables.Column(verbose_name=_("Paling lambat"), empty_values=())

    class Meta(Table.Meta):
        model = CoachingVisit
        fields = sequence = ("action", "group", "village", "officer", "date", "step", "due_on")

    def __init__(self, data, *, request, **kwargs):
        rows = list(data)
        self.today = clock.today(request.user.home_code)
        self.places = names_of({row.village_id for row in rows})
        super().__init__(rows, request=request, **kwargs)

    def render_village(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:6]))))

    def render_due_on(self, value):
        if value is None:
            return chip("neutral", _("Tanpa batas"))
        day = date_format(value, "j M Y")
        return chip("late", _("Lewat: {day}").format(day=day)) if value < self.today else chip("due", day)

    def value_due_on(self, value):
        return value.isoformat() if value else ""
