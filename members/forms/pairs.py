"""What an officer says about two records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from members.models import PersonPair

State = PersonPair.State
#: "Same" is not said here: it is done, by merging.
DECISIONS = [
    (State.DIFFERENT, _("Orang yang berbeda")),
    (State.CITY, _("Teruskan ke kabupaten/kota")),
    (State.OPEN, _("Tanyakan lagi")),
]


class PairDecisionForm(Form):
    """The button that was pressed, and a word about it."""

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=DECISIONS,
        widget=forms.HiddenInput,
        error_messages={"required": _("Pilih salah satu keputusan.")},
    )
    note = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bagaimana Anda mengetahuinya? Misalnya: sudah ditanyakan ke keluarganya."),
    )

    def write_args(self):
        args = super().write_args()
        return {"request_id": args["request_id"], **args["changes"]}
