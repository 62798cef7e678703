"""Filters of the account list and of the log of looks."""

import datetime

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import queries, roles
from accounts.models import Assignment, PersonalDataAccess, User
from core.forms import DateInput
from regions import clock
from regions.scope import Scope


class UserFilter(django_filters.FilterSet):
    """Role, place and state are asked of one and the same assignment, which the officer may see."""

    name = django_filters.CharFilter(
        label=_("Cari nama"),
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama petugas")}),
    )
    role = django_filters.ChoiceFilter(label=_("Peran"), choices=roles.CHOICES, method="skip")
    place = django_filters.ChoiceFilter(label=_("Wilayah"), method="skip")
    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[("live", _("Berlaku")), ("ending", _("Segera berakhir")), ("over", _("Berakhir"))],
        method="skip",
    )

    class Meta:
        model = User
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["choices"] = queries.places_in_scope(self.request.user, "accounts.view_user")

    def skip(self, queryset, name, value):
        """The three are asked together, see ``filter_queryset``."""
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        rows = Assignment.objects.visible_to(self.request.user, "accounts.view_user")
        if asked["role"]:
            rows = rows.filter(role=asked["role"])
        if asked["place"]:
            rows = rows.filter(_at(asked["place"]))
        if asked["state"] == "over":
            return queryset.filter(_some(rows), ~_some(rows.live()))
        if asked["state"] == "live":
            rows = rows.live()
        if asked["state"] == "ending":
            rows = rows.ending(clock.today(self.request.user.home_code))
        return queryset.filter(_some(rows)) if any(asked[key] for key in ("role", "place", "state")) else queryset


class AccessFilter(django_filters.FilterSet):
    user = django_filters.CharFilter(
        label=_("Cari petugas"),
        field_name="user__name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama petugas")}),
    )
    since = django_filters.DateFilter(label=_("Sejak"), method="from_day", widget=DateInput)
    until = django_filters.DateFilter(label=_("Sampai"), method="to_day", widget=DateInput)
    event = django_filters.ChoiceFilter(
        label=_("Kejadian"), method="by_event", choices=[("look", _("Dibuka")), ("export", _("Diunduh atau dicetak"))]
    )
    purpose = django_filters.ChoiceFilter(label=_("Keperluan"), choices=PersonalDataAccess.Purpose.choices)
    kind = django_filters.ChoiceFilter(label=_("Jenis data"), field_name="model")

    class Meta:
        model = PersonalDataAccess
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = queries.kinds_of_data()

    def by_event(self, queryset, name, value):
        """A download is of many rows, so it names none."""
        return queryset.filter(object_id="") if value == "export" else queryset.exclude(object_id="")

    def from_day(self, queryset, name, value):
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset, name, value):
        return queryset.filter(at__lt=_midnight(value) + datetime.timedelta(days=1))


def _midnight(date):
    """The beginning of a day in the officer's own zone. Days at the ends of the calendar are drawn in: a zone's
    difference would lead beyond it."""
    date = min(max(date, datetime.date(1900, 1, 1)), datetime.date(2199, 12, 31))
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time.min))


def _some(rows):
    return Exists(rows.filter(user=OuterRef("pk")))


def _at(place):
    return Q(region_code="") if place == queries.WHOLE_NATION else Scope.of([place]).q("region_code")
