"""Choosing the other record, and choosing column by column what the one that stays shall say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Stale
from core.forms import Form
from members import merge_queries, merge_rules
from members.forms.checks import has_arrived, report
from members.forms.picker import PersonPickerField
from members.models import Person
from members.services.merging import PERMISSION, values_of

CHECK = {"class": "form-check-input"}


class OtherRecordForm(forms.Form):
    """With which record? Asked by GET."""

    other = PersonPickerField(label=_("Catatan lain tentang orang yang sama"))

    def __init__(self, *args, user, person, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["other"].limit_to(user, PERMISSION, back=back)

    def clean_other(self):
        other = self.cleaned_data["other"]
        if other == self.person:
            raise forms.ValidationError(_("Ini catatan yang sama. Pilih catatan yang lain."))
        return other


class MergeForm(Form):
    """A choice for each column of two records. Those that say the same are not drawn, and may still be sent: a form
    that arrives a second time finds the records merged already."""

    personal_fields = frozenset({"nik", "religion"})

    def __init__(self, *args, kept, gone, preview, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.gone = kept, gone
        columns = merge_queries.shown_columns(self.user, (kept, gone))
        self.lines = merge_queries.lines(kept, gone, columns)
        settled = merge_rules.settle(values_of(kept), values_of(gone), {})
        for name in columns:
            texts = merge_queries.texts_of(kept, gone, name)
            sides = list(zip((merge_rules.KEPT, merge_rules.GONE), texts, strict=True))
            label = merge_queries.label_of(name)
            self.fields[name] = forms.ChoiceField(
                label=label, choices=sides, initial=settled[name], required=False, widget=forms.RadioSelect(CHECK)
            )
        self.fields["new_head"] = self._new_head(preview.heirs)
        self.fields["gone_version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.initial |= {"version": kept.version, "gone_version": gone.version}

    def _new_head(self, heirs):
        family = Person.objects.filter(family=self.gone.family).exclude(pk=self.gone.pk)
        field = forms.ModelChoiceField(
            family.order_by("pk"),
            label=_("Kepala keluarga yang baru di keluarga {name}").format(name=self.gone.family.head_name),
            to_field_name="public_id",
            required=False,
            initial=heirs[0].public_id if heirs else None,
            widget=forms.RadioSelect(CHECK),
            empty_label=None,
        )
        field.choices = [(heir.public_id, heir.name) for heir in heirs]
        return field

    @property
    def differing(self):
        """The bound fields of columns in which the records differ."""
        return [self[line.name] for line in self.lines if line.differs]

    @property
    def same(self):
        """(label, text) of what both say alike."""
        return [(line.label, line.kept) for line in self.lines if not line.differs]

    def clean(self):
        cleaned = super().clean()
        if not has_arrived(self, "members.merge_persons"):
            report(self, merge_queries.findings(self.kept, self.gone))
        return cleaned

    def write_args(self):
        args = super().write_args()
        changes = args.pop("changes")
        head, gone_version = changes.pop("new_head"), changes.pop("gone_version")
        return {
            **args,
            "gone_version": gone_version,
            "chosen": {name: side for name, side in changes.items() if side},
            "new_head_id": head.pk if head else None,
            "passed_warnings": self.passed_warnings,
        }

    def refuse(self, error, now=None):
        super().refuse(error, now={"version": self.kept.version})
        if isinstance(error, Stale):
            self._replace("gone_version", self.gone.version)
