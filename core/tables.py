"""Base of all tables: columns on a desk, cards on a phone (templates/components/table.html)."""

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2.rows import BoundRow, BoundRows
from django_tables2.utils import AttributeDict, computed_values, signature

#: What a ``render`` may ask for.
ARGUMENTS = ("value", "record", "column", "bound_column", "bound_row", "table")


class Table(tables.Table):
    """``empty_title`` and ``empty_text`` say what the list is and what the first step would be."""

    empty_title: str | Promise = _("Belum ada data")
    empty_text: str | Promise = ""

    class Meta:
        template_name = "components/table.html"
        orderable = False
        attrs = {"class": "table"}

    def __init__(self, data=None, *, request=None, **kwargs):
        # Without the request: django-tables2 would page the rows once more.
        super().__init__(data, **kwargs)
        self.request = request
        self.rows = Rows(self.data, self)


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
        url = record.get_absolute_url()
        if second:
            return format_html(
                '<a class="row-link" href="{}">{}</a><span class="row-sub">{}</span>', url, value, second
            )
        return format_html('<a class="row-link" href="{}">{}</a>', url, value)

    def value(self, value, record):
        return value


class Rows(BoundRows):
    """The rows of our tables; none are pinned."""

    def __iter__(self):
        return (Row(record, self.table) for record in self.data)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return Rows(self.data[key], self.table)
        return Row(self.data[key], self.table)


class Row(BoundRow):
    """django-tables2 asks ``render`` of each cell anew which arguments it takes, and looks up a value even for one that
    takes none. That was a quarter of the time of a list page; here a column is asked once."""

    def items(self):
        for column in self.table.columns:
            column.current_value = self._get_and_render_with(column, self._call_render, column.default)
            column.current_record = self.record
            yield column, column.current_value

    @property
    def attrs(self):
        """Without the classes of odd and even rows, which our style does not ask for."""
        return AttributeDict(computed_values(self.table.row_attrs, {"table": self.table, "record": self.record}))

    def _get_and_render_with(self, bound_column, render_func, default):
        always = render_func == self._call_render and not bound_column.column.empty_values
        if always and "value" not in _wanted(bound_column):
            return self._call_render(bound_column)
        return super()._get_and_render_with(bound_column, render_func, default)

    def _call_render(self, bound_column, value=None):
        given = self._optional_cell_arguments(bound_column, value)
        content = bound_column.render(**{name: given[name] for name in _wanted(bound_column)})
        return bound_column.link(content, **given) if bound_column.link else content


def _wanted(bound_column):
    """Names of the arguments that the column's ``render`` takes."""
    if not hasattr(bound_column, "wanted"):
        names, takes_all = signature(bound_column.render)
        bound_column.wanted = ARGUMENTS if takes_all else names
    return bound_column.wanted
