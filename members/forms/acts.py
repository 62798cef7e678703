"""Acts on a family or person: take out of use, download."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import PersonalDataAccess
from core.forms import DateInput, Form
from members.findings import TEXTS
from members.models import Person


class Leaving(models.TextChoices):
    """Why a family or person is taken out of use; kept as its word, with the note behind it. A death, and a move to a
    village that is known, are events with pages of their own."""

    MOVED = "moved", _("Pindah ke luar negeri atau tanpa kabar")
    DOUBLE = "double", _("Tercatat dua kali")
    MISTAKE = "mistake", _("Salah catat")
    OTHER = "other", pgettext_lazy("choice", "Lainnya")


#: What each is to Person.inactive_kind: a record that should not be there was never anyone.
KINDS = {
    Leaving.MOVED: Person.InactiveKind.MOVED,
    Leaving.DOUBLE: Person.InactiveKind.MISTAKE,
    Leaving.MISTAKE: Person.InactiveKind.MISTAKE,
    Leaving.OTHER: Person.InactiveKind.OTHER,
}


class DeactivateForm(Form):
    """``today``: at the place of the family."""

    kind = forms.ChoiceField(label=_("Alasan"), choices=Leaving.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Sejak tanggal"), widget=DateInput())
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=200)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(TEXTS["event_future"])
        return on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Leaving.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Tulis alasannya."))
        return cleaned

    def write_args(self):
        """``version``, ``request_id``, the ``reason`` in words, its ``kind`` and the day ``on``."""
        args = super().write_args()
        changes = args.pop("changes")
        words = [str(Leaving(changes["kind"]).label), changes["note"]]
        told = {"kind": KINDS[changes["kind"]], "on": changes["on"]}
        return {**args, **told, "reason": ": ".join(filter(None, words))}


class DownloadForm(forms.Form):
    """What to download of a list of families. Numbers in clear need the right, a tick and a purpose."""

    FORMATS = [("xlsx", "XLSX"), ("csv", "CSV"), ("pdf", "PDF")]
    ROWS = [("families", _("Satu baris per keluarga")), ("persons", _("Satu baris per orang"))]

    format = forms.ChoiceField(choices=FORMATS)
    rows = forms.ChoiceField(label=pgettext_lazy("download", "Isi"), choices=ROWS, required=False)
    paper = forms.ChoiceField(choices=[("a4", "A4"), ("f4", "F4")], required=False)
    with_numbers = forms.BooleanField(label=_("Sertakan NIK dan nomor KK lengkap"), required=False)
    purpose = forms.ChoiceField(
        label=_("Untuk keperluan"), choices=[("", _("Pilih…")), *PersonalDataAccess.Purpose.choices], required=False
    )

    def __init__(self, *args, may_have_numbers, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_have_numbers:
            del self.fields["with_numbers"], self.fields["purpose"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("format") == "pdf":
            return {**cleaned, "rows": "families", "with_numbers": False}
        if cleaned.get("with_numbers") and not cleaned.get("purpose"):
            self.add_error("purpose", _("Sebutkan keperluannya, jika NIK disertakan."))
        return cleaned
