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
)


def load(model=DatedSetting):
    """Write the settings that are missing; what an administrator set stays."""
    known = set(model.objects.values_list("key", flat=True))
    model.objects.bulk_create(
        model(key=key, value=value, valid_from=SINCE, source=source)
        for key, value, source in SETTINGS
        if key not in known
    )
