"""A group with the fields of its card K/0/UPPKA, and the decisions on its class."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import Attachment, PublicId, Timestamped, Versioned
from core.search import SearchTrigger, containing
from groups.models.lists import Adviser
from members.models import DIGITS_3
from regions import clock
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet


class GroupQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(state=Group.State.ACTIVE)

    def named(self, text):
        """Groups whose name or chair contains every word of ``text``."""
        return containing(self, "search_key", text)


class Group(PublicId, Versioned, Timestamped):
    """An UPPKA group with the fields of its card K/0/UPPKA."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Menunggu persetujuan")
        RETURNED = "returned", _("Dikembalikan")
        ACTIVE = "active", _("Aktif")
        INACTIVE = "inactive", _("Nonaktif")
        MERGED = "merged", _("Digabung")

    class DecreeIssuer(models.TextChoices):
        VILLAGE = "village", _("Kepala Desa/Lurah")
        DISTRICT = "district", _("Camat")
        OPD = "opd", _("SKPD-KB")
        REGENCY = "regency", _("Bupati/Wali Kota")

    class Pattern(models.TextChoices):
        GROUP = "group", _("Kelompok")
        INDIVIDUAL = "individual", _("Perorangan")
        MIXED = "mixed", _("Gabungan")

    class Market(models.TextChoices):
        VILLAGE = "village", _("Desa/Kelurahan")
        DISTRICT = "district", _("Kecamatan")
        REGENCY = "regency", _("Kabupaten/Kota")
        PROVINCE = "province", _("Provinsi")
        NATION = "nation", _("Nasional")
        EXPORT = "export", _("Ekspor")
        ONLINE = "online", _("Daring")

    class Classification(models.TextChoices):
        NONE = "", _("Belum terklasifikasi")
        BASIC = "dasar", _("Dasar")
        GROWING = "berkembang", _("Berkembang")
        INDEPENDENT = "mandiri", _("Mandiri")

    village = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="groups", verbose_name=_("Desa/Kelurahan")
    )
    dusun = models.ForeignKey(
        Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="groups", verbose_name=_("dusun/RW")
    )
    rw = models.CharField("RW", max_length=3, blank=True, validators=[DIGITS_3])
    rt = models.CharField("RT", max_length=3, blank=True, validators=[DIGITS_3])
    register_number = models.CharField(_("nomor register"), max_length=30)
    name = models.CharField(_("nama kelompok"), max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    search_key = models.TextField(editable=False, default="")
    address = models.CharField(_("alamat"), max_length=200)
    founded_on = models.DateField(_("tanggal berdiri"), null=True, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_on = models.DateField(_("sejak"), null=True, blank=True)
    state_reason = models.CharField(_("alasan"), max_length=300, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("didaftarkan oleh")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    adviser_kind = models.CharField(_("jabatan pembina"), max_length=10, choices=Adviser.choices)
    adviser_other = models.CharField(_("jabatan lain"), max_length=60, blank=True)
    adviser_name = models.CharField(_("nama pembina"), max_length=100)
    adviser_number = models.CharField(_("nomor registrasi pembina"), max_length=40, blank=True)

    has_decree = models.BooleanField(_("ada SK pengukuhan"), default=False)
    decree_number = models.CharField(_("nomor SK"), max_length=60, blank=True)
    decree_on = models.DateField(_("tanggal SK"), null=True, blank=True)
    decree_by = models.CharField(_("SK dikeluarkan oleh"), max_length=10, choices=DecreeIssuer.choices, blank=True)

    funds = models.JSONField(_("sumber dana"), default=list)
    integration = models.JSONField(_("keterpaduan kelompok"), default=list)
    integration_other = models.CharField(_("keterpaduan lain"), max_length=100, blank=True)
    has_social_media = models.BooleanField(_("punya akun media sosial"), default=False)
    social_media = models.CharField(_("nama akun media sosial"), max_length=100, blank=True)
    is_pro_pn = models.BooleanField(_("Pro PN"), default=False)
    pro_pn_on = models.DateField(_("tanggal Pro PN"), null=True, blank=True)
    is_kampung_kb = models.BooleanField(_("di Kampung KB"), default=False)
    topics_held = models.JSONField(_("materi yang dimiliki"), default=list, blank=True)
    equipment = models.JSONField(_("sarana yang dimiliki"), default=list, blank=True)

    business_pattern = models.CharField(_("pola usaha"), max_length=12, choices=Pattern.choices, blank=True)
    business_kinds = models.JSONField(_("jenis usaha"), default=list, blank=True)
    business_note = models.CharField(_("usaha utama"), max_length=100, blank=True)
    capital_sources = models.JSONField(_("sumber modal"), default=list, blank=True)
    market_reach = models.CharField(_("jangkauan pasar"), max_length=10, choices=Market.choices, blank=True)
    aku_number = models.CharField(_("nomor anggota AKU"), max_length=40, blank=True)

    classification = models.CharField(
        _("klasifikasi"), max_length=12, choices=Classification.choices, blank=True, default=""
    )
    member_count = models.PositiveSmallIntegerField(_("anggota"), default=0, editable=False)

    #: The routine meeting: "Senin minggu kedua" is weekday 0, week 2. Empty: no routine agreed.
    meeting_weekday = models.PositiveSmallIntegerField(
        _("hari pertemuan"),
        null=True,
        blank=True,
        choices=list(enumerate([_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu")])),
    )
    meeting_week = models.PositiveSmallIntegerField(
        _("minggu pertemuan"),
        null=True,
        blank=True,
        choices=[(1, _("pertama")), (2, _("kedua")), (3, _("ketiga")), (4, _("keempat")), (5, _("terakhir"))],
    )
    meeting_time = models.TimeField(_("jam pertemuan"), null=True, blank=True)
    meeting_place = models.CharField(_("tempat pertemuan"), max_length=100, blank=True)

    #: The group that absorbed this one, never one that was absorbed itself; its address leads there.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    signed_place = models.CharField(_("tempat pengesahan"), max_length=60, blank=True)
    signed_on = models.DateField(_("tanggal pengesahan"), null=True, blank=True)
    siga_entered_on = models.DateField(_("disalin ke SIGA"), null=True, blank=True)
    siga_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(_("isian lain"), default=dict, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "dusun_id", "group": "public_id"}
    TRIGGERS = (SearchTrigger("search_key"),)
    on_merge = {"merged_into": "move"}

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        permissions = [
            ("activate_group", "Approve, activate, deactivate"),
            ("classify_group", "Record the official classification"),
            ("export_group", "Export groups"),
            ("import_groups", "Import groups"),
            ("merge_group", "Merge two groups"),
            ("renew_card", "Renew the card each January"),
            ("change_books", "Keep the group's own books"),
            ("view_roll", "See the names of committee and members"),
        ]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="group_list"),
            models.Index(fields=["state", "village"], name="group_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "register_number"],
                name="one_register_number_per_village",
                violation_error_message=_("Nomor register ini sudah dipakai di desa/kelurahan yang sama."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="group_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("registered_by")),
                name="group_approved_by_another",
                violation_error_message=_("Kelompok disetujui oleh orang lain, bukan yang mendaftarkan."),
            ),
            models.CheckConstraint(
                condition=Q(siga_entered_on__isnull=True, siga_entered_by__isnull=True)
                | Q(siga_entered_on__isnull=False, siga_entered_by__isnull=False),
                name="group_siga_by_and_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["inactive", "returned"]) | (~Q(state_reason="") & Q(state_on__isnull=False)),
                name="group_stopped_with_day_and_reason",
                violation_error_message=_("Sebutkan tanggal dan alasannya."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="group_merged_into_another",
                violation_error_message=_("Pilih kelompok yang menerima penggabungan."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("groups:detail", args=[self.public_id])

    @property
    def state_tone(self):
        """The kind of chip that shows the state."""
        return {"active": "ok", "submitted": "due", "returned": "late"}.get(self.state, "neutral")

    @property
    def due_month(self):
        """The month whose register is due now: the one before today's, at the group's own place."""
        return Month.of(clock.today(self.village_id)).previous()

    @property
    def routine(self):
        """``Senin minggu kedua``, or nothing when no routine is agreed."""
        if self.meeting_weekday is None or self.meeting_week is None:
            return ""
        return _("{day} minggu {week}").format(
            day=self.get_meeting_weekday_display(), week=self.get_meeting_week_display()
        )


class ClassificationDecision(Timestamped):
    """The official class of a group as decided on a day, by whom and in which document. A later one is another row.

    The application computes no official class: the criteria of the regulation are not known to it.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="classifications")
    level = models.CharField(_("klasifikasi"), max_length=12, choices=Group.Classification.choices, blank=True)
    decided_on = models.DateField(_("tanggal keputusan"))
    assessor = models.CharField(_("penilai"), max_length=100)
    document = models.CharField(_("nomor dokumen"), max_length=60)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    scan = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("keputusan klasifikasi")
        verbose_name_plural = _("keputusan klasifikasi")
        ordering = ["-decided_on", "-pk"]

    def __str__(self):
        return f"{self.group_id} {self.level} {self.decided_on}"
