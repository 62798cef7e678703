"""What an administrator may set about doubles; see members.dated_settings."""

from core.models import DatedSetting
from members.matching_rules import THRESHOLD
from regions import clock

#: Of the rows of a sheet that look like somebody else: more than so many of a hundred, and at least so many.
STOP = {"percent": 50, "least": 5}


def threshold():
    """The score from which on two records are shown as one. One query."""
    return float(DatedSetting.value_on("double_threshold", clock.today(""), THRESHOLD))


def import_stop():
    """{"percent": …, "least": …}. One query."""
    return STOP | DatedSetting.value_on("import_doubles_stop", clock.today(""), STOP)
