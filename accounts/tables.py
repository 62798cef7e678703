"""Lists of accounts and of looks at personal data: on a screen, and as a download."""

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts import queries
from accounts.models import Assignment, PersonalDataAccess, User
from core.tables import DayColumn, NumberColumn, Table, TitleColumn
from core.templatetags.ui import chip
from core.text import phone_text
from regions.queries import names_of

STATE_CHIPS = {
    Assignment.State.CURRENT: "ok",
    Assignment.State.LATER: "info",
    Assignment.State.OVER: "neutral",
}


class UserTable(Table):
    empty_title = _("Belum ada akun")
    empty_text = _("Akun kader dan PKB di wilayah Anda akan tampil di sini.")

    name = TitleColumn(verbose_name=_("Nama"), subtitle="username")
    role = tables.Column(verbose_name=_("Peran"), empty_values=())
    place = tables.Column(verbose_name=_("Wilayah"), empty_values=())
    state = tables.Column(verbose_name=_("Status"), empty_values=())
    phone = tables.Column(verbose_name=_("Nomor HP"), default="—")
    last_login = tables.Column(verbose_name=_("Terakhir masuk"), default=_("Belum pernah"))
    username = tables.Column(verbose_name=_("Nama pengguna"))
    task = tables.Column(verbose_name=_("Tugas"), empty_values=())
    since = tables.Column(verbose_name=_("Bertugas sejak"), empty_values=())
    salutation = tables.Column(verbose_name=_("Sapaan"))
    email = tables.Column(verbose_name=_("Surel"), default="—")
    date_joined = DayColumn(verbose_name=_("Akun dibuat"))

    optional = ("username", "task", "since", "salutation", "email", "date_joined")
    personal = {"name": "name", "phone": "phone", "email": "email"}

    class Meta(Table.Meta):
        model = User
        fields = ("name", "role", "place", "state", "phone", "last_login")
        sequence = (*fields, "...")

    def __init__(self, data, *args, request, **kwargs):
        super().__init__(data, *args, request=request, **kwargs)
        self.assignments = _by_user(data, request.user)

    def _shown(self, record):
        """The assignments that count: those that are not over; if all are, the last one."""
        rows = self.assignments.get(record.pk, [])
        return [row for row in rows if row.state != Assignment.State.OVER] or rows[:1]

    def render_role(self, record):
        return ", ".join(dict.fromkeys(str(row.get_role_display()) for row in self._shown(record))) or "—"

    def render_place(self, record):
        return "; ".join(dict.fromkeys(row.place_name for row in self._shown(record))) or "—"

    def render_task(self, record):
        return ", ".join(dict.fromkeys(str(row.get_task_display()) for row in self._shown(record) if row.task)) or "—"

    def render_since(self, record):
        first = min((row.starts_on for row in self._shown(record)), default=None)
        return date_format(first, "j M Y") if first else "—"

    def render_state(self, record):
        state = self._state(record)
        return chip(STATE_CHIPS[state], state.label)

    def value_state(self, record):
        return self._state(record).label

    def render_phone(self, value):
        return phone_text(value)

    def render_last_login(self, value):
        return _moment(value)

    def _state(self, record):
        rows = self._shown(record)
        states = {row.state for row in rows}
        order = (Assignment.State.CURRENT, Assignment.State.LATER)
        return next((state for state in order if state in states), Assignment.State.OVER)


class AccessTable(Table):
    """Looks and downloads as sentences: who opened what of whom. A download has the parts in columns of their own."""

    empty_title = _("Belum ada jejak")
    empty_text = _("Setiap kali data pribadi di wilayah Anda dibuka, satu baris tampil di sini.")

    event = tables.Column(verbose_name=_("Kejadian"), empty_values=())
    at = tables.Column(verbose_name=_("Waktu"))
    purpose = tables.Column(verbose_name=_("Keperluan"))
    note = tables.Column(verbose_name=_("Keterangan"), default="—")
    user = tables.Column(verbose_name=_("Petugas"), accessor="user__name")
    subject = tables.Column(verbose_name=_("Data siapa"), empty_values=())
    fields = tables.Column(verbose_name=_("Isian"))
    rows = NumberColumn(verbose_name=_("Jumlah baris"))
    region = tables.Column(verbose_name=_("Wilayah"), accessor="region_code", default="—")

    optional = downloaded = ("user", "subject", "fields", "rows", "region")
    personal = {"event": "name", "user": "name", "subject": "name"}

    class Meta(Table.Meta):
        model = PersonalDataAccess
        fields = ("event", "at", "purpose", "note")
        sequence = (*fields, "...")

    def __init__(self, data, *args, request, **kwargs):
        super().__init__(data, *args, request=request, **kwargs)
        self.names = queries.names_looked_at(data, request.user)
        self.kinds = dict(queries.kinds_of_data())
        self.places = names_of({row.region_code for row in data})

    def render_event(self, record):
        subject = self.render_subject(record)
        return format_html("{} {}", self._deed(record), subject)

    def value_event(self, record):
        return f"{self._deed(record)} {self.value_subject(record)}"

    def render_at(self, value):
        return _moment(value)

    def render_subject(self, record):
        name, url = self.names.get((record.model, record.object_id), ("", ""))
        return format_html('<a href="{}">{}</a>', url, name) if url else self._unnamed(record)

    def value_subject(self, record):
        return self.names.get((record.model, record.object_id), ("", ""))[0] or self._unnamed(record)

    def render_fields(self, record):
        return queries.field_labels(record.model, record.fields)

    def render_region(self, value):
        return ", ".join(filter(None, (self.places.get(value), self.places.get(value[:4])))) or value

    def _deed(self, record):
        """``Yuliana Ndolu membuka NIK:`` or ``… mengunduh nama, alamat:``"""
        words = __("{who} membuka {what}:") if record.object_id else __("{who} mengunduh {what}:")
        return words.format(who=record.user.name, what=self.render_fields(record))

    def _unnamed(self, record):
        kind = self.kinds.get(record.model, record.model)
        if record.object_id:
            return f"{kind} #{record.object_id}"
        return __("{kind}: {count} baris").format(kind=kind, count=record.rows)


def _by_user(users, viewer):
    """{user key: her assignments that ``viewer`` may see, newest first}. A constant number of queries."""
    rows = Assignment.objects.visible_to(viewer, "accounts.view_user").filter(user__in=[user.pk for user in users])
    found = {}
    for row in queries.with_place_names(rows.order_by("-starts_on", "-pk")):
        found.setdefault(row.user_id, []).append(row)
    return found


def _moment(value):
    return date_format(timezone.localtime(value), "j M Y, H.i")
