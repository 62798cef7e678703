"""The template to download: a sheet for the data, one for the codes, one that explains."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.exports import write_xlsx
from members import welfare_rules
from members.models import Welfare
from members.welfare_imports.columns import COLUMNS

DATA, CODES, HELP = "Data", "Kode", "Petunjuk"
#: Short words that the import knows again.
MEASURES = {"dtsen": "DTSEN", "ks": "KS", "ibangga": "iBangga", "krs": "KRS", "programme": "Program"}


def write(target):
    """Write the workbook to a file object. Always in Indonesian: its words are what the import knows again."""
    with translation.override("id"):
        headings = [str(column.label) for column in COLUMNS.values()]
        write_xlsx(target, {DATA: [headings], CODES: _codes(), HELP: _explanations()})


def _codes():
    yield [_("Kolom"), _("Untuk ukuran"), _("Boleh ditulis"), _("Arti")]
    measures = dict(Welfare.Measure.choices)
    for key, word in MEASURES.items():
        yield [str(COLUMNS["measure"].label), "", word, str(measures[key])]
    for key, word in MEASURES.items():
        for level, text in welfare_rules.levels_of(key):
            short = {"yes": _("Ya"), "no": _("Tidak")}.get(level, level if key == "dtsen" else text)
            yield [str(COLUMNS["level"].label), word, short, text]
    for _key, text in Welfare.Programme.choices:
        yield [str(COLUMNS["programme"].label), MEASURES["programme"], str(text), ""]


def _explanations():
    yield [_("Kolom"), _("Cara mengisi")]
    for column in COLUMNS.values():
        text = str(column.help) or _("Teks")
        yield [str(column.label), f"{text} ({_('wajib')})" if column.is_required else text]
    yield ["", _("Isi salah satu: NIK seorang anggota, nomor KK, atau KKI. Dicari hanya di wilayah yang dipilih.")]
    yield ["", _("Salin persis dari sumbernya. Tidak ada yang dihitung; desil tidak diubah menjadi rupiah.")]
    yield [
        "",
        _("Nilai untuk keluarga dan periode yang sama diganti. Berkas yang sama dua kali tidak mengubah apa pun."),
    ]
    yield ["", _("Paling banyak 10.000 baris dan 10 MB. Kolom lain boleh ada; tidak diambil.")]
