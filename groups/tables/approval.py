"""Table of cards that wait for approval."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from core.tables import DayColumn, NumberColumn, SelectColumn, Table, TitleColumn
from core.templatetags.ui import chip
from groups import approval_queries
from groups.models import Group
from regions.queries import names_of


class ApprovalTable(Table):
    """Submitted cards with who registered them and what to look at first. Four queries for any number of rows."""

    empty_title = _("Tidak ada yang menunggu")
    empty_text = _("Kartu yang diajukan di wilayah Anda tampil di sini.")

    select = SelectColumn(name="groups", form="approve")
    name = TitleColumn(verbose_name=_("Kelompok"), subtitle="address")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    registered_by = tables.Column(verbose_name=_("Didaftarkan oleh"))
    state_on = DayColumn(verbose_name=_("Diajukan"))
    member_count = NumberColumn(verbose_name=_("Anggota"))
    look_at = tables.Column(verbose_name=_("Perlu dilihat"), empty_values=())

    class Meta(Table.Meta):
        model = Group
        fields = sequence = ("select", "name", "village", "registered_by", "state_on", "member_count", "look_at")

    def __init__(self, data, *, request, **kwargs):
        rows = list(data)
        self.user = request.user
        self.gaps = approval_queries.gaps_of_many(rows)
        self.same = approval_queries.same_names(rows)
        self.places = names_of({row.village_id for row in rows})
        super().__init__(rows, request=request, **kwargs)

    def may_tick_select(self, record):
        return record.registered_by_id != self.user.pk and not self.gaps[record.pk]

    def render_village(self, value):
        return self.places.get(value, value)

    def render_look_at(self, record):
        """The first thing that speaks against approving it unseen."""
        if record.registered_by_id == self.user.pk:
            return chip("neutral", _("Anda yang mendaftarkan"), icon="info")
        if self.gaps[record.pk]:
            return chip("late", _("Belum lengkap"))
        if other := self.same.get(record.pk):
            return chip("due", _("Mirip {name}").format(name=other))
        return chip("ok", _("Lengkap"))

    def value_look_at(self, record):
        return _("Belum lengkap") if self.gaps[record.pk] else self.same.get(record.pk, "")
