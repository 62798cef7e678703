"""The yearly check of the card K/0: each part is ticked as still right, then signed."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from groups import card_sheet
from regions import clock

#: Part of the card → where it stands in the form of the whole card.
ANCHORS = {
    "identity": "identitas",
    "adviser": "pembina",
    "decree": "sk",
    "funds": "dana",
    "status": "status",
    "held": "materi",
    "business": "usaha",
}


class RenewForm(Form):
    signed_on = forms.DateField(label=_("Ditandatangani pada"), widget=DateInput())
    signed_place = forms.CharField(label=_("Tempat"), max_length=60)

    def __init__(self, *args, group, committee, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.committee = group, committee
        self.parts_of_card = [part for part in card_sheet.parts(group) if part.key in ANCHORS]
        for key in [*ANCHORS, "committee", "members"]:
            self.fields[f"right_{key}"] = forms.BooleanField(
                label=_("Masih benar"),
                error_messages={"required": _("Centang setelah diperiksa bersama kelompok, atau ubah dahulu.")},
            )
        self.initial = {
            "version": group.version,
            "signed_on": clock.today(group.village_id),
            "signed_place": group.signed_place or group.village.name,
            **self.initial,
        }

    def parts(self):
        """(title, [(label, text)], box to tick, where it is changed) in the order of the card."""
        card = reverse("groups:update", args=[self.group.public_id])
        for part in self.parts_of_card:
            said = [(answer.label, answer.text) for answer in part.said]
            yield part.title, said, self[f"right_{part.key}"], f"{card}#{ANCHORS[part.key]}"
        posts = [(line.post, line.name) for line in self.committee]
        yield _("Pengurus"), posts, self["right_committee"], reverse("groups:committee", args=[self.group.public_id])
        total = [(_("Anggota aktif"), self.group.member_count)]
        yield _("Anggota"), total, self["right_members"], reverse("groups:members", args=[self.group.public_id])

    def service_args(self):
        """What services.renewal.renew_card takes."""
        args = self.write_args()
        changes = args.pop("changes")
        return {**args, "signed_on": changes["signed_on"], "signed_place": changes["signed_place"]}
