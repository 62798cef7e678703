"""Coaching visits of officers, and photographs of meetings and visits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Attachment, PublicId, Timestamped, Versioned
from groups.models.group import Group
from groups.models.meeting import Meeting
from regions.models import Region
from regions.scope import ScopedQuerySet


class CoachingVisit(PublicId, Versioned, Timestamped):
    """An officer's visit: what she found, what was agreed, until when, and whether it was done.

    ``step`` is one of the eight working steps of the 2015 handbook of the directorate (8 Langkah Meningkatkan
    Penghasilan Keluarga).
    """

    class Kind(models.TextChoices):
        GROUP = "group", _("Kunjungan ke kelompok")
        HOME = "home", _("Kunjungan ke rumah anggota")
        EXCHANGE = "exchange", _("Kunjungan ke kelompok lain")

    class Step(models.IntegerChoices):
        FORM = 1, _("Membentuk kelompok")
        MARKET = 2, _("Mencari pasar")
        BUSINESS = 3, _("Memilih usaha")
        CAPITAL = 4, _("Menggalang modal")
        PRODUCE = 5, _("Berproduksi")
        SELL = 6, _("Memasarkan")
        BOOKS = 7, _("Mengelola administrasi dan keuangan")
        PARTNERS = 8, _("Mencari mitra")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="visits")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas")
    )
    date = models.DateField(_("tanggal"))
    kind = models.CharField(_("jenis kunjungan"), max_length=8, choices=Kind.choices, default=Kind.GROUP)
    step = models.PositiveSmallIntegerField(_("langkah yang dibina"), choices=Step.choices)
    finding = models.TextField(_("temuan"), max_length=1000)
    action = models.CharField(_("tindak lanjut yang disepakati"), max_length=300, blank=True)
    due_on = models.DateField(_("selesai paling lambat"), null=True, blank=True)
    done_on = models.DateField(_("selesai pada"), null=True, blank=True)
    done_note = models.CharField(_("hasil tindak lanjut"), max_length=300, blank=True)

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "keep"}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kunjungan pembinaan")
        verbose_name_plural = _("kunjungan pembinaan")
        permissions = [("record_visit", "Record coaching visits")]
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["village", "date"], name="visit_village_date"),
            models.Index(fields=["officer", "date"], name="visit_officer_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | ~Q(action=""),
                name="visit_due_with_action",
                violation_error_message=_("Sebutkan tindak lanjutnya."),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=models.F("date")),
                name="visit_done_after_visit",
                violation_error_message=_("Tindak lanjut tidak mungkin selesai sebelum kunjungannya."),
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.date}"

    def get_absolute_url(self):
        return reverse("groups:visit_detail", args=[self.public_id])


class Photo(PublicId):
    """A photograph of a meeting or of a visit; re-encoded, without its location."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="photos")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    visit = models.ForeignKey(CoachingVisit, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    #: The same picture for a list on a phone; None where the photo is small already.
    small = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("keterangan"), max_length=150, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "keep"}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, visit__isnull=False) | Q(meeting__isnull=False, visit__isnull=True),
                name="photo_of_one_occasion",
            )
        ]

    def __str__(self):
        return f"{self.group_id} {self.pk}"
