"""Books a group keeps beside its register: work plan, inventory, guests, training, handing over of office."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Attachment, PublicId, Timestamped, Versioned
from core.money import RupiahField
from groups.models.group import Group
from members.models import Person

MONTHS = [
    (1, _("Januari")),
    (2, _("Februari")),
    (3, _("Maret")),
    (4, _("April")),
    (5, _("Mei")),
    (6, _("Juni")),
    (7, _("Juli")),
    (8, _("Agustus")),
    (9, _("September")),
    (10, _("Oktober")),
    (11, _("November")),
    (12, _("Desember")),
]


class PlannedActivity(PublicId, Versioned, Timestamped):
    """A line of the year's work plan, and what came of it. ``cost`` in rupiah."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        DONE = "done", _("Terlaksana")
        DROPPED = "dropped", _("Tidak jadi")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="planned_activities")
    year = models.PositiveSmallIntegerField(_("tahun"))
    month = models.PositiveSmallIntegerField(_("bulan"), choices=MONTHS, null=True, blank=True)
    activity = models.CharField(_("kegiatan"), max_length=200)
    target = models.CharField(_("sasaran"), max_length=200, blank=True)
    cost = RupiahField(_("biaya"), null=True, blank=True)
    person_in_charge = models.CharField(_("penanggung jawab"), max_length=100, blank=True)
    state = models.CharField(_("status"), max_length=8, choices=State.choices, default=State.PLANNED)
    done_on = models.DateField(_("terlaksana pada"), null=True, blank=True)
    outcome = models.CharField(_("hasil"), max_length=300, blank=True)

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("rencana kerja")
        verbose_name_plural = _("rencana kerja")
        ordering = ["year", "month", "pk"]
        indexes = [models.Index(fields=["group", "year"], name="plan_group_year")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False),
                name="plan_done_with_date",
                violation_error_message=_("Isi tanggal terlaksananya."),
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(outcome=""),
                name="plan_dropped_with_reason",
                violation_error_message=_("Sebutkan mengapa tidak jadi."),
            ),
        ]

    def __str__(self):
        return self.activity


class InventoryItem(PublicId, Versioned, Timestamped):
    """A thing the group owns or keeps. ``value`` in rupiah. Never deleted: it leaves on a day, with a reason."""

    class Source(models.TextChoices):
        OWN = "own", _("Swadaya kelompok")
        AID = "aid", _("Bantuan alat (ATTG)")
        GRANT = "grant", _("Hibah atau CSR")
        LOAN = "loan", _("Pinjam pakai")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    class Condition(models.TextChoices):
        GOOD = "good", _("Baik")
        WORN = "worn", _("Rusak ringan")
        BROKEN = "broken", _("Rusak berat")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="inventory")
    name = models.CharField(_("nama barang"), max_length=100)
    quantity = models.PositiveIntegerField(_("jumlah"), default=1)
    unit = models.CharField(_("satuan"), max_length=20, default="buah")
    source = models.CharField(_("asal"), max_length=6, choices=Source.choices)
    source_note = models.CharField(_("keterangan asal"), max_length=100, blank=True)
    acquired_year = models.PositiveSmallIntegerField(_("tahun perolehan"), null=True, blank=True)
    condition = models.CharField(_("keadaan"), max_length=6, choices=Condition.choices, default=Condition.GOOD)
    value = RupiahField(_("nilai"), null=True, blank=True)
    kept_by = models.CharField(_("disimpan oleh"), max_length=100, blank=True)
    removed_on = models.DateField(_("keluar dari daftar"), null=True, blank=True)
    removed_reason = models.CharField(_("alasan keluar"), max_length=200, blank=True)

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("barang inventaris")
        verbose_name_plural = _("barang inventaris")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, removed_reason="")
                | (Q(removed_on__isnull=False) & ~Q(removed_reason="")),
                name="item_removed_with_reason",
                violation_error_message=_("Tanggal dan alasan keluar diisi bersama."),
            )
        ]

    def __str__(self):
        return self.name


class GuestBookEntry(PublicId, Versioned, Timestamped):
    """Who visited the group, from where, what for, and what she wrote. Guests of a meeting: ``Guest``."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="guest_book")
    date = models.DateField(_("tanggal"))
    name = models.CharField(_("nama"), max_length=100)
    institution = models.CharField(_("asal atau lembaga"), max_length=100, blank=True)
    purpose = models.CharField(_("keperluan"), max_length=200)
    message = models.CharField(_("pesan dan kesan"), max_length=500, blank=True)

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("buku tamu")
        verbose_name_plural = _("buku tamu")
        ordering = ["-date", "-pk"]

    def __str__(self):
        return self.name


class Training(PublicId, Versioned, Timestamped):
    """A training that a member or an officer of the committee has done. ``kind`` is a key of the list "training"."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="trainings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(_("pelatihan"), max_length=30)
    title = models.CharField(_("judul"), max_length=150, blank=True)
    on = models.DateField(_("tanggal"))
    days = models.PositiveSmallIntegerField(_("lama (hari)"), default=1)
    organiser = models.CharField(_("penyelenggara"), max_length=100)
    certificate = models.CharField(_("nomor sertifikat"), max_length=60, blank=True)

    on_merge = {"person": "move", "group": "keep"}
    #: Typed about her; goes when she is anonymised.
    FREE_TEXTS = ("certificate",)

    class Meta:
        verbose_name = _("pelatihan")
        verbose_name_plural = _("pelatihan")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.on}"


class Handover(PublicId, Timestamped):
    """Handing over of office: who left which post to whom, with the inventory as it was listed that day.

    ``posts``: [{post, from, to}] names as printed; ``inventory``: [{name, quantity, unit, condition}]. ``document`` is
    the photographed paper with the signatures.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="handovers")
    on = models.DateField(_("tanggal"))
    place = models.CharField(_("tempat"), max_length=100)
    posts = models.JSONField(_("jabatan"), default=list)
    inventory = models.JSONField(_("inventaris"), default=list)
    cash = RupiahField(_("uang kas yang diserahkan"), null=True, blank=True)
    witnesses = models.CharField(_("saksi"), max_length=200, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    document = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("serah terima jabatan")
        verbose_name_plural = _("serah terima jabatan")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.group_id} {self.on}"
