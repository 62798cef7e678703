"""Forms of the handing over of office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import MAX_BYTES
from core.forms import DateInput, Form
from core.money import RupiahFormField
from groups import card_sheet, queries
from members.models import Person
from regions import clock

NOBODY = "kosong"


class HandoverForm(Form):
    """Which posts pass to whom; a place that is left alone stays as it is."""

    on = forms.DateField(label=_("Tanggal"), widget=DateInput())
    place = forms.CharField(label=_("Tempat"), max_length=100)
    term_ends_on = forms.DateField(
        label=_("Masa bakti pengurus baru sampai"),
        required=False,
        widget=DateInput(),
        help_text=_("Kosongkan bila kelompok tidak menentukannya."),
    )
    cash = RupiahFormField(
        label=_("Uang kas yang diserahkan"),
        required=False,
        help_text=_("Jumlah uang tunai yang dihitung bersama hari itu."),
    )
    witnesses = forms.CharField(
        label=_("Saksi"), required=False, max_length=200, help_text=_("Pisahkan dengan koma, misalnya lurah dan PKB.")
    )
    note = forms.CharField(label=_("Catatan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        members = group.memberships.filter(left_on__isnull=True).values("person_id")
        self.persons = {str(p.public_id): p for p in Person.objects.filter(pk__in=members).order_by("name_key", "pk")}
        names = [(key, person.name) for key, person in self.persons.items()]
        for slot in card_sheet.slots(group):
            self.fields[f"to_{slot['key']}"] = _successor(slot, names)
        self.initial = {
            "on": clock.today(group.village_id),
            "place": group.meeting_place or group.village.name,
            "version": queries.committee_version(group),
            **self.initial,
        }

    def places(self):
        """The bound choices of the posts, in the order of the committee."""
        return [self[name] for name in self.fields if name.startswith("to_")]

    def about(self):
        """The other bound fields that are seen."""
        return [field for field in self.visible_fields() if not field.name.startswith("to_")]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self._successors(cleaned):
            self.add_error(None, _("Pilih paling sedikit satu jabatan yang diserahkan."))
        return cleaned

    def service_args(self):
        """What services.handover.hand_over takes."""
        args = self.write_args()
        changes = {name: value for name, value in args["changes"].items() if not name.startswith("to_")}
        return {**args, "changes": {**changes, "successors": self._successors(self.cleaned_data)}}

    def _successors(self, cleaned):
        chosen = {name.removeprefix("to_"): cleaned.get(name) for name in self.fields if name.startswith("to_")}
        return {key: self.persons.get(value) for key, value in chosen.items() if value}


class DocumentForm(Form):
    """A photographed or scanned paper."""

    file = forms.FileField(
        label=_("Foto atau PDF"),
        help_text=_("Foto halaman yang sudah ditandatangani, paling besar 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": _("Pilih berkasnya."), "empty": _("Berkas ini kosong.")},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("Berkas terlalu besar. Paling besar 10 MB."))
        return upload


def _successor(slot, names):
    held = slot["line"]
    stays = _("Tetap {name}").format(name=held.name) if held else _("Tetap kosong")
    nobody = [(NOBODY, _("Belum ada pengganti"))] if held else []
    field = forms.ChoiceField(label=slot["label"], required=False, choices=[("", stays), *nobody, *names])
    field.is_wanted = True  # not called optional: to leave it as it is is an answer
    return field
