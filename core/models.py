"""Tables and bases without a word of the programme."""

import hashlib
import json
import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import triggers
from core.encryption import EncryptedTextField
from core.errors import Resubmitted, RuleError, Stale


class Timestamped(models.Model):
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that two officers may edit: who comes second is told."""

    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)

    class Meta:
        abstract = True

    def check_version(self, version):
        """Raise Stale unless ``version`` is the one in the database. Call with the row locked."""
        if version is not None and int(version) != self.version:
            raise Stale(
                _(
                    "Data ini sudah diubah orang lain sejak Anda membukanya. "
                    "Isian Anda masih ada: periksa, lalu simpan lagi."
                )
            )
        self.version += 1


class PublicId(models.Model):
    """A row that people open: addressed by a random id, never by its key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise RuleError(_("Catatan ini tidak dapat diubah."))

    def delete(self):
        raise RuleError(_("Catatan ini tidak dapat dihapus."))


class AppendOnly(models.Model):
    """Rows that are written once. The database refuses change as well, by a trigger."""

    TRIGGERS = (triggers.AppendOnlyTrigger(),)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RuleError(_("Catatan ini tidak dapat diubah."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RuleError(_("Catatan ini tidak dapat dihapus."))


class Submission(models.Model):
    """One act of one user under a one-time id: the second arrival gets the first result."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=80)
    request_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    result_model = models.CharField(max_length=80, blank=True)
    result_pk = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kiriman formulir")
        verbose_name_plural = _("kiriman formulir")
        constraints = [models.UniqueConstraint(fields=["user", "action", "request_id"], name="one_submission_per_id")]

    def __str__(self):
        return f"{self.action} {self.request_id}"

    @classmethod
    def claim(cls, user, action, request_id, *, content):
        """Return (submission, first). Call inside the write's own transaction.

        ``content`` is any JSON-like value (dates, models' keys, files' names allowed). Without a ``request_id`` each
        call is a first one. Raises Resubmitted when the id was used with other content.
        """
        digest = digest_of(content)
        submission, first = cls.objects.get_or_create(
            user=user, action=action, request_id=request_id or uuid.uuid4(), defaults={"digest": digest}
        )
        if not first and submission.digest != digest:
            raise Resubmitted(
                _("Formulir ini sudah pernah dikirim dengan isi lain. Periksa isian, lalu simpan sebagai data baru.")
            )
        return submission, first

    @classmethod
    def has_arrived(cls, user, action, request_id):
        """True when this act was done already: a form then leaves to the service what the register would say."""
        return bool(request_id) and cls.objects.filter(user=user, action=action, request_id=request_id).exists()

    def finish(self, row):
        """Remember ``row`` as the result and return it."""
        self.result_model = row._meta.label
        self.result_pk = str(row.pk)
        self.save(update_fields=["result_model", "result_pk"])
        return row

    def result(self):
        """The row that the first arrival made."""
        return apps.get_model(self.result_model)._base_manager.get(pk=self.result_pk)


def digest_of(content):
    """SHA-256 of any JSON-like value; order of keys does not matter."""
    text = json.dumps(content, sort_keys=True, default=_plain, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, models.QuerySet):
        return sorted(_plain(row) for row in value)
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)


class Attachment(PublicId):
    """An uploaded file, known by its content; never under a public path."""

    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("nama berkas"), max_length=200)
    size = models.PositiveIntegerField(_("ukuran"))
    file = models.FileField(upload_to="attachments/%Y/%m/")
    is_encrypted = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    village_id = models.CharField(max_length=10, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    SCOPE = {"region": "village_id"}

    def __str__(self):
        return self.name


class ImportBatch(PublicId, Timestamped):
    """One uploaded sheet on its way from check to commit to undo."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Menunggu pemeriksaan")
        MAPPING = "mapping", _("Menunggu pencocokan kolom")
        CHECKING = "checking", _("Sedang diperiksa")
        CHECKED = "checked", _("Siap disimpan")
        COMMITTING = "committing", _("Menyimpan")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")
        UNDONE = "undone", _("Dibatalkan")

    kind = models.CharField(max_length=40)
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.UPLOADED)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    village_id = models.CharField(max_length=10, db_index=True)
    source = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: What the check made of the sheet, kept encrypted so that the commit needs no second reading.
    checked = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateField(_("tanggal daftar"), null=True, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    totals = models.JSONField(default=dict, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    SCOPE = {"region": "village_id"}

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.kind} {self.public_id}"


class ImportFinding(models.Model):
    """One fault or warning of a sheet. Never holds the value of a personal field in clear."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField(_("baris"))
    column = models.CharField(_("kolom"), max_length=60, blank=True)
    level = models.CharField(max_length=8, choices=[("error", _("Salah")), ("warning", _("Peringatan"))])
    reason = models.TextField(_("alasan"))

    class Meta:
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["batch", "level", "row"])]

    def __str__(self):
        return f"{self.row} {self.column} {self.level}"


class ImportChange(models.Model):
    """What a batch made or changed, so that it can be undone while nobody has touched the row since."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=80)
    object_pk = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    #: JSON of the changed row's old values; empty for a row that the batch made.
    before = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "model"])]

    def __str__(self):
        return f"{self.model} {self.object_pk}"


class Merge(PublicId):
    """Two rows of one model became one: what moved and what stood there before, so that it can be undone.

    ``before`` is JSON, see core.merging; encrypted, since it holds the old values of personal columns.
    """

    UNDO_DAYS = 30

    model = models.CharField(max_length=80)
    kept_pk = models.BigIntegerField(db_index=True)
    gone_pk = models.BigIntegerField(db_index=True)
    village_id = models.CharField(max_length=10, db_index=True)
    before = EncryptedTextField(blank=True)
    #: Column → which of the two rows it was taken from ("kept" or "gone").
    chosen = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    SCOPE = {"region": "village_id"}

    class Meta:
        verbose_name = _("penggabungan")
        verbose_name_plural = _("penggabungan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_by__isnull=True, undone_at__isnull=True)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="merge_undone_by_and_at",
            )
        ]

    def __str__(self):
        return f"{self.model} {self.gone_pk} → {self.kept_pk}"


class Job(models.Model):
    """A due job, run once per period: the unique pair is the lock."""

    name = models.CharField(max_length=80)
    period = models.CharField(max_length=20)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("pekerjaan terjadwal")
        verbose_name_plural = _("pekerjaan terjadwal")
        constraints = [models.UniqueConstraint(fields=["name", "period"], name="one_job_per_period")]

    def __str__(self):
        return f"{self.name} {self.period}"


class Lease(models.Model):
    """Who works on a long task until when. An expired lease is queued again."""

    key = models.CharField(max_length=120, primary_key=True)
    task = models.CharField(max_length=120)
    argument = models.CharField(max_length=60)
    holder = models.CharField(max_length=80)
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=1)

    def __str__(self):
        return self.key


class DatedSetting(models.Model):
    """A threshold, deadline or list that a ministry may change: valid from a day, with its source."""

    key = models.CharField(_("kunci"), max_length=80)
    value = models.JSONField(_("nilai"))
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=300)

    class Meta:
        verbose_name = _("setelan bertanggal")
        verbose_name_plural = _("setelan bertanggal")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_setting_per_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="setting_ends_after_start",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal mulai."),
            ),
        ]

    def __str__(self):
        return f"{self.key} ({self.valid_from})"

    @classmethod
    def value_on(cls, key, date, default=None):
        """The value of ``key`` that is valid on ``date``; ``default`` when none is."""
        rows = cls.objects.filter(key=key, valid_from__lte=date).exclude(valid_to__lt=date).order_by("-valid_from")
        row = rows.first()
        return default if row is None else row.value
