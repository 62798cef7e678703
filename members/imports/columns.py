"""The columns an import knows, and the headings under which village offices keep them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.imports.headings import heading_key


@dataclass(frozen=True)
class Column:
    """``headings`` are parted by commas; case, blanks and punctuation do not matter. ``codes`` names a code list."""

    key: str
    label: str | Promise
    headings: str
    codes: str = ""
    is_required: bool = False
    #: Never shown in clear: not as a sample, not in a remark.
    is_personal: bool = False
    #: Taken only from an officer who may record KB and pregnancy in this village.
    is_health: bool = False
    help: str | Promise = ""


COLUMNS = {
    column.key: column
    for column in (
        Column(
            "kk_number",
            _("Nomor KK"),
            "no kk, nomor kk, nokk, no kartu keluarga, nomor kartu keluarga, kartu keluarga, kk, nkk, no kk 16 digit, "
            "nomor kartu kel, no kartu kel, id kk, nomor kk nkk",
            is_personal=True,
            help=_("16 angka, disimpan sebagai teks"),
        ),
        Column(
            "family_number",
            _("Nomor keluarga"),
            "nomor keluarga, no keluarga, no urut keluarga, nomor urut keluarga, no urut kel, id keluarga, "
            "no rumah tangga, nomor rumah tangga, no urut rumah tangga, no ruta, no krt, family number",
            help=_("Bila belum ada nomor KK: angka yang sama untuk satu keluarga"),
        ),
        Column("kki", _("KKI"), "kki, kode keluarga indonesia, nomor kki, no kki"),
        Column(
            "nik",
            _("NIK"),
            "nik, no nik, nomor nik, nomor induk kependudukan, no induk kependudukan, nik 16 digit, no ktp, nomor ktp, "
            "nik ktp, no ktp nik, nik no ktp, no identitas, nomor identitas",
            is_personal=True,
            help=_("16 angka, disimpan sebagai teks; kosongkan bila belum ada"),
        ),
        Column(
            "name",
            _("Nama"),
            "nama, nama lengkap, nama penduduk, nama anggota keluarga, nama anggota, nama warga, nama lgkp, nama art, "
            "nama anggota rumah tangga, nama lengkap anggota keluarga, name",
            is_required=True,
        ),
        Column(
            "sex",
            _("Jenis kelamin"),
            "jenis kelamin, jk, j k, kelamin, jns kelamin, jenis kel, jenkel, jekel, jklmin, sex, l p, gender, "
            "kode jenis kelamin, jenis kelamin id",
            codes="sex",
            is_required=True,
        ),
        Column(
            "birth_place",
            _("Tempat lahir"),
            "tempat lahir, tmp lahir, tmpt lahir, tmplahir, tempatlahir, tpt lahir, tpt lhr, tmpt lhr, kota lahir",
        ),
        Column(
            "birth_date",
            _("Tanggal lahir"),
            "tanggal lahir, tgl lahir, tgl lhr, tanggallahir, tgllahir, tanggal lhr, lahir, tanggal kelahiran, "
            "tgl kelahiran, tgl bln thn lahir, tanggal bulan tahun lahir, birth date",
            help=_("hari-bulan-tahun, seperti 17-08-1990"),
        ),
        Column(
            "birth_place_date",
            _("Tempat dan tanggal lahir"),
            "tempat tanggal lahir, tempat tgl lahir, tempat dan tanggal lahir, tempat & tanggal lahir, ttl, tmpt tgl "
            "lahir, tempat tgl lhr",
            is_personal=True,
        ),
        Column(
            "relation",
            _("Hubungan dengan kepala keluarga"),
            "hubungan, hubungan keluarga, hubungan dalam keluarga, hub keluarga, hub dlm keluarga, hubungan dgn kk, "
            "hubungan dengan kk, hubungan dengan kepala keluarga, hubungan dengan kepala rumah tangga, hub kk, shdk, "
            "status hubungan dalam keluarga, status hub dalam keluarga, stat hbkel, kk level, kklevel, shdrt, hub krt, "
            "status hubungan keluarga, status dalam keluarga, status keluarga, hdkk, hub dgn kepala keluarga",
            codes="relation",
            is_required=True,
        ),
        Column(
            "marriage",
            _("Status kawin"),
            "status kawin, status perkawinan, status pernikahan, perkawinan, sts kawin, stat kwn, status nikah, kawin, "
            "status kwn, status kawin id, st kawin, statuskawin",
            codes="marriage",
        ),
        Column(
            "education",
            _("Pendidikan"),
            "pendidikan, pendidikan terakhir, pddk akh, pendidikan kk, pendidikan kk id, pendidikan dalam kk, "
            "pendidikan akhir, tingkat pendidikan, pddk, ijazah terakhir",
            codes="education",
        ),
        Column(
            "job",
            _("Pekerjaan"),
            "pekerjaan, jenis pekerjaan, jenis pkrjn, jns pekerjaan, pekerjaan id, mata pencaharian, profesi, "
            "pekerjaan utama",
            codes="job",
        ),
        Column("religion", _("Agama"), "agama, agama id, agm", codes="religion", is_personal=True),
        Column(
            "insurance",
            _("JKN"),
            "jkn, bpjs, bpjs kesehatan, kepesertaan jkn, asuransi, asuransi id, jenis asuransi, asuransi kesehatan, "
            "jaminan kesehatan, kepemilikan jkn",
            codes="jkn",
        ),
        Column(
            "presence",
            _("Keberadaan"),
            "keberadaan, keberadaan anggota keluarga, domisili, keberadaan saat ini, status domisili",
            codes="presence",
        ),
        Column(
            "phone",
            _("Nomor HP"),
            "no hp, nomor hp, hp, telepon, no telepon, nomor telepon, no telp, telp, no wa, "
            "nomor wa, whatsapp, nomor handphone, no handphone, handphone",
            is_personal=True,
        ),
        Column(
            "address",
            _("Alamat"),
            "alamat, alamat lengkap, alamat rumah, alamat kk, jalan, alamat sekarang, alamat domisili, alamat ktp",
        ),
        Column("dusun", _("Dusun"), "dusun, nama dusun, dusun lingkungan, lingkungan, kampung, dusun/lingkungan"),
        Column("rw", _("RW"), "rw, no rw, nomor rw"),
        Column("rt", _("RT"), "rt, no rt, nomor rt"),
        Column("rt_rw", _("RT/RW"), "rt rw, rt/rw, no rt rw"),
        Column(
            "kb_status",
            _("Kesertaan ber-KB"),
            "kesertaan kb, kesertaan ber kb, peserta kb, status kb, ber kb, keikutsertaan kb, kepesertaan kb",
            codes="kb_status",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "kb_method",
            _("Metode KB"),
            "metode kb, cara kb, cara kb id, alat kontrasepsi, alkon, akseptor kb, jenis kb, metode kontrasepsi, kb, "
            "alat kb, jenis alat kontrasepsi, akseptor, cara ber kb, metode",
            codes="kb_method",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "kb_since",
            _("Ber-KB sejak"),
            "kb sejak, mulai kb, tanggal mulai kb, tgl mulai kb, ber kb sejak, sejak",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "wish",
            _("Keinginan punya anak"),
            "keinginan punya anak, keinginan punya anak lagi, ingin anak, keinginan anak, ingin punya anak lagi, "
            "rencana punya anak",
            codes="wish",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "reason",
            _("Alasan tidak ber-KB"),
            "alasan tidak kb, alasan tidak ber kb, alasan bukan peserta kb, alasan tidak ikut kb",
            codes="reason",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "pregnant",
            _("Hamil"),
            "hamil, status hamil, status kehamilan, sedang hamil, kehamilan, ibu hamil, bumil",
            codes="pregnant",
            is_personal=True,
            is_health=True,
        ),
        Column(
            "pregnant_since",
            _("Hamil sejak"),
            "hamil sejak, mulai hamil, hpht, tanggal hpht, tgl hpht",
            is_personal=True,
            is_health=True,
        ),
    )
}

#: heading key → column key. The first column that claims a heading has it.
SYNONYMS: dict[str, str] = {}
for _column in COLUMNS.values():
    SYNONYMS.setdefault(heading_key(_column.key), _column.key)
    for _heading in _column.headings.split(","):
        SYNONYMS.setdefault(heading_key(_heading), _column.key)

#: Any one of these tells which rows are one family.
FAMILY_KEYS = ("kk_number", "family_number")


def label_of(key):
    return COLUMNS[key].label if key in COLUMNS else ""


def missing(keys):
    """Labels of what a sheet with these columns lacks to form families of persons."""
    keys = set(keys)
    lacking = [column.label for column in COLUMNS.values() if column.is_required and column.key not in keys]
    if "sex" not in keys and "nik" in keys:
        lacking.remove(COLUMNS["sex"].label)
    if not keys & set(FAMILY_KEYS):
        lacking.insert(0, _("Nomor KK atau nomor keluarga"))
    return lacking
