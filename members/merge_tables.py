"""The list of merges."""

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.models import Merge
from core.tables import Table
from core.templatetags.ui import chip
from members import merge_queries


class MergeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("Status"),
        method="by_state",
        choices=[("merged", _("Digabung")), ("undone", _("Dibatalkan"))],
    )

    class Meta:
        model = Merge
        fields = ["state"]

    def by_state(self, rows, _name, value):
        return rows.filter(undone_at__isnull=value == "merged")


class MergeTable(Table):
    """``people``: {key: Person} of those whom the officer may see."""

    empty_title = _("Belum ada penggabungan")
    empty_text = _("Catatan ganda yang digabung dalam 30 hari terakhir muncul di sini dan masih dapat dibatalkan.")

    kept = tables.Column(verbose_name=_("Catatan yang dipertahankan"), accessor="kept_pk")
    gone = tables.Column(verbose_name=_("Digabung dari"), accessor="gone_pk")
    by = tables.Column(verbose_name=_("Oleh"))
    state = tables.Column(verbose_name=_("Status"), empty_values=())

    class Meta(Table.Meta):
        model = Merge
        fields = sequence = ("kept", "gone", "by", "state")

    def __init__(self, *args, people, **kwargs):
        self.people = people
        super().__init__(*args, **kwargs)

    def render_kept(self, value, record):
        url = reverse("members:merge_detail", args=[record.public_id])
        return format_html('<a class="row-link" href="{}">{}</a>{}', url, *self._person(value))

    def render_gone(self, value):
        return format_html("{}{}", *self._person(value))

    def render_by(self, value, record):
        when = date_format(timezone.localtime(record.at), "j M Y")
        return format_html('{}<span class="row-sub">{}</span>', value, when)

    def render_state(self, record):
        return state_chip(record)

    def _person(self, key):
        person = self.people.get(key)
        if person is None:
            return _("Di luar wilayah Anda"), ""
        return person.name, format_html('<span class="row-sub">{}</span>', person.village.name)


def state_chip(merge):
    """Undone, or how long it can be."""
    if merge.undone_at:
        return chip("neutral", _("Dibatalkan"), icon="undo")
    days = merge_queries.days_left(merge)
    if days is None:
        return chip("ok", _("Digabung"))
    return chip("info", _("Dapat dibatalkan, tersisa {days} hari").format(days=days), icon="clock")
