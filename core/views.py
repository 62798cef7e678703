"""ListPage: a list is declared (queryset, filter, table); paging, fragments and exports are here."""

from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.fields.tuple_lookups import Tuple
from django.db.models.lookups import GreaterThan, LessThan
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import View

from core import exports, paper, printing, ranges, search

#: Counts are exact up to here; beyond, the page says "lebih dari".
EXACT_COUNT = 10_000
#: Pages beyond this one are reached by key, not by offset.
LAST_OFFSET_PAGE = 100
#: Parts the values of a key in an address; no name key holds it.
KEY_MARK = "~"
#: Parameters of an address: the columns that were chosen, and those that are no filter.
COLUMNS = "kolom"
NO_FILTER = ("page", "after", COLUMNS)


class Page:
    """One page of a list. ``rows`` has at most ``per_page`` rows.

    ``order`` names the columns that the list is ordered by, the primary key last; ``after`` is the key of the row
    before this page (``"5371041001~maria ndun~17"``), which takes the place of an offset.
    """

    def __init__(self, queryset, *, number, after, per_page, order, exact=EXACT_COUNT):
        self.number, self.after, self.per_page, self.order = number, after, per_page, order
        self.queryset = queryset
        self.found = search.found_by(queryset)
        self.exact = min(exact, search.RARE) if self.found else exact

    @cached_property
    def count(self):
        """Rows of the whole list, up to ``exact`` + 1."""
        if self.found:
            return self.found.count(self.queryset)
        return ranges.count(self._parts(), self.exact + 1)

    @property
    def is_capped(self):
        return self.count > self.exact

    @cached_property
    def rows(self):
        rows = self._read()
        self.has_next = len(rows) > self.per_page
        return rows[: self.per_page]

    def _read(self):
        """The rows of this page and one more, which tells that there is a next page."""
        start = 0 if self.after else (self.number - 1) * self.per_page
        stop = start + self.per_page + 1
        parts = beyond(self.queryset, self.order, self.after) if self.after else self._parts()
        if len(parts) == 1 and parts[0].is_whole:
            return list(parts[0].queryset[start:stop])
        return list(ranges.first_rows(parts, self.queryset, self.order, start, stop))

    def _parts(self):
        return ranges.parts_of(self.queryset, self.order[0])

    @property
    def has_previous(self):
        return self.number > 1 or bool(self.after)

    @property
    def start_index(self):
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def end_index(self):
        return self.start_index + len(self.rows) - 1 if self.rows else 0

    @property
    def next_number(self):
        return self.number + 1

    @property
    def previous_number(self):
        return self.number - 1

    @property
    def next_after(self):
        """Key of the last row, when the next page is too far for an offset."""
        if self.number < LAST_OFFSET_PAGE or not self.rows:
            return ""
        return KEY_MARK.join(map(str, _key(self.rows[-1], self.order)))


def beyond(queryset, order, after):
    """Parts of ``queryset`` that hold its rows after the key ``after``, in an ``order`` of one direction.

    Those that share the key's first value go on by one comparison of rows, straight from their place in the index;
    the others by their ranges. Raises Http404 for a key that cannot be one.
    """
    column, *others = (name.lstrip("-") for name in order)
    value, *rest = _values(queryset, [column, *others], after)
    is_down = order[0].startswith("-")
    if is_down:
        further = [ranges.Part(queryset.filter(**{f"{column}__lt": value}))]
    else:
        further = ranges.parts_above(queryset, column, value)
    if not others:
        return further
    same = queryset.filter(**{column: value})
    # A tuple of columns beside a tuple of values: both databases compare them as one.
    compare = LessThan if is_down else GreaterThan
    same = same.filter(compare(Tuple(*map(F, others)), Tuple(*map(Value, rest))))
    return [ranges.Part(same), *further]


def _values(queryset, names, key):
    texts = key.split(KEY_MARK)
    try:
        return [_value(_field(queryset, name), text) for name, text in zip(names, texts, strict=True)]
    except (ValidationError, ValueError):
        raise Http404(_("Halaman tidak ada."))


def _value(field, text):
    value = field.to_python(text)
    field.run_validators(value)
    return value


def _field(queryset, path):
    """The plain field that a column of the order holds, across relations: of a foreign key, the key it points to."""
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    model = queryset.model
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = field.related_model
    return field.target_field if field.is_relation else field


def _key(row, order):
    return tuple(reduce(getattr, name.lstrip("-").split("__"), row) for name in order)


class ListPage(View):
    """A list in scope: GET shows it (or its fragment for htmx), POST downloads or prints it.

    ``?kolom=…`` chooses columns, for the screen, for the download and for paper. Declare ``permission_required``,
    ``model``, ``table_class``, ``filterset_class``, ``title``; narrow ``get_queryset()``. ``order`` is the list's
    order and its paging key.
    """

    http_method_names = ["get", "head", "post", "options"]
    model: Any = None
    permission_required: str = ""
    export_permission: str = ""
    table_class: Any = None
    filterset_class: Any = None
    template_name: str | None = None
    title: str | Promise = ""
    order: tuple[str, ...] = ("village_id", "name_key", "pk")
    per_page = 25

    def dispatch(self, request, *args, **kwargs):
        wanted = self.permission_required
        if request.method == "POST" and self.export_permission:
            wanted = self.export_permission
        if not request.user.has_perm(wanted):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user, self.permission_required).order_by(*self.order)

    @cached_property
    def filter(self):
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def filtered(self):
        """The rows asked for; an invalid filter shows its error and no rows."""
        return self.filter.qs if self.filter.is_valid() else self.get_queryset().none()

    def get(self, request, *args, **kwargs):
        page = self.page()
        context = {
            "page": page,
            "table": self.table_class(page.rows, request=request, columns=self.columns, **self.table_kwargs(page.rows)),
            "filter": self.filter,
            "title": self.title,
            "may_export": request.user.has_perm(self.export_permission or self.permission_required),
            "is_filtered": any(value for key, value in request.GET.items() if key not in NO_FILTER),
            "column_choices": self.column_choices(),
            "saved_views": self.saved_views(),
            "list_name": self.list_name,
            **self.extra_context(),
        }
        is_part = request.htmx and not request.htmx.boosted
        response = TemplateResponse(request, self.results_template if is_part else self.page_template, context)
        if is_part:
            response["HX-Push-Url"] = self.address()
        return response

    def post(self, request, *args, **kwargs):
        """Download what the filter shows, or print it. Every export is a POST, so that it can be logged."""
        queryset = self.export_queryset()
        if request.POST.get("format") == "pdf":
            return self.print(queryset)
        self.log_export(queryset)
        name = slugify(str(self.title)) or "data"
        answer = exports.csv_response if request.POST.get("format") == "csv" else exports.xlsx_response
        return answer(self.export_rows(queryset), name)

    def print(self, queryset):
        """The list as the filter shows it on paper, at most ``printing.LIMIT`` rows."""
        queryset = queryset[: printing.LIMIT + 1]
        self.log_export(queryset[: printing.LIMIT])
        header, *rows = self.export_rows(queryset)
        data = printing.list_data(
            self.request.user, str(self.title), header, rows, filters=printing.filter_words(self.filter.form)
        )
        name = slugify(str(self.title)) or "data"
        return paper.response("list.typ", data, filename=name, paper=self.request.POST.get("paper", "a4"))

    def export_rows(self, queryset):
        """Heading and rows of a download, with the columns that were chosen."""
        chosen = {"columns": self.columns, "for_download": True, **self.export_table_kwargs()}
        return exports.rows_of(self.table_class, queryset, request=self.request, **chosen)

    @cached_property
    def columns(self):
        """Names of the columns that were chosen (``kolom=village.phone``, or one by one as a form sends them); none for
        the table's own choice."""
        asked = ".".join(self.request.GET.getlist(COLUMNS)).split(".")
        names = [name for name, _heading in self.table_class.offered(self.request.user)]
        chosen = tuple(name for name in names if name in asked)
        usual = self.table_class.shown(self.request.user)
        return () if chosen == tuple(name for name in names if name in usual) else chosen

    def column_choices(self):
        """[(name, heading, whether it stands there)] for the menu of columns."""
        user = self.request.user
        shown = set(self.table_class.shown(user, self.columns))
        return [(name, heading, name in shown) for name, heading in self.table_class.offered(user)]

    @property
    def list_name(self):
        """The URL name under which views of this list are saved; none for a list that belongs to one row."""
        return "" if self.kwargs else self.request.resolver_match.view_name

    def saved_views(self):
        """The officer's own saved views. A query only where the template asks for them."""
        return self.request.user.saved_views.filter(list=self.list_name)

    def address(self):
        """The address of what is shown, without what says nothing."""
        query = self.request.GET.copy()
        query[COLUMNS] = ".".join(self.columns)
        for name in [name for name, value in query.items() if value == ""]:
            del query[name]
        return self.request.path + (f"?{query.urlencode()}" if query.urlencode() else "")

    def page(self):
        after = self.request.GET.get("after", "")
        number = self._number(last=None if after else LAST_OFFSET_PAGE)
        return Page(self.filtered(), number=number, after=after, per_page=self.per_page, order=self.order)

    def _number(self, *, last):
        text = self.request.GET.get("page", "1")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
        if number < 1 or (last and number > last):
            raise Http404(_("Halaman tidak ada."))
        return number

    def export_queryset(self):
        return self.filtered()

    def table_kwargs(self, rows):
        """What the table needs to know beside the ``rows`` of this page."""
        return {}

    def export_table_kwargs(self):
        return {}

    def log_export(self, queryset):
        """Lists with personal data write a row; see accounts.lists.PersonalListPage."""

    def extra_context(self):
        return {}

    @property
    def page_template(self):
        return self.template_name or f"{self.model._meta.app_label}/list.html"

    @property
    def results_template(self):
        return self.page_template.replace("list.html", "_list_results.html")
