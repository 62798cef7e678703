"""One measure of a family's welfare: what, how much, of which period, who says so."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import MAX_BYTES
from core.forms import Form
from members import welfare_queries
from members import welfare_rules as rules
from members.forms.checks import has_arrived, report
from members.models import Welfare

CHOOSE = ("", _("Pilih…"))
QUARTERS = [CHOOSE, ("1", _("I (Januari–Maret)")), ("2", _("II (April–Juni)"))]
QUARTERS += [("3", _("III (Juli–September)")), ("4", _("IV (Oktober–Desember)"))]
#: A level is chosen together with its measure, so that the choice is one and cannot be mixed up.
MARK = ":"


class WelfareForm(Form):
    """``family`` is the row, ``today`` the date at its place."""

    personal_fields = frozenset({"level", "value"})

    level = forms.ChoiceField(label=_("Ukuran dan nilai"))
    programme = forms.ChoiceField(
        label=_("Program"),
        choices=[CHOOSE, *Welfare.Programme.choices],
        required=False,
        help_text=_("Hanya untuk program perlindungan sosial."),
    )
    value = forms.DecimalField(
        label=_("Angka iBangga"),
        required=False,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text=_("Seperti tertulis pada sumbernya. Di bawah 40 rentan, 40–70 berkembang, di atas 70 tangguh."),
    )
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    quarter = forms.ChoiceField(
        label=_("Triwulan"), choices=QUARTERS, required=False, help_text=_("Hanya untuk DTSEN.")
    )
    source = forms.CharField(
        label=_("Sumber"), max_length=120, help_text=_("Misalnya: berkas DTSEN Dinas Sosial, surat 12/IX/2026.")
    )
    document = forms.FileField(
        label=_("Foto atau PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
        help_text=_("Bila ada suratnya. Paling besar 10 MB; lokasi pada foto dihapus."),
    )

    def __init__(self, *args, family, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.family, self.today = family, today
        self.fields["level"].choices = [CHOOSE, *_grouped_levels()]
        self.fields["year"].choices = [CHOOSE, *((year, year) for year in range(today.year, today.year - 12, -1))]
        self.fields["year"].initial = today.year

    def clean_document(self):
        upload = self.cleaned_data["document"]
        if upload and upload.size > MAX_BYTES:
            raise forms.ValidationError(_("Berkas terlalu besar. Paling besar 10 MB."))
        return upload

    def clean(self):
        cleaned = super().clean()
        if "level" in cleaned and "year" in cleaned and "quarter" in cleaned:
            self._check(cleaned)
        return cleaned

    def write_args(self):
        return {
            "request_id": self.cleaned_data.get("request_id"),
            "changes": self.facts,
            "document": self.cleaned_data.get("document"),
        }

    def _check(self, cleaned):
        measure, _mark, level = cleaned["level"].partition(MARK)
        self.facts = {
            "measure": measure,
            "level": level,
            "programme": cleaned.get("programme", ""),
            "value": cleaned.get("value"),
            "period": self._period(measure, cleaned),
            "source": cleaned.get("source", "").strip(),
        }
        newer = 0
        if self.facts["period"] and not has_arrived(self, "members.record_welfare"):
            newer = welfare_queries.newer_quarters(self.family.pk, self.facts["period"])
        found = rules.check_welfare(**self.facts, today=self.today, newer=newer)
        places = {"period": "quarter" if rules.MEASURES[measure].is_quarterly else "year"}
        for finding in found:
            field = places.get(finding.field, finding.field)
            if not finding.is_error:
                report(self, [finding])
            elif field not in self.errors:
                self.add_error(field, finding.text)

    def _period(self, measure, cleaned):
        if rules.MEASURES[measure].is_quarterly and not cleaned["quarter"]:
            return None
        return rules.period_of(measure, cleaned["year"], cleaned["quarter"] or None)


def _grouped_levels():
    return [
        (label, [(f"{measure}{MARK}{key}", text) for key, text in rules.levels_of(measure)])
        for measure, label in Welfare.Measure.choices
    ]
