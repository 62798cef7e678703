"""Regions from province to village, what lies under a village, what became of old codes, what changed where."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.scope import SMALL, ScopedQuerySet, is_practice, scope_of


class RegionQuerySet(ScopedQuerySet):
    def villages(self):
        return self.filter(level=Region.Level.VILLAGE)

    def current(self):
        return self.filter(valid_to__isnull=True)

    def visible_to(self, user, permission):
        """Regions inside the scope, for pickers. A dusun, a group or a family opens the village that it lies in."""
        places = user.places(permission)
        around = {place.region_code for place in places if place.kind in SMALL}
        return self.filter(scope_of(places).q_of_regions() | Q(pk__in=around))


class Region(models.Model):
    """``code`` is the Kemendagri code without dots: 2, 4, 6 or 10 digits."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Provinsi")
        REGENCY = 2, _("Kabupaten/Kota")
        DISTRICT = 3, _("Kecamatan")
        VILLAGE = 4, _("Desa/Kelurahan")

    code = models.CharField(_("kode"), max_length=10, primary_key=True)
    name = models.CharField(_("nama"), max_length=100)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    bps_code = models.CharField(_("kode BPS"), max_length=10, blank=True)
    is_kampung_kb = models.BooleanField(_("Kampung KB"), default=False)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)

    SCOPE = {"region": "code"}

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="region_level_code")]

    def __str__(self):
        return self.name

    @property
    def is_practice(self):
        """Practice regions are outside every count."""
        return is_practice(self.code)

    @property
    def dotted_code(self):
        parts = [self.code[a:b] for a, b in ((0, 2), (2, 4), (4, 6), (6, 10)) if self.code[a:b]]
        return ".".join(parts)

    @property
    def is_kelurahan(self):
        """In a village code the seventh digit is 1 for a kelurahan, 2 for a desa, 3 for a desa adat."""
        return self.level == self.Level.VILLAGE and self.code[6] == "1"

    @property
    def parent_code(self):
        return {2: "", 4: self.code[:2], 6: self.code[:4], 10: self.code[:6]}[len(self.code)]


class RegionChange(models.Model):
    """An area split, merged or renamed by decree. Many old codes may become many new ones."""

    old = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successors", db_constraint=True)
    new = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField(_("sejak"))
    source = models.CharField(_("dasar hukum"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("perubahan wilayah")
        verbose_name_plural = _("perubahan wilayah")
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="one_region_change")]

    def __str__(self):
        return f"{self.old_id} → {self.new_id} ({self.on})"


class Dusun(models.Model):
    """What lies under a village: a dusun in a desa, an RW in a kelurahan."""

    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="dusun")
    name = models.CharField(_("nama"), max_length=60)
    is_active = models.BooleanField(_("aktif"), default=True)

    SCOPE = {"region": "village_id", "dusun": "pk"}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dusun/RW")
        verbose_name_plural = _("dusun/RW")
        ordering = ["village_id", "name"]
        constraints = [models.UniqueConstraint(fields=["village", "name"], name="one_dusun_name_per_village")]

    def __str__(self):
        return self.name


class Change(models.Model):
    """What changed where: one plain row for each write, folded upwards later. No unique key, on purpose."""

    village_id = models.CharField(max_length=10)
    month = models.DateField()
    subject = models.CharField(max_length=30)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.village_id} {self.month:%Y-%m} {self.subject}"
