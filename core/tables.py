"""Base of all tables: columns on a desk, cards on a phone (templates/components/table.html)."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2.rows import BoundRow, BoundRows
from django_tables2.utils import AttributeDict, Sequence, computed_values, signature

#: What a ``render`` may ask for.
ARGUMENTS = ("value", "record", "column", "bound_column", "bound_row", "table")


class Table(tables.Table):
    """``empty_title`` and ``empty_text`` say what the list is and what the first step would be.

    ``optional`` names the columns that stand there only when they are asked for; those of them in ``downloaded`` stand
    in a download unasked as well. ``rights`` says which permission a column needs, ``personal`` which personal field
    it shows: a download of it is logged under that name.
    """

    empty_title: str | Promise = _("Belum ada data")
    empty_text: str | Promise = ""
    optional: tuple[str, ...] = ()
    downloaded: tuple[str, ...] = ()
    rights: dict[str, str] = {}
    personal: dict[str, str] = {}

    class Meta:
        template_name = "components/table.html"
        orderable = False
        attrs = {"class": "table"}

    def __init__(self, data=None, *, request=None, columns=(), for_download=False, **kwargs):
        hidden = set(_names_of(type(self))) - set(self.shown(request and request.user, columns, for_download))
        # Without the request: django-tables2 would page the rows once more.
        super().__init__(data, **{"exclude": tuple(hidden), **kwargs})
        self.request = request
        self.rows = Rows(self.data, self)

    @classmethod
    def offered(cls, user):
        """[(name, heading)] of the columns that ``user`` may choose from. The first one always stands there."""
        allowed = [name for name in _names_of(cls) if cls._may_show(user, name)]
        return [(name, cls.base_columns[name].verbose_name or name) for name in allowed if not _is_box(cls, name)][1:]

    @classmethod
    def shown(cls, user, columns=(), for_download=False):
        """Names of the columns that stand there: those that were chosen, or else the table's own choice."""
        names = [name for name in _names_of(cls) if cls._may_show(user, name)]
        if columns:
            title = next(name for name in names if not _is_box(cls, name))
            return [name for name in names if name in columns or name == title or _is_box(cls, name)]
        unasked = set(cls.optional) - (set(cls.downloaded) if for_download else set())
        return [name for name in names if name not in unasked]

    @classmethod
    def _may_show(cls, user, name):
        return name not in cls.rights or (user is not None and user.has_perm(cls.rights[name]))


def _names_of(table_class):
    """Names of all columns in the table's order."""
    options = table_class._meta
    names = Sequence(options.sequence or (*(options.fields or ()), "..."))
    return [name for name in names.expand(table_class.base_columns) if name in table_class.base_columns]


def _is_box(table_class, name):
    """True for a column of boxes to tick, which is no data."""
    return table_class.base_columns[name].exclude_from_export


class NumberColumn(tables.Column):
    """Right-aligned, tabular figures."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(*args, **kwargs)


class YesNoColumn(tables.Column):
    def render(self, value):
        return _("Ya") if value else _("Tidak")


class DayColumn(tables.Column):
    """A date: ``24 Nov 2026`` on a screen, ``2026-11-24`` in a download."""

    def render(self, value):
        return date_format(value, "j M Y")

    def value(self, value):
        return value.isoformat() if value else ""


class SelectColumn(tables.Column):
    """A box to tick in each row. All of them belong to the form with the id ``form``, which stands below the list
    (components/bulk_bar.html) and says what is done with the ticked ones; ``name`` is what it sends.

    A table whose rows may not all be ticked says so in ``may_tick_<column>(record)``.
    """

    def __init__(self, *, name, form, value="public_id", **kwargs):
        self.field, self.form, self.key = name, form, value
        defaults = {"verbose_name": _("Pilih"), "empty_values": (), "exclude_from_export": True}
        super().__init__(**{**defaults, "attrs": {"td": {"class": "sel"}, "th": {"class": "sel"}}, **kwargs})

    def render(self, record, bound_column, table):
        may_tick = getattr(table, f"may_tick_{bound_column.name}", None)
        if may_tick and not may_tick(record):
            return ""
        label = _("Pilih {name}").format(name=record)
        return format_html(
            '<input type="checkbox" name="{}" value="{}" form="{}" aria-label="{}">',
            self.field,
            self.ticked_value(record, table),
            self.form,
            label,
        )

    def ticked_value(self, record, table):
        return getattr(record, self.key)


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
