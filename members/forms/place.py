"""Where a family lives: the village, and a dusun in a desa or RW and RT in a kelurahan."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.forms import ModelForm
from members.models import Family
from regions.models import Dusun, Region
from regions.scope import sees_whole


class PlaceForm(ModelForm):
    """The place fields of a family. The choice of dusun follows the village; who works in one dusun sees only hers.

    ``permission`` limits both choices. A village in ``initial`` or in the posted data decides what is asked.
    """

    permission = "members.add_family"

    dusun_name = forms.CharField(
        label=_("Belum ada dalam daftar?"),
        required=False,
        max_length=60,
        help_text=_("Tulis namanya, lalu dicatat sekali untuk semua."),
    )

    class Meta:
        model = Family
        fields = ["village", "dusun", "rt"]

    field_order = ["village", "dusun", "dusun_name", "rt"]
    #: Redrawn when another village is chosen (members/_place_fields.html).
    place_fields = ("dusun", "dusun_name", "rt")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Region.objects.villages().visible_to(self.user, self.permission).order_by("code")
        field = self.fields["village"]
        field.queryset, field.label, field.empty_label = villages, _("Desa/Kelurahan"), _("Pilih…")
        field.widget.attrs |= {
            "hx-get": reverse_lazy("members:place_fields"),
            "hx-target": "#place-fields",
            "hx-trigger": "change",
        }
        self.village = self._village(villages)
        if self.village and not self.is_bound:
            self.initial["village"] = self.village.pk
        self._follow(self.village)

    def _village(self, villages):
        """The village asked about; the only one, where there is no other."""
        code = self.data.get(self.add_prefix("village")) if self.is_bound else self.initial.get("village")
        if code:
            return villages.filter(pk=str(code)).first()
        few = list(villages[:2])
        return few[0] if len(few) == 1 else None

    def _follow(self, village):
        dusun = self.fields["dusun"]
        dusun.queryset, dusun.label, dusun.empty_label = Dusun.objects.none(), _("Dusun/RW"), _("Pilih…")
        if village is None:
            dusun.help_text = _("Pilih desa/kelurahan dahulu.")
            del self.fields["dusun_name"], self.fields["rt"]
            return
        dusun.queryset = Dusun.objects.visible_to(self.user, self.permission).filter(village=village, is_active=True)
        dusun.label = _("RW") if village.is_kelurahan else _("Dusun")
        if not village.is_kelurahan:
            del self.fields["rt"]
        if not sees_whole(self.user, self.permission, village.pk):
            dusun.required = True
            dusun.empty_label = None if dusun.queryset.count() == 1 else dusun.empty_label
            del self.fields["dusun_name"]

    def write_args(self):
        """``changes`` hold keys, not rows: village_id and dusun_id."""
        args = super().write_args()
        changes = args["changes"]
        for name in ("village", "dusun"):
            row = changes.pop(name, None)
            changes[f"{name}_id"] = row.pk if row else None
        if self.village and not self.village.is_kelurahan:
            changes["rt"] = ""
        return {**args, "changes": {**changes, "rw": ""}}  # the service reads the RW off its dusun
