"""A family: its place, card and contact; on a new one, its head as well."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PhoneField
from core.identity import clean_digits, is_blank
from members import queries, rules
from members.findings import warning
from members.forms.checks import has_arrived, person_findings, report
from members.forms.person import PersonForm
from members.forms.place import PlaceForm
from members.models import Person

DIGITS = {"inputmode": "numeric"}


def initial_of(family):
    """Stored values by field name, with the version; never the card number."""
    names = ("village", "dusun", "rt", "address", "phone", "kki", "kind", "is_resident", "version")
    return {name: getattr(family, f"{name}_id" if name in ("village", "dusun") else name) for name in names}


class FamilyForm(PlaceForm):
    """``family`` is the one that is changed; its card number is never shown, only replaced."""

    #: Under which a service claims the one-time id.
    action = ""

    personal_fields = frozenset({"kk_number", "kki"})

    kk_number = forms.CharField(
        label=_("Nomor KK"),
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs=DIGITS),
        help_text=_("16 angka pada Kartu Keluarga. Boleh kosong."),
    )
    phone = PhoneField()

    class Meta(PlaceForm.Meta):
        fields = ["village", "dusun", "rt", "address", "phone", "kk_number", "kki", "kind", "is_resident"]
        help_texts = {"is_resident": _("Tinggal 6 bulan atau lebih, atau berniat menetap.")}

    def __init__(self, *args, family=None, **kwargs):
        self.family = family
        super().__init__(*args, **kwargs)
        if family and family.kk_number:
            self.fields["kk_number"].help_text = _(
                "Tersimpan {number}. Kosongkan jika tidak berubah, isi 0 untuk menghapus."
            ).format(number=family.masked_kk)

    def clean_kk_number(self):
        text = self.cleaned_data["kk_number"]
        return text if is_blank(text) else clean_digits(text)

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("kk_number")
        if number and not is_blank(number):
            report(self, rules.check_kk(number, districts=queries.known_districts(number)))
            used = queries.family_with_kk(number, by=self.user, besides=self.family and self.family.pk)
            if used and not has_arrived(self, self.action):
                report(self, [warning("kk_number", "kk_used", name=used.head_name)])
        return cleaned

    def write_args(self):
        args = super().write_args()
        if self.family and not args["changes"]["kk_number"]:
            del args["changes"]["kk_number"]
        return args


class FamilyUpdateForm(FamilyForm):
    permission = "members.change_family"
    action = "members.update_family"


class NewFamilyForm(FamilyForm):
    """A family and its head on one short page; the rest is filled in later."""

    action = "members.create_family"
    HEAD = ("name", "nik", "no_nik_reason", "sex", "birth_date", "marriage")

    personal_fields = FamilyForm.personal_fields | {"head_nik"}
    known_person, lookalikes = None, ()

    class Meta(PlaceForm.Meta):
        fields = ["village", "dusun", "rt", "address", "phone", "kk_number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        head = PersonForm(user=self.user)
        for name in self.HEAD:
            self.fields[f"head_{name}"] = head.fields[name]
        self.fields["head_nik"].widget.attrs["data-personal"] = ""

    def clean(self):
        cleaned = super().clean()
        head = self._head()
        if self.village:
            findings = person_findings(self, head, village_id=self.village.pk, action=self.action)
            report(self, findings, prefix="head_")
        return cleaned

    def _head(self):
        values = {name: self.cleaned_data.get(f"head_{name}") for name in self.HEAD}
        nik = values["nik"] or ""
        values["nik"] = "" if is_blank(nik) else clean_digits(nik)
        return {**values, "relation": Person.Relation.HEAD}

    def write_args(self):
        """``request_id``, ``changes`` and ``head`` for services.create_family."""
        args = super().write_args()
        changes = {name: value for name, value in args["changes"].items() if not name.startswith("head_")}
        return {"request_id": args["request_id"], "changes": changes, "head": self._head()}
