"""Forms of the group's own books. Each is given its ``group``."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form, ModelForm
from groups import code_lists
from groups.models import GuestBookEntry, InventoryItem, ListValue, PlannedActivity, Training
from members.models import Person
from regions import clock


class BookForm(ModelForm):
    """A line of a book. ``dates`` begin with today in a new line."""

    dates: tuple[str, ...] = ()

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.today = group, clock.today(group.village_id)
        if not self.instance.pk:
            self.initial = {**dict.fromkeys(self.dates, self.today), **self.initial}


class PlanForm(BookForm):
    class Meta:
        model = PlannedActivity
        fields = ["year", "month", "activity", "target", "cost", "person_in_charge"]
        help_texts = {
            "activity": _("Misalnya pelatihan kemasan, pameran, atau pertemuan dengan dinas."),
            "month": _("Kosongkan bila bulannya belum ditentukan."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", self.today.year)

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not self.today.year - 10 <= year <= self.today.year + 1:
            raise forms.ValidationError(_("Isi tahun rencana, paling jauh tahun depan."))
        return year


class OutcomeForm(Form):
    """What came of a planned activity."""

    state = forms.ChoiceField(
        label=_("Apa hasilnya?"), choices=PlannedActivity.State.choices[1:], widget=forms.RadioSelect
    )
    done_on = forms.DateField(
        label=_("Terlaksana pada"), required=False, widget=DateInput(), help_text=_("Isi bila terlaksana.")
    )
    outcome = forms.CharField(
        label=_("Hasil"),
        required=False,
        max_length=300,
        help_text=_("Bila tidak jadi, tulis mengapa."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == PlannedActivity.State.DONE and not cleaned.get("done_on"):
            self.add_error("done_on", _("Isi tanggal terlaksananya."))
        if cleaned.get("state") == PlannedActivity.State.DROPPED:
            cleaned["done_on"] = None
            if not cleaned.get("outcome"):
                self.add_error("outcome", _("Sebutkan mengapa tidak jadi."))
        return cleaned


class ItemForm(BookForm):
    class Meta:
        model = InventoryItem
        fields = [
            "name",
            "quantity",
            "unit",
            "source",
            "source_note",
            "acquired_year",
            "condition",
            "value",
            "kept_by",
        ]
        widgets = {"condition": forms.RadioSelect}
        help_texts = {
            "unit": _("Misalnya buah, set, atau meter."),
            "source_note": _("Misalnya nama pemberi dan nomor berita acara."),
            "value": _("Perkiraan harga sekarang."),
        }

    def clean_acquired_year(self):
        year = self.cleaned_data["acquired_year"]
        if year and not 1950 <= year <= self.today.year:
            raise forms.ValidationError(_("Isi tahun perolehan, tidak setelah tahun ini."))
        return year

    def clean_quantity(self):
        if not self.cleaned_data["quantity"]:
            raise forms.ValidationError(_("Jumlah paling sedikit 1. Barang yang habis dikeluarkan dari daftar."))
        return self.cleaned_data["quantity"]


class LeavingForm(Form):
    """A thing leaves the inventory."""

    removed_on = forms.DateField(label=_("Keluar pada"), widget=DateInput())
    removed_reason = forms.CharField(
        label=_("Alasan"), max_length=200, min_length=3, help_text=_("Misalnya rusak, hilang, atau dikembalikan.")
    )


class GuestForm(BookForm):
    dates = ("date",)

    class Meta:
        model = GuestBookEntry
        fields = ["date", "name", "institution", "purpose", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}


class TrainingForm(BookForm):
    """``person`` is a member of today, or whom the line names already."""

    dates = ("on",)

    class Meta:
        model = Training
        fields = ["person", "kind", "title", "on", "days", "organiser", "certificate"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = self.group.memberships.filter(left_on__isnull=True).values("person_id")
        among = Person.objects.filter(pk__in=members) | Person.objects.filter(pk=self.instance.person_id)
        self.fields["person"] = forms.ModelChoiceField(
            label=_("Anggota"),
            queryset=among.order_by("name_key", "pk"),
            to_field_name="public_id",
            empty_label=_("Pilih anggota"),
            error_messages={"required": _("Pilih dahulu.")},
        )
        if self.instance.person_id:
            self.initial["person"] = self.instance.person.public_id
        kinds = code_lists.choices_of(ListValue.List.TRAINING)[ListValue.List.TRAINING]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Pelatihan"),
            choices=kinds,
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih dahulu.")},
        )

    def clean_days(self):
        if not 1 <= self.cleaned_data["days"] <= 365:
            raise forms.ValidationError(_("Lama pelatihan antara 1 dan 365 hari."))
        return self.cleaned_data["days"]
