"""Two records that may be one person, and what an officer decided about them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from members.models.person import Person
from regions.models import Region
from regions.scope import ScopedQuerySet, condition


class PersonPairQuerySet(ScopedQuerySet):
    def open(self):
        """Waiting for a decision, both persons still in the register."""
        return self.filter(state__in=PersonPair.WAITING, first__is_active=True, second__is_active=True)

    def visible_to(self, user, permission):
        """Pairs of which ``user`` may see both persons. One inside and one outside: ``reaching_out_of``."""
        inside = super().visible_to(user, permission)
        return inside.filter(condition(user.places(permission), {"region": "second_village_id"}))

    def touching(self, user, permission):
        """Pairs of which ``user`` may see at least one person."""
        places = user.places(permission)
        first = condition(places, {"region": "first_village_id"})
        return self.filter(first | condition(places, {"region": "second_village_id"}))

    def reaching_out_of(self, user, permission):
        """Pairs of which one person alone is in scope: shown as a task that tells nothing of the other."""
        places = user.places(permission)
        first = condition(places, {"region": "first_village_id"})
        second = condition(places, {"region": "second_village_id"})
        return self.filter((first & ~second) | (second & ~first))


class PersonPair(PublicId, Timestamped):
    """Two persons who look the same (``first`` has the lower key). A decision is remembered and not asked again."""

    class State(models.TextChoices):
        OPEN = "open", _("Menunggu keputusan")
        CITY = "city", _("Diteruskan ke kabupaten/kota")
        SAME = "same", _("Orang yang sama")
        DIFFERENT = "different", _("Orang yang berbeda")

    WAITING = (State.OPEN, State.CITY)

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    second_village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    #: 0 to 1, see members.rules.
    score = models.DecimalField(_("kemiripan"), max_digits=4, decimal_places=3)
    #: Codes of what agrees and what differs; members.pair_words says them in words.
    reasons = models.JSONField(_("alasan"), default=list)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    SCOPE = {"region": "first_village_id"}
    on_merge = {"first": "keep", "second": "keep"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("note",)

    objects = PersonPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("mungkin orang yang sama")
        verbose_name_plural = _("mungkin orang yang sama")
        permissions = [("decide_personpair", "Decide whether two records are one person")]
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["first_village", "state", "-score"], name="pair_village_state")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two_persons"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order_of_keys"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="pair_decided_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.first_id} {self.second_id} {self.state}"

    def get_absolute_url(self):
        return reverse("members:pair_detail", args=[self.public_id])

    @property
    def is_waiting(self):
        return self.state in self.WAITING
