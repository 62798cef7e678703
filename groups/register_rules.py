"""Rules about meetings and the register: pure functions on plain values."""

import datetime

from core.dates import Month

#: Statuses of attendance from the strongest to the weakest: the month of a member reads as her strongest one.
STRENGTH = ("present", "represented", "excused", "sick", "absent")
HIGH, MIDDLE, LOW = "high", "middle", "low"
#: Used where no dated setting says otherwise.
DEADLINE_DAY = 3
BANDS = {"high": 85, "middle": 60}


def deadline_of(month: Month, *, day):
    """Last day on which the register of ``month`` is on time: the ``day``-th of the next month.

    The group hands its register to the PKB by the 3rd (SIGA training module of BKKBN, part on R/I/UPPKA).
    """
    following = month.next()
    return following.first.replace(day=min(day, following.last.day))


def days_late(month: Month, *, day, today):
    """Days since the deadline; 0 on the deadline and before."""
    return max(0, (today - deadline_of(month, day=day)).days)


def strongest(statuses):
    """A member's status over a month: present once is present. Empty without any status."""
    ranked = sorted(statuses, key=STRENGTH.index)
    return ranked[0] if ranked else ""


def percent(part, whole):
    """Whole per cent, half up; None ("n/a") when ``whole`` is 0."""
    return None if not whole else (200 * part + whole) // (2 * whole)


def band(value, *, high, middle):
    """Traffic light of a percentage: "high" from ``high``, "middle" from ``middle``, else "low"; None stays None.

    The bands come from one district's public dashboard (85 and 60) and are a dated setting.
    """
    if value is None:
        return None
    return HIGH if value >= high else MIDDLE if value >= middle else LOW


def reporting_date(month: Month, *, today):
    """The day whose state the month's totals describe: its last day, or today while it still runs."""
    return min(month.last, today)


def state_on_hand_in(*, verifies):
    """What the PKB types herself counts as verified; anyone else's waits for her."""
    return "by_pkb" if verifies else "submitted"


def is_on_time(month: Month, *, day, handed_in_on: datetime.date):
    return handed_in_on <= deadline_of(month, day=day)


def totals(rows, *, meetings, guests):
    """Figures of a month's register from its rows.

    Members, families, PUS, KB users and pregnancies are told by the month's rows (``meeting_id`` None): one for each
    member on the reporting date, with her state on it. PUS and KB are counted in families, as in the cadre's village
    report; so KB ≤ PUS ≤ families ≤ members. ``present`` are distinct members who were there at least once and are
    still members on the reporting date; so present ≤ members. Guests are counted apart.
    """
    month = [row for row in rows if row.meeting_id is None]
    return {
        "members": len(month),
        "families": len({row.family_id for row in month}),
        "present": sum(row.status == "present" for row in month),
        "represented": sum(row.status == "represented" for row in month),
        "meetings": meetings,
        "guests": guests,
        "pus": len({row.family_id for row in month if row.is_pus}),
        "kb": len({row.family_id for row in month if row.is_pus and row.is_using_kb}),
        "pregnant": sum(bool(row.is_pregnant) for row in month),
    }


def date_fault(date, *, today, founded_on=None):
    """Why a meeting cannot have been held on ``date``: "future", "before_founding" or ""."""
    if date > today:
        return "future"
    return "before_founding" if founded_on and date < founded_on else ""
