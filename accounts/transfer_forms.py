"""The form that hands an officer's villages to another."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import transfer_queries
from accounts.models import User
from core.forms import Form
from regions import clock


class TransferForm(Form):
    taker = forms.ModelChoiceField(
        label=_("Diserahkan kepada"), queryset=User.objects.none(), to_field_name="public_id"
    )
    on = forms.DateField(
        label=_("Mulai"),
        help_text=_("Sejak tanggal ini penerima yang bekerja; sehari sebelumnya hari terakhir pemberi."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300, min_length=3, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, giver, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["taker"].queryset = transfer_queries.takers(giver, user)
        self.fields["taker"].label_from_instance = lambda officer: f"{officer.name} ({officer.username})"
        self.fields["on"].initial = clock.today(user.home_code) + datetime.timedelta(days=1)

    def service_args(self):
        args = self.write_args()
        changes = {"taker_id": args["changes"]["taker"].pk, "on": args["changes"]["on"]}
        return {"request_id": args["request_id"], "changes": changes | {"reason": args["changes"]["reason"]}}
