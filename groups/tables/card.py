"""Tables of groups."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.dates import Month
from core.tables import DayColumn, NumberColumn, Table, TitleColumn, YesNoColumn
from core.templatetags.ui import chip
from groups import code_lists, queries, register_rules
from groups.models import Group, Register
from regions import clock
from regions.queries import names_of

CLASS_TONES = {"mandiri": "ok", "berkembang": "due", "dasar": "neutral", "": "neutral"}


class ListedColumn(tables.Column):
    """Keys of one of our lists, in their words."""

    def render(self, value, table, bound_column):
        return ", ".join(table.words.get((bound_column.name, key), key) for key in value)


class GroupTable(Table):
    """Groups with last month's attendance and register; three queries for any number of rows, two more where chairs
    or words of our lists stand. A chair is named only where the officer may see the group's people."""

    empty_title = _("Belum ada kelompok")
    empty_text = _("Kelompok UPPKA di wilayah tugas Anda tampil di sini.")

    name = TitleColumn(verbose_name=_("Kelompok"), subtitle="business_note")
    village = tables.Column(verbose_name=_("Desa/Kelurahan"), accessor="village_id")
    state = tables.Column(verbose_name=_("Status"))
    member_count = NumberColumn(verbose_name=_("Anggota"))
    attendance = NumberColumn(verbose_name=_("Hadir"), empty_values=())
    classification = tables.Column(verbose_name=_("Klasifikasi"), empty_values=())
    register = tables.Column(verbose_name=_("R/I"), empty_values=())
    register_number = tables.Column(verbose_name=_("Nomor register"))
    chair = tables.Column(verbose_name=_("Ketua"), empty_values=())
    address = tables.Column(verbose_name=_("Alamat"))
    rw = tables.Column(verbose_name="RW")
    rt = tables.Column(verbose_name="RT")
    founded_on = DayColumn(verbose_name=_("Tanggal berdiri"))
    state_on = DayColumn(verbose_name=_("Status sejak"))
    state_reason = tables.Column(verbose_name=_("Alasan"))
    adviser_kind = tables.Column(verbose_name=_("Jabatan pembina"))
    adviser_name = tables.Column(verbose_name=_("Nama pembina"))
    adviser_number = tables.Column(verbose_name=_("Nomor registrasi pembina"))
    decree_number = tables.Column(verbose_name=_("Nomor SK"))
    decree_on = DayColumn(verbose_name=_("Tanggal SK"))
    decree_by = tables.Column(verbose_name=_("SK dikeluarkan oleh"))
    funds = ListedColumn(verbose_name=_("Sumber dana"))
    integration = ListedColumn(verbose_name=_("Keterpaduan kelompok"))
    social_media = tables.Column(verbose_name=_("Nama akun media sosial"))
    is_pro_pn = YesNoColumn(verbose_name=_("Pro PN"))
    pro_pn_on = DayColumn(verbose_name=_("Tanggal Pro PN"))
    is_kampung_kb = YesNoColumn(verbose_name=_("Di Kampung KB"))
    topics_held = ListedColumn(verbose_name=_("Materi yang dimiliki"))
    equipment = ListedColumn(verbose_name=_("Sarana yang dimiliki"))
    business_pattern = tables.Column(verbose_name=_("Pola usaha"))
    business_kinds = ListedColumn(verbose_name=_("Jenis usaha"))
    business_note = tables.Column(verbose_name=_("Usaha utama"))
    capital_sources = ListedColumn(verbose_name=_("Sumber modal"))
    market_reach = tables.Column(verbose_name=_("Jangkauan pasar"))
    aku_number = tables.Column(verbose_name=_("Nomor anggota AKU"))
    routine = tables.Column(verbose_name=_("Jadwal rutin"))
    meeting_time = tables.TimeColumn(verbose_name=_("Jam pertemuan"), format="H.i")
    meeting_place = tables.Column(verbose_name=_("Tempat pertemuan"))
    siga_entered_on = DayColumn(verbose_name=_("Disalin ke SIGA"))

    downloaded = ("state",)
    optional = (
        *("state", "register_number", "chair", "address", "rw", "rt", "founded_on", "state_on", "state_reason"),
        *("adviser_kind", "adviser_name", "adviser_number", "decree_number", "decree_on", "decree_by"),
        *("funds", "integration", "social_media", "is_pro_pn", "pro_pn_on", "is_kampung_kb", "topics_held"),
        *("equipment", "business_pattern", "business_kinds", "business_note", "capital_sources", "market_reach"),
        *("aku_number", "routine", "meeting_time", "meeting_place", "siga_entered_on"),
    )
    rights = {"chair": queries.NAMES}
    personal = {"chair": "name", "name": "group"}

    class Meta(Table.Meta):
        model = Group
        fields = ("name", "village", "member_count", "attendance", "classification", "register", "state")
        sequence = (*fields, "...")

    def __init__(self, data, *, request, columns=(), for_download=False, **kwargs):
        rows = list(data)
        ids = [row.pk for row in rows]
        shown = self.shown(request.user, columns, for_download)
        self.words = code_lists.words_of_the_card() if code_lists.CARD_COLUMNS.keys() & set(shown) else {}
        self.chairs = queries.chairs_of(request.user, ids) if "chair" in shown else {}
        self.month = Month.of(clock.today(request.user.home_code)).previous()
        self.deadline = register_rules.deadline_of(self.month, day=register_rules.DEADLINE_DAY)
        self.attendance = queries.attendance_in(ids, self.month)
        self.registers = queries.registers_in(ids, self.month, only=["state", "handed_in_at"])
        self.places = names_of({row.village_id for row in rows})
        super().__init__(rows, request=request, columns=columns, for_download=for_download, **kwargs)
        if "register" in shown:
            self.columns["register"].column.verbose_name = _("R/I {month}").format(
                month=date_format(self.month.first, "F")
            )

    def render_village(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:6]))))

    def render_chair(self, record):
        return self.chairs.get(record.pk, "—")

    def render_attendance(self, record):
        percent = self.attendance.get(record.pk)
        return "—" if percent is None else f"{percent}%"

    def render_classification(self, record):
        return chip(CLASS_TONES[record.classification], Group.Classification(record.classification).label, icon="")

    def value_classification(self, record):
        return record.get_classification_display()

    def value_state(self, record):
        return record.get_state_display()

    def render_register(self, record):
        """Last month's register; a card that is not active says so instead."""
        if record.state != Group.State.ACTIVE:
            return chip(record.state_tone, record.get_state_display())
        return chip(*self.register_state(record))

    def value_register(self, record):
        return self.register_state(record)[1]

    def register_state(self, group):
        """(kind of chip, words) of last month's register."""
        row = self.registers.get(group.pk)
        if group.state != Group.State.ACTIVE and row is None:
            return "neutral", "—"  # asked of active groups only
        if row is None:
            late = register_rules.days_late(self.month, day=self.deadline.day, today=clock.today(group.village_id))
            if not late:
                return "due", _("Belum masuk")
            return "late", ngettext("Terlambat {days} hari", "Terlambat {days} hari", late).format(days=late)
        if row.state == Register.State.RETURNED:
            return "late", row.get_state_display()
        day = date_format(row.handed_in_at, "j M")
        if row.state not in Register.REPORTED:
            return "due", _("Diserahkan {day}").format(day=day)
        return "ok", _("Masuk {day}").format(day=day)
