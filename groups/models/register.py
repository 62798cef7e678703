"""The month's register R/I/UPPKA and the closing of months."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import AppendOnly, PublicId, Timestamped, Versioned
from groups.models.group import Group
from groups.models.meeting import Attendance, Meeting
from groups.models.membership import Membership
from regions.models import Region
from regions.scope import ScopedQuerySet


class RegisterQuerySet(ScopedQuerySet):
    def of_month(self, month):
        return self.filter(month=month.first)

    def reported(self):
        """Those that count as LAPOR: verified by another, or typed by the PKB herself; also when closed."""
        return self.filter(state__in=Register.REPORTED)


class Register(PublicId, Versioned, Timestamped):
    """The month's R/I/UPPKA of a group. Its figures are frozen when it is handed in."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Menunggu verifikasi")
        VERIFIED = "verified", _("Terverifikasi")
        BY_PKB = "by_pkb", _("Diinput PKB")
        RETURNED = "returned", _("Dikembalikan")
        CLOSED = "closed", _("Ditutup")

    REPORTED = (State.VERIFIED, State.BY_PKB, State.CLOSED)

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="registers")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    month = models.DateField(_("bulan"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices)
    is_zero = models.BooleanField(_("tidak ada kegiatan"), default=False)
    zero_reason = models.CharField(_("alasan tidak ada kegiatan"), max_length=300, blank=True)
    #: Counts as handed in: members, present, meetings, pus, kb, pregnant, guests.
    figures = models.JSONField(default=dict)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    is_on_time = models.BooleanField(_("tepat waktu"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(_("alasan dikembalikan"), max_length=300, blank=True)
    siga_entered_on = models.DateField(_("disalin ke SIGA"), null=True, blank=True)
    siga_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "keep"}

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("register R/I/UPPKA")
        verbose_name_plural = _("register R/I/UPPKA")
        permissions = [
            ("submit_register", "Hand in the month's register"),
            ("verify_register", "Verify registers"),
            ("return_register", "Return registers"),
            ("close_month", "Close and reopen a month"),
        ]
        ordering = ["-month", "pk"]
        indexes = [models.Index(fields=["month", "village"], name="register_month_village")]
        constraints = [
            models.UniqueConstraint(fields=["group", "month"], name="one_register_per_group_and_month"),
            models.CheckConstraint(
                condition=Q(is_zero=False, zero_reason="") | (Q(is_zero=True) & ~Q(zero_reason="")),
                name="zero_register_with_reason",
                violation_error_message=_("Sebutkan alasan tidak ada kegiatan."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="register_verified_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("handed_in_by")),
                name="register_verified_by_another",
                violation_error_message=_("Register diverifikasi oleh orang lain, bukan yang menyerahkan."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                name="register_returned_with_reason",
                violation_error_message=_("Sebutkan alasan pengembalian."),
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.month:%Y-%m}"

    @property
    def period(self):
        return Month.of(self.month)

    def get_absolute_url(self):
        return reverse("groups:register", args=[self.group.public_id, self.period])


class RegisterRow(models.Model):
    """One member in one month's register: her state as of the meeting, kept so that a printed page stays true.

    PUS, pregnancy and KB are health data: shown only to roles that may see them, never to the committee.
    """

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="rows")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Attendance.Status.choices)
    is_pus = models.BooleanField(default=False)
    is_pregnant = models.BooleanField(null=True)
    is_using_kb = models.BooleanField(null=True)

    PERSONAL = {"is_pus", "is_pregnant", "is_using_kb"}
    #: A register that was handed in stays as it was printed.
    on_merge = {"membership": "keep"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "membership", "meeting"], name="one_register_row_per_meeting")
        ]

    def __str__(self):
        return f"{self.register_id} {self.membership_id}"


class MonthClosing(AppendOnly):
    """The OPD closes (or, with a reason, reopens) a month for its region. The latest row counts."""

    region_code = models.CharField(max_length=10, db_index=True)
    month = models.DateField()
    is_closed = models.BooleanField()
    #: Counts the closings of this month; 2 and more are corrections.
    revision = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    SCOPE = {"region": "region_code"}

    class Meta:
        indexes = [models.Index(fields=["region_code", "month"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_closed=True) | ~Q(reason=""),
                name="month_reopened_with_reason",
                violation_error_message=_("Sebutkan alasan membuka kembali."),
            )
        ]

    def __str__(self):
        return f"{self.region_code} {self.month:%Y-%m} {self.is_closed}"
