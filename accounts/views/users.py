"""Accounts of officers and volunteers: list, one account, new, corrected."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import one_time, queries, services, transfer_queries
from accounts.filters import UserFilter
from accounts.forms import NewAccountForm, PersonForm
from accounts.lists import PersonalListPage
from accounts.models import User
from accounts.tables import UserTable
from core import history
from core.errors import RuleError


class UserList(PersonalListPage):
    model = User
    permission_required = "accounts.view_user"
    table_class = UserTable
    filterset_class = UserFilter
    title = _("Akun & petugas")
    order = ("name", "pk")
    logged_fields = ("name", "phone")

    def extra_context(self):
        return {"may_create": self.request.user.has_perm("accounts.manage_user")}


@require_safe
def detail(request, public_id):
    person = get_object_or_404(User.objects.visible_to(request.user, "accounts.view_user"), public_id=public_id)
    shown = queries.assignments_of(person, request.user)
    for row in shown:
        row.may_end = row.state != row.State.OVER and row.user_id != request.user.pk
        row.may_end = row.may_end and request.user.may_give(row.role, row.region_code)
    context = {
        "person": person,
        "assignments": shown,
        "elsewhere": person.assignments.count() - len(shown),
        "may_manage": request.user.may_manage(person) and request.user.has_perm("accounts.manage_user"),
        "may_hand_over": transfer_queries.may_hand_over(request.user, person),
        "transfers": transfer_queries.transfers_of(person, request.user),
        "may_assign": request.user.pk != person.pk and request.user.has_perm("accounts.manage_user"),
        "one_time_code": one_time.take(request, person),
        "history": history.of(person),
    }
    return TemplateResponse(request, "accounts/detail.html", context)


@require_http_methods(["GET", "POST"])
def create(request):
    around = narrowed_to(request)
    form = NewAccountForm(request.POST or None, user=request.user, around=around)
    if form.is_valid():
        try:
            person, code = services.create_account(by=request.user, **form.new_args())
        except RuleError as error:
            form.refuse(error)
        else:
            one_time.keep(request, person, code)
            messages.success(request, _("Akun dibuat."))
            return redirect(person)
    context = {"form": form, "title": _("Akun baru"), "cancel_url": reverse("accounts:user_list")}
    return TemplateResponse(request, "accounts/form.html", context | narrowing(request, around))


@require_http_methods(["GET", "POST"])
def update(request, public_id):
    person = managed_or_404(request, public_id)
    now = {name: getattr(person, name) for name in ("name", "salutation", "phone", "email", "version")}
    form = PersonForm(request.POST or None, initial=now, user=request.user)
    if form.is_valid():
        try:
            services.update_account(person.pk, by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error, now=now)
        else:
            messages.success(request, _("Perubahan akun disimpan."))
            return redirect(person)
    context = {"form": form, "person": person, "title": _("Ubah data akun"), "cancel_url": person.get_absolute_url()}
    return TemplateResponse(request, "accounts/form.html", context)


def managed_or_404(request, public_id):
    """An account whose every assignment is the officer's to give."""
    scope = User.objects.visible_to(request.user, "accounts.manage_user")
    person = get_object_or_404(scope, public_id=public_id)
    if not request.user.may_manage(person):
        raise Http404
    return person


def confirm_page(request, form, person, *, title, text, label, danger=False):
    """An act about ``person`` that is confirmed on a page of its own."""
    context = {"form": form, "title": title, "text": text, "confirm_label": label, "danger": danger}
    return TemplateResponse(request, "components/confirm.html", {**context, "cancel_url": person.get_absolute_url()})


def narrowed_to(request):
    """The region that a long choice of places was narrowed to (``?wilayah=``); 404 without the right to give any."""
    if not request.user.has_perm("accounts.manage_user"):
        raise Http404
    code = request.GET.get("wilayah", "")
    return code if code.isdecimal() and len(code) in (4, 6) else ""


def narrowing(request, around):
    """What the template needs to narrow the choice of places."""
    permission = "accounts.manage_user"
    choices = queries.narrower_places(request.user, permission, around)
    is_needed = around or len(choices) > 1 or queries.sees_nation(request.user, permission)
    return {"around": around, "narrower": choices if is_needed else []}
