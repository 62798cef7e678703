"""Consents from a photographed list: the photo is sent first, then each name is answered by itself."""

from dataclasses import dataclass
from datetime import date as Date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.queries import files_visible_to
from core.errors import RuleError
from core.models import Attachment
from members import consent_queries, services
from members.forms.consent_bulk import SignedListForm, SignedRowsForm
from members.models import Consent
from members.views.rows import CHANGE_PERSON

PER_PAGE = 25


@dataclass(frozen=True)
class SignedList:
    """What the address of a list tells about it."""

    document: Attachment
    area: consent_queries.Area
    purpose: str
    given_on: Date

    @property
    def purpose_text(self):
        return Consent.Purpose(self.purpose).label


@require_http_methods(["GET", "POST"])
def create(request):
    """The photo or PDF of the signed list."""
    if not request.user.has_perm(CHANGE_PERSON):
        raise Http404
    form = SignedListForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            document = services.keep_signed_list(by=request.user, **form.write_args())
        except RuleError as error:
            form.refuse(error)
        else:
            said = form.cleaned_data
            about = {"tempat": said["place"], "untuk": said["purpose"], "tanggal": said["given_on"].isoformat()}
            url = reverse("members:consent_rows", args=[document.public_id])
            return redirect(f"{url}?{urlencode(about)}")
    context = {"form": form, "cancel_url": reverse("more"), "submit_label": _("Kirim, lalu isi per nama")}
    return TemplateResponse(request, "members/consent_list_form.html", context)


@require_http_methods(["GET", "POST"])
def rows(request, public_id):
    """Adults of the place without an answer, one choice for each; those without a signature stay."""
    signed = _list_or_404(request, public_id)
    adults = consent_queries.adults_in(signed.area, user=request.user, permission=CHANGE_PERSON)
    if request.method == "POST":
        persons = adults.filter(pk__in=SignedRowsForm.keys_in(request.POST)[:PER_PAGE])
    else:
        persons = _unanswered(request, signed, adults)[:PER_PAGE]
    form = SignedRowsForm(request.POST or None, persons=persons.select_related("family__dusun"), user=request.user)
    if form.is_valid():
        said = {"purpose": signed.purpose, "given_on": signed.given_on, "answers": form.answers}
        try:
            services.record_signed(
                signed.document.pk, by=request.user, request_id=form.cleaned_data["request_id"], **said
            )
        except RuleError as error:
            form.refuse(error)
        else:
            return _go_on(request, form)
    return TemplateResponse(request, "members/consent_rows.html", _context(request, signed, adults, form))


def _list_or_404(request, public_id):
    """Her own list, in a place of hers, with what the address says about it."""
    document = Attachment.objects.filter(public_id=public_id, owner=request.user).exclude(file="").first()
    area = consent_queries.Area.of(request.GET.get("tempat"), user=request.user, permission=CHANGE_PERSON)
    given_on, purpose = consent_queries.day_of(request.GET.get("tanggal")), request.GET.get("untuk")
    if not (document and area and given_on and purpose in Consent.Purpose.values):
        raise Http404
    if document.village_id != area.village.pk:
        raise Http404
    return SignedList(document, area, purpose, given_on)


def _unanswered(request, signed, adults):
    found = consent_queries.unasked(adults, signed.purpose)
    if text := request.GET.get("q", "").strip():
        found = found.named(text)
    return consent_queries.beyond(found, request.GET.get("sesudah"))


def _go_on(request, form):
    """To the names after this page; to the first ones when nobody is left."""
    count = len(form.answers)
    text = ngettext("{count} jawaban tersimpan.", "{count} jawaban tersimpan.", count).format(count=count)
    messages.success(request, text if count else _("Belum ada jawaban yang disimpan pada halaman ini."))
    query = request.GET.copy()
    query.pop("q", None)
    if form.persons:
        query["sesudah"] = form.persons[-1].public_id
    return redirect(f"{request.path}?{query.urlencode()}")


def _context(request, signed, adults, form):
    again = request.GET.copy()
    again.pop("sesudah", None)
    again.pop("q", None)
    return {
        "form": form,
        "signed": signed,
        "q": request.GET.get("q", ""),
        "again": again,
        "left": consent_queries.unasked(adults, signed.purpose).count(),
        "may_open": files_visible_to(request.user).filter(pk=signed.document.pk).exists(),
        "is_later": bool(request.GET.get("sesudah")),
    }
