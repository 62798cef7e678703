"""Filters of the lists of groups, meetings and registers."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import Month
from core.search import containing
from groups import queries
from groups.models import Group, Register
from regions import clock
from regions.scope import Scope

NOT_IN, WAITING, IN, BACK = "belum", "menunggu", "masuk", "dikembalikan"


class GroupFilter(filters.FilterSet):
    """By name or chair, place, classification, state of the card, and last month's register."""

    q = filters.CharFilter(
        label=_("Nama kelompok atau ketua"),
        method="by_name",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama kelompok atau ketua…")}),
    )
    place = filters.ChoiceFilter(label=_("Desa/Kelurahan"), method="by_place")
    classification = filters.ChoiceFilter(
        label=_("Klasifikasi"),
        method="by_classification",
        choices=[("belum", _("Belum terklasifikasi")), *Group.Classification.choices[1:]],
    )
    register = filters.ChoiceFilter(
        label=_("R/I"),
        method="by_register",
        choices=[
            (NOT_IN, _("Belum masuk")),
            (WAITING, _("Menunggu verifikasi")),
            (IN, pgettext_lazy("register", "Masuk")),
            (BACK, _("Dikembalikan")),
        ],
    )
    state = filters.ChoiceFilter(label=_("Status"), choices=Group.State.choices)

    class Meta:
        model = Group
        fields = ["q", "place", "classification", "register", "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.month = Month.of(clock.today(user.home_code)).previous()
        self.sees_names = user.has_perm(queries.NAMES)
        choices = queries.places(user, queries.VIEW)
        self.filters["register"].label = _("R/I {month}").format(month=date_format(self.month.first, "F"))
        self.filters["place"].extra["choices"] = choices
        if choices and len(choices[0][0]) < 10:
            self.filters["place"].label = _("Wilayah")

    def by_name(self, queryset, _name, text):
        """Who may not see names does not find a group by its chair either."""
        return queryset.named(text) if self.sees_names else containing(queryset, "name_key", text)

    def by_place(self, queryset, _name, code):
        return queryset.filter(Scope.of({code}).q("village_id"))

    def by_classification(self, queryset, _name, value):
        return queryset.filter(classification="" if value == "belum" else value)

    def by_register(self, queryset, _name, value):
        registers = Register.objects.of_month(self.month).filter(group=OuterRef("pk"))
        if value == NOT_IN:
            return queryset.active().filter(~Exists(registers))
        states = {WAITING: [Register.State.SUBMITTED], IN: Register.REPORTED, BACK: [Register.State.RETURNED]}
        return queryset.filter(Exists(registers.filter(state__in=states[value])))


def _states():
    """What a register of a month may be: not there, in (as LAPOR counts), or one of its states."""
    return [(NOT_IN, _("Belum masuk")), (IN, pgettext_lazy("register", "Masuk")), *Register.State.choices]


class RegisterFilter(filters.FilterSet):
    """The registers of one month: by name, state ("belum masuk" has none, "masuk" counts as LAPOR) and place."""

    MONTHS = 14

    q = filters.CharFilter(
        label=_("Nama kelompok"),
        method="by_name",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Cari nama kelompok…")}),
    )
    month = filters.ChoiceFilter(label=_("Bulan"), method="as_it_is", empty_label=None)
    state = filters.ChoiceFilter(label=_("Status"), method="by_state", choices=_states())
    place = filters.CharFilter(method="by_place", widget=forms.HiddenInput)

    class Meta:
        model = Group
        fields = ["q", "month", "state", "place"]

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        now = Month.of(clock.today(self.request.user.home_code))
        self.due = now.previous()
        months = [now]
        while len(months) < self.MONTHS:
            months.append(months[-1].previous())
        self.filters["month"].extra |= {
            "choices": [(str(month), month.name) for month in months],
            "initial": str(self.due),
        }
        self.data = self.data.copy()
        self.data.setdefault("month", str(self.due))

    def as_it_is(self, queryset, _name, _value):
        """The view has narrowed the rows to the month."""
        return queryset

    def by_name(self, queryset, _name, text):
        return containing(queryset, "name_key", text)

    def by_place(self, queryset, _name, code):
        return queryset.filter(Scope.of({code}).q("village_id")) if code.isascii() else queryset.none()

    def by_state(self, queryset, _name, value):
        registers = Register.objects.of_month(Month.parse(self.data["month"])).filter(group=OuterRef("pk"))
        if value == NOT_IN:
            return queryset.filter(~Exists(registers))
        states = Register.REPORTED if value == IN else [value]
        return queryset.filter(Exists(registers.filter(state__in=states)))


class ApprovalFilter(filters.FilterSet):
    """Cards that wait for approval, by place."""

    place = filters.ChoiceFilter(label=_("Desa/Kelurahan"), method="by_place")

    class Meta:
        model = Group
        fields = ["place"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["choices"] = queries.places(self.request.user, queries.DECIDE)

    def by_place(self, groups, name, code):
        return groups.filter(Scope.of({code}).q("village_id"))
