"""What a person may ask about her own data: a copy of all of it, or that it is taken off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import PersonalDataAccess
from core.forms import Form
from members.services.anonymise import Basis

WORD = "HAPUS"


class ExtractForm(forms.Form):
    """Why the copy is made, and whether her number stands on it in full."""

    purpose = forms.ChoiceField(
        label=_("Untuk keperluan"),
        choices=[(purpose.value, purpose.label) for purpose in PersonalDataAccess.ASKED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu.")},
    )
    with_nik = forms.BooleanField(
        label=_("Tulis NIK dan nomor KK lengkap"),
        required=False,
        help_text=_("Hanya bila orangnya sendiri yang menerima salinan ini."),
    )
    paper = forms.ChoiceField(
        label=_("Kertas"), choices=[("a4", "A4"), ("f4", "F4")], widget=forms.RadioSelect, initial="a4"
    )


class AnonymiseForm(Form):
    """On whose word, that nothing is open elsewhere, and the word that makes it certain."""

    basis = forms.ChoiceField(label=_("Atas dasar"), choices=Basis.choices, widget=forms.RadioSelect)
    no_membership = forms.BooleanField(
        label=_(
            "Sudah saya periksa: bukan anggota atau pengurus aktif kelompok mana pun, dan tidak ada pinjaman berjalan"
        ),
        error_messages={"required": _("Periksa dahulu keanggotaannya, lalu centang.")},
    )
    word = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Ketik {word} untuk memastikan").format(word=WORD)

    def clean_word(self):
        if self.cleaned_data["word"].strip() != WORD:
            raise forms.ValidationError(_("Ketik {word} dengan huruf besar.").format(word=WORD))
        return WORD

    def write_args(self):
        args = super().write_args()
        basis = args.pop("changes")["basis"]
        return {**args, "basis": basis}
