"""The template to download: a sheet for the data, one for the codes, one that explains."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.exports import write_xlsx
from members import code_lists
from members.imports.columns import COLUMNS

#: Columns of the template, in the order of a family card. Others are read as well, but not asked for.
ASKED = (
    "kk_number",
    "family_number",
    "nik",
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "relation",
    "marriage",
    "education",
    "job",
    "religion",
    "insurance",
    "presence",
    "phone",
    "address",
    "dusun",
    "rw",
    "rt",
    "kb_method",
    "pregnant",
)
DATA, CODES, HELP = "Data", "Kode", "Petunjuk"


def write(target, *, is_kelurahan=None, with_health=True):
    """Write the workbook to a file object. ``is_kelurahan`` leaves out dusun or RW and RT, None keeps all.

    Always in Indonesian: the words of the sheets are what the import knows again.
    """
    drop = {True: {"dusun"}, False: {"rw", "rt"}, None: set()}[is_kelurahan]
    keys = [key for key in ASKED if key not in drop and (with_health or not COLUMNS[key].is_health)]
    with translation.override("id"):
        write_xlsx(target, {DATA: [_headings(keys)], CODES: _codes(keys), HELP: _explanations(keys)})


def _headings(keys):
    return [str(COLUMNS[key].label) for key in keys]


def _codes(keys):
    yield [_("Kolom"), _("Boleh ditulis"), _("Angka Dukcapil"), _("Angka Pendataan Keluarga 2021")]
    known = list(code_lists.rows())
    for key in keys:
        codes = COLUMNS[key].codes
        if not codes:
            continue
        labels = {}
        for field, scheme, code, value, _label, _source in known:
            if field == codes:
                labels.setdefault(value, {}).setdefault(scheme, []).append(code)
        for value, numbers in labels.items():
            shdk, pk21 = (", ".join(numbers.get(scheme, [])[:6]) for scheme in (code_lists.SHDK, code_lists.PK21))
            yield [str(COLUMNS[key].label), _word(codes, value), shdk, pk21]


def _word(codes, value):
    word = str(code_lists.label_of(codes, value))
    return {"yes": _("Ya"), "no": _("Tidak")}.get(word, word)


def _explanations(keys):
    yield [_("Kolom"), _("Cara mengisi")]
    for key in keys:
        column = COLUMNS[key]
        text = str(column.help) or (_("Lihat lembar Kode") if column.codes else _("Teks"))
        yield [str(column.label), f"{text} ({_('wajib')})" if column.is_required else text]
    yield ["", _("Satu baris satu orang. Anggota satu keluarga memakai nomor KK yang sama.")]
    yield ["", _("Tanpa nomor KK: beri nomor keluarga yang sama, misalnya 1, 2, 3.")]
    yield ["", _("Paling banyak 10.000 baris dan 10 MB. Kolom lain boleh ada; tidak diambil.")]
