"""A family, its place and its card."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField, lookup_hashes
from core.identity import mask
from core.models import PublicId, Timestamped, Versioned
from core.search import SearchTrigger, containing
from members.models.lists import Source
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet

DIGITS_3 = RegexValidator(r"^\d{1,3}$", _("Isi dengan angka, paling banyak tiga."))


class FamilyQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def named(self, text):
        """Families whose members' names contain every word of ``text``; two words may be of two members."""
        return containing(self, "search_key", text)

    def with_kk(self, number):
        return self.filter(kk_hash__in=lookup_hashes(number))


class Family(PublicId, Versioned, Timestamped):
    """A family as the programme counts it. Card number and KKI may be missing; a card may hold two families."""

    class Kind(models.TextChoices):
        COMPLETE = "lengkap", _("Keluarga lengkap")
        SPECIAL = "khusus", _("Keluarga khusus")

    village = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="families", verbose_name=_("Desa/Kelurahan")
    )
    dusun = models.ForeignKey(
        Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="families", verbose_name=_("dusun/RW")
    )
    rw = models.CharField("RW", max_length=3, blank=True, validators=[DIGITS_3])
    rt = models.CharField("RT", max_length=3, blank=True, validators=[DIGITS_3])
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)
    kki = models.CharField(_("KKI"), max_length=30, blank=True, db_index=True)
    kk_number = EncryptedTextField(_("nomor KK"), blank=True)
    kk_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    kind = models.CharField(_("jenis keluarga"), max_length=10, choices=Kind.choices, default=Kind.COMPLETE)
    is_resident = models.BooleanField(_("menetap"), default=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    source_year = models.PositiveSmallIntegerField(_("tahun data"), null=True, blank=True)
    head_name = models.CharField(_("kepala keluarga"), max_length=100, editable=False)
    name_key = models.CharField(max_length=100, editable=False)
    search_key = models.TextField(editable=False, default="")
    member_count = models.PositiveSmallIntegerField(_("jumlah anggota"), default=0, editable=False)
    is_active = models.BooleanField(_("aktif"), default=True)
    inactive_reason = models.CharField(_("alasan nonaktif"), max_length=300, blank=True)
    #: The family that this record was merged into; its address leads there.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(_("isian lain"), default=dict, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "dusun_id", "family": "public_id"}
    PERSONAL = {"kk_number", "phone", "address"}
    TRIGGERS = (SearchTrigger("search_key"),)
    on_merge = {"merged_into": "move"}

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("keluarga")
        verbose_name_plural = _("keluarga")
        permissions = [
            ("import_families", "Import families"),
            ("export_family", "Export families"),
            ("view_family_masked", "See families masked"),
        ]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="family_list"),
            models.Index(fields=["dusun", "name_key", "id"], name="family_dusun"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True) | ~Q(inactive_reason=""),
                name="family_inactive_with_reason",
                violation_error_message=_("Sebutkan alasan menonaktifkan keluarga."),
            )
        ]

    def __str__(self):
        return self.head_name

    def get_absolute_url(self):
        return reverse("members:detail", args=[self.public_id])

    @property
    def masked_kk(self):
        return mask(self.kk_number)

    @property
    def place_text(self):
        """In a kelurahan RT and RW (``RT 003/RW 002``), in a desa the dusun."""
        if self.village_id[6:7] != "1":
            return self.dusun.name if self.dusun_id else ""
        parts = [f"RT {self.rt}" if self.rt else "", f"RW {self.rw}" if self.rw else ""]
        return "/".join(filter(None, parts)) or (self.dusun.name if self.dusun_id else "")

    @property
    def place_line(self):
        """Where to find the family, in one line."""
        return " · ".join(filter(None, (self.address, self.place_text)))
