"""As much of a person as stands in a form that is not finished yet."""

from django import forms

from core.forms import Form
from core.identity import clean_digits, is_blank
from members.models import Person
from regions.models import Region

HEAD = "head_"
ADD_FAMILY = "members.add_family"


class TypedPersonForm(Form):
    """Of a new family's form the fields of its head count, and the village that is chosen there. What cannot be read
    yet is left out."""

    name = forms.CharField(max_length=100)
    sex = forms.ChoiceField(choices=Person.Sex.choices, required=False)
    birth_date = forms.DateField(required=False)
    nik = forms.CharField(max_length=25, required=False)
    relation = forms.ChoiceField(choices=Person.Relation.choices, required=False)
    village = forms.ModelChoiceField(queryset=Region.objects.none(), required=False)

    def __init__(self, data, *, family, **kwargs):
        self.family = family
        if family is None:
            head = {name.removeprefix(HEAD): data[name] for name in data if name.startswith(HEAD)}
            data = {**head, "village": data.get("village"), "relation": Person.Relation.HEAD}
        super().__init__(data, **kwargs)
        self.fields["village"].queryset = Region.objects.villages().visible_to(self.user, ADD_FAMILY)

    def is_valid(self):
        """Enough to ask: a name, and where."""
        super().is_valid()
        return bool(self.cleaned_data.get("name") and self.village_id)

    @property
    def village_id(self):
        if self.family:
            return self.family.village_id
        village = self.cleaned_data.get("village")
        return village.pk if village else ""

    @property
    def values(self):
        nik = self.cleaned_data.get("nik") or ""
        return {**self.cleaned_data, "nik": "" if is_blank(nik) else clean_digits(nik)}
