"""The application's addresses and, beside them, Django's own admin over the same tables: what one would use instead.

It shows the same columns as our lists, the way one writes them there: annotations and ``list_display``.
"""

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Round, Substr
from django.urls import include, path
from django.utils import timezone
from django.utils.formats import date_format

from core.dates import Month
from groups import register_rules
from groups.models import Attendance, Group, Register
from members.models import Family, Person
from regions.models import Region
from regions.scope import Scope

site = AdminSite(name="bench_admin")


class InScope(admin.ModelAdmin):
    """The codes of the scope come with the session."""

    list_per_page = 25
    list_select_related = ("village",)
    ordering = ("village_id", "name_key", "pk")

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(Scope.of(request.session["bench_codes"]).q("village_id"))
        district = Region.objects.filter(code=OuterRef("district_code")).values("name")
        return rows.annotate(district_code=Substr("village_id", 1, 6)).annotate(district=Subquery(district))

    @admin.display(description="desa/kelurahan")
    def place(self, row):
        return f"{row.village.name}, {row.district}"


@admin.register(Family, site=site)
class FamilyAdmin(InScope):
    list_display = ("head_name", "place", "member_count", "has_pus", "source", "is_active")
    search_fields = ("head_name", "persons__name")

    def get_queryset(self, request):
        today = timezone.localdate()
        women = Person.objects.filter(
            family=OuterRef("pk"),
            sex="P",
            marriage="married",
            birth_date__gt=today.replace(year=today.year - 50, day=1),
            birth_date__lte=today.replace(year=today.year - 15, day=1),
        )
        return super().get_queryset(request).filter(is_active=True).annotate(pus=Exists(women))

    @admin.display(boolean=True)
    def has_pus(self, family):
        return family.pus


@admin.register(Group, site=site)
class GroupAdmin(InScope):
    list_display = ("name", "business_note", "place", "member_count", "present", "classification", "register")
    search_fields = ("name", "posts__person__name")

    def get_queryset(self, request):
        month = self.month = Month.of(timezone.localdate()).previous()
        held = Attendance.objects.filter(
            meeting__group=OuterRef("pk"), meeting__date__gte=month.first, meeting__date__lte=month.last
        )
        present = Count("pk", filter=Q(status="present"))
        share = held.values("meeting__group").annotate(share=Round(100.0 * present / Count("pk")))
        registers = Register.objects.filter(group=OuterRef("pk"), month=month.first)
        return (
            super()
            .get_queryset(request)
            .annotate(
                share=Subquery(share.values("share")),
                register_state=Subquery(registers.values("state")),
                handed_in_at=Subquery(registers.values("handed_in_at")),
            )
        )

    def present(self, group):
        return "—" if group.share is None else f"{group.share:.0f}%"

    def register(self, group):
        if group.register_state is None:
            late = register_rules.days_late(self.month, day=register_rules.DEADLINE_DAY, today=timezone.localdate())
            return f"{late} hari"
        return f"{Register.State(group.register_state).label} {date_format(group.handed_in_at, 'j M')}"


urlpatterns = [path("pembanding/", site.urls), path("", include("uppka.urls"))]
