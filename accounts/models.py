"""Who signs in, which role she holds where and when, and who looked at what."""

import datetime

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from accounts import roles
from core.models import AppendOnly, AppendOnlyQuerySet, PublicId, Versioned
from regions import clock
from regions.scope import DUSUN, FAMILY, GROUP, NATION, REGION, Place, ScopedQuerySet, scope_of


class NationScopedQuerySet(ScopedQuerySet):
    """Rows whose region code may be empty, which stands for the nation: seen from there alone."""

    def visible_to(self, user, permission):
        if any(place.kind == NATION for place in user.places(permission)):
            return self.all()
        return super().visible_to(user, permission)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """Accounts that hold or held an assignment at a place in scope, and one's own."""
        places = user.places(permission)
        if any(place.kind == NATION for place in places):
            return self.all()
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

    @cached_property
    def current_assignments(self):
        """Assignments valid today, at each one's own place. Read once per request."""
        rows = self.assignments.filter(ended_at__isnull=True)
        return [row for row in rows if row.is_current]

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
        return self.is_active and any(row.role == roles.ADMIN for row in self.current_assignments)

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
        """Region code that decides her time zone; empty for the nation."""
        row = self.main_assignment
        return row.region_code if row else ""


class AssignmentQuerySet(NationScopedQuerySet):
    def current(self, date):
        return self.live(date).filter(starts_on__lte=date)

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

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("akun"))
    role = models.CharField(_("peran"), max_length=20, choices=roles.CHOICES)
    task = models.CharField(_("tugas"), max_length=20, choices=[*roles.TASKS, *roles.OFFICES], blank=True)
    place_kind = models.CharField(_("jenis tempat"), max_length=10, choices=PlaceKind.choices)
    place_key = models.CharField(_("tempat"), max_length=40, blank=True)
    region_code = models.CharField(_("kode wilayah"), max_length=10, blank=True, db_index=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: The handing over of villages that made this assignment.
    transfer = models.ForeignKey(
        "Transfer", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
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
        return roles.permissions_of(self.role, self.task, self.place_kind)

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

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("dari"))
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("kepada"))
    on = models.DateField(_("mulai"))
    reason = models.CharField(_("alasan"), max_length=300)
    region_code = models.CharField(_("wilayah"), max_length=10, blank=True, db_index=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    #: Key of each assignment that it cut short → the day on which it would have ended ("" for none), for the undo.
    cut = models.JSONField(default=dict, editable=False)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
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
        return reverse("accounts:transfer_detail", args=[self.public_id])

    @property
    def may_be_undone(self):
        """Until the day on which the villages change hands, at the place itself."""
        return self.undone_at is None and clock.today(self.region_code) < self.on


class SavedView(models.Model):
    """A list as one officer wants to find it again: its filters and columns under a name of her own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
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

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reset_codes")
    code_hash = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
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


class AccessQuerySet(NationScopedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    pass


class PersonalDataAccess(AppendOnly):
    """Who looked at whose data, what, why and when. Holds no name and no value."""

    class Purpose(models.TextChoices):
        VISIT = "visit", _("Kunjungan keluarga")
        MEETING = "meeting", _("Pertemuan kelompok")
        CORRECTION = "correction", _("Perbaikan data")
        VERIFICATION = "verification", _("Verifikasi laporan")
        REPORT = "report", _("Laporan dinas")
        DAILY = "daily", _("Pekerjaan harian")

    #: What an officer may say herself; the daily line is written by the system.
    ASKED = (Purpose.VISIT, Purpose.MEETING, Purpose.CORRECTION, Purpose.VERIFICATION, Purpose.REPORT)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas"))
    model = models.CharField(_("jenis data"), max_length=60)
    object_id = models.CharField(_("data"), max_length=40, blank=True)
    fields = models.CharField(_("isian"), max_length=200)
    purpose = models.CharField(_("keperluan"), max_length=15, choices=Purpose.choices)
    note = models.CharField(_("keterangan"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("jumlah baris"), default=1)
    region_code = models.CharField(_("wilayah"), max_length=10, blank=True, db_index=True)
    at = models.DateTimeField(_("waktu"), default=timezone.now)

    SCOPE = {"region": "region_code"}

    objects = AccessQuerySet.as_manager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("akses data pribadi")
        verbose_name_plural = _("akses data pribadi")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "at"]),
            models.Index(fields=["model", "object_id"]),
            models.Index(fields=["at"], name="access_at"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.model} {self.at:%Y-%m-%d %H:%M}"
