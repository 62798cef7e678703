"""Where the pages Catat, Lainnya and the search lead: only places that exist and that the officer may enter."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """``permission`` empty: for everyone who has signed in. ``part``: the heading under which it stands.
    ``is_of_area``: says nothing to a committee, which has one group."""

    url_name: str
    icon: str
    title: str | Promise
    text: str | Promise = ""
    permission: str = ""
    part: str | Promise = ""
    is_of_area: bool = False

    @property
    def url(self):
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


REGISTER = "groups.view_register"


def under(part, *places):
    return tuple(replace(place, part=part) for place in places)


RECORD = (
    *under(
        _("Keluarga dan orang"),
        Place("members:create", "family", _("Keluarga baru"), _("Kartu keluarga dan kepalanya"), "members.add_family"),
        Place(
            "members:move_in", "pin", _("Pindah datang"), _("NIK-nya terdaftar di tempat lain"), "members.add_family"
        ),
        Place("members:list", "person", _("Orang"), _("Buka keluarganya, lalu tambah anggota"), "members.add_person"),
        Place(
            "members:list", "baby", _("KB dan kehamilan"), _("Buka keluarganya, lalu tab KB"), "members.change_health"
        ),
        Place(
            "members:consent_bulk",
            "handshake",
            _("Persetujuan"),
            _("Dari daftar bertanda tangan"),
            "members.change_person",
        ),
        Place(
            "members:import_create", "upload", _("Impor keluarga"), _("Dari Excel atau CSV"), "members.import_families"
        ),
    ),
    *under(
        _("Kelompok"),
        Place("groups:create", "groups", _("Kelompok baru"), _("Kartu pendaftaran K/0"), "groups.add_group"),
        Place(
            "groups:import_create", "upload", _("Impor kelompok"), _("Kartu, pengurus, anggota"), "groups.import_groups"
        ),
    ),
)

MORE = (
    *under(
        _("Setiap bulan"),
        Place(
            "groups:calendar",
            "calendar",
            _("Kalender saya"),
            _("Pertemuan, kunjungan, tenggat"),
            "groups.record_meeting",
        ),
        Place(
            "groups:register_list",
            "document",
            _("Register R/I"),
            _("Semua kelompok sebulan"),
            REGISTER,
            is_of_area=True,
        ),
        Place("groups:recap_latest", "chart", _("Rekap bulanan"), _("Per desa dan kecamatan"), "groups.export_group"),
        Place("groups:register_coverage", "chart", _("Cakupan R/I"), _("Per wilayah"), REGISTER, is_of_area=True),
        Place(
            "groups:late_entry_list",
            "clock",
            _("Izin entri susulan"),
            _("Untuk bulan yang ditutup"),
            "groups.allow_lateentry",
        ),
        Place("groups:siga_todo", "copy", _("Belum disalin ke SIGA"), _("Kartu dan register"), "groups.activate_group"),
    ),
    *under(
        _("Kelompok"),
        Place(
            "groups:visit_todo", "handshake", _("Tindak lanjut"), _("Dari kunjungan pembinaan"), "groups.record_visit"
        ),
        Place("groups:renewals", "seal", _("Pembaruan K/0"), _("Setiap Januari"), "groups.view_group", is_of_area=True),
        Place(
            "groups:dormant",
            "eye",
            _("Perlu diperiksa"),
            _("Lama tanpa R/I, masa bakti"),
            "groups.view_group",
            is_of_area=True,
        ),
        Place("groups:pairs", "groups", _("Mungkin kelompok sama"), _("Nama atau ketua sama"), "groups.merge_group"),
        Place("groups:import_list", "upload", _("Impor kelompok"), _("Lembar yang dikirim"), "groups.import_groups"),
    ),
    *under(
        _("Keluarga dan orang"),
        Place(
            "members:kb_unconfirmed",
            "clock",
            _("KB belum dikonfirmasi"),
            _("Lebih dari 12 bulan"),
            "members.view_health",
        ),
        Place("members:move_list", "pin", _("Permintaan pindah"), _("Ke luar dan dari luar"), "members.change_family"),
        Place(
            "members:pair_list",
            "people",
            _("Mungkin orang yang sama"),
            _("Orang yang mungkin tercatat dua kali"),
            "members.decide_personpair",
        ),
        Place("members:merge_list", "people", _("Catatan digabung"), _("30 hari terakhir"), "members.merge_person"),
        Place(
            "members:import_list", "upload", _("Impor keluarga"), _("Lembar yang dikirim"), "members.import_families"
        ),
        Place(
            "members:welfare_import_list",
            "upload",
            _("Impor kesejahteraan"),
            _("DTSEN, KS, iBangga, KRS, program"),
            "members.import_welfare",
        ),
    ),
    *under(
        _("Petugas"),
        Place("accounts:user_list", "people", _("Akun & petugas"), _("Akun dan penugasan"), "accounts.manage_user"),
        Place(
            "accounts:access_log",
            "eye",
            _("Jejak akses"),
            _("Siapa melihat data pribadi"),
            "accounts.view_personaldataaccess",
        ),
        Place("admin:index", "key", _("Administrasi"), _("Data acuan, setelan, catatan"), "core.change_datedsetting"),
        Place("accounts:profile", "settings", _("Profil saya"), _("Nama, HP, kata sandi, perangkat")),
    ),
)


def open_to(user, places, *, has_area=True):
    """Those of ``places`` that exist and that ``user`` may enter. No query beyond the user's own assignments."""
    return [
        place
        for place in places
        if place.url
        and (has_area or not place.is_of_area)
        and (not place.permission or user.has_perm(place.permission))
    ]
