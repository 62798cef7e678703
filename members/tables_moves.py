"""The list of requests to move."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import DayColumn, Table
from core.templatetags.ui import chip
from members.life_queries import DECIDE
from members.models import MoveRequest
from regions.queries import names_of
from regions.scope import sees_whole

STATES = {"open": "due", "accepted": "ok", "refused": "late", "withdrawn": "neutral"}


def state_chip(move):
    return chip(STATES[move.state], move.get_state_display())


def asked_at(move):
    """Which side asked: the same words for the officers of both."""
    return _("Petugas tempat asal") if move.is_out else _("Petugas tempat tujuan")


def may_see(user, move):
    """Whom it is about is shown to who decides and to who asked for her own; who asks for another's sees the masked
    number that she typed, until it is accepted."""
    return move.is_out or move.state == "accepted" or sees_whole(user, DECIDE, move.from_village_id)


def awaits(user, move):
    """True for the officers of the other side, without a query for each row; as MoveRequest.objects.awaiting."""
    decided_in = move.to_village_id if move.is_out else move.from_village_id
    return move.is_open and move.asked_by_id != user.pk and sees_whole(user, DECIDE, decided_in)


def who_moves(user, move):
    if not may_see(user, move):
        return move.masked_nik
    if move.person_id:
        return move.person.name
    return _("Keluarga {name}").format(name=move.family.head_name)


class MoveTable(Table):
    """One query for the names of the places, whatever the number of rows."""

    empty_title = _("Tidak ada permintaan pindah")
    empty_text = _("Permintaan dibuat bila keluarga pindah ke luar wilayah Anda, atau datang dari luar.")

    who = tables.Column(verbose_name=_("Siapa"), empty_values=())
    direction = tables.Column(verbose_name=_("Diminta"))
    way = tables.Column(verbose_name=_("Dari → ke"), empty_values=())
    on = DayColumn(verbose_name=_("Tanggal pindah"))
    state = tables.Column(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = MoveRequest
        fields = ("who", "direction", "way", "on", "state")

    def __init__(self, data, *, request, **kwargs):
        rows = list(data)
        self.places = names_of({code for row in rows for code in (row.from_village_id, row.to_village_id)})
        super().__init__(rows, request=request, **kwargs)

    def render_who(self, record):
        url = record.get_absolute_url()
        return format_html('<a class="row-link" href="{}">{}</a>', url, who_moves(self.request.user, record))

    def render_direction(self, record):
        return asked_at(record)

    def render_way(self, record):
        origin = self._place(record.from_village_id) if may_see(self.request.user, record) else _("luar wilayah")
        return format_html("{} → {}", origin, self._place(record.to_village_id))

    def render_state(self, record):
        if awaits(self.request.user, record):
            return chip("due", _("Menunggu Anda"))
        return state_chip(record)

    def _place(self, code):
        return ", ".join(filter(None, (self.places.get(code), self.places.get(code[:4]))))
