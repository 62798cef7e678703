"""Consents from a signed list: the photo first, then one explicit choice for each person on it."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.files import MAX_BYTES
from core.forms import DateInput, Form
from members import consent_queries
from members.models import Consent
from members.views.rows import CHANGE_PERSON
from regions import clock

ANSWER = "answer_"


class Signed(models.TextChoices):
    """What the list shows beside a name."""

    GIVEN = Consent.Answer.GIVEN.value, _("Setuju")
    REFUSED = Consent.Answer.REFUSED.value, _("Tidak")
    UNSIGNED = "unsigned", _("Belum tanda tangan")


class SignedListForm(Form):
    """The photographed list: of where, for what, of which day."""

    place = forms.ChoiceField(label=_("Tempat"))
    purpose = forms.ChoiceField(label=_("Untuk"), choices=Consent.Purpose.choices, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("Ditandatangani pada"), widget=DateInput())
    document = forms.FileField(
        label=_("Foto atau PDF daftar"),
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf", "capture": "environment"}),
        help_text=_("Nama dan tanda tangan harus terbaca. Paling besar 10 MB; lokasi pada foto dihapus."),
        error_messages={"required": _("Foto dahulu daftarnya. Tanpa itu jawaban dicatat satu per satu.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Pilih…")), *consent_queries.areas_for(self.user, CHANGE_PERSON)]
        self.fields["given_on"].initial = clock.today(self.user.home_code)

    def clean_place(self):
        area = consent_queries.Area.of(self.cleaned_data["place"], user=self.user, permission=CHANGE_PERSON)
        if area is None:
            raise forms.ValidationError(_("Pilih tempat yang ada dalam daftar."))
        self.area = area
        return self.cleaned_data["place"]

    def clean_given_on(self):
        if self.cleaned_data["given_on"] > clock.today(self.user.home_code):
            raise forms.ValidationError(_("Tanggal persetujuan tidak boleh sesudah hari ini."))
        return self.cleaned_data["given_on"]

    def clean_document(self):
        if self.cleaned_data["document"].size > MAX_BYTES:
            raise forms.ValidationError(_("Berkas terlalu besar. Paling besar 10 MB."))
        return self.cleaned_data["document"]

    def write_args(self):
        cleaned = self.cleaned_data
        return {
            "request_id": cleaned.get("request_id"),
            "upload": cleaned["document"],
            "village_id": self.area.village.pk,
            "about": (cleaned["place"], cleaned["purpose"], cleaned["given_on"]),
        }


class SignedRowsForm(Form):
    """Nothing is chosen beforehand, and there is no choice for all."""

    def __init__(self, *args, persons, **kwargs):
        super().__init__(*args, **kwargs)
        self.persons = list(persons)
        for person in self.persons:
            self.fields[f"{ANSWER}{person.pk}"] = forms.ChoiceField(
                label=person.name, choices=Signed.choices, widget=forms.RadioSelect, required=False
            )

    @staticmethod
    def keys_in(data):
        """Keys of the persons that a posted form is about."""
        keys = [name.removeprefix(ANSWER) for name in data if name.startswith(ANSWER)]
        return [int(key) for key in keys if key.isdecimal() and len(key) < 19]

    def rows(self):
        return [(person, self[f"{ANSWER}{person.pk}"]) for person in self.persons]

    @property
    def answers(self):
        """{person id: answer} of those who signed."""
        said = {person.pk: self.cleaned_data.get(f"{ANSWER}{person.pk}") for person in self.persons}
        return {key: answer for key, answer in said.items() if answer in Consent.Answer.values}
