"""Who belongs to a group, and who leads it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Timestamped, Versioned
from groups.models.group import Group
from members.models import Person


class Membership(Versioned, Timestamped):
    """A person in a group from a day to a day. Left: with a reason."""

    class LeftReason(models.TextChoices):
        MOVED = "moved", _("Pindah")
        DIED = "died", _("Meninggal")
        OWN_WISH = "own_wish", _("Kemauan sendiri")
        INACTIVE = "inactive", _("Tidak aktif")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    number = models.PositiveSmallIntegerField(_("nomor anggota"))
    joined_on = models.DateField(_("bergabung"))
    left_on = models.DateField(_("keluar"), null=True, blank=True)
    left_reason = models.CharField(_("alasan keluar"), max_length=10, choices=LeftReason.choices, blank=True)
    left_note = models.CharField(_("keterangan"), max_length=200, blank=True)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)

    on_merge = {"person": "move", "group": "keep"}

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = _("keanggotaan")
        permissions = [("change_membership_roll", "Add and end memberships")]
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(left_on__isnull=True),
                name="one_active_membership_per_group",
                violation_error_message=_("Orang ini sudah menjadi anggota kelompok."),
            ),
            models.UniqueConstraint(fields=["group", "number"], name="one_number_per_group"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="membership_left_with_reason",
                violation_error_message=_("Tanggal dan alasan keluar diisi bersama."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on")),
                name="membership_left_after_joined",
                violation_error_message=_("Tanggal keluar tidak boleh sebelum tanggal bergabung."),
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.person_id}"


class CommitteePost(Versioned, Timestamped):
    """A post of the committee, held from a day to a day."""

    class Post(models.TextChoices):
        CHAIR = "chair", _("Ketua")
        SECRETARY = "secretary", _("Sekretaris")
        TREASURER = "treasurer", _("Bendahara")
        KADER = "kader", _("Kader")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    post = models.CharField(_("jabatan"), max_length=10, choices=Post.choices)
    trainings = models.JSONField(_("pelatihan"), default=list, blank=True)
    is_untrained = models.BooleanField(_("belum dilatih"), default=True)
    from_on = models.DateField(_("sejak"))
    to_on = models.DateField(_("sampai"), null=True, blank=True)
    term_ends_on = models.DateField(_("masa bakti sampai"), null=True, blank=True)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)

    on_merge = {"person": "move", "group": "keep"}

    class Meta:
        verbose_name = _("pengurus")
        verbose_name_plural = _("pengurus")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "post"],
                condition=Q(to_on__isnull=True) & ~Q(post="kader"),
                name="one_active_post_per_group",
                violation_error_message=_("Jabatan ini masih dipegang orang lain."),
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")), name="post_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.post}"
