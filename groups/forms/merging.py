"""Merging two groups, and saying that two are two."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form, ReasonForm
from groups import merge_queries
from groups.models import Group


class TargetField(forms.ModelChoiceField):
    def label_from_instance(self, group):
        return f"{group.name} · {group.village.name}"


class MergeForm(ReasonForm):
    """Where the members of ``group`` go, from which day, and why."""

    target = TargetField(Group.objects.none(), label=_("Digabungkan ke"), to_field_name="public_id")
    on = forms.DateField(label=_("Mulai tanggal"), widget=DateInput())

    field_order = ["target", "on", "reason"]

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = merge_queries.targets(self.user, group)
        self.fields["target"].help_text = _("Kelompok aktif di kecamatan yang sama.")


class DifferentForm(Form):
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=300)
