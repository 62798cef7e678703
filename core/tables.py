"""Base of all tables: columns on a desk, cards on a phone (templates/components/table.html)."""

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class Table(tables.Table):
    """``empty_title`` and ``empty_text`` say what the list is and what the first step would be."""

    empty_title: str | Promise = _("Belum ada data")
    empty_text: str | Promise = ""

    class Meta:
        template_name = "components/table.html"
        orderable = False
        attrs = {"class": "table"}


class NumberColumn(tables.Column):
    """Right-aligned, tabular figures."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(*args, **kwargs)


class TitleColumn(tables.Column):
    """First column: links to the row; a second line comes from ``subtitle`` (an attribute name)."""

    def __init__(self, *args, subtitle=None, **kwargs):
        self.subtitle = subtitle
        kwargs.setdefault("linkify", False)
        super().__init__(*args, **kwargs)

    def render(self, value, record):
        second = getattr(record, self.subtitle, "") if self.subtitle else ""
        second = second() if callable(second) else second
        link = format_html('<a class="row-link" href="{}">{}</a>', record.get_absolute_url(), value)
        return format_html('{}<span class="row-sub">{}</span>', link, second) if second else link

    def value(self, value, record):
        return value
