"""Who signs in."""

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from accounts import practice, roles
from accounts.models.assignments import Assignment
from core.models import PublicId, Versioned
from regions.scope import NATION, Scope


class UserQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """Accounts that hold or held an assignment at a place in scope, and one's own."""
        places = user.places(permission)
        if any(place.kind == NATION for place in places):
            invented = Assignment.objects.filter(Scope.practice().q("region_code"))
            return self.exclude(pk__in=invented.values("user_id"))
        inside = Assignment.objects.visible_to(user, permission).values("user_id")
        return self.filter(Q(pk__in=inside) | Q(pk=user.pk)) if places else self.none()

    def signing_in_as(self, login):
        """The account of a user name, a phone number in any spelling, or an e-mail; None without one."""
        login = str(login or "").strip()
        if "@" in login:
            return self.filter(email__iexact=login).first()
        phone = normalize_phone(login)
        return self.filter(phone=phone).first() if phone else self.filter(username__iexact=login).first()


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser, PublicId, Versioned):
    """An officer or volunteer. Signs in by user name, phone number or e-mail.

    What she sees and may do comes from her assignments alone, never from a flag on the account.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("nama"), max_length=100)
    salutation = models.CharField(
        _("sapaan"), max_length=5, choices=[("Ibu", _("Ibu")), ("Bapak", _("Bapak"))], default="Ibu"
    )
    phone = models.CharField(_("nomor HP"), max_length=20, unique=True, null=True, blank=True)
    email = models.EmailField(_("email"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    must_change_password = models.BooleanField(default=False)
    created_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PERSONAL = {"phone", "email"}

    objects = AccountManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = _("akun")
        permissions = [("manage_user", "Make and end accounts and assignments")]
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="user_list")]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("accounts:user_detail", args=[self.public_id])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.username

    def save(self, *args, **kwargs):
        self.phone, self.email = self.phone or None, self.email or None
        super().save(*args, **kwargs)

    #: Set for a session or a batch in the practice region; see accounts.practice.
    is_practising = False

    @cached_property
    def own_assignments(self):
        """Assignments valid today, at each one's own place. Read once per request."""
        rows = self.assignments.filter(ended_at__isnull=True)
        return [row for row in rows if row.is_current]

    @property
    def current_assignments(self):
        """The same; while she practises, each at its level inside the practice region."""
        return self.practice_assignments if self.is_practising else self.own_assignments

    @cached_property
    def practice_assignments(self):
        return [practice.stand_in(row) for row in self.own_assignments]

    @property
    def world(self):
        """The Scope of all that can concern her now: the nation or the practice region."""
        return Scope.practice() if self.is_practising else Scope.nation()

    def places(self, permission):
        """Places where an assignment grants ``permission`` today."""
        if not self.is_active:
            return []
        return [row.place for row in self.current_assignments if permission in row.permissions]

    def may_give(self, role, region_code):
        """True when an assignment of hers lets her make and end accounts of ``role`` at ``region_code``."""
        return any(row.lets_manage(role, region_code) for row in self.current_assignments) and self.is_active

    def may_manage(self, other):
        """True when every assignment that ``other`` holds or will hold is hers to give. Nobody manages herself.

        One assignment out of reach is enough to refuse: a code for a new password opens all of them.
        """
        if other.pk == self.pk or other.is_superuser:
            return False
        return all(self.may_give(row.role, row.region_code) for row in other.assignments.live())

    @property
    def is_administrator(self):
        is_there = any(row.role == roles.ADMIN for row in self.current_assignments)
        return self.is_active and is_there and not self.is_practising

    @property
    def main_assignment(self):
        return self.current_assignments[0] if self.current_assignments else None

    @property
    def needs_second_factor(self):
        return any(roles.ROLES[row.role].needs_second_factor for row in self.current_assignments)

    @property
    def has_second_factor(self):
        return self.authenticator_set.filter(type="totp").exists()

    @property
    def home_code(self):
        """Region code that decides her dates; empty for the nation."""
        row = self.main_assignment
        return row.region_code if row else ""

    @property
    def clock_code(self):
        """Region code that decides the hour on her clock, which practice does not move."""
        return self.own_assignments[0].region_code if self.own_assignments else ""


class SavedView(models.Model):
    """A list as one officer wants to find it again: its filters and columns under a name of her own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    #: URL name of the list.
    list = models.CharField(max_length=60)
    name = models.CharField(_("nama"), max_length=60)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tampilan tersimpan")
        verbose_name_plural = _("tampilan tersimpan")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "list", "name"], name="one_view_per_name")]

    def __str__(self):
        return self.name


class ResetCode(models.Model):
    """A one-time code handed over in person to someone who forgot her password. Only its hash is kept."""

    LIFETIME = datetime.timedelta(minutes=30)
    MAX_ATTEMPTS = 5
    DIGITS = 8

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reset_codes")
    code_hash = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self):
        """Not used, not too old, not guessed at too often."""
        is_fresh = timezone.now() < self.made_at + self.LIFETIME
        return self.used_at is None and is_fresh and self.attempts < self.MAX_ATTEMPTS
