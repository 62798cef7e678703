"""Help in person: a one-time code for a forgotten password, a lost second factor taken off."""

from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import one_time, services
from accounts.decorators import open_to_all
from accounts.errors import CodeRefused
from accounts.forms import ResetWithCodeForm, ShortReasonForm
from accounts.views.users import confirm_page, managed_or_404
from core.errors import RuleError
from core.forms import ConfirmForm


@require_http_methods(["GET", "POST"])
def make(request, public_id):
    person = managed_or_404(request, public_id)
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            request_id = form.cleaned_data["request_id"]
            code = services.make_reset_code(person.pk, by=request.user, request_id=request_id)
        except RuleError as error:
            form.refuse(error)
        else:
            one_time.keep(request, person, code)
            return redirect(person)
    text = _(
        "Pastikan orangnya ada di depan Anda. Kode tampil satu kali, berlaku 30 menit, dan tercatat bahwa Anda "
        "yang membuatnya."
    )
    title = _("Kode sekali pakai untuk {name}").format(name=person.name)
    return confirm_page(request, form, person, title=title, text=text, label=_("Buat kode"))


@open_to_all
@sensitive_post_parameters("code", "password1", "password2")
@require_http_methods(["GET", "POST"])
def use(request):
    form = ResetWithCodeForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if not ratelimit.consume(request, action="reset_with_code", key=data["login"]):
            return ratelimit.respond_429(request)
        try:
            services.use_reset_code(data["login"], data["code"], data["password1"])
        except CodeRefused as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Kata sandi baru disimpan. Masuklah dengan kata sandi itu."))
            return redirect("account_login")
    context = {"form": form, "submit_label": _("Simpan kata sandi")}
    return TemplateResponse(request, "accounts/reset_with_code.html", context)


@require_http_methods(["GET", "POST"])
def remove_second_factor(request, public_id):
    person = managed_or_404(request, public_id)
    form = ShortReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.remove_second_factor(person.pk, by=request.user, **form.reason_args())
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Langkah kedua dilepas; pada masuk berikutnya ia memasang yang baru."))
            return redirect(person)
    text = _("Hanya kalau HP dan kode cadangannya hilang. Pada masuk berikutnya ia memasang yang baru.")
    title = _("Lepas langkah kedua {name}?").format(name=person.name)
    return confirm_page(request, form, person, title=title, text=text, label=_("Lepas"), danger=True)
