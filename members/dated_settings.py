"""How alike two records must be, as dated settings that an administrator may change."""

import datetime

from core.models import DatedSetting
from members.matching_rules import THRESHOLD

SINCE = datetime.date(2020, 1, 1)

SETTINGS = (
    (
        "double_threshold",
        THRESHOLD,
        "Usulan aplikasi: pada kota rekaan benchmarks/doubles.py presisi di atas 0,98 dan recall di atas 0,95.",
    ),
    (
        "import_doubles_stop",
        {"percent": 50, "least": 5},
        "Kebiasaan UNICEF HOPE: impor berhenti bila lebih dari 50 % barisnya, dan paling sedikit 5, mirip orang lain.",
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
