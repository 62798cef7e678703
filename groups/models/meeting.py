"""Meetings, attendance and guests."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped, Versioned
from groups.models.group import Group
from groups.models.lists import Adviser
from groups.models.membership import Membership
from regions.models import Region
from regions.scope import ScopedQuerySet


class MeetingQuerySet(ScopedQuerySet):
    def in_month(self, month):
        return self.filter(date__gte=month.first, date__lte=month.last)

    def held(self):
        return self.filter(state=Meeting.State.HELD)


class Meeting(PublicId, Versioned, Timestamped):
    """A meeting of a group: planned, held, moved or called off."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        HELD = "held", _("Terlaksana")
        CALLED_OFF = "called_off", _("Dibatalkan")

    class Kind(models.TextChoices):
        ROUTINE = "routine", _("Rutin")
        COUNSELLING = "counselling", _("Penyuluhan")
        TRAINING = "training", _("Pelatihan")
        PRODUCTION = "production", _("Produksi")
        ASSEMBLY = "assembly", _("Rapat anggota")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.HELD)
    date = models.DateField(_("tanggal"))
    #: The routine day that this meeting stands for, when it was moved or called off.
    scheduled_for = models.DateField(_("jadwal semula"), null=True, blank=True)
    called_off_reason = models.CharField(_("alasan batal atau pindah"), max_length=300, blank=True)
    place = models.CharField(_("tempat"), max_length=100, blank=True)
    kind = models.CharField(_("jenis pertemuan"), max_length=12, choices=Kind.choices, default=Kind.ROUTINE)
    topic = models.CharField(_("materi"), max_length=30, blank=True)
    topic_note = models.CharField(_("uraian materi"), max_length=200, blank=True)
    speaker_kind = models.CharField(_("narasumber"), max_length=10, choices=Adviser.choices, blank=True)
    speaker_other = models.CharField(_("narasumber lain"), max_length=60, blank=True)
    speaker_name = models.CharField(_("nama narasumber"), max_length=100, blank=True)
    has_discussion = models.BooleanField(_("ada diskusi"), default=False)
    minutes = models.TextField(_("notulen"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "keep"}

    objects = MeetingQuerySet.as_manager()

    #: Told in the history only to who may see names.
    NAMES_PEOPLE = {"minutes"}

    class Meta:
        verbose_name = _("pertemuan")
        verbose_name_plural = _("pertemuan")
        permissions = [("record_meeting", "Record meetings")]
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["group", "date"], name="meeting_group_date"),
            models.Index(fields=["village", "date"], name="meeting_village_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_reason=""),
                name="meeting_called_off_with_reason",
                violation_error_message=_("Sebutkan alasan pembatalan."),
            )
        ]

    def __str__(self):
        return f"{self.group_id} {self.date}"

    def get_absolute_url(self):
        return reverse("groups:meeting_detail", args=[self.public_id])


class Attendance(models.Model):
    """One member at one meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Hadir")
        REPRESENTED = "represented", _("Diwakili")
        EXCUSED = "excused", _("Izin")
        SICK = "sick", _("Sakit")
        ABSENT = "absent", _("Alpa")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(_("kehadiran"), max_length=12, choices=Status.choices)

    on_merge = {"membership": "move"}

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_per_member")]

    def __str__(self):
        return f"{self.meeting_id} {self.membership_id} {self.status}"

    @classmethod
    def settle_merge(cls, moving, journal):
        """Where both records of a member have a status, the other's stays as it was written down."""
        taken = set(cls.objects.filter(membership__in=moving.pairs.values()).values_list("meeting_id", "membership_id"))
        for pk, meeting_id in cls.objects.filter(pk__in=moving.rows).order_by("pk").values_list("pk", "meeting_id"):
            place = meeting_id, moving.rows[pk]
            moving.stay([pk] if place in taken else [])
            taken.add(place)


class Guest(models.Model):
    """A visitor at a meeting, counted apart from the members."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("nama"), max_length=100)
    institution = models.CharField(_("asal"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("tamu")
        verbose_name_plural = _("tamu")
        ordering = ["pk"]

    def __str__(self):
        return self.name
