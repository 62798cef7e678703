"""Groups, their committee and members, meetings, and the month's register R/I/UPPKA."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import Month
from core.models import AppendOnly, PublicId, Timestamped, Versioned
from core.search import SearchTrigger, containing
from members.models import DIGITS_3, Person
from regions import clock
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet


class Adviser(models.TextChoices):
    """Who accompanies a group or speaks at a meeting: the list of the group card."""

    PPLKB = "pplkb", "PPLKB"
    PKB = "pkb", "PKB/PLKB"
    PPKBD = "ppkbd", "PPKBD"
    SUB_PPKBD = "sub_ppkbd", "Sub-PPKBD"
    OTHER = "other", _("Lainnya")


class ListValue(models.Model):
    """An entry of a list on the group card (funds, integration, kinds of business …); changed in the admin."""

    class List(models.TextChoices):
        FUND = "fund", _("Sumber dana")
        INTEGRATION = "integration", _("Keterpaduan")
        BUSINESS = "business", _("Jenis usaha")
        CAPITAL = "capital", _("Sumber modal")
        TOPIC = "topic", _("Materi penyuluhan")
        EQUIPMENT = "equipment", _("Sarana")
        TRAINING = "training", _("Pelatihan pengurus")

    list = models.CharField(_("daftar"), max_length=15, choices=List.choices)
    key = models.CharField(_("kunci"), max_length=30)
    label = models.CharField(_("sebutan"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        verbose_name = _("isi daftar")
        verbose_name_plural = _("isi daftar")
        ordering = ["list", "order", "label"]
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="one_key_per_list")]

    def __str__(self):
        return self.label


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
        Region, on_delete=models.PROTECT, related_name="groups", verbose_name=_("desa/kelurahan")
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
    on_merge = {}

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        permissions = [
            ("activate_group", "Approve, activate, deactivate"),
            ("classify_group", "Record the official classification"),
            ("export_group", "Export groups"),
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
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    on_merge = {"group": "keep"}

    class Meta:
        verbose_name = _("keputusan klasifikasi")
        verbose_name_plural = _("keputusan klasifikasi")
        ordering = ["-decided_on", "-pk"]

    def __str__(self):
        return f"{self.group_id} {self.level} {self.decided_on}"


class Membership(Versioned, Timestamped):
    """A person in a group from a day to a day. Left: with a reason."""

    class LeftReason(models.TextChoices):
        MOVED = "moved", _("Pindah")
        DIED = "died", _("Meninggal")
        OWN_WISH = "own_wish", _("Kemauan sendiri")
        INACTIVE = "inactive", _("Tidak aktif")
        OTHER = "other", _("Lainnya")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    number = models.PositiveSmallIntegerField(_("nomor anggota"))
    joined_on = models.DateField(_("bergabung"))
    left_on = models.DateField(_("keluar"), null=True, blank=True)
    left_reason = models.CharField(_("alasan keluar"), max_length=10, choices=LeftReason.choices, blank=True)
    left_note = models.CharField(_("keterangan"), max_length=200, blank=True)

    on_merge = {"person": "move", "group": "move"}

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

    on_merge = {"person": "move", "group": "move"}

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


class MeetingQuerySet(ScopedQuerySet):
    def in_month(self, month):
        return self.filter(date__gte=month.first, date__lte=month.last)

    def held(self):
        return self.filter(state=Meeting.State.HELD)


class Meeting(PublicId, Versioned, Timestamped):
    """A meeting of a group: planned, held, moved or called off."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Direncanakan")
        HELD = "held", _("Terlaksana")
        CALLED_OFF = "called_off", _("Dibatalkan")

    class Kind(models.TextChoices):
        ROUTINE = "routine", _("Rutin")
        COUNSELLING = "counselling", _("Penyuluhan")
        TRAINING = "training", _("Pelatihan")
        PRODUCTION = "production", _("Produksi")
        ASSEMBLY = "assembly", _("Rapat anggota")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.HELD)
    date = models.DateField(_("tanggal"))
    #: The routine day that this meeting stands for, when it was moved or called off.
    scheduled_for = models.DateField(_("jadwal semula"), null=True, blank=True)
    called_off_reason = models.CharField(_("alasan batal atau pindah"), max_length=300, blank=True)
    place = models.CharField(_("tempat"), max_length=100, blank=True)
    kind = models.CharField(_("jenis pertemuan"), max_length=12, choices=Kind.choices, default=Kind.ROUTINE)
    topic = models.CharField(_("materi"), max_length=30, blank=True)
    topic_note = models.CharField(_("uraian materi"), max_length=200, blank=True)
    speaker_kind = models.CharField(_("narasumber"), max_length=10, choices=Adviser.choices, blank=True)
    speaker_other = models.CharField(_("narasumber lain"), max_length=60, blank=True)
    speaker_name = models.CharField(_("nama narasumber"), max_length=100, blank=True)
    has_discussion = models.BooleanField(_("ada diskusi"), default=False)
    minutes = models.TextField(_("notulen"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "move"}

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertemuan")
        verbose_name_plural = _("pertemuan")
        permissions = [("record_meeting", "Record meetings")]
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["group", "date"], name="meeting_group_date"),
            models.Index(fields=["village", "date"], name="meeting_village_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_reason=""),
                name="meeting_called_off_with_reason",
                violation_error_message=_("Sebutkan alasan pembatalan."),
            )
        ]

    def __str__(self):
        return f"{self.group_id} {self.date}"

    def get_absolute_url(self):
        return reverse("groups:meeting_detail", args=[self.public_id])


class Attendance(models.Model):
    """One member at one meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Hadir")
        REPRESENTED = "represented", _("Diwakili")
        EXCUSED = "excused", _("Izin")
        SICK = "sick", _("Sakit")
        ABSENT = "absent", _("Alpa")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(_("kehadiran"), max_length=12, choices=Status.choices)

    on_merge = {"membership": "move"}

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_per_member")]

    def __str__(self):
        return f"{self.meeting_id} {self.membership_id} {self.status}"


class Guest(models.Model):
    """A visitor at a meeting, counted apart from the members."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("nama"), max_length=100)
    institution = models.CharField(_("asal"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("tamu")
        verbose_name_plural = _("tamu")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class RegisterQuerySet(ScopedQuerySet):
    def of_month(self, month):
        return self.filter(month=month.first)

    def reported(self):
        """Those that count as LAPOR: verified by another, or typed by the PKB herself; also when closed."""
        return self.filter(state__in=Register.REPORTED)


class Register(PublicId, Versioned, Timestamped):
    """The month's R/I/UPPKA of a group. Its figures are frozen when it is handed in."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Menunggu verifikasi")
        VERIFIED = "verified", _("Terverifikasi")
        BY_PKB = "by_pkb", _("Diinput PKB")
        RETURNED = "returned", _("Dikembalikan")
        CLOSED = "closed", _("Ditutup")

    REPORTED = (State.VERIFIED, State.BY_PKB, State.CLOSED)

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="registers")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    month = models.DateField(_("bulan"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices)
    is_zero = models.BooleanField(_("tidak ada kegiatan"), default=False)
    zero_reason = models.CharField(_("alasan tidak ada kegiatan"), max_length=300, blank=True)
    #: Counts as handed in: members, present, meetings, pus, kb, pregnant, guests.
    figures = models.JSONField(default=dict)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    is_on_time = models.BooleanField(_("tepat waktu"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(_("alasan dikembalikan"), max_length=300, blank=True)
    siga_entered_on = models.DateField(_("disalin ke SIGA"), null=True, blank=True)
    siga_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    SCOPE = {"region": "village_id", "dusun": "group__dusun_id", "group": "group__public_id"}
    on_merge = {"group": "ask"}

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("register R/I/UPPKA")
        verbose_name_plural = _("register R/I/UPPKA")
        permissions = [
            ("submit_register", "Hand in the month's register"),
            ("verify_register", "Verify registers"),
            ("return_register", "Return registers"),
            ("close_month", "Close and reopen a month"),
        ]
        ordering = ["-month", "pk"]
        indexes = [models.Index(fields=["month", "village"], name="register_month_village")]
        constraints = [
            models.UniqueConstraint(fields=["group", "month"], name="one_register_per_group_and_month"),
            models.CheckConstraint(
                condition=Q(is_zero=False, zero_reason="") | (Q(is_zero=True) & ~Q(zero_reason="")),
                name="zero_register_with_reason",
                violation_error_message=_("Sebutkan alasan tidak ada kegiatan."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="register_verified_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("handed_in_by")),
                name="register_verified_by_another",
                violation_error_message=_("Register diverifikasi oleh orang lain, bukan yang menyerahkan."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                name="register_returned_with_reason",
                violation_error_message=_("Sebutkan alasan pengembalian."),
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.month:%Y-%m}"

    @property
    def period(self):
        return Month.of(self.month)

    def get_absolute_url(self):
        return reverse("groups:register", args=[self.group.public_id, self.period])


class RegisterRow(models.Model):
    """One member in one month's register: her state as of the meeting, kept so that a printed page stays true.

    PUS, pregnancy and KB are health data: shown only to roles that may see them, never to the committee.
    """

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="rows")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Attendance.Status.choices)
    is_pus = models.BooleanField(default=False)
    is_pregnant = models.BooleanField(null=True)
    is_using_kb = models.BooleanField(null=True)

    PERSONAL = {"is_pus", "is_pregnant", "is_using_kb"}
    on_merge = {"membership": "move"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "membership", "meeting"], name="one_register_row_per_meeting")
        ]

    def __str__(self):
        return f"{self.register_id} {self.membership_id}"


class MonthClosing(AppendOnly):
    """The OPD closes (or, with a reason, reopens) a month for its region. The latest row counts."""

    region_code = models.CharField(max_length=10, db_index=True)
    month = models.DateField()
    is_closed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    SCOPE = {"region": "region_code"}

    class Meta:
        indexes = [models.Index(fields=["region_code", "month"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_closed=True) | ~Q(reason=""),
                name="month_reopened_with_reason",
                violation_error_message=_("Sebutkan alasan membuka kembali."),
            )
        ]

    def __str__(self):
        return f"{self.region_code} {self.month:%Y-%m} {self.is_closed}"
