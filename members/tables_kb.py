"""The list of unconfirmed methods as a table: for whoever reads it, and as a download."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from core.tables import Table, TitleColumn
from core.text import phone_text
from members.models import KbEpisode


class KbUnconfirmedTable(Table):
    """``without``: keys of rows that stand on the page with a form of their own. No query."""

    empty_title = _("Semua sudah dikonfirmasi")
    empty_text = _("Tidak ada suntik, pil atau kondom yang lebih dari 12 bulan tidak ditanyakan lagi.")

    name = TitleColumn(verbose_name=_("Nama"), accessor="person__name")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="person__village__name")
    place = tables.Column(verbose_name=_("Dusun/RW"), accessor="person__family__place_text", default="—")
    phone = tables.Column(verbose_name=_("Nomor HP"), accessor="person__phone", default="")
    method = tables.Column(verbose_name=_("Metode"), accessor="method__label")
    since = tables.DateColumn(verbose_name=_("Sejak"), format="j M Y")
    confirmed_on = tables.DateColumn(verbose_name=_("Terakhir dikonfirmasi"), format="j M Y")

    optional = downloaded = ("village", "phone")
    personal = {"name": "name", "phone": "phone", "method": "kb"}

    class Meta(Table.Meta):
        model = KbEpisode
        fields = sequence = ("name", "village", "place", "phone", "method", "since", "confirmed_on")

    def __init__(self, data, *, without=(), **kwargs):
        super().__init__([row for row in data if row.pk not in without], **kwargs)

    def render_phone(self, value):
        return phone_text(value)
