"""The form of an exception for late entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class LateEntryForm(Form):
    """Who, until when, and why; group and month are those of the page."""

    officer = forms.ModelChoiceField(
        label=_("Petugas"),
        queryset=None,
        to_field_name="public_id",
        help_text=_(
            "Hanya petugas ini yang dapat mengisi. Yang diisi "
            "kader baru terhitung setelah PKB, yang juga diberi izin, memverifikasinya."
        ),
    )
    until = forms.DateField(label=_("Berlaku sampai"), help_text=_("Paling lama 31 hari."))
    reason = forms.CharField(
        label=_("Alasan"),
        min_length=3,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tertulis pada revisi bulan itu. Misalnya: daftar hadir baru ditemukan."),
    )

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers
