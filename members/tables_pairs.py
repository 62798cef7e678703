"""The list of pairs that may be one person."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.tables import Table
from core.templatetags.ui import chip
from members import pair_words
from members.models import PersonPair
from members.pair_pages import seen_of

State = PersonPair.State
CHIPS = {State.OPEN: "due", State.CITY: "info", State.SAME: "ok", State.DIFFERENT: "neutral"}


def state_chip(pair):
    return chip(CHIPS[pair.state], pair.get_state_display())


class PairTable(Table):
    """Of a pair with one person outside her places an officer reads nothing but her own."""

    empty_title = _("Tidak ada yang menunggu")
    empty_text = _(
        "Setiap malam dan sesudah impor, orang yang mungkin tercatat dua kali dicari dan ditampilkan di sini."
    )

    who = tables.Column(verbose_name=_("Siapa"), empty_values=())
    place = tables.Column(verbose_name=_("Desa/Kelurahan"), empty_values=())
    why = tables.Column(verbose_name=_("Yang sama"), empty_values=(), attrs={"td": {"class": "wide"}})
    score = tables.Column(verbose_name=_("Kemiripan"))
    state = tables.Column(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = PersonPair
        fields = sequence = ("who", "place", "why", "score", "state")

    def render_who(self, record):
        first, second = self._seen(record)
        if first and second:
            names = f"{record.first.name} · {record.second.name}"
            heads = " · ".join(dict.fromkeys((record.first.family.head_name, record.second.family.head_name)))
            more = _("keluarga {names}").format(names=heads)
        else:
            names, more = (record.first if first else record.second).name, _("dan satu catatan di luar wilayah Anda")
        return format_html(
            '<a class="row-link" href="{}">{}</a><span class="row-sub">{}</span>',
            record.get_absolute_url(),
            names,
            more,
        )

    def render_place(self, record):
        sides = zip(self._seen(record), (record.first_village, record.second_village), strict=True)
        return " · ".join(dict.fromkeys(village.name for is_seen, village in sides if is_seen))

    def render_why(self, record):
        if not all(self._seen(record)):
            return "—"
        return pair_words.sentence(record.reasons, pair_words.SAME, pair_words.NEAR) or "—"

    def render_score(self, record, value):
        return pair_words.score_text(value) if all(self._seen(record)) else "—"

    def render_state(self, record):
        return state_chip(record)

    def _seen(self, record):
        return seen_of(self.request.user, record)
