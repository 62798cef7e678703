"""A child that was born into a family."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import DateInput, Form
from core.identity import clean_digits, is_blank
from members import life_queries, life_rules
from members.findings import TEXTS
from members.forms.checks import has_arrived, person_findings, report
from members.forms.life import RELATIONS, MemberField
from members.forms.person import PersonForm
from members.models import Person
from regions import clock


class BirthForm(Form):
    """``mother``: the key of the woman who is proposed. The number usually comes later, so that it is not asked."""

    action = "members.record_birth"
    personal_fields = frozenset({"nik"})
    known_person = None

    def __init__(self, *args, family, mother=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.family = family
        self.today = clock.today(family.village_id)
        taken = PersonForm(user=self.user).fields
        for name in ("name", "sex", "birth_date", "birth_place"):
            self.fields[name] = taken[name]
        self.fields["birth_date"] = forms.DateField(label=_("Tanggal lahir"), widget=DateInput(), initial=self.today)
        self._add_mother(mother)
        self.fields["nik"], self.fields["no_nik_reason"] = taken["nik"], taken["no_nik_reason"]
        self.fields["no_nik_reason"].initial = Person.NoNik.CHILD
        self.fields["nik"].widget.attrs["data-personal"] = ""
        self.fields["note"] = forms.CharField(label=_("Keterangan"), required=False, max_length=300)

    def _add_mother(self, proposed):
        rows = self.family.persons.active().filter(sex=Person.Sex.FEMALE).order_by("birth_date", "pk")
        self.women = {p.pk: p for p in rows if p.age is None or p.age >= life_rules.KB_FROM}
        choices = [(pk, f"{p.name} ({p.get_relation_display()})") for pk, p in self.women.items()]
        nobody = ("", _("Ibunya tidak ada dalam keluarga ini"))
        label = pgettext_lazy("mother", "Ibu")
        self.fields["mother"] = MemberField(label=label, choices=[*choices, nobody], required=False)
        self.fields["mother"].initial = proposed or ""
        self.fields["relation"] = forms.ChoiceField(
            label=_("Hubungan dengan kepala keluarga"),
            required=False,
            choices=[("", _("Menurut ibunya")), *RELATIONS],
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("birth_date") and not has_arrived(self, self.action):
            mother = self.women.get(cleaned.get("mother"))
            life = life_queries.life_of(mother) if mother else None
            if cleaned.get("mother") and mother is None:
                self.add_error("mother", TEXTS["mother_not_woman"])
            findings = life_rules.check_birth(on=cleaned["birth_date"], today=self.today, mother=life)
            report(self, [finding for finding in findings if finding.field != "on"])
            facts = {"village_id": self.family.village_id, "action": self.action}
            report(self, person_findings(self, self._values(), **facts))
        return cleaned

    def _values(self):
        names = ("name", "sex", "birth_date", "no_nik_reason")
        values = {name: self.cleaned_data.get(name) or "" for name in names}
        nik = self.cleaned_data.get("nik") or ""
        number = "" if is_blank(nik) else clean_digits(nik)
        relation = self.cleaned_data.get("relation") or Person.Relation.CHILD
        return {**values, "nik": number, "relation": relation, "marriage": Person.Marriage.SINGLE}

    def write_args(self):
        args = super().write_args()
        args.pop("version")
        args["changes"]["mother_id"] = args["changes"].pop("mother")
        return args
