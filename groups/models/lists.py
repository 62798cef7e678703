"""The lists of the group card."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Adviser(models.TextChoices):
    """Who accompanies a group or speaks at a meeting: the list of the group card."""

    PPLKB = "pplkb", "PPLKB"
    PKB = "pkb", "PKB/PLKB"
    PPKBD = "ppkbd", "PPKBD"
    SUB_PPKBD = "sub_ppkbd", "Sub-PPKBD"
    OTHER = "other", pgettext_lazy("choice", "Lainnya")


class ListValue(models.Model):
    """An entry of a list on the group card (funds, integration, kinds of business …); changed in the admin."""

    class List(models.TextChoices):
        FUND = "fund", _("Sumber dana")
        INTEGRATION = "integration", _("Keterpaduan")
        BUSINESS = "business", _("Jenis usaha")
        CAPITAL = "capital", _("Sumber modal")
        TOPIC = "topic", _("Materi penyuluhan")
        EQUIPMENT = "equipment", _("Sarana")
        TRAINING = "training", _("Pelatihan pengurus")

    list = models.CharField(_("daftar"), max_length=15, choices=List.choices)
    key = models.CharField(_("kunci"), max_length=30)
    label = models.CharField(_("sebutan"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("isi daftar")
        verbose_name_plural = _("isi daftar")
        ordering = ["list", "order", "label"]
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="one_key_per_list")]

    def __str__(self):
        return self.label
