"""Lives that change: births, deaths, marriages, moves; and the request when a move leaves the officer's scope."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped, Versioned
from members.models.family import DIGITS_3, Family
from members.models.person import Person
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet, condition


class LifeEventQuerySet(ScopedQuerySet):
    def standing(self):
        """Those that hold: not withdrawn, and not the withdrawal itself."""
        return self.filter(withdrawal__isnull=True).exclude(kind=LifeEvent.Kind.WITHDRAWN)


class LifeEvent(PublicId, Timestamped):
    """One change in a person's life on a day, with what it changed, so that any earlier day can be read again."""

    class Kind(models.TextChoices):
        BIRTH = "birth", _("Kelahiran")
        DEATH = "death", _("Kematian")
        MARRIAGE = "marriage", _("Perkawinan")
        DIVORCE = "divorce", _("Perceraian")
        WIDOWED = "widowed", _("Ditinggal wafat pasangan")
        NEW_HEAD = "new_head", _("Kepala keluarga baru")
        SPLIT = "split", _("Pisah keluarga")
        JOINED = "joined", _("Masuk keluarga")
        MOVED_IN = "moved_in", _("Pindah datang")
        MOVED_OUT = "moved_out", _("Pindah keluar")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="events")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="events")
    #: The family that was left or joined, where there are two.
    other_family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("peristiwa"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("tanggal"))
    #: Columns of the person before and after (marriage, relation, is_active); never a number or a name.
    before = models.JSONField(default=dict, editable=False)
    after = models.JSONField(default=dict, editable=False)
    #: What one form wrote has one ``act``: a death and the spouse's widowhood are withdrawn together.
    act = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    #: Keys of the KB state and the pregnancy that ended with it, so that a withdrawal opens the same ones again.
    closed = models.JSONField(default=dict, editable=False)
    withdraws = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawal", editable=False
    )
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    SCOPE = {"region": "village_id", "dusun": "family__dusun_id", "family": "family__public_id"}
    on_merge = {"person": "move", "family": "keep", "other_family": "keep"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("note",)

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("peristiwa keluarga")
        verbose_name_plural = _("peristiwa keluarga")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["person", "on"], name="event_person_on")]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.on}"


class MoveRequestQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state=MoveRequest.State.OPEN)

    def awaiting(self, user, permission):
        """Open requests that an officer of the other village decides, so never the one who asked."""
        return self.open().decided_in(user, permission).exclude(asked_by=user)

    def decided_in(self, user, permission):
        """Requests, also answered ones, that are the business of those who decide at a place in scope."""
        places = user.places(permission)
        comes = condition(places, {"region": "to_village_id"}) & Q(direction=MoveRequest.Direction.OUT)
        goes = condition(places, {"region": "from_village_id"}) & Q(direction=MoveRequest.Direction.IN)
        return self.filter(comes | goes)

    def asked_from(self, user, permission):
        """Requests that the officers of a place in scope made; of a kader of one dusun, those of her dusun."""
        places = user.places(permission)
        left = condition(places, {"region": "from_village_id", "dusun": "family__dusun_id"})
        came = condition(places, {"region": "to_village_id", "dusun": "dusun_id"})
        is_out = Q(direction=MoveRequest.Direction.OUT)
        return self.filter((left & is_out) | (came & ~is_out))

    def concerning(self, user):
        """Both sides: what was asked from her places, and what is decided in them."""
        asked = self.asked_from(user, "members.change_family")
        return asked | self.decided_in(user, "members.decide_moverequest")


class MoveRequest(PublicId, Versioned, Timestamped):
    """A family, or one ``person`` of it, is to move to a village of another officer, who accepts or refuses.

    OUT: asked where the family lives now. IN: asked where it has arrived; who asks sees nothing of it until it is
    accepted.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("Pindah keluar")
        IN = "in", _("Pindah datang")

    class State(models.TextChoices):
        OPEN = "open", _("Menunggu jawaban")
        ACCEPTED = "accepted", _("Diterima")
        REFUSED = "refused", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Ditarik")

    direction = models.CharField(_("arah"), max_length=3, choices=Direction.choices)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="move_requests")
    #: One person alone; empty: the whole family.
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="move_requests")
    from_village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    to_village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("pindah ke"))
    on = models.DateField(_("tanggal pindah"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    #: Where she lives now, said by who asks for her; of a move out, by who accepts it.
    dusun = models.ForeignKey(Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rt = models.CharField("RT", max_length=3, blank=True, validators=[DIGITS_3])
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    #: The number that was typed, masked: all that who asks sees of her before the answer.
    masked_nik = models.CharField(_("NIK"), max_length=16, blank=True, editable=False)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("jawaban"), max_length=300, blank=True)

    SCOPE = {"region": "from_village_id"}
    PERSONAL = {"address"}
    on_merge = {"family": "keep", "person": "move"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("note", "answer", "masked_nik")

    objects = MoveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan pindah")
        verbose_name_plural = _("permintaan pindah")
        permissions = [("decide_moverequest", "Accept or refuse a move")]
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["from_village", "state"], name="move_from_state"),
            models.Index(fields=["to_village", "state"], name="move_to_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(state="open", person__isnull=True),
                name="one_open_move_per_family",
                violation_error_message=_("Keluarga ini sudah diminta pindah."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="open", person__isnull=False),
                name="one_open_move_per_person",
                violation_error_message=_("Orang ini sudah diminta pindah."),
            ),
            models.CheckConstraint(condition=~Q(from_village=F("to_village")), name="move_to_another_village"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="move_refused_with_reason",
                violation_error_message=_("Sebutkan alasan menolak."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="move_decided_by_another",
                violation_error_message=_("Permintaan dijawab oleh orang lain, bukan yang meminta."),
            ),
        ]

    def __str__(self):
        return f"{self.family_id} {self.from_village_id} → {self.to_village_id}"

    def get_absolute_url(self):
        return reverse("members:move_detail", args=[self.public_id])

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_out(self):
        return self.direction == self.Direction.OUT

    @classmethod
    def settle_merge(cls, moving, journal):
        """A person asks to move once, and from the family she is in: what is asked besides is withdrawn."""
        homes = dict(Person.objects.filter(pk__in=moving.keys).values_list("pk", "family_id"))
        rows = list(cls.objects.open().select_for_update(of=("self",)).filter(person_id__in=moving.keys))
        asked = {row.person_id for row in rows if row.person_id not in moving.pairs}
        for row in rows:
            kept = moving.owner(row.person_id)
            if row.person_id in moving.pairs and (kept in asked or row.family_id != homes[kept]):
                journal.change(row, state=cls.State.WITHDRAWN)
            asked.add(kept)
