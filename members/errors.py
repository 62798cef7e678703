"""What a service may refuse, in words for the officer."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleError


class MemberError(RuleError):
    """A rule about families and persons refuses the act."""


class Refused(MemberError):
    """A check of members.rules found an error; ``finding`` says which."""

    def __init__(self, finding):
        super().__init__(finding.text, field=finding.field)
        self.finding = finding


class KnownNik(MemberError):
    """The NIK belongs to an active person. ``person`` is set only when the officer may see her."""

    def __init__(self, person=None):
        super().__init__(_("NIK ini sudah terdaftar."), field="nik")
        self.person = person


class ForeignNik(MemberError):
    """The NIK belongs to someone outside the officer's places. Nothing more is said about her."""

    def __init__(self):
        text = _("NIK ini terdaftar di luar wilayah Anda. Bila ia sekarang tinggal di sini, minta pindah datang.")
        super().__init__(text, field="nik")


class TooManyHits(MemberError):
    def __init__(self):
        super().__init__(
            _("Pencarian NIK di luar wilayah sudah terlalu sering hari ini. Hubungi OPD, atau coba lagi besok."),
            field="nik",
        )


class HeadExists(MemberError):
    def __init__(self, name):
        text = _("Kepala keluarga sekarang {name}. Ubah dahulu hubungannya, lalu pilih kepala yang baru.")
        super().__init__(text.format(name=name), field="relation")


class WrongDusun(MemberError):
    def __init__(self):
        super().__init__(_("Dusun/RW ini bukan bagian dari desa/kelurahan yang dipilih."), field="dusun")


class AlreadyAnonymised(MemberError):
    def __init__(self):
        super().__init__(_("Data orang ini sudah dihapus atas permintaan, dan tidak dapat dikembalikan."))


class LastPerson(MemberError):
    def __init__(self):
        super().__init__(_("Ini orang terakhir dalam keluarga. Nonaktifkan keluarganya."))


class NotActive(MemberError):
    def __init__(self):
        super().__init__(_("Data ini nonaktif. Aktifkan kembali sebelum mengubahnya."))


class ConsentRefused(MemberError):
    def __init__(self):
        super().__init__(_("Yang bersangkutan tidak menyetujui pencatatan data kesehatan. Tidak ada yang disimpan."))


class NoSignedList(MemberError):
    def __init__(self):
        super().__init__(_("Kirim dahulu foto atau PDF daftar yang ditandatangani."))


class EpisodeOverlaps(MemberError):
    def __init__(self, since):
        super().__init__(
            _("Sudah ada catatan sejak {date}. Tanggal mulai tidak boleh sebelum itu.").format(date=since),
            field="since",
        )


class NoMethod(MemberError):
    def __init__(self):
        super().__init__(_("Tidak ada metode yang sedang dipakai. Catat keadaannya lewat “Ganti”."))


class AlreadyPregnant(MemberError):
    def __init__(self):
        super().__init__(_("Kehamilan yang sebelumnya belum dicatat selesai."), field="since")


class AlreadyEnded(MemberError):
    def __init__(self):
        super().__init__(_("Catatan ini sudah berakhir."))


class AlreadyMerged(MemberError):
    def __init__(self):
        super().__init__(_("Catatan ini sudah digabung dengan yang lain. Batalkan dahulu penggabungannya."))


class OnePerson(MemberError):
    def __init__(self):
        super().__init__(_("Pilih dua catatan yang berlainan."))


class NotBothInScope(MemberError):
    """One of two records is not the officer's to merge. Nothing more is said about it."""

    def __init__(self):
        super().__init__(_("Salah satu catatan di luar wilayah Anda. Minta kabupaten/kota yang menggabungkan."))


class GoneByEvent(MemberError):
    def __init__(self):
        super().__init__(_("Ia keluar karena sebuah peristiwa. Batalkan peristiwanya di “Catat peristiwa”."))


class HeadLeaves(MemberError):
    def __init__(self):
        super().__init__(_("Ia kepala keluarga, dan masih ada anggota yang tinggal. Tentukan dahulu kepala yang baru."))


class HeadMissing(MemberError):
    def __init__(self, field="head"):
        super().__init__(_("Pilih kepala keluarga dari anggota yang ada."), field=field)


class NotOfFamily(MemberError):
    """The form was drawn before the family changed."""

    def __init__(self):
        super().__init__(_("Anggota keluarga ini sudah berubah sejak Anda membukanya. Buka lagi halaman ini."))


class EveryoneLeaves(MemberError):
    def __init__(self):
        super().__init__(_("Semua anggota dipilih. Catat sebagai pindah seluruh keluarga."), field="persons")


class SameFamily(MemberError):
    def __init__(self):
        super().__init__(_("Mereka sudah satu keluarga."), field="relative")


class SameVillage(MemberError):
    def __init__(self):
        super().__init__(
            _("Masih di desa/kelurahan yang sama. Ubah alamatnya lewat “Ubah” di halaman keluarga."), field="village"
        )


class NotLatest(MemberError):
    def __init__(self, person):
        text = _("Ada peristiwa yang lebih baru pada {name}. Batalkan itu lebih dahulu.")
        super().__init__(text.format(name=person.name))


class NotWithdrawable(MemberError):
    def __init__(self):
        super().__init__(_("Peristiwa ini tidak dapat dibatalkan lagi. Bila pindah, catat pindah kembali."))


class MoveAnswered(MemberError):
    def __init__(self):
        super().__init__(_("Permintaan ini sudah dijawab atau ditarik."))


class OwnRequest(MemberError):
    def __init__(self):
        super().__init__(_("Permintaan dijawab oleh orang lain, bukan yang meminta."))


class MoveOutdated(MemberError):
    """Between the request and its answer the family moved, left, or the person went elsewhere."""

    def __init__(self):
        super().__init__(
            _("Keluarga atau orangnya sudah tidak di desa/kelurahan asal. Tolak permintaan ini dengan alasan itu.")
        )


class MoveAsked(MemberError):
    def __init__(self):
        super().__init__(_("Sudah ada permintaan pindah yang menunggu jawaban untuk keluarga atau orang ini."))


class OwnVillage(MemberError):
    def __init__(self):
        super().__init__(
            _("Desa/kelurahan ini di wilayah Anda. Catat pindahnya langsung, tanpa permintaan."), field="village"
        )


class NotAskable(MemberError):
    """Registered in another dusun of the village, whose PKB sees both, or for practice. Nothing more is said."""

    def __init__(self):
        super().__init__(_("NIK ini tidak dapat diminta dari sini. Hubungi PKB."), field="nik")


class UnknownNik(MemberError):
    def __init__(self):
        super().__init__(_("NIK ini belum terdaftar di mana pun. Catat sebagai orang baru."), field="nik")


class AlreadyDecided(MemberError):
    def __init__(self, state):
        super().__init__(_("Pasangan ini sudah berstatus “{state}”. Muat ulang halamannya.").format(state=state))


class PassedOnByYou(MemberError):
    def __init__(self):
        super().__init__(_("Anda sudah meneruskan pasangan ini. Kabupaten/kota yang memutuskan."))
