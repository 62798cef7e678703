"""Who belongs to a group, and who leads it."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Assignment
from core.dates import Month
from core.models import Timestamped, Versioned
from groups.models.group import Group
from members.models import LifeEvent, Person
from regions import clock
from regions.changes import mark_many


class MembershipQuerySet(models.QuerySet):
    def gone(self):
        """Present members whom the register of persons has let go, or who moved to another village since they joined,
        unless somebody said that they stay."""
        moved = LifeEvent.objects.standing().filter(
            kind=LifeEvent.Kind.MOVED_OUT,
            person=OuterRef("person"),
            village=OuterRef("group__village"),
            on__gt=Coalesce(OuterRef("stays_on"), OuterRef("joined_on")),
        )
        lives_elsewhere = ~Q(person__village=F("group__village")) & Exists(moved)
        return self.filter(Q(person__is_active=False) | lives_elsewhere, left_on__isnull=True)


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
    #: The day of a move to another village after which she stays a member all the same.
    stays_on = models.DateField(_("tetap anggota sejak pindah"), null=True, blank=True, editable=False)
    left_on = models.DateField(_("keluar"), null=True, blank=True)
    left_reason = models.CharField(_("alasan keluar"), max_length=10, choices=LeftReason.choices, blank=True)
    left_note = models.CharField(_("keterangan"), max_length=200, blank=True)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)

    on_merge = {"person": "move", "group": "keep"}
    NAMES_PEOPLE = {"left_note"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("left_note",)

    objects = MembershipQuerySet.as_manager()

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

    @classmethod
    def settle_merge(cls, moving, journal):
        """One person twice in a group: who joined later ends today, and what she attended alone becomes the other's."""
        rows = cls.objects.select_for_update(of=("self",)).filter(person_id__in=moving.keys, left_on__isnull=True)
        first, absorbed = {}, {}
        for row in rows.order_by("joined_on", "number", "pk"):
            kept = first.setdefault((row.group_id, moving.owner(row.person_id)), row)
            if kept is not row:
                absorbed[row.pk] = kept.pk
                journal.change(row, **row.left_for(kept, journal.on))
        journal.move(cls, absorbed)

    @classmethod
    def after_merge(cls, keys):
        """A group's number of members follows, and the rollups are told."""
        groups = dict(Group.objects.filter(memberships__in=keys).values_list("pk", "village_id"))
        active = cls.objects.filter(group=OuterRef("pk"), left_on__isnull=True).order_by()
        counted = active.values("group").annotate(total=Count("pk")).values("total")
        Group.objects.filter(pk__in=groups).update(member_count=Coalesce(Subquery(counted), 0))
        mark_many({(place, Month.of(clock.today(place)), "memberships") for place in groups.values()})

    def left_for(self, kept, on):
        """Columns of a row that ends because the same person is in the group under another number."""
        note = _("Tercatat dua kali; dilanjutkan dengan nomor {number}.").format(number=kept.number)
        return {
            "left_on": max(on, self.joined_on),
            "left_reason": self.LeftReason.OTHER,
            "left_note": str(note),
        }


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
    #: With which the holder signs in for this group alone; it ends with the post.
    assignment = models.OneToOneField(
        Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="post", editable=False
    )
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

    @classmethod
    def settle_merge(cls, moving, journal):
        """Nobody is kader of one group twice: the later record ends today."""
        rows = cls.objects.select_for_update(of=("self",)).filter(
            person_id__in=moving.keys, to_on__isnull=True, post=cls.Post.KADER
        )
        held = set()
        for row in rows.order_by("from_on", "pk"):
            kader = row.group_id, moving.owner(row.person_id)
            if kader in held:
                journal.change(row, to_on=max(journal.on, row.from_on))
            held.add(kader)

    @classmethod
    def after_merge(cls, keys):
        """A group is found by the name of its chair."""
        from groups.queries import search_keys

        groups = list(Group.objects.filter(posts__in=keys).distinct().only("pk", "name", "search_key"))
        keys_now = search_keys(groups)
        for group in groups:
            group.search_key = keys_now[group.pk]
        Group.objects.bulk_update(groups, ["search_key"])
