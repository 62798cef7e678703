"""Deadlines and bands of reporting, as dated settings that an administrator may change."""

import datetime

from core.models import DatedSetting

SINCE = datetime.date(2020, 1, 1)

SETTINGS = (
    (
        "register_deadline_day",
        3,
        "Modul 11 SIGA (Pusdiklat BKKBN): R/I/UPPKA diserahkan kepada PKB paling lambat tanggal 3 bulan berikutnya.",
    ),
    (
        "district_deadline_day",
        7,
        "Usulan aplikasi: tenggat bulanan di atas PKB belum ditemukan; tanggal 7 mengikuti tenggat tahunan K/0.",
    ),
    ("province_deadline_day", 10, "Usulan aplikasi: tenggat bulanan kabupaten/kota ke provinsi belum ditemukan."),
    (
        "coverage_bands",
        {"high": 85, "middle": 60},
        "Dasbor publik satu kabupaten: tinggi mulai 85 %, sedang mulai 60 %. Bukan ketentuan nasional.",
    ),
    (
        "card_deadline_day",
        3,
        "Modul 11 SIGA (Pusdiklat BKKBN): K/0/UPPKA diserahkan kepada PKB paling lambat 3 Januari.",
    ),
    (
        "card_district_deadline_day",
        7,
        "Modul 11 SIGA (Pusdiklat BKKBN): berkas K/0 sekecamatan sampai di OPD-KB paling lambat 7 Januari.",
    ),
    (
        "dormant_after_months",
        6,
        "Usulan aplikasi: kelompok tanpa register selama ini perlu diperiksa; tidak pernah dinonaktifkan otomatis.",
    ),
)


def load(model=DatedSetting):
    """Write the settings that are missing; what an administrator set stays."""
    known = set(model.objects.values_list("key", flat=True))
    model.objects.bulk_create(
        model(key=key, value=value, valid_from=SINCE, source=source)
        for key, value, source in SETTINGS
        if key not in known
    )
