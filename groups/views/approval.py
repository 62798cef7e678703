"""The way of a card: handed in, approved or returned, deactivated and brought back. Each act is confirmed on a page."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleError
from core.forms import ConfirmForm, ReasonForm
from groups import queries
from groups.errors import Incomplete
from groups.forms.card import StateForm
from groups.services import card as services
from groups.views.card import gap_links, in_scope
from regions import clock


@dataclass(frozen=True)
class Act:
    """One step of the card, told in words."""

    service: object
    title: str
    text: str
    label: str
    done: str
    form_class: type = ConfirmForm
    danger: bool = False
    context: dict = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
def submit(request, public_id):
    group = in_scope(request.user, public_id, queries.ROLL)
    act = Act(
        services.submit_group,
        _("Ajukan kelompok"),
        _("Setelah diajukan, kartu diperiksa lalu disetujui. Perubahan sesudahnya lewat petugas yang menyetujui."),
        _("Ajukan"),
        _("Kartu diajukan. Sekarang menunggu persetujuan."),
        context={"gaps": gap_links(group, queries.gaps_of(group))},
    )
    return _confirm(request, group, act)


@require_http_methods(["GET", "POST"])
def approve(request, public_id):
    group = in_scope(request.user, public_id, queries.DECIDE)
    act = Act(
        services.approve_group,
        _("Setujui kelompok"),
        _("Kelompok menjadi aktif dan dihitung dalam laporan."),
        _("Setujui"),
        _("Kelompok disetujui dan sekarang aktif."),
        context={
            "gaps": gap_links(group, queries.gaps_of(group)),
            "doubles": queries.same_name(group.village_id, group.name, but=group.pk),
            "chaired": queries.chair_conflicts(group),
        },
    )
    return _confirm(request, group, act)


@require_http_methods(["GET", "POST"])
def give_back(request, public_id):
    act = Act(
        services.return_group,
        _("Kembalikan kartu"),
        _("Kartu kembali kepada yang mendaftarkan. Tulis apa yang perlu diperbaiki."),
        _("Kembalikan"),
        _("Kartu dikembalikan."),
        form_class=ReasonForm,
    )
    return _confirm(request, in_scope(request.user, public_id, queries.DECIDE), act)


@require_http_methods(["GET", "POST"])
def deactivate(request, public_id):
    act = Act(
        services.deactivate_group,
        _("Nonaktifkan kelompok"),
        _("Kelompok tidak lagi dihitung. Semua catatannya tetap ada, dan kelompok dapat diaktifkan kembali."),
        _("Nonaktifkan"),
        _("Kelompok dinonaktifkan."),
        form_class=StateForm,
        danger=True,
    )
    return _confirm(request, in_scope(request.user, public_id, queries.DECIDE), act)


@require_http_methods(["GET", "POST"])
def reactivate(request, public_id):
    act = Act(
        services.reactivate_group,
        _("Aktifkan kembali"),
        _("Kelompok kembali dihitung sejak tanggal ini."),
        _("Aktifkan"),
        _("Kelompok aktif kembali."),
        form_class=StateForm,
    )
    return _confirm(request, in_scope(request.user, public_id, queries.DECIDE), act)


def _confirm(request, group, act):
    initial = {"version": group.version, "on": clock.today(group.village_id)}
    form = act.form_class(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        args = form.write_args()
        try:
            changes = args.pop("changes")
            act.service(group.pk, by=request.user, **args, **changes)
        except Incomplete as error:
            act.context["gaps"] = gap_links(group, error.faults)
            form.refuse(error)
        except RuleError as error:
            form.refuse(error, now={"version": group.version})
        else:
            messages.success(request, act.done)
            return redirect(group)
    context = {
        "form": form,
        "group": group,
        "title": act.title,
        "text": act.text,
        "confirm_label": act.label,
        "danger": act.danger,
        "cancel_url": group.get_absolute_url(),
        **act.context,
    }
    return TemplateResponse(request, "groups/confirm.html", context)
