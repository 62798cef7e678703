"""The columns of a welfare sheet, and the headings under which offices keep them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.imports.headings import heading_key
from members.imports.columns import COLUMNS as FAMILY_COLUMNS
from members.imports.columns import Column
from members.imports.mapping import Mapping

COLUMNS = {
    column.key: column
    for column in (
        FAMILY_COLUMNS["nik"],
        FAMILY_COLUMNS["kk_number"],
        FAMILY_COLUMNS["kki"],
        Column(
            "measure",
            _("Ukuran"),
            "ukuran, jenis ukuran, indikator, jenis data, measure",
            is_required=True,
            help=_("DTSEN, KS, iBangga, KRS atau Program"),
        ),
        Column(
            "level",
            _("Nilai"),
            "nilai, desil, desil dtsen, kelas, tahap, tahapan, status, peringkat, level",
            is_required=True,
            help=_("Lihat lembar Kode"),
        ),
        Column(
            "period",
            _("Periode"),
            "periode, triwulan, tahun, period, masa",
            is_required=True,
            help=_("Tahun, seperti 2026; untuk DTSEN dengan triwulan, seperti 2026-3"),
        ),
        Column(
            "source",
            _("Sumber"),
            "sumber, sumber data, berkas, asal data, source",
            is_required=True,
            help=_("Nama berkas atau surat"),
        ),
        Column(
            "programme",
            _("Program"),
            "program, nama program, jenis bantuan, bansos, programme",
            help=_("Hanya untuk ukuran Program"),
        ),
        Column(
            "value",
            pgettext_lazy("welfare", "Angka"),
            "angka, skor, indeks, nilai ibangga, skor ibangga, value",
            help=_("Hanya untuk iBangga, seperti 61,43"),
        ),
    )
}
SYNONYMS: dict[str, str] = {}
for _column in COLUMNS.values():
    SYNONYMS.setdefault(heading_key(_column.key), _column.key)
    for _heading in _column.headings.split(","):
        SYNONYMS.setdefault(heading_key(_heading), _column.key)

#: Any one of these tells which family is meant.
FAMILY_KEYS = ("nik", "kk_number", "kki")


def missing(keys):
    """Labels of what a sheet with these columns lacks."""
    keys = set(keys)
    lacking = [column.label for column in COLUMNS.values() if column.is_required and column.key not in keys]
    return lacking if keys & set(FAMILY_KEYS) else [_("NIK, nomor KK atau KKI"), *lacking]


class WelfareMapping(Mapping):
    """What stands where in a welfare sheet."""

    @property
    def missing(self):
        return missing(self.columns.values())

    def heading_of(self, key):
        index = self.index_of(key)
        text = " ".join(self.headings[index].split()) if index is not None else ""
        return text or (str(COLUMNS[key].label) if key in COLUMNS else "")
