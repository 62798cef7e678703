"""The books a group keeps beside its register, each declared: rows, forms, columns on screen, on paper and in a sheet.

A new book is a model, a form and a line here; addresses, pages, print and download follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.money import format_rupiah
from core.templatetags.ui import NOTHING, initials
from groups.forms import books as forms
from groups.models import GuestBookEntry, InventoryItem, ListValue, PlannedActivity, Training
from groups.services import books as services

CHANGE = "groups.change_books"


def _as_they_are(rows):
    return rows


@dataclass(frozen=True)
class Column:
    """``width`` is the room on paper; a ``tone`` makes a chip of the text; ``is_name`` shows initials to some."""

    label: str | Promise
    text: Callable[[Any], Any]
    width: str = "1fr"
    is_number: bool = False
    is_name: bool = False
    tone: Callable[[Any], str] | None = None

    def say(self, row, *, names=True):
        """The text of one row; a dash for nothing."""
        text = self.text(row)
        if text in (None, ""):
            return NOTHING
        return initials(text) if self.is_name and not names else text


@dataclass(frozen=True)
class Ending:
    """How a line comes to its end: what came of a plan, a thing that leaves."""

    service: Callable
    form_class: type
    label: str | Promise
    done: str | Promise
    is_open: Callable[[Any], bool]


@dataclass(frozen=True)
class Book:
    """``key`` begins the names of its addresses (``plan_list``, ``plan_add`` …), ``slug`` stands in them."""

    key: str
    slug: str
    icon: str
    title: str | Promise
    about: str | Promise
    add_label: str | Promise
    model: Any
    form_class: type
    columns: tuple[Column, ...]
    order: tuple
    ending: Ending | None = None
    is_by_year: bool = False
    #: Reads with the rows what the columns say beside them.
    with_what_columns_say: Callable[[Any], Any] = _as_they_are

    def rows(self, group, year=None):
        """The lines of one group, of one year where the book is kept by the year. One query."""
        rows = self.with_what_columns_say(self.model.objects.filter(group=group).order_by(*self.order))
        return rows.filter(year=year) if self.is_by_year and year else rows

    def title_of(self, year):
        return f"{self.title} {year}" if self.is_by_year else str(self.title)


def _day(name):
    return lambda row: date_format(getattr(row, name), "j M Y") if getattr(row, name) else ""


def _rupiah(name):
    return lambda row: "" if getattr(row, name) is None else format_rupiah(getattr(row, name))


def _field(name):
    return lambda row: getattr(row, name)


def _choice(name):
    return lambda row: str(getattr(row, f"get_{name}_display")())


def _outcome(row):
    return " · ".join(filter(None, (_day("done_on")(row), row.outcome)))


def _gone(row):
    return f"{_day('removed_on')(row)} · {row.removed_reason}" if row.removed_on else ""


def _training(row):
    """What the list calls the training, and its own title."""
    return ": ".join(filter(None, (row.kind_label or row.kind, row.title)))


def _with_person_and_kind(rows):
    labels = ListValue.objects.filter(list=ListValue.List.TRAINING, key=OuterRef("kind")).values("label")
    return rows.select_related("person").annotate(kind_label=Subquery(labels[:1]))


PLAN_TONES = {"planned": "due", "done": "ok", "dropped": "neutral"}
CONDITION_TONES = {"good": "ok", "worn": "due", "broken": "late"}

PLAN = Book(
    key="plan",
    slug="rencana",
    icon="calendar",
    title=_("Rencana kerja"),
    about=_("Kegiatan setahun: sasaran, bulan, biaya, penanggung jawab, dan apa hasilnya."),
    add_label=_("Tambah kegiatan"),
    model=PlannedActivity,
    form_class=forms.PlanForm,
    columns=(
        Column(_("Kegiatan"), _field("activity"), "1.6fr"),
        Column(_("Bulan"), _choice("month"), "19mm"),
        Column(_("Sasaran"), _field("target")),
        Column(_("Biaya"), _rupiah("cost"), "25mm", is_number=True),
        Column(_("Penanggung jawab"), _field("person_in_charge"), "28mm", is_name=True),
        Column(_("Status"), _choice("state"), "25mm", tone=lambda row: PLAN_TONES[row.state]),
        Column(_("Hasil"), _outcome, "1.2fr"),
    ),
    order=(F("month").asc(nulls_last=True), "pk"),
    ending=Ending(
        services.record_outcome,
        forms.OutcomeForm,
        _("Catat hasil"),
        _("Hasil kegiatan dicatat."),
        lambda row: row.state == PlannedActivity.State.PLANNED,
    ),
    is_by_year=True,
)

INVENTORY = Book(
    key="inventory",
    slug="inventaris",
    icon="shop",
    title=_("Inventaris"),
    about=_("Barang milik atau titipan kelompok, keadaannya, dan siapa yang menyimpan."),
    add_label=_("Tambah barang"),
    model=InventoryItem,
    form_class=forms.ItemForm,
    columns=(
        Column(_("Barang"), _field("name"), "1.4fr"),
        Column(_("Banyaknya"), lambda row: f"{row.quantity} {row.unit}", "20mm", is_number=True),
        Column(_("Asal"), lambda row: ": ".join(filter(None, (_choice("source")(row), row.source_note)))),
        Column(_("Tahun"), _field("acquired_year"), "14mm", is_number=True),
        Column(_("Keadaan barang"), _choice("condition"), "24mm", tone=lambda row: CONDITION_TONES[row.condition]),
        Column(_("Nilai"), _rupiah("value"), "25mm", is_number=True),
        Column(_("Disimpan oleh"), _field("kept_by"), "28mm", is_name=True),
        Column(_("Tanggal keluar"), _gone),
    ),
    order=(F("removed_on").asc(nulls_first=True), "name", "pk"),
    ending=Ending(
        services.remove_item,
        forms.LeavingForm,
        _("Keluarkan dari daftar"),
        _("Barang dikeluarkan dari daftar."),
        lambda row: row.removed_on is None,
    ),
)

GUESTS = Book(
    key="guest",
    slug="tamu",
    icon="person",
    title=_("Buku tamu"),
    about=_("Siapa yang berkunjung ke kelompok, dari mana, dan untuk apa."),
    add_label=_("Tambah tamu"),
    model=GuestBookEntry,
    form_class=forms.GuestForm,
    columns=(
        Column(_("Nama"), _field("name"), is_name=True),
        Column(_("Tanggal"), _day("date"), "24mm"),
        Column(_("Asal atau lembaga"), _field("institution")),
        Column(_("Keperluan"), _field("purpose"), "1.3fr"),
        Column(_("Pesan dan kesan"), _field("message"), "1.5fr"),
    ),
    order=("-date", "-pk"),
)

TRAININGS = Book(
    key="training",
    slug="pelatihan",
    icon="seal",
    title=_("Pelatihan"),
    about=_("Pelatihan yang diikuti pengurus dan anggota. Isian pelatihan pengurus pada kartu K/0 mengikuti buku ini."),
    add_label=_("Tambah pelatihan"),
    model=Training,
    form_class=forms.TrainingForm,
    columns=(
        Column(_("Nama"), lambda row: row.person.name, is_name=True),
        Column(_("Pelatihan"), _training, "1.4fr"),
        Column(_("Tanggal"), _day("on"), "24mm"),
        Column(_("Hari"), _field("days"), "12mm", is_number=True),
        Column(_("Penyelenggara"), _field("organiser")),
        Column(_("Nomor sertifikat"), _field("certificate")),
    ),
    order=("-on", "-pk"),
    with_what_columns_say=_with_person_and_kind,
)

BOOKS = (PLAN, INVENTORY, GUESTS, TRAININGS)
