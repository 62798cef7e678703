"""The form that entrusts a family to a kader of the companion team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import Form
from members import companion_queries


class CompanionForm(Form):
    user = forms.ModelChoiceField(
        label=_("Kader pendamping"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        help_text=_("Ia melihat dan mencatat KB dan kehamilan keluarga ini saja."),
    )

    def __init__(self, *args, family, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["user"].queryset = companion_queries.team_of(family, user)
        self.fields["user"].label_from_instance = lambda kader: f"{kader.name} ({kader.username})"

    def service_args(self):
        return {"request_id": self.cleaned_data["request_id"], "user_id": self.cleaned_data["user"].pk}
