"""KB and pregnancy: dated episodes of a couple."""

from collections import defaultdict
from itertools import pairwise

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import PublicId, Timestamped, Versioned
from members.models.lists import Source
from members.models.person import Person
from regions.models import Region
from regions.scope import ScopedQuerySet


class KbMethod(models.Model):
    """A contraceptive method. Whether it counts as modern is data, since sources differ on MAL."""

    key = models.CharField(_("kunci"), max_length=15, primary_key=True)
    label = models.CharField(_("sebutan"), max_length=40)
    is_modern = models.BooleanField(_("modern"))
    is_long_acting = models.BooleanField(_("MKJP"))
    user_sex = models.CharField(_("pemakai"), max_length=1, blank=True, choices=Person.Sex.choices)
    needs_confirmation = models.BooleanField(_("perlu dikonfirmasi tiap tahun"), default=False)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("metode KB")
        verbose_name_plural = _("metode KB")
        ordering = ["order"]

    def __str__(self):
        return self.label


class EpisodeQuerySet(ScopedQuerySet):
    def on(self, date):
        """Episodes that hold on ``date``."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=date), since__lte=date)

    def open_twins(self, moving):
        """[(older, newer)] of open episodes that will be one person's once a merge has moved them."""
        whose = defaultdict(list)
        rows = self.select_for_update(of=("self",)).filter(person_id__in=moving.keys, ended_on__isnull=True)
        for row in rows.order_by("since", "pk"):
            whose[moving.owner(row.person_id)].append(row)
        return [pair for rows in whose.values() for pair in pairwise(rows)]


class KbEpisode(PublicId, Versioned, Timestamped):
    """The KB state of a couple over time, on the wife's record (the husband's, where no wife is recorded).

    One row is one state: using a method, used before, never. A change ends the row and begins the next.
    """

    class Status(models.TextChoices):
        NOW = "now", _("Sedang ber-KB")
        BEFORE = "before", _("Pernah ber-KB")
        NEVER = "never", _("Tidak pernah")

    class Wish(models.TextChoices):
        SOON = "soon", _("Ingin anak segera (kurang dari 2 tahun)")
        LATER = "later", _("Ingin anak kemudian (2 tahun atau lebih)")
        NO_MORE = "no_more", _("Tidak ingin anak lagi")

    class Reason(models.TextChoices):
        PREGNANT = "pregnant", _("Sedang hamil")
        FERTILITY = "fertility", _("Fertilitas")
        DISAGREES = "disagrees", _("Tidak menyetujui KB")
        UNAWARE = "unaware", _("Tidak tahu tentang KB")
        SIDE_EFFECTS = "side_effects", _("Takut efek samping")
        FAR = "far", _("Tempat pelayanan jauh")
        COST = "cost", _("Tidak mampu/mahal")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    class StopReason(models.TextChoices):
        WANTS_CHILD = "wants_child", _("Ingin punya anak")
        SIDE_EFFECTS = "side_effects", _("Efek samping atau komplikasi")
        FAILURE = "failure", _("Gagal (hamil)")
        REMOVED = "removed", _("Alat dilepas")
        OTHER_METHOD = "other_method", _("Ingin metode lain")
        SUPPLY = "supply", _("Tidak tersedia atau jauh")
        COST = "cost", _("Biaya")
        NO_NEED = "no_need", _("Tidak memerlukan lagi")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kb_episodes")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    status = models.CharField(_("kesertaan KB"), max_length=8, choices=Status.choices)
    method = models.ForeignKey(
        KbMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("metode"),
        db_index=False,  # nine values: whoever searched by it would read a ninth of the nation
    )
    since = models.DateField(_("sejak"))
    ended_on = models.DateField(_("sampai"), null=True, blank=True)
    confirmed_on = models.DateField(_("terakhir dikonfirmasi"))
    wish = models.CharField(_("keinginan punya anak"), max_length=8, choices=Wish.choices, blank=True)
    reason = models.CharField(_("alasan tidak ber-KB"), max_length=12, choices=Reason.choices, blank=True)
    place_kind = models.CharField(_("tempat pelayanan"), max_length=60, blank=True)
    #: Why a method was stopped or changed; said when the next state begins.
    stop_reason = models.CharField(_("alasan berhenti"), max_length=12, choices=StopReason.choices, blank=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "person__dusun_id", "family": "person__family__public_id"}
    PERSONAL = {"status", "method", "wish", "reason", "stop_reason"}
    HEALTH = {*PERSONAL, "since", "ended_on", "confirmed_on", "place_kind"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("place_kind",)
    on_merge = {"person": "move"}
    repeats = {"person": ("village_id",)}

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan KB")
        verbose_name_plural = _("catatan KB")
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(fields=["person", "since"], name="kb_person_since"),
            models.Index(
                fields=["village", "confirmed_on", "id"],
                condition=Q(ended_on__isnull=True),
                name="kb_village_confirmed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="one_open_kb_episode_per_person"
            ),
            models.CheckConstraint(
                condition=Q(status="now", method__isnull=False) | Q(~Q(status="now"), method__isnull=True),
                name="kb_method_only_while_using",
                violation_error_message=_("Metode diisi hanya jika sedang ber-KB."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("since")), name="kb_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.status} {self.since}"

    @classmethod
    def settle_merge(cls, moving, journal):
        """Of two open states the older ends on the day the newer begins."""
        for older, newer in cls.objects.open_twins(moving):
            journal.change(older, ended_on=newer.since)

    def get_absolute_url(self):
        return reverse("members:family_health", args=[self.person.family.public_id])


class Pregnancy(PublicId, Versioned, Timestamped):
    """One pregnancy: since when, expected, how and when it ended."""

    class Ending(models.TextChoices):
        BIRTH = "birth", _("Melahirkan")
        LOSS = "loss", _("Keguguran atau lahir mati")
        MISTAKE = "mistake", _("Salah catat")
        #: Written by her death alone, never chosen.
        DIED = "died", _("Ibu meninggal")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pregnancies")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    since = models.DateField(_("hamil sejak"))
    ended_on = models.DateField(_("berakhir pada"), null=True, blank=True)
    ended_how = models.CharField(_("berakhir dengan"), max_length=8, choices=Ending.choices, blank=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    SCOPE = {"region": "village_id", "dusun": "person__dusun_id", "family": "person__family__public_id"}
    PERSONAL = HEALTH = {"since", "ended_on", "ended_how"}
    on_merge = {"person": "move"}
    repeats = {"person": ("village_id",)}

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("kehamilan")
        verbose_name_plural = _("kehamilan")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="one_open_pregnancy_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_how="") | Q(Q(ended_on__isnull=False), ~Q(ended_how="")),
                name="pregnancy_end_with_kind",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("since")),
                name="pregnancy_ends_after_start",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum mulai hamil."),
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.since}"

    @classmethod
    def settle_merge(cls, moving, journal):
        """Two open pregnancies of one woman are one, written twice: the older record is the mistaken one."""
        for older, newer in cls.objects.open_twins(moving):
            journal.change(older, ended_on=newer.since, ended_how=cls.Ending.MISTAKE)
