"""Rules of the indicative class as data: a rule of a regulation can be entered later without code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group


class ClassificationRule(models.Model):
    """A version of the rules, valid from a day to a day, with its source.

    An unofficial one is shown as "Indikatif (aturan aplikasi)" and never as the class of a regulation.
    """

    name = models.CharField(_("nama"), max_length=40, unique=True)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=300)
    is_official = models.BooleanField(_("dari peraturan"), default=False)

    class Meta:
        verbose_name = _("aturan klasifikasi")
        verbose_name_plural = _("aturan klasifikasi")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="rule_ends_after_start",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal mulai."),
            )
        ]

    def __str__(self):
        return self.name


class ClassificationCriterion(models.Model):
    """One condition of a level. ``value`` is compared with what the reports floor computes under ``key``.

    A level is met when every blocking criterion of it and of the lower levels is met. Advice does not block: a
    couple's choice about KB never lowers a group.
    """

    class Operator(models.TextChoices):
        AT_LEAST = "gte", _("paling sedikit")
        AT_MOST = "lte", _("paling banyak")
        IS = "is", _("sama dengan")
        ONE_OF = "in", _("salah satu dari")

    rule = models.ForeignKey(ClassificationRule, on_delete=models.PROTECT, related_name="criteria")
    level = models.CharField(_("klasifikasi"), max_length=12, choices=Group.Classification.choices)
    key = models.CharField(_("kunci"), max_length=40)
    label = models.CharField(_("kriteria"), max_length=150)
    operator = models.CharField(_("pembanding"), max_length=4, choices=Operator.choices)
    value = models.JSONField(_("nilai"))
    is_blocking = models.BooleanField(_("menentukan"), default=True)

    class Meta:
        verbose_name = _("kriteria klasifikasi")
        verbose_name_plural = _("kriteria klasifikasi")
        ordering = ["rule", "pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "level", "key"], name="one_criterion_per_level")]

    def __str__(self):
        return f"{self.rule_id} {self.level} {self.key}"
