"""A person of a family."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, ModelForm, PhoneField
from core.identity import clean_digits, is_blank
from members.findings import warning
from members.forms.checks import person_findings, report
from members.models import Person

RELIGION = "members.view_religion"
FIELDS = [
    "name",
    "nik",
    "no_nik_reason",
    "sex",
    "birth_date",
    "birth_place",
    "relation",
    "marriage",
    "education",
    "job",
    "insurance",
    "presence",
    "phone",
    "religion",
    "pus_override",
]


def initial_of(person):
    """Stored values by field name, with the version; never the NIK."""
    return {name: getattr(person, name) for name in [*FIELDS, "version"] if name != "nik"}


class PersonForm(ModelForm):
    """``person`` is the one who is changed: her NIK is never shown, only replaced. Religion is asked only of those
    who may see it, and may stay unanswered."""

    personal_fields = frozenset({"nik", "religion"})
    known_person, lookalikes = None, ()

    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("16 angka. Jika belum ada, kosongkan dan pilih alasannya."),
    )
    birth_date = forms.DateField(label=_("Tanggal lahir"), required=False, widget=DateInput())
    phone = PhoneField()

    class Meta:
        model = Person
        fields = FIELDS
        widgets = {"sex": forms.RadioSelect}

    def __init__(self, *args, family=None, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.family, self.person = family, person
        self.fields["sex"].choices = Person.Sex.choices
        for name in ("relation", "marriage", "education", "job", "insurance", "no_nik_reason"):
            self.fields[name].choices = [("", _("Pilih…")), *Person._meta.get_field(name).choices]
        self.fields["no_nik_reason"].label = _("Alasan belum ada NIK")
        if family is None or not self.user.has_perm(RELIGION, family):
            del self.fields["religion"]
        if person and person.nik:
            self.fields["nik"].help_text = _(
                "Tersimpan {number}. Kosongkan jika tidak berubah, isi 0 jika ternyata belum ada."
            ).format(number=person.masked_nik)

    def clean(self):
        cleaned = super().clean()
        if self.family is None:
            return cleaned
        values = {name: cleaned.get(name) for name in FIELDS} | {"nik": self._nik()}
        facts = {"village_id": self.family.village_id, "person": self.person}
        action = "members.update_person" if self.person else "members.add_person"
        report(self, person_findings(self, values, action=action, **facts))
        before = self.person.marriage if self.person else ""
        if before and cleaned.get("marriage") != before:
            report(self, [warning("marriage", "marriage_corrected")])
        if self.person and self.person.nik and not values["nik"] and values["no_nik_reason"]:
            report(self, [warning("nik", "nik_removed")])
        return cleaned

    @property
    def merge_url(self):
        """Where her record without a number and the one that has it become one, if both are the officer's to merge."""
        known = self.known_person
        if known is None or self.person is None or self.person.nik or not self.person.is_active:
            return ""
        both = all(self.user.has_perm("members.merge_person", person) for person in (self.person, known))
        return reverse("members:merge", args=[self.person.public_id, known.public_id]) if both else ""

    def _nik(self):
        """The number that would be stored: typed, kept when nothing was typed, none for 0."""
        text = self.cleaned_data.get("nik") or ""
        if not text and self.person:
            return self.person.nik
        return "" if is_blank(text) else clean_digits(text)

    def write_args(self):
        args = super().write_args()
        args["changes"]["nik"] = self._nik()
        return args
