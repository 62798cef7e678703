"""Form of the list of cards that wait for approval."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class ApproveForm(Form):
    """Cards ticked in the list; only those of ``queryset`` can be chosen."""

    groups = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="public_id",
        error_messages={"required": _("Centang dahulu kelompok yang disetujui.")},
    )

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = queryset
