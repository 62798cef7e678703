"""What others say of a family's welfare: imported or entered with period and source, never computed here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Attachment, PublicId, Timestamped, Versioned
from members import welfare_rules
from members.models.family import Family
from regions.models import Region
from regions.scope import ScopedQuerySet


class Welfare(PublicId, Versioned, Timestamped):
    """One measure of one family for one period. A correction of the same period replaces ``level`` and keeps history.

    ``level``: DTSEN "1" to "10"; KS "pra_ks", "ks1", "ks2", "ks3", "ks3_plus"; iBangga "rentan", "berkembang",
    "tangguh"; KRS and programmes "yes", "no". A decile is relative and is never turned into rupiah.
    """

    class Measure(models.TextChoices):
        DTSEN = "dtsen", _("Desil DTSEN")
        KS = "ks", _("Tahapan Keluarga Sejahtera")
        IBANGGA = "ibangga", _("iBangga")
        KRS = "krs", _("Keluarga risiko stunting (KRS)")
        PROGRAMME = "programme", _("Program perlindungan sosial")

    class Programme(models.TextChoices):
        PKH = "pkh", "PKH"
        SEMBAKO = "sembako", _("Sembako/BPNT")
        PBI = "pbi", _("PBI JKN")
        PIP = "pip", "PIP"
        BLT_DD = "blt_dd", _("BLT Dana Desa")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="welfare")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    measure = models.CharField(pgettext_lazy("welfare", "ukuran"), max_length=10, choices=Measure.choices)
    programme = models.CharField(_("program"), max_length=10, choices=Programme.choices, blank=True)
    #: First day of the quarter (DTSEN) or of the year (all others).
    period = models.DateField(_("periode"))
    level = models.CharField(_("nilai"), max_length=12)
    #: iBangga's published value, 0 to 100.
    value = models.DecimalField(_("angka"), max_digits=5, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=120)
    document = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    SCOPE = {"region": "village_id", "dusun": "family__dusun_id", "family": "family__public_id"}
    PERSONAL = {"level", "value"}
    on_merge = {"family": "move"}
    repeats = {"family": ("village_id",)}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kesejahteraan keluarga")
        verbose_name_plural = _("kesejahteraan keluarga")
        permissions = [("import_welfare", "Import welfare measures")]
        ordering = ["-period", "measure", "programme"]
        indexes = [models.Index(fields=["village", "measure", "period"], name="welfare_village_measure")]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "measure", "programme", "period"], name="one_welfare_value_per_period"
            ),
            models.CheckConstraint(
                condition=Q(measure="programme") & ~Q(programme="") | ~Q(measure="programme") & Q(programme=""),
                name="welfare_programme_named",
                violation_error_message=_("Pilih programnya."),
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.period_text}"

    @property
    def title(self):
        """What is told: the measure, or the programme by its name."""
        return self.get_programme_display() if self.programme else self.get_measure_display()

    @property
    def level_text(self):
        return welfare_rules.level_text(self.measure, self.level)

    @property
    def period_text(self):
        return welfare_rules.period_text(self.measure, self.period)

    @classmethod
    def settle_merge(cls, moving, journal):
        """Where both families have a value for one period, the kept family's holds; the other stays where it was."""
        what = ("measure", "programme", "period")
        held = set(cls.objects.filter(family__in=moving.pairs.values()).values_list("family_id", *what))
        for pk, gone, *period in (
            cls.objects.filter(pk__in=moving.rows).order_by("pk").values_list("pk", "family_id", *what)
        ):
            value = (moving.owner(gone), *period)
            moving.stay([pk] if value in held else [])
            held.add(value)
