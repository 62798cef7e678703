"""Families, persons, and the dated episodes of a couple: KB and pregnancy."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import age_on
from core.encryption import EncryptedTextField, lookup_hashes
from core.identity import mask
from core.models import AppendOnly, PublicId, Timestamped, Versioned
from core.search import SearchTrigger, containing
from regions import clock
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet

DIGITS_3 = RegexValidator(r"^\d{1,3}$", _("Isi dengan angka, paling banyak tiga."))


class Source(models.TextChoices):
    PK = "pk", _("Pendataan Keluarga")
    VILLAGE = "village", _("Data desa/kelurahan")
    MANUAL = "manual", _("Dicatat petugas")
    GROUP = "group", _("Pendaftaran kelompok")


class CodeValue(models.Model):
    """A code list of a form year: our stable key beside the number that a form or sheet uses."""

    class Scheme(models.TextChoices):
        PK15 = "pk15", "PK15"
        PK21 = "pk21", "PK21"
        SHDK = "shdk", _("Dukcapil/desa")

    field = models.CharField(_("isian"), max_length=30)
    scheme = models.CharField(_("daftar"), max_length=10, choices=Scheme.choices)
    code = models.CharField(_("kode"), max_length=10)
    key = models.CharField(_("kunci"), max_length=30)
    label = models.CharField(_("sebutan"), max_length=100)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kode isian")
        verbose_name_plural = _("kode isian")
        ordering = ["field", "scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["field", "scheme", "code"], name="one_key_per_code")]

    def __str__(self):
        return f"{self.field} {self.scheme} {self.code} = {self.key}"


class FamilyQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def named(self, text):
        """Families whose members' names contain every word of ``text``; two words may be of two members."""
        return containing(self, "search_key", text)

    def with_kk(self, number):
        return self.filter(kk_hash__in=lookup_hashes(number))


class Family(PublicId, Versioned, Timestamped):
    """A family as the programme counts it. Card number and KKI may be missing; a card may hold two families."""

    class Kind(models.TextChoices):
        COMPLETE = "lengkap", _("Keluarga lengkap")
        SPECIAL = "khusus", _("Keluarga khusus")

    village = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="families", verbose_name=_("desa/kelurahan")
    )
    dusun = models.ForeignKey(
        Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="families", verbose_name=_("dusun/RW")
    )
    rw = models.CharField("RW", max_length=3, blank=True, validators=[DIGITS_3])
    rt = models.CharField("RT", max_length=3, blank=True, validators=[DIGITS_3])
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)
    kki = models.CharField(_("KKI"), max_length=30, blank=True, db_index=True)
    kk_number = EncryptedTextField(_("nomor KK"), blank=True)
    kk_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    kind = models.CharField(_("jenis keluarga"), max_length=10, choices=Kind.choices, default=Kind.COMPLETE)
    is_resident = models.BooleanField(_("menetap"), default=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    source_year = models.PositiveSmallIntegerField(_("tahun data"), null=True, blank=True)
    head_name = models.CharField(_("kepala keluarga"), max_length=100, editable=False)
    name_key = models.CharField(max_length=100, editable=False)
    search_key = models.TextField(editable=False, default="")
    member_count = models.PositiveSmallIntegerField(_("jumlah anggota"), default=0, editable=False)
    is_active = models.BooleanField(_("aktif"), default=True)
    inactive_reason = models.CharField(_("alasan nonaktif"), max_length=300, blank=True)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(_("isian lain"), default=dict, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "dusun_id", "family": "public_id"}
    PERSONAL = {"kk_number", "phone", "address"}
    TRIGGERS = (SearchTrigger("search_key"),)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("keluarga")
        verbose_name_plural = _("keluarga")
        permissions = [
            ("import_families", "Import families"),
            ("export_family", "Export families"),
            ("view_family_masked", "See families masked"),
        ]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="family_list"),
            models.Index(fields=["dusun", "name_key", "id"], name="family_dusun"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True) | ~Q(inactive_reason=""),
                name="family_inactive_with_reason",
                violation_error_message=_("Sebutkan alasan menonaktifkan keluarga."),
            )
        ]

    def __str__(self):
        return self.head_name

    def get_absolute_url(self):
        return reverse("members:detail", args=[self.public_id])

    @property
    def masked_kk(self):
        return mask(self.kk_number)

    @property
    def place_text(self):
        """In a kelurahan RT and RW (``RT 003/RW 002``), in a desa the dusun."""
        if self.village_id[6:7] != "1":
            return self.dusun.name if self.dusun_id else ""
        parts = [f"RT {self.rt}" if self.rt else "", f"RW {self.rw}" if self.rw else ""]
        return "/".join(filter(None, parts)) or (self.dusun.name if self.dusun_id else "")

    @property
    def place_line(self):
        """Where to find the family, in one line."""
        return " · ".join(filter(None, (self.address, self.place_text)))


class PersonQuerySet(ScopedQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def named(self, text):
        return containing(self, "name_key", text)

    def with_nik(self, number):
        return self.filter(nik_hash__in=lookup_hashes(number))


class Person(PublicId, Versioned, Timestamped):
    """A person of a family. ``village`` and ``dusun`` repeat the family's, so that scope is a range on her own row."""

    class Sex(models.TextChoices):
        MALE = "L", _("Laki-laki")
        FEMALE = "P", _("Perempuan")

    class Relation(models.TextChoices):
        HEAD = "head", _("Kepala keluarga")
        HUSBAND = "husband", _("Suami")
        WIFE = "wife", _("Istri")
        CHILD = "child", _("Anak")
        CHILD_IN_LAW = "child_in_law", _("Menantu")
        GRANDCHILD = "grandchild", _("Cucu")
        PARENT = "parent", _("Orang tua")
        PARENT_IN_LAW = "parent_in_law", _("Mertua")
        RELATIVE = "relative", _("Famili lain")
        HELPER = "helper", _("Pembantu")
        OTHER = "other", _("Lainnya")

    class Marriage(models.TextChoices):
        SINGLE = "single", _("Belum kawin")
        MARRIED = "married", _("Kawin")
        DIVORCED = "divorced", _("Cerai hidup")
        WIDOWED = "widowed", _("Cerai mati")

    class Religion(models.TextChoices):
        ISLAM = "islam", "Islam"
        PROTESTANT = "kristen", "Kristen"
        CATHOLIC = "katolik", "Katolik"
        HINDU = "hindu", "Hindu"
        BUDDHA = "buddha", "Buddha"
        KHONGHUCU = "khonghucu", "Khonghucu"
        BELIEF = "penghayat", _("Penghayat kepercayaan")
        UNANSWERED = "unanswered", _("Tidak dijawab")

    class Education(models.TextChoices):
        NONE = "none", _("Tidak/belum sekolah")
        PRIMARY_UNFINISHED = "sd_unfinished", _("Tidak tamat SD")
        PRIMARY_NOW = "sd_now", _("Masih SD")
        PRIMARY = "sd", _("Tamat SD")
        JUNIOR_NOW = "sltp_now", _("Masih SLTP")
        JUNIOR = "sltp", _("Tamat SLTP")
        SENIOR_NOW = "slta_now", _("Masih SLTA")
        SENIOR = "slta", _("Tamat SLTA")
        HIGHER_NOW = "pt_now", _("Masih perguruan tinggi")
        HIGHER = "pt", _("Tamat perguruan tinggi")

    class Job(models.TextChoices):
        NONE = "none", _("Tidak/belum bekerja")
        FARMER = "farmer", _("Petani")
        FISHER = "fisher", _("Nelayan")
        TRADER = "trader", _("Pedagang")
        STATE_OFFICIAL = "state_official", _("Pejabat negara")
        CIVIL_SERVANT = "civil_servant", _("PNS/TNI/Polri")
        EMPLOYEE = "employee", _("Pegawai swasta")
        SELF_EMPLOYED = "self_employed", _("Wiraswasta")
        RETIRED = "retired", _("Pensiunan")
        CASUAL = "casual", _("Pekerja lepas")

    class Insurance(models.TextChoices):
        PBI = "pbi", _("BPJS-PBI")
        NON_PBI = "non_pbi", _("BPJS non-PBI")
        PRIVATE = "private", _("Asuransi swasta")
        NONE = "none", _("Tidak memiliki")

    class Presence(models.TextChoices):
        HOME = "home", _("Di dalam rumah")
        AWAY = "away", _("Di luar rumah")
        ABROAD = "abroad", _("Di luar negeri")

    class NoNik(models.TextChoices):
        CHILD = "child", _("Anak, belum punya")
        UNRECORDED = "unrecorded", _("Belum terekam")
        UNKNOWN = "unknown", _("Belum diketahui")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="persons", verbose_name=_("keluarga"))
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    dusun = models.ForeignKey(Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    nik = EncryptedTextField(_("NIK"), blank=True)
    nik_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    no_nik_reason = models.CharField(_("alasan tanpa NIK"), max_length=12, choices=NoNik.choices, blank=True)
    name = models.CharField(_("nama"), max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex.choices)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    birth_place = models.CharField(_("tempat lahir"), max_length=60, blank=True)
    marriage = models.CharField(_("status kawin"), max_length=10, choices=Marriage.choices, blank=True)
    relation = models.CharField(_("hubungan dengan kepala keluarga"), max_length=15, choices=Relation.choices)
    education = models.CharField(_("pendidikan"), max_length=15, choices=Education.choices, blank=True)
    job = models.CharField(_("pekerjaan"), max_length=15, choices=Job.choices, blank=True)
    religion = models.CharField(_("agama"), max_length=12, choices=Religion.choices, blank=True)
    insurance = models.CharField(_("JKN"), max_length=10, choices=Insurance.choices, blank=True)
    presence = models.CharField(_("keberadaan"), max_length=8, choices=Presence.choices, default=Presence.HOME)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)
    #: Set by the officer for a wife under 15 who already menstruates or over 49 who still does.
    pus_override = models.BooleanField(_("masih haid (di bawah 15 atau di atas 49 tahun)"), default=False)
    is_active = models.BooleanField(_("aktif"), default=True)
    inactive_reason = models.CharField(_("alasan nonaktif"), max_length=300, blank=True)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)
    #: Values of a sheet that no code list knows, kept as text.
    extra = models.JSONField(_("isian lain"), default=dict, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "dusun_id"}
    PERSONAL = {"nik", "phone", "religion", "birth_date"}
    TRIGGERS = (SearchTrigger("name_key"),)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        permissions = [
            ("view_health", "See KB and pregnancy"),
            ("change_health", "Record KB and pregnancy"),
            ("reveal_identity", "See NIK and KK in clear"),
            ("export_identity", "Export with NIK"),
            ("view_religion", "See religion"),
            ("view_person_masked", "See persons masked"),
        ]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="person_list"),
            models.Index(fields=["village", "birth_date"], name="person_birth"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_hash"],
                condition=Q(is_active=True) & ~Q(nik_hash=""),
                name="one_active_person_per_nik",
                violation_error_message=_("NIK ini sudah terdaftar."),
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(is_active=True, relation="head"),
                name="one_head_per_family",
                violation_error_message=_("Keluarga ini sudah mempunyai kepala keluarga."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("members:person_detail", args=[self.public_id])

    @property
    def masked_nik(self):
        return mask(self.nik)

    @property
    def honorific(self):
        """Ibu or Bapak by sex; nothing for a child."""
        age = self.age
        if age is not None and age < 17 and self.marriage != self.Marriage.MARRIED:
            return ""
        return _("Ibu") if self.sex == self.Sex.FEMALE else _("Bapak")

    @property
    def age(self):
        """Completed years today, at her own place."""
        return age_on(self.birth_date, clock.today(self.village_id))


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
        OTHER = "other", _("Lainnya")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kb_episodes")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    status = models.CharField(_("kesertaan KB"), max_length=8, choices=Status.choices)
    method = models.ForeignKey(
        KbMethod, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("metode")
    )
    since = models.DateField(_("sejak"))
    ended_on = models.DateField(_("sampai"), null=True, blank=True)
    confirmed_on = models.DateField(_("terakhir dikonfirmasi"))
    wish = models.CharField(_("keinginan punya anak"), max_length=8, choices=Wish.choices, blank=True)
    reason = models.CharField(_("alasan tidak ber-KB"), max_length=12, choices=Reason.choices, blank=True)
    place_kind = models.CharField(_("tempat pelayanan"), max_length=60, blank=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "person__dusun_id"}
    PERSONAL = {"status", "method", "wish", "reason"}
    on_merge = {"person": "move"}

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan KB")
        verbose_name_plural = _("catatan KB")
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["person", "since"], name="kb_person_since")]
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


class Pregnancy(PublicId, Versioned, Timestamped):
    """One pregnancy: since when, expected, how and when it ended."""

    class Ending(models.TextChoices):
        BIRTH = "birth", _("Melahirkan")
        LOSS = "loss", _("Keguguran atau lahir mati")
        MISTAKE = "mistake", _("Salah catat")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pregnancies")
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    since = models.DateField(_("hamil sejak"))
    ended_on = models.DateField(_("berakhir pada"), null=True, blank=True)
    ended_how = models.CharField(_("berakhir dengan"), max_length=8, choices=Ending.choices, blank=True)
    source = models.CharField(_("sumber data"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    SCOPE = {"region": "village_id", "dusun": "person__dusun_id"}
    PERSONAL = {"since", "ended_on", "ended_how"}
    on_merge = {"person": "move"}

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
    form_version = models.CharField(max_length=20, default="2026-1")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    on_merge = {"person": "move"}

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["person", "purpose"])]

    def __str__(self):
        return f"{self.person_id} {self.purpose} {self.answer}"
