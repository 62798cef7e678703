"""Tables of families and persons: on a screen, on paper, as a download."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.tables import DayColumn, NumberColumn, Table, TitleColumn, YesNoColumn
from core.templatetags.ui import chip
from core.text import phone_text
from members import queries, rules
from members.age_words import AGES
from members.models import Family, Person
from regions import clock
from regions.queries import names_of


class FamilyTable(Table):
    """Families with their place and whether they have a couple of reproductive age. Three queries for any rows, one
    more where the heads' numbers stand, masked unless ``clear``."""

    empty_title = _("Belum ada keluarga")
    empty_text = _("Catat satu keluarga, atau impor daftar penduduk desa/kelurahan dari Excel.")

    head_name = TitleColumn(verbose_name=_("Kepala keluarga"), subtitle="place_line")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    member_count = NumberColumn(verbose_name=_("Anggota"))
    pus = tables.Column(verbose_name=_("PUS"), empty_values=())
    source = tables.Column(verbose_name=_("Sumber data"))
    place = tables.Column(verbose_name=_("Dusun/RW"), accessor="place_text")
    head_nik = tables.Column(verbose_name=_("NIK kepala"), empty_values=())
    kk_number = tables.Column(verbose_name=_("Nomor KK"), empty_values=())
    address = tables.Column(verbose_name=_("Alamat"))
    phone = tables.Column(verbose_name=_("Nomor HP"))
    kki = tables.Column(verbose_name=_("KKI"))
    rw = tables.Column(verbose_name="RW")
    rt = tables.Column(verbose_name="RT")
    kind = tables.Column(verbose_name=_("Jenis keluarga"))
    is_resident = YesNoColumn(verbose_name=_("Menetap"))
    source_year = tables.Column(verbose_name=_("Tahun data"))
    is_active = YesNoColumn(verbose_name=_("Aktif"))
    inactive_reason = tables.Column(verbose_name=_("Alasan nonaktif"))
    created_at = DayColumn(verbose_name=_("Dicatat"))
    updated_at = DayColumn(verbose_name=_("Diubah"))

    downloaded = ("place", "head_nik", "kk_number", "address", "phone")
    optional = (
        *downloaded,
        *("kki", "rw", "rt", "kind", "is_resident", "source_year"),
        *("is_active", "inactive_reason", "created_at", "updated_at"),
    )
    personal = {"head_name": "name", "address": "address", "phone": "phone"}

    class Meta(Table.Meta):
        model = Family
        fields = ("head_name", "village", "member_count", "pus", "source")
        sequence = ("head_name", "village", "place", "member_count", "pus", "source", "...")

    def __init__(self, data, *, request, columns=(), clear=False, for_download=False, **kwargs):
        rows = list(data)
        ids = [row.pk for row in rows]
        shown = self.shown(request.user, columns, for_download)
        self.clear = clear
        self.places = names_of({row.village_id for row in rows})
        self.pus_ids = queries.families_with_pus(ids, clock.today(request.user.home_code)) if "pus" in shown else set()
        self.heads = _heads_of(ids) if "head_nik" in shown else {}
        self.pus_chip = chip("info", _("PUS"), icon="")
        super().__init__(rows, request=request, columns=columns, for_download=for_download, **kwargs)

    def render_head_name(self, value, record):
        title = TitleColumn.render(self.columns["head_name"].column, value, record)
        return title if record.is_active else format_html("{} {}", title, chip("neutral", _("Nonaktif")))

    def value_head_name(self, value):
        return value

    def render_village(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:6]))))

    def render_pus(self, record):
        return self.pus_chip if record.pk in self.pus_ids else "—"

    def value_pus(self, record):
        return _("Ya") if record.pk in self.pus_ids else _("Tidak")

    def render_head_nik(self, record):
        head = self.heads.get(record.pk)
        return (head.nik if self.clear else head.masked_nik) if head else ""

    def render_phone(self, value):
        return phone_text(value)

    def render_kk_number(self, record):
        return record.kk_number if self.clear else record.masked_kk


class PersonTable(Table):
    """The persons of one family, on its page. No query."""

    empty_title = _("Belum ada anggota")
    empty_text = _("Tambahkan kepala keluarga lebih dahulu.")

    name = TitleColumn(verbose_name=_("Nama"), subtitle="get_relation_display")
    sex = tables.Column(verbose_name=_("L/P"), accessor="sex")
    age = NumberColumn(verbose_name=_("Umur"), default="—")
    marriage = tables.Column(verbose_name=_("Status kawin"), default="—")
    nik = tables.Column(verbose_name=_("NIK"), accessor="masked_nik", empty_values=())
    notes = tables.Column(verbose_name=_("Keterangan"), empty_values=())

    class Meta(Table.Meta):
        model = Person
        fields = ("name", "sex", "age", "marriage", "nik", "notes")
        sequence = fields

    def render_sex(self, record):
        return record.sex

    def render_nik(self, value, record):
        return value or format_html("<small>{}</small>", record.get_no_nik_reason_display() or "—")

    def render_notes(self, record):
        today = clock.today(record.village_id)
        chips = []
        if queries.pus_on(record, today):
            chips.append(chip("info", _("PUS"), icon=""))
        if state := rules.age_state(record.birth_date, today):
            chips.append(chip("info", AGES[state], icon=""))
        if not record.nik_hash:
            chips.append(chip("due", _("Tanpa NIK"), icon=""))
        if record.presence != Person.Presence.HOME:
            chips.append(chip("neutral", record.get_presence_display(), icon=""))
        return format_html_join(" ", "{}", ((part,) for part in chips)) if chips else "—"


class PersonDownloadTable(Table):
    """One row a person, for a download. Numbers masked unless ``clear``; religion is never here."""

    kk_number = tables.Column(verbose_name=_("Nomor KK"), empty_values=())
    head = tables.Column(verbose_name=_("Kepala keluarga"), accessor="family__head_name")
    nik = tables.Column(verbose_name=_("NIK"), empty_values=())
    name = tables.Column(verbose_name=_("Nama"))
    sex = tables.Column(verbose_name=_("Jenis kelamin"))
    birth_place = tables.Column(verbose_name=_("Tempat lahir"))
    birth_date = tables.DateColumn(verbose_name=_("Tanggal lahir"), format="Y-m-d")
    relation = tables.Column(verbose_name=_("Hubungan"))
    marriage = tables.Column(verbose_name=_("Status kawin"))
    education = tables.Column(verbose_name=_("Pendidikan"))
    job = tables.Column(verbose_name=_("Pekerjaan"))
    insurance = tables.Column(verbose_name=_("JKN"))
    presence = tables.Column(verbose_name=_("Keberadaan"))
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village__name")
    place = tables.Column(verbose_name=_("Dusun/RW"), accessor="family__place_text")
    address = tables.Column(verbose_name=_("Alamat"), accessor="family__address")

    personal = {"name": "name", "address": "address", "birth_date": "birth_date"}

    def __init__(self, data, *, clear=False, **kwargs):
        self.clear = clear
        super().__init__(data, **kwargs)

    def render_kk_number(self, record):
        return record.family.kk_number if self.clear else record.family.masked_kk

    def render_nik(self, record):
        return record.nik if self.clear else record.masked_nik


def _heads_of(family_ids):
    heads = Person.objects.active().filter(family_id__in=family_ids, relation=Person.Relation.HEAD)
    return {head.family_id: head for head in heads.only("pk", "family_id", "nik")}
