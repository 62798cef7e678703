"""What recurs: the card renewed each January, the month's figures as closed, exceptions for who comes late."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly, AppendOnlyQuerySet, PublicId
from groups.models.group import Group
from groups.models.register import MonthClosing
from regions.models import Region
from regions.scope import ScopedQuerySet


class CardRenewal(models.Model):
    """The card K/0 of a year was looked through with the group, corrected, and signed."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="renewals")
    year = models.PositiveSmallIntegerField(_("tahun"))
    renewed_on = models.DateField(_("diperbarui pada"))
    renewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("pembaruan K/0")
        verbose_name_plural = _("pembaruan K/0")
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["group", "year"], name="one_renewal_per_year")]

    def __str__(self):
        return f"{self.group_id} {self.year}"


class LateEntry(PublicId):
    """One named officer may still change one group's closed or verified month, until a day, for a reason."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="late_entries")
    month = models.DateField(_("bulan"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas")
    )
    reason = models.CharField(_("alasan"), max_length=300)
    until = models.DateField(_("sampai"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: When something was last written by it: a month closed before that has late data.
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("izin entri terlambat")
        verbose_name_plural = _("izin entri terlambat")
        permissions = [("allow_lateentry", "Allow one officer to enter a closed month late")]
        ordering = ["-pk"]
        indexes = [models.Index(fields=["group", "month"], name="late_group_month")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(officer=F("given_by")),
                name="late_entry_given_by_another",
                violation_error_message=_("Izin diberikan oleh orang lain, bukan yang menerima."),
            )
        ]

    def __str__(self):
        return f"{self.group_id} {self.month:%Y-%m} {self.officer_id}"


class MonthFiguresQuerySet(ScopedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    def of_month(self, month):
        return self.filter(month=month.first)


class MonthFigures(AppendOnly):
    """The figures of one village as a month was closed. A correction closes it again as the next revision.

    ``figures``: ada, lapor, anggota, hadir, families, pus, kb, meetings. ``missing``: [[group's public id, name]].
    """

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="figures")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    revision = models.PositiveSmallIntegerField(_("revisi"))
    figures = models.JSONField()
    missing = models.JSONField(default=list)

    SCOPE = {"region": "village_id"}

    objects = MonthFiguresQuerySet.as_manager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("rekap bulanan")
        verbose_name_plural = _("rekap bulanan")
        ordering = ["village_id", "-revision"]
        indexes = [models.Index(fields=["month", "village", "revision"], name="figures_month_village")]
        constraints = [
            models.UniqueConstraint(fields=["month", "village", "revision"], name="one_figures_row_per_revision")
        ]

    def __str__(self):
        return f"{self.village_id} {self.month:%Y-%m} r{self.revision}"


class GroupPair(PublicId):
    """Two groups that look the same and were found to be two (``first`` has the lower key): not asked again."""

    first = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    on_merge = {"first": "keep", "second": "keep"}

    class Meta:
        verbose_name = _("kelompok yang berbeda")
        verbose_name_plural = _("kelompok yang berbeda")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two_groups"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="group_pair_in_order_of_keys"),
        ]

    def __str__(self):
        return f"{self.first_id} {self.second_id}"
