"""The template to download: three sheets for the data, one for the codes, one that explains."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.exports import write_xlsx
from groups import code_lists
from groups.imports.columns import KINDS
from groups.models import Adviser, CommitteePost, Group, ListValue

CODES, HELP = "Kode", "Petunjuk"


def write(target):
    """Write the workbook to a file object. Always in Indonesian: its words are what the import knows again."""
    with translation.override("id"):
        sheets = {str(kind.title): [[str(column.label) for column in kind.columns]] for kind in KINDS}
        write_xlsx(target, {**sheets, CODES: _codes(), HELP: _explanations()})


def _codes():
    yield [_("Lembar"), _("Kolom"), _("Boleh ditulis")]
    lists = code_lists.choices_of(*ListValue.List.values)
    words = {
        "adviser_kind": Adviser,
        "decree_by": Group.DecreeIssuer,
        "business_pattern": Group.Pattern,
        "market_reach": Group.Market,
        "post": CommitteePost.Post,
    }
    for kind in KINDS:
        for column in kind.columns:
            entries = lists[column.list] if column.list else words[column.key].choices if column.key in words else ()
            for _key, label in entries:
                yield [str(kind.title), str(column.label), str(label)]


def _explanations():
    yield [_("Lembar"), _("Kolom"), _("Cara mengisi")]
    ways = {
        "date": _("hari-bulan-tahun, seperti 17-08-1990"),
        "number": _("16 angka, disimpan sebagai teks; kosongkan bila belum ada"),
        "codes": _("Lihat lembar Kode; beberapa dipisah titik koma"),
        "code": _("Lihat lembar Kode"),
        "yes": _("ya atau tidak"),
        "place": _("Angka, seperti 002"),
        "phone": _("Seperti 0812…"),
    }
    for kind in KINDS:
        for column in kind.columns:
            text = str(column.help) or ways.get(column.kind, _("Teks"))
            wanted = f"{text} ({_('wajib')})" if column.is_required else text
            yield [str(kind.title), str(column.label), wanted]
    yield ["", "", _("Orang dicocokkan dengan NIK, lalu KKI dan nama, lalu nama dan tanggal lahir.")]
    yield ["", "", _("Yang belum tercatat ditambahkan tanpa data Pendataan Keluarga.")]
    yield ["", "", _("Paling banyak 10.000 baris dan 10 MB. Kolom lain boleh ada; tidak diambil.")]
