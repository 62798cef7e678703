"""What an adult said about her own data."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly, AppendOnlyQuerySet, Attachment
from members.models.person import Person


class ConsentQuerySet(AppendOnlyQuerySet):
    def with_speaker(self):
        """With ``speaker``: the key of the person whose word it is, also where it was written on a record of hers that
        was merged since."""
        return self.annotate(speaker=Coalesce("person__merged_into", "person"))


class Consent(AppendOnly):
    """An adult's own word about her own health or money data. The latest row of a purpose counts.

    No row at all means "belum diminta", which blocks nothing.
    """

    class Purpose(models.TextChoices):
        HEALTH = "health", _("Data kesehatan (KB, kehamilan)")
        MONEY = "money", _("Data keuangan keluarga")

    class Answer(models.TextChoices):
        GIVEN = "given", _("Setuju")
        REFUSED = "refused", _("Tidak setuju")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")

    class Means(models.TextChoices):
        SIGNED = "signed", _("Tanda tangan")
        SPOKEN = "spoken", _("Lisan di depan petugas")
        PHOTO = "photo", _("Foto daftar bertanda tangan")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("untuk"), max_length=8, choices=Purpose.choices)
    answer = models.CharField(_("jawaban"), max_length=10, choices=Answer.choices)
    means = models.CharField(_("cara"), max_length=8, choices=Means.choices)
    given_on = models.DateField(_("tanggal"))
    #: The photographed list with her signature, where many were asked at once.
    document = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    form_version = models.CharField(max_length=20, default="2026-1")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    #: Written once, so it stays; ``queries.consents_of`` reads what both records say.
    on_merge = {"person": "keep"}

    objects = ConsentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["person", "purpose"])]

    def __str__(self):
        return f"{self.person_id} {self.purpose} {self.answer}"
