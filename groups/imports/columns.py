"""The columns of the card K/0/UPPKA as sheets name them, also under the former name UPPKS and in exports of SIGA."""

from dataclasses import dataclass, field

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.imports.headings import heading_key
from groups.models import ListValue

GROUPS, POSTS, MEMBERS = "groups", "posts", "members"
List = ListValue.List


@dataclass(frozen=True)
class Column:
    """``headings`` are parted by commas. ``kind``: text, name, code, codes (several of a list), date, yes (yes or
    no), number (NIK), place (RW, RT), phone."""

    key: str
    label: str | Promise
    headings: str
    kind: str = "text"
    list: str = ""
    length: int = 100
    is_required: bool = False
    help: str | Promise = ""


@dataclass(frozen=True)
class SheetKind:
    """One of the three sheets. ``names`` are what its tab may be called."""

    key: str
    title: str | Promise
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    by_key: dict = field(init=False, compare=False)
    synonyms: dict = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})
        found: dict[str, str] = {}
        with translation.override("id"):  # the words of the sheets, whatever the language of the page
            for column in self.columns:
                for text in (column.key, str(column.label), *column.headings.split(",")):
                    found.setdefault(heading_key(text), column.key)
        object.__setattr__(self, "synonyms", found)

    @property
    def required(self):
        return [column for column in self.columns if column.is_required]


_VILLAGE = Column(
    "village",
    _("Desa/Kelurahan"),
    "desa, kelurahan, desa kelurahan, kel desa, desa kel, nama desa, nama kelurahan, kode desa, kode kelurahan, "
    "kode desa kelurahan, village",
    help=_("Nama atau kode. Boleh kosong bila seluruh berkas dari satu desa/kelurahan"),
)
_NUMBER = "no register, nomor register, no reg, nomor reg, no registrasi, nomor registrasi, no poktan, register"
_NAME = (
    "nama kelompok, kelompok, nama uppka, nama uppks, uppka, uppks, kelompok uppka, kelompok uppks, nama poktan, "
    "nama kelompok uppka, nama kelompok uppks, poktan"
)
_GROUP = (
    Column("register_number", _("Nomor register"), _NUMBER, length=30),
    Column("group", _("Nama kelompok"), _NAME, "name", help=_("Seperti pada lembar Kelompok, atau nomor registernya")),
)
_PERSON = (
    Column("nik", _("NIK"), "no nik, nomor nik, nomor induk kependudukan, no ktp, nomor ktp", "number"),
    Column("kki", _("KKI"), "kode keluarga indonesia, nomor kki, no kki", length=30),
    Column("phone", _("Nomor HP"), "no hp, hp, telepon, no telepon, nomor telepon, no telp, wa, no wa", "phone"),
    Column(
        "sex",
        _("Jenis kelamin"),
        "jk, l p, kelamin, jenis kel, sex, gender",
        "code",
        help=_("Hanya untuk orang yang belum tercatat dan belum ber-NIK: L atau P"),
    ),
    Column("birth_date", _("Tanggal lahir"), "tgl lahir, tanggal kelahiran, lahir", "date"),
)

KINDS = (
    SheetKind(
        GROUPS,
        _("Kelompok"),
        ("kelompok", "uppka", "uppks", "poktan", "k0", "kartu"),
        (
            _VILLAGE,
            Column("register_number", _("Nomor register"), _NUMBER, length=30, help=_("Kosong: diberi nomor berikut")),
            Column("name", _("Nama kelompok"), f"nama, {_NAME}", "name", is_required=True),
            Column("address", _("Alamat"), "alamat jalan, alamat kelompok, alamat sekretariat, jalan", length=200),
            Column("dusun", _("Dusun"), "dusun rw, dusun lingkungan, lingkungan", "name", length=60),
            Column("rw", "RW", "no rw, rw dusun", "place"),
            Column("rt", "RT", "no rt", "place"),
            Column("founded_on", _("Tanggal berdiri"), "tgl berdiri, berdiri, tanggal pembentukan", "date"),
            Column(
                "adviser_kind",
                _("Jabatan pembina"),
                "pembina jabatan, jabatan pembina kelompok",
                "code",
                help="PPLKB, PKB/PLKB, PPKBD, Sub-PPKBD, Lainnya",
            ),
            Column("adviser_name", _("Nama pembina"), "pembina, nama pembina kelompok", "name"),
            Column("adviser_number", _("Nomor registrasi pembina"), "nip pembina, no registrasi pembina", length=40),
            Column("has_decree", _("Ada SK pengukuhan"), "sk pengukuhan, sk, ada sk, sk kelompok", "yes"),
            Column("decree_number", _("Nomor SK"), "no sk, nomor sk pengukuhan, no sk pengukuhan", length=60),
            Column("decree_on", _("Tanggal SK"), "tgl sk, tanggal sk pengukuhan", "date"),
            Column(
                "decree_by",
                _("SK dikeluarkan oleh"),
                "sk oleh, penerbit sk, sk dikeluarkan",
                "code",
                help=_("Kepala Desa/Lurah, Camat, SKPD-KB, Bupati/Wali Kota"),
            ),
            Column("funds", _("Sumber dana"), "dana, sumber dana kegiatan", "codes", List.FUND),
            Column("integration", _("Keterpaduan"), "keterpaduan kelompok, terpadu dengan", "codes", List.INTEGRATION),
            Column("social_media", _("Media sosial"), "akun medsos, medsos, akun media sosial, nama medsos"),
            Column("is_pro_pn", "Pro PN", "status pro pn, pro p n", "yes"),
            Column("pro_pn_on", _("Tanggal Pro PN"), "tgl pro pn", "date"),
            Column("is_kampung_kb", _("Di Kampung KB"), "kampung kb, status kampung kb", "yes"),
            Column("topics_held", _("Materi yang dimiliki"), "materi, materi penyuluhan", "codes", List.TOPIC),
            Column("equipment", _("Sarana yang dimiliki"), "sarana, sarana prasarana", "codes", List.EQUIPMENT),
            Column("business_kinds", _("Jenis usaha"), "bidang usaha, kelompok usaha", "codes", List.BUSINESS),
            Column("business_note", _("Usaha utama"), "produk, produk utama, usaha, nama usaha"),
            Column("business_pattern", _("Pola usaha"), "pola", "code", help=_("Kelompok, perorangan, gabungan")),
            Column("capital_sources", _("Sumber modal"), "modal, asal modal", "codes", List.CAPITAL),
            Column("market_reach", _("Jangkauan pasar"), "pasar, pemasaran", "code"),
            Column("aku_number", _("Nomor anggota AKU"), "no aku, nomor aku, anggota aku", length=40),
            Column("signed_place", _("Tempat pengesahan"), "tempat tanda tangan, tempat", length=60),
            Column("signed_on", _("Tanggal pengesahan"), "tanggal tanda tangan, tgl pengesahan", "date"),
        ),
    ),
    SheetKind(
        POSTS,
        _("Pengurus"),
        ("pengurus",),
        (
            _VILLAGE,
            *_GROUP,
            Column(
                "post",
                _("Jabatan"),
                "jabatan pengurus, posisi, jabatan dalam kelompok",
                "code",
                is_required=True,
                help=_("Ketua, Sekretaris, Bendahara, Kader"),
            ),
            Column("name", _("Nama"), "nama pengurus, nama lengkap", "name", is_required=True),
            *_PERSON,
            Column("from_on", _("Sejak"), "menjabat sejak, mulai menjabat, tmt, tanggal mulai", "date"),
            Column("trainings", _("Pelatihan"), "pelatihan yang diikuti, dilatih", "codes", List.TRAINING),
        ),
    ),
    SheetKind(
        MEMBERS,
        _("Anggota"),
        ("anggota", "member"),
        (
            _VILLAGE,
            *_GROUP,
            Column("number", _("Nomor urut"), "no, no urut, nomor, nomor anggota, no anggota"),
            Column("name", _("Nama"), "nama anggota, nama lengkap", "name", is_required=True),
            *_PERSON,
            Column("joined_on", _("Bergabung"), "tanggal bergabung, tgl masuk, tanggal masuk, bergabung sejak", "date"),
        ),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def label_of(path):
    """``"members.nik"`` → ``Anggota · NIK``; ``"members."`` speaks of a whole row."""
    sheet, _dot, key = path.partition(".")
    kind = BY_KEY.get(sheet)
    if kind is None:
        return ""
    column = kind.by_key.get(key)
    return f"{kind.title} · {column.label}" if column else str(kind.title)
