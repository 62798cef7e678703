"""Forms of the register R/I/UPPKA."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class HandInForm(Form):
    """Hand in the month: with its meetings, or as a zero report with the reason."""

    is_zero = forms.BooleanField(label=_("Tidak ada kegiatan bulan ini"), required=False)
    zero_reason = forms.CharField(
        label=_("Alasan tidak ada kegiatan"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Misalnya: masa panen, anggota ke kebun."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_zero") and not cleaned.get("zero_reason"):
            self.add_error("zero_reason", _("Sebutkan alasan tidak ada kegiatan."))
        if not cleaned.get("is_zero"):
            cleaned["zero_reason"] = ""
        return cleaned


class VerifyForm(Form):
    """Registers ticked in the list; only those that this officer may verify can be chosen."""

    registers = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="public_id",
        error_messages={"required": _("Centang dahulu R/I yang diverifikasi.")},
    )

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registers"].queryset = queryset


class SigaForm(Form):
    """Tick or untick that the register was copied into SIGA."""

    entered = forms.BooleanField(required=False)


class CloseForm(Form):
    """Close a month; or open it again, which needs a reason. ``act`` says which the page offered: sent a second time,
    "tutup" must not be taken for its opposite. A month with late data is closed anew, with a button of that name."""

    CLOSE, REOPEN = "tutup", "buka"

    act = forms.ChoiceField(choices=[(CLOSE, CLOSE), (REOPEN, REOPEN)], widget=forms.HiddenInput, required=False)

    def __init__(self, *args, is_closed, **kwargs):
        super().__init__(*args, **kwargs)
        offered = self.REOPEN if is_closed else self.CLOSE
        self.fields["act"].initial = offered
        self.reopens = (self.data.get("act") or offered) == self.REOPEN
        if self.reopens:
            self.fields["reason"] = forms.CharField(
                label=_("Alasan membuka kembali"),
                min_length=3,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
