"""What a check may find, and its words. Rules name a code; the sentence stands here, once."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """``field`` is the model's field name; ``code`` is stored when an officer passes a warning."""

    level: str
    field: str
    code: str
    text: str

    @property
    def is_error(self):
        return self.level == ERROR


def error(field, code, text="", **values):
    return Finding(ERROR, field, code, text or _text(code, values))


def warning(field, code, text="", **values):
    return Finding(WARNING, field, code, text or _text(code, values))


def _text(code, values):
    text = TEXTS[code]
    return str(text).format(**values) if values else text


TEXTS = {
    # Identity
    "nik_region": _("Enam angka pertama NIK bukan kode kecamatan yang dikenal. Periksa sekali lagi."),
    "nik_sex": _("Jenis kelamin berbeda dengan angka tanggal pada NIK."),
    "nik_birth": _("Tanggal lahir berbeda dengan angka pada NIK."),
    "nik_or_reason": _("Isi NIK, atau pilih alasan belum ada NIK."),
    "nik_removed": _("NIK yang tersimpan akan dihapus, karena Anda memilih alasan tanpa NIK."),
    "kk_region": _("Enam angka pertama nomor KK bukan kode kecamatan yang dikenal. Periksa sekali lagi."),
    "kk_used": _("Nomor KK ini sudah dipakai keluarga {name}. Satu kartu boleh memuat dua keluarga."),
    "same_person": _("Mungkin sudah ada: {who}. Orang yang sama?"),
    # Person
    "name_missing": _("Isi nama."),
    "sex_missing": _("Pilih jenis kelamin."),
    "relation_missing": _("Pilih hubungan dengan kepala keluarga."),
    "birth_future": _("Tanggal lahir tidak boleh di masa depan."),
    "birth_too_long_ago": _("Tanggal lahir terlalu jauh di masa lalu. Periksa tahunnya."),
    "birth_missing": _("Tanggal lahir belum diisi, jadi umur dan PUS belum dapat dihitung."),
    "relation_sex": _("Hubungan dengan kepala keluarga tidak cocok dengan jenis kelamin."),
    "spouse_not_married": _("Suami atau istri biasanya berstatus kawin."),
    "other_married": _("“Lainnya” untuk kerabat yang belum kawin. Yang sudah kawin dicatat sebagai keluarga sendiri."),
    "merge_couple": _("Keduanya suami istri dalam satu keluarga, jadi bukan orang yang sama."),
    "merge_sex": _("Jenis kelaminnya berbeda. Gabungkan hanya jika salah satunya salah catat."),
    "merge_nik": _("NIK keduanya berbeda. Gabungkan hanya jika salah satu NIK salah catat."),
    "married_child": _("Tercatat kawin pada umur {age} tahun. Periksa tanggal lahir dan status kawin."),
    # KB
    "kb_not_pus": _("Bukan PUS: bagian KB dikosongkan."),
    "kb_status_missing": _("Pilih kesertaan KB."),
    "kb_method_without_use": _("Metode diisi hanya jika sedang ber-KB."),
    "kb_method_missing": _("Pilih metode yang sedang dipakai."),
    "kb_pregnant_method": _("Sedang hamil, jadi tidak ada metode yang sedang dipakai."),
    "kb_wish_missing": _("Pilih keinginan punya anak."),
    "kb_reason_missing": _("Pilih alasan tidak ber-KB."),
    "kb_since_missing": _("Isi tanggal mulai."),
    "kb_since_future": _("Tanggal mulai tidak boleh sesudah hari ini."),
    "kb_since_too_young": _("Tanggal mulai harus sesudah umur 10 tahun."),
    "kb_mow_wish": _("MOW bersifat tetap, tetapi keinginan punya anak masih ada. Periksa dengan ibu."),
    "kb_not_confirmed": _("{method} sudah lebih dari 12 bulan tidak dikonfirmasi. Tanyakan apakah masih dipakai."),
    "kb_mal_old_child": _("MAL biasanya hanya sampai anak bungsu berumur 6 bulan."),
    "kb_same_method": _("Ini metode yang sekarang. Pilih “Masih sama”, atau pilih metode lain."),
    "kb_stop_reason_missing": _("Pilih alasan berhenti atau ganti."),
    "kb_change_ends_use": _("Alasan ini biasanya untuk berhenti, bukan untuk ganti metode. Periksa sekali lagi."),
    "kb_failure_without_pregnancy": _("Metode gagal berarti hamil. Catat kehamilannya lewat tombol “Hamil”."),
    "kb_stop_wish": _("Berhenti karena ingin punya anak, tetapi keinginannya “tidak ingin anak lagi”. Periksa."),
    "kb_stop_for_another": _("Ingin metode lain? Bila sudah memakainya, catat lewat “Ganti”."),
    # Pregnancy
    "pregnant_not_woman": _("Kehamilan hanya dicatat pada perempuan."),
    "pregnant_since_missing": _("Isi sejak kapan hamil; perkiraan pun boleh."),
    "pregnant_since_future": _("Tanggal mulai hamil tidak boleh sesudah hari ini."),
    "pregnant_too_young": _("Tanggal mulai hamil harus sesudah umur 10 tahun."),
    "pregnant_too_long": _("Sudah lebih dari 44 minggu. Periksa tanggalnya, atau catat akhirnya."),
    "pregnant_end_future": _("Tanggal akhir tidak boleh sesudah hari ini."),
    "pregnant_end_before_start": _("Tanggal akhir tidak boleh sebelum mulai hamil."),
    # Welfare
    "welfare_measure": _("Pilih ukurannya."),
    "welfare_level": _("Pilih nilai yang ada untuk ukuran ini."),
    "welfare_programme": _("Pilih programnya."),
    "welfare_no_programme": _("Program diisi hanya untuk ukuran program perlindungan sosial."),
    "welfare_source": _("Sebutkan sumbernya, misalnya nama berkas atau surat."),
    "welfare_period": _("Isi periodenya: tahun, dan untuk DTSEN juga triwulannya."),
    "welfare_future": _("Periode ini belum mulai."),
    "welfare_too_early": _("Ukuran ini belum ada sebelum {year}."),
    "welfare_forgotten": _("Sudah ada dua triwulan yang lebih baru; desil yang lebih lama tidak disimpan lagi."),
    "welfare_no_value": _("Angka diisi hanya untuk iBangga."),
    "welfare_value": _("Angka iBangga antara 0 dan 100."),
    "welfare_band": _("Angka dan kelas iBangga tidak sejalan. Periksa pada sumbernya."),
    # Consent
    "consent_not_adult": _("Persetujuan diminta dari orang dewasa (17 tahun ke atas atau sudah kawin)."),
    "consent_future": _("Tanggal persetujuan tidak boleh sesudah hari ini."),
    "consent_nothing_to_withdraw": _("Belum ada persetujuan yang dapat ditarik kembali."),
    # Lives that change
    "event_future": _("Tanggal tidak boleh sesudah hari ini."),
    "event_before_birth": _("Tanggal tidak boleh sebelum tanggal lahir."),
    "event_before_last": _("Sudah ada peristiwa pada {date}. Tanggal ini tidak boleh sebelumnya."),
    "marriage_young": _("Umurnya {age} tahun. Perkawinan di bawah 19 tahun memerlukan dispensasi pengadilan. Periksa."),
    "marriage_second": _("Masih tercatat kawin. Bila pasangannya wafat atau bercerai, catat itu lebih dahulu."),
    "partner_same_sex": _("Pilih suami untuk perempuan, istri untuk laki-laki."),
    "not_married": _("Tidak tercatat kawin. Betulkan dahulu status kawinnya."),
    "mother_missing": _("Ibunya belum dipilih. Simpan tanpa ibu hanya jika ia tidak ada dalam keluarga ini."),
    "mother_not_woman": _("Ibu dipilih dari anggota perempuan."),
    "mother_too_young": _("Ibu yang dipilih berumur {age} tahun pada hari itu. Pilih ibu yang lain."),
    "mother_age": _("Ibu berumur {age} tahun pada hari itu. Periksa ibunya dan tanggal lahirnya."),
    "marriage_corrected": _(
        "Status kawin diubah tanpa tanggal. Bila ini peristiwa baru, catat lewat “Catat peristiwa”; simpan di sini "
        "hanya untuk membetulkan."
    ),
}
