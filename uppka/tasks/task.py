"""One thing that awaits an officer, and the words that all of them share."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import Month
from regions import clock

#: Names in the line under a title; more are counted.
NAMED = 3
#: Rows of one matter that are shown each by itself.
SHOWN = 5
#: Counts go no further than this: "lebih dari" would not make the task smaller.
MOST = 1000


@dataclass(frozen=True)
class Task:
    """The names are those of components/task.html."""

    icon: str
    title: str
    text: str
    url: str
    tone: str = ""
    chip_kind: str = ""
    chip_text: str = ""


def due_month(user):
    """The month that is reported now: the one before today's, at the officer's own place."""
    return Month.of(clock.today(user.home_code)).previous()


def names_of(groups, total=None):
    """``Melati, Anggrek, Mawar dan 4 lainnya``."""
    total = len(groups) if total is None else total
    shown = ", ".join(group.name.removeprefix("UPPKA ") for group in groups[:NAMED])
    if total > NAMED:
        return _("{names} dan {total} lainnya").format(names=shown, total=total - NAMED)
    return shown


def month_name(month):
    return date_format(month.first, "F")


def waits():
    """The chip of what nobody else will do."""
    return {"chip_kind": "due", "chip_text": _("Menunggu Anda")}
