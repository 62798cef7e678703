"""Which role someone holds where and when, and the handing over of villages."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from core.models import PublicId
from regions import clock
from regions.scope import DUSUN, FAMILY, GROUP, NATION, REGION, Place, Scope, ScopedQuerySet, is_practice, scope_of

#: How long before its end an assignment is told of.
ENDS_SOON = datetime.timedelta(days=30)


class NationScopedQuerySet(ScopedQuerySet):
    """Rows whose region code may be empty, which stands for the nation: seen from there alone."""

    def visible_to(self, user, permission):
        if any(place.kind == NATION for place in user.places(permission)):
            column = self.model.SCOPE["region"]
            return self.filter(Q(**{column: ""}) | Scope.nation().q(column))
        return super().visible_to(user, permission)


class AssignmentQuerySet(NationScopedQuerySet):
    def current(self, date):
        return self.live(date).filter(starts_on__lte=date)

    def ending(self, today):
        """Valid today and to end within a month: to be renewed, or handed over to somebody."""
        return self.current(today).filter(ends_on__lte=today + ENDS_SOON, end_reason="")

    def live(self, date=None):
        """Valid now or later. Without a date the westernmost one counts, so that nothing still valid is missed."""
        date = date or clock.today("")
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=date), ended_at__isnull=True)


class Assignment(PublicId):
    """A role at a place from a day to a day. A place that a higher floor owns is kept by its public id."""

    class PlaceKind(models.TextChoices):
        NATION = NATION, _("Nasional")
        REGION = REGION, _("Wilayah")
        DUSUN = DUSUN, _("Dusun/RW")
        GROUP = GROUP, _("Kelompok")
        FAMILY = FAMILY, _("Keluarga dampingan")

    class State(models.TextChoices):
        LATER = "later", _("Belum mulai")
        CURRENT = "current", _("Berlaku")
        OVER = "over", _("Berakhir")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("akun")
    )
    role = models.CharField(_("peran"), max_length=20, choices=roles.CHOICES)
    task = models.CharField(_("tugas"), max_length=20, choices=[*roles.TASKS, *roles.OFFICES], blank=True)
    place_kind = models.CharField(_("jenis tempat"), max_length=10, choices=PlaceKind.choices)
    place_key = models.CharField(_("tempat"), max_length=40, blank=True)
    region_code = models.CharField(_("kode wilayah"), max_length=10, blank=True, db_index=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The handing over of villages that made this assignment.
    transfer = models.ForeignKey(
        "Transfer", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("alasan berakhir"), max_length=300, blank=True)

    SCOPE = {"region": "region_code"}

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal mulai."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assignment_ended_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.region_code or self.place_key}"

    @property
    def place(self):
        return Place(self.place_kind, self.place_key, self.region_code)

    @property
    def permissions(self):
        permissions = roles.permissions_of(self.role, self.task, self.place_kind)
        return roles.in_practice(permissions) if is_practice(self.region_code) else permissions

    @property
    def is_current(self):
        return self.state == self.State.CURRENT

    @property
    def state(self):
        """Where the assignment stands today, at its own place."""
        today = clock.today(self.region_code)
        if self.ended_at or (self.ends_on and self.ends_on < today):
            return self.State.OVER
        return self.State.CURRENT if self.starts_on <= today else self.State.LATER

    def last_day(self, today):
        """The last day of an assignment that is ended ``today``; one that never began keeps its own."""
        return self.ends_on if self.starts_on > today else min(today, self.ends_on or today)

    def lets_manage(self, role, region_code):
        """True when this assignment, today, covers accounts of ``role`` at ``region_code`` ("" is the nation)."""
        if "accounts.manage_user" not in self.permissions or role not in roles.ROLES[self.role].manages:
            return False
        return self.place_kind == NATION or (bool(region_code) and region_code in scope_of([self.place]))


class Transfer(PublicId):
    """All villages of one officer pass to another on a day: her assignments end the day before, the other's begin."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("dari")
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("kepada")
    )
    on = models.DateField(_("mulai"))
    reason = models.CharField(_("alasan"), max_length=300)
    region_code = models.CharField(_("wilayah"), max_length=10, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    #: Key of each assignment that it cut short → the day on which it would have ended ("" for none), for the undo.
    cut = models.JSONField(default=dict, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    SCOPE = {"region": "region_code"}

    objects = NationScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("serah terima wilayah")
        verbose_name_plural = _("serah terima wilayah")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")),
                name="transfer_to_another",
                violation_error_message=_("Pilih petugas lain sebagai penerima."),
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="transfer_undone_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.giver_id} → {self.taker_id} ({self.on})"

    def get_absolute_url(self):
        return reverse("transfer_detail", args=[self.public_id])

    @property
    def may_be_undone(self):
        """Until the day on which the villages change hands, at the place itself."""
        return self.undone_at is None and clock.today(self.region_code) < self.on
