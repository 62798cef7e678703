"""Where data come from, and the code lists of form years."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    PK = "pk", _("Pendataan Keluarga")
    VILLAGE = "village", _("Data Desa/Kelurahan")
    MANUAL = "manual", _("Dicatat petugas")
    GROUP = "group", _("Pendaftaran kelompok")


class CodeValue(models.Model):
    """A code list of a form year: our stable key beside the number that a form or sheet uses."""

    class Scheme(models.TextChoices):
        PK15 = "pk15", "PK15"
        PK21 = "pk21", "PK21"
        SHDK = "shdk", _("Dukcapil/desa")

    field = models.CharField(_("isian"), max_length=30)
    scheme = models.CharField(_("daftar"), max_length=10, choices=Scheme.choices)
    code = models.CharField(_("kode"), max_length=10)
    key = models.CharField(_("kunci"), max_length=30)
    label = models.CharField(_("sebutan"), max_length=100)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kode isian")
        verbose_name_plural = _("kode isian")
        ordering = ["field", "scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["field", "scheme", "code"], name="one_key_per_code")]

    def __str__(self):
        return f"{self.field} {self.scheme} {self.code} = {self.key}"
