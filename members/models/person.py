"""A person of a family."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import age_on
from core.encryption import EncryptedTextField, lookup_hashes
from core.identity import mask
from core.models import PublicId, Timestamped, Versioned
from core.search import SearchTrigger, containing
from members.models.family import Family
from regions import clock
from regions.models import Dusun, Region
from regions.scope import ScopedQuerySet, in_practice, on_the_map

#: What a sheet may say that is no column of ours.
OTHER_LABELS = {"blood": _("golongan darah"), "rt": "RT", "rw": "RW"}


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
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

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

    class InactiveKind(models.TextChoices):
        DIED = "died", _("Meninggal")
        MOVED = "moved", _("Pindah")
        MERGED = "merged", _("Digabung")
        MISTAKE = "mistake", _("Salah catat")
        OTHER = "other", pgettext_lazy("choice", "Lainnya")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="persons", verbose_name=_("keluarga"))
    village = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", editable=False)
    dusun = models.ForeignKey(Dusun, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    nik = EncryptedTextField(_("NIK"), blank=True)
    nik_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    no_nik_reason = models.CharField(_("alasan tanpa NIK"), max_length=12, choices=NoNik.choices, blank=True)
    name = models.CharField(_("nama"), max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    #: How the name sounds, to find the same person under another spelling; see members.rules.
    sound_key = models.CharField(max_length=40, editable=False, default="")
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
    inactive_kind = models.CharField(_("sebab nonaktif"), max_length=8, choices=InactiveKind.choices, blank=True)
    inactive_on = models.DateField(_("nonaktif sejak"), null=True, blank=True)
    #: The person that this record was merged into, never one that is merged herself; its address leads there.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    #: Name, numbers and contact were taken off on request; what the law wants kept stays.
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)
    passed_warnings = models.JSONField(default=list, blank=True, editable=False)
    #: Values of a sheet that no code list knows, kept as text.
    extra = models.JSONField(_("isian lain"), default=dict, blank=True, editable=False)

    SCOPE = {"region": "village_id", "dusun": "dusun_id", "family": "family__public_id"}
    PERSONAL = {"nik", "phone", "religion", "birth_date"}
    #: Told in the history only to who may see health data.
    HEALTH = {"pus_override"}
    on_merge = {"merged_into": "move"}
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
            ("merge_person", "Merge two records of one person, and undo it"),
            ("anonymise_person", "Anonymise a person on request"),
        ]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="person_list"),
            models.Index(fields=["village", "birth_date"], name="person_birth"),
            models.Index(fields=["village", "sound_key"], name="person_sound"),
            models.Index(fields=["sound_key", "birth_date"], name="person_sound_birth"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_hash"],
                condition=Q(is_active=True) & ~Q(nik_hash="") & on_the_map("village_id"),
                name="one_active_person_per_nik",
                violation_error_message=_("NIK ini sudah terdaftar."),
            ),
            # A number that was tried out in the practice region is still free.
            models.UniqueConstraint(
                fields=["nik_hash"],
                condition=Q(is_active=True) & ~Q(nik_hash="") & in_practice("village_id"),
                name="one_practised_person_per_nik",
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
    def other_values(self):
        """(label, value) of what a sheet said beyond our lists, such as an unknown occupation or the blood group."""
        labels = {field.name: field.verbose_name for field in self._meta.get_fields() if hasattr(field, "verbose_name")}
        told = [(labels.get(key, OTHER_LABELS.get(key)), value) for key, value in self.extra.items()]
        return [(label, value) for label, value in told if label and isinstance(value, str)]

    @property
    def age(self):
        """Completed years today, at her own place."""
        return age_on(self.birth_date, clock.today(self.village_id))
