"""Forms of coaching visits and photographs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import MAX_BYTES
from core.forms import DateInput, Form, ModelForm
from groups.models import CoachingVisit

#: At once; a phone sends more in a second go.
MOST_PHOTOS = 6


class VisitForm(ModelForm):
    """What the officer writes after a visit."""

    class Meta:
        model = CoachingVisit
        fields = ["date", "kind", "step", "finding", "action", "due_on"]
        widgets = {"kind": forms.RadioSelect, "finding": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "step": _("Satu dari delapan langkah meningkatkan penghasilan keluarga."),
            "finding": _("Apa yang Anda lihat dan dengar. Jangan tulis NIK atau data kesehatan."),
            "action": _("Kosongkan bila tidak ada yang perlu ditindaklanjuti."),
        }

    def clean(self):
        cleaned = super().clean()
        date, due_on = cleaned.get("date"), cleaned.get("due_on")
        if due_on and not cleaned.get("action"):
            self.add_error("action", _("Sebutkan tindak lanjutnya."))
        if date and due_on and due_on < date:
            self.add_error("due_on", _("Batas waktu tidak boleh sebelum kunjungannya."))
        return cleaned


class DoneForm(Form):
    """The agreed action was done."""

    done_on = forms.DateField(label=_("Selesai pada"), widget=DateInput())
    done_note = forms.CharField(
        label=_("Hasil tindak lanjut"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures at once. What they truly are is found when they are kept."""

    widget = PhotosInput(attrs={"accept": "image/*", "data-shrink": "1600"})

    def clean(self, data, initial=None):
        photos = [super(PhotosField, self).clean(each, initial) for each in data or [None]]
        if len(photos) > MOST_PHOTOS:
            raise forms.ValidationError(_("Paling banyak {most} foto sekali kirim.").format(most=MOST_PHOTOS))
        if any(photo.size > MAX_BYTES for photo in photos):
            raise forms.ValidationError(_("Ada foto yang lebih besar dari 10 MB. Kecilkan dahulu."))
        return photos


class PhotosForm(Form):
    photos = PhotosField(
        label=_("Foto"),
        help_text=_("Boleh beberapa sekaligus, paling banyak 6. Lokasi di dalam foto dihapus."),
        error_messages={"required": _("Pilih paling sedikit satu foto."), "empty": _("Ada foto yang kosong.")},
    )
    caption = forms.CharField(label=_("Keterangan"), max_length=150, required=False)
