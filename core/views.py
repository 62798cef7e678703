"""ListPage: a list is declared (queryset, filter, table); paging, fragments and exports are here."""

from django.core.paginator import EmptyPage, InvalidPage
from django.db.models import Q
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import View

from core import exports

#: Counts are exact up to here; beyond, the page says "lebih dari".
EXACT_COUNT = 10_000
#: Pages beyond this one are reached by key, not by offset.
LAST_OFFSET_PAGE = 100


class Page:
    """One page of a list. ``rows`` has at most ``per_page`` rows."""

    def __init__(self, queryset, *, number, after, per_page, order, exact=EXACT_COUNT):
        self.number, self.after, self.per_page, self.order = number, after, per_page, order
        self.queryset, self.exact = queryset, exact

    @cached_property
    def count(self):
        """Rows of the whole list, up to ``exact`` + 1."""
        return self.queryset.order_by()[: self.exact + 1].count()

    @property
    def is_capped(self):
        return self.count > self.exact

    @cached_property
    def rows(self):
        rows = self._read()
        self.has_next = len(rows) > self.per_page
        return rows[: self.per_page]

    def _read(self):
        if self.after:
            return list(self.queryset.filter(beyond(self.order, self.after))[: self.per_page + 1])
        start = (self.number - 1) * self.per_page
        return list(self.queryset[start : start + self.per_page + 1])

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
        return "~".join(str(_attribute(self.rows[-1], name)) for name in self.order)


def beyond(order, after):
    """Rows after the key ``after`` ("a~b~c") in ascending ``order``. The first comparison stands outside the OR so
    that the database walks one index."""
    values = after.split("~", len(order) - 1)
    if len(values) != len(order):
        raise Http404
    condition = Q()
    for depth in range(len(order)):
        equal = {order[i]: values[i] for i in range(depth)}
        condition |= Q(**equal, **{f"{order[depth]}__gt": values[depth]})
    return Q(**{f"{order[0]}__gte": values[0]}) & condition


def _attribute(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


class ListPage(View):
    """A list in scope: GET shows it (or its fragment for htmx), POST downloads it.

    Declare ``permission_required``, ``model``, ``table_class``, ``filterset_class``, ``title``; narrow
    ``get_queryset()``. ``order`` is the list's order and its paging key.
    """

    http_method_names = ["get", "head", "post", "options"]
    model = None
    permission_required = None
    export_permission = None
    table_class = None
    filterset_class = None
    template_name = None
    title = ""
    order = ("village_id", "name_key", "pk")
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
            "table": self.table_class(page.rows, request=request),
            "filter": self.filter,
            "title": self.title,
            "may_export": request.user.has_perm(self.export_permission or self.permission_required),
            "is_filtered": any(value for key, value in request.GET.items() if key not in ("page", "after")),
            **self.extra_context(),
        }
        template = self.results_template if request.htmx and not request.htmx.boosted else self.page_template
        return TemplateResponse(request, template, context)

    def post(self, request, *args, **kwargs):
        """Download what the filter shows. Every export is a POST, so that it can be logged."""
        queryset = self.export_queryset()
        self.log_export(queryset)
        rows = exports.rows_of(self.table_class, queryset, request=request, **self.export_table_kwargs())
        name = slugify(str(self.title)) or "data"
        return (exports.csv_response if request.POST.get("format") == "csv" else exports.xlsx_response)(rows, name)

    def page(self):
        try:
            number = int(self.request.GET.get("page", 1))
            if number < 1:
                raise InvalidPage
        except (ValueError, InvalidPage, EmptyPage):
            raise Http404(_("Halaman tidak ada."))
        after = self.request.GET.get("after", "")
        if number > LAST_OFFSET_PAGE and not after:
            raise Http404(_("Halaman tidak ada."))
        return Page(self.filtered(), number=number, after=after, per_page=self.per_page, order=self.order)

    def export_queryset(self):
        return self.filtered()

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
