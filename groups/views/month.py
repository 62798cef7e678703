"""A month over many groups: what has come in, verifying many at once, coverage by region, closing the month."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import Month
from core.errors import RuleError
from core.views import ListPage, Page
from groups import coverage_queries, queries, recap_pages, register_pages, register_queries
from groups.filters import RegisterFilter
from groups.forms.register import CloseForm, VerifyForm
from groups.models import Group, MonthClosing, Register
from groups.services import closing as closings
from groups.services import register as services
from groups.tables.register import RegisterTable
from regions import clock
from regions.models import Region
from regions.scope import REGION

#: Of a page's number: a longer one is no page, and too large for a database.
MOST_DIGITS = 6
VIEW, VERIFY, CLOSE = "groups.view_register", "groups.verify_register", "groups.close_month"


class RegisterList(ListPage):
    """Every group that counts in the month, with its register or without one; the PKB ticks and verifies many."""

    permission_required = VIEW
    export_permission = "groups.export_group"
    model = Group
    table_class = RegisterTable
    filterset_class = RegisterFilter
    template_name = "groups/register_list.html"
    results_template = "groups/_register_results.html"
    title = gettext_lazy("Register R/I/UPPKA")

    @cached_property
    def month(self):
        return month_of(self.request)

    def get_queryset(self):
        registers = Register.objects.of_month(self.month)
        return (
            super()
            .get_queryset()
            .filter(register_queries.active_in(self.month))
            .select_related("village")
            .prefetch_related(Prefetch("registers", registers, to_attr="month_registers"))
        )

    def table_kwargs(self, rows):
        ids = [register.pk for row in rows for register in row.month_registers]
        return {
            "month": self.month,
            "verifiable": set(_verifiable(self.request.user, ids).values_list("pk", flat=True)),
        }

    def export_table_kwargs(self):
        return {"month": self.month}

    def extra_context(self):
        user = self.request.user
        return {
            "month": self.month,
            "tiles": _tiles(user, self.month, _place_of(self.request)),
            "verify_month": [("month", self.month)],
            "may_verify": user.has_perm(VERIFY),
            "may_close": user.has_perm(CLOSE),
            "may_recap": recap_pages.opens_for(user),
        }


@require_POST
def verify(request):
    """Verify the ticked registers; those outside the right are not among the choices."""
    if not request.user.has_perm(VERIFY):
        raise Http404
    queries.require(request.user, VERIFY)
    queryset = _verifiable(request.user)
    form = VerifyForm(request.POST, queryset=queryset, user=request.user)
    if form.is_valid():
        args = form.write_args()
        ids = [register.pk for register in args["changes"]["registers"]]
        try:
            total = services.verify_registers(ids, by=request.user, request_id=args["request_id"])
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("{total} R/I terverifikasi.").format(total=total))
    else:
        messages.error(request, _("Centang dahulu R/I yang menunggu verifikasi."))
    return redirect(_back(request))


@require_safe
def coverage(request):
    """ADA and LAPOR by region: provinces, then regencies, then villages."""
    queries.require(request.user, VIEW)
    month, under = month_of(request), _place_of(request)
    region, regions = coverage_queries.regions_below(request.user, under)
    page = Page(regions, number=_number(request), after="", per_page=60, order=("code",))
    context = {
        "month": month,
        "page": page,
        "rows": coverage_queries.coverage_by_region(request.user, month, page.rows),
        "tiles": _tiles(request.user, month, under),
        "region": region,
        "is_lowest": region is not None and region.level >= Region.Level.REGENCY,
    }
    return TemplateResponse(request, "groups/month_coverage.html", context)


@require_http_methods(["GET", "POST"])
def close(request, month):
    """The OPD closes a month for its region, closes it anew after late data, or opens it again with a reason."""
    region = _closing_region(request)
    latest = register_queries.latest_closing(region.code, month)
    is_closed = latest is not None and latest.is_closed
    form = CloseForm(request.POST or None, is_closed=is_closed, user=request.user)
    if form.is_valid():
        try:
            closing = _close_or_reopen(region.code, request.user, month, form)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _said(closing))
            return redirect(f"{reverse('groups:month_close', args=[month])}?wilayah={region.code}")
    context = _closing_context(request.user, region, month, latest)
    return TemplateResponse(request, "groups/month_close.html", {**context, "form": form})


def month_of(request):
    """The month asked for by ``?month=2026-10``; the one due now without it."""
    text = request.GET.get("month")
    try:
        return Month.parse(text) if text else Month.of(clock.today(request.user.home_code)).previous()
    except ValueError:
        raise Http404


def _tiles(user, month, under):
    return register_pages.coverage_tiles(coverage_queries.coverage(user, month, under=under), register_queries.bands())


def _verifiable(user, ids=None):
    """Registers that ``user`` may verify now: waiting, at her place, not handed in by herself."""
    rows = Register.objects.visible_to(user, VERIFY).filter(state=Register.State.SUBMITTED).exclude(handed_in_by=user)
    return rows if ids is None else rows.filter(pk__in=ids)


def _back(request):
    month = request.POST.get("month", "")
    return reverse("groups:register_list") + (f"?month={month}" if month else "")


def _place_of(request):
    """A region code of the address, inside the user's scope; 404 for any other."""
    code = request.GET.get("place", "")
    if code and not Region.objects.visible_to(request.user, VIEW).filter(pk=code).exists():
        raise Http404
    return code


def _number(request):
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS or not int(text):
        raise Http404
    return int(text)


def _closing_region(request):
    codes = [place.key for place in request.user.places(CLOSE) if place.kind == REGION]
    code = request.GET.get("wilayah") or (codes[0] if codes else "")
    if code not in codes:
        raise Http404
    return get_object_or_404(Region.objects.visible_to(request.user, CLOSE), pk=code)


def _closing_context(user, region, month, latest):
    is_closed = latest is not None and latest.is_closed
    return {
        "month": month,
        "region": region,
        "latest": latest,
        "is_closed": is_closed,
        "late_data": register_queries.late_data_since(latest) if is_closed else [],
        "coverage": coverage_queries.coverage(user, month, under=region.code),
        "waiting": register_queries.waiting_under(region.code, month),
        "closings": MonthClosing.objects.filter(region_code=region.code, month=month.first).select_related("by"),
        "corrected": recap_pages.corrected(latest),
        "deadlines": recap_pages.deadlines(month),
    }


def _close_or_reopen(code, user, month, form):
    args = form.write_args()
    request_id, reason = args["request_id"], args["changes"].get("reason", "")
    if form.reopens:
        return closings.reopen_month(code, by=user, request_id=request_id, month=month, reason=reason)
    return closings.close_month(code, by=user, request_id=request_id, month=month)


def _said(closing):
    if not closing.is_closed:
        return _("Bulan dibuka kembali.")
    if closing.revision == 1:
        return _("Bulan ditutup.")
    return _("Bulan ditutup sebagai revisi {number}.").format(number=closing.revision)
