"""Who looked at whose data, what, why and when."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.assignments import NationScopedQuerySet
from core.models import AppendOnly, AppendOnlyQuerySet


class AccessQuerySet(NationScopedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    pass


class PersonalDataAccess(AppendOnly):
    """Who looked at whose data, what, why and when. Holds no name and no value."""

    class Purpose(models.TextChoices):
        VISIT = "visit", _("Kunjungan keluarga")
        MEETING = "meeting", _("Pertemuan kelompok")
        CORRECTION = "correction", _("Perbaikan data")
        VERIFICATION = "verification", _("Verifikasi laporan")
        REPORT = "report", _("Laporan dinas")
        OWN_REQUEST = "own_request", _("Permintaan orangnya sendiri")
        DAILY = "daily", _("Pekerjaan harian")

    #: What an officer may say herself; the daily line is written by the system.
    ASKED = (
        *(Purpose.VISIT, Purpose.MEETING, Purpose.CORRECTION, Purpose.VERIFICATION, Purpose.REPORT),
        Purpose.OWN_REQUEST,
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas")
    )
    model = models.CharField(_("jenis data"), max_length=60)
    object_id = models.CharField(_("data"), max_length=40, blank=True)
    fields = models.CharField(_("isian"), max_length=200)
    purpose = models.CharField(_("keperluan"), max_length=15, choices=Purpose.choices)
    note = models.CharField(_("keterangan"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("jumlah baris"), default=1)
    region_code = models.CharField(_("wilayah"), max_length=10, blank=True, db_index=True)
    at = models.DateTimeField(_("waktu"), default=timezone.now)

    SCOPE = {"region": "region_code"}

    objects = AccessQuerySet.as_manager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("akses data pribadi")
        verbose_name_plural = _("akses data pribadi")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "at"]),
            models.Index(fields=["model", "object_id"]),
            models.Index(fields=["at"], name="access_at"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.model} {self.at:%Y-%m-%d %H:%M}"
