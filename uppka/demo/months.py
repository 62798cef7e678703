"""Months that the city has closed: one as it stood, one corrected as revision 2, and an officer who comes late."""

import datetime

from core.dates import Month
from groups.models import Group
from groups.services import closing, late, register
from regions import clock

CITY = "5371"


def write_months(officers):
    """Through the services, so that figures, reasons and history are those of real work."""
    last = Month.of(clock.today(CITY)).previous()
    earlier, earliest = last.previous(), last.previous().previous()
    closing.close_month(CITY, by=officers["opd"], request_id=None, month=earliest)
    _correct(earliest, officers)
    closing.close_month(CITY, by=officers["opd"], request_id=None, month=earlier)
    late.give_late_entry(
        Group.objects.get(name="UPPKA Sasando", village_id="5371041011").pk,
        by=officers["opd"],
        request_id=None,
        month=earlier,
        officer=officers["kader"],
        until=clock.today(CITY) + datetime.timedelta(days=5),
        reason="Daftar hadir pertemuan kedua baru ditemukan.",
    )


def _correct(month, officers):
    """A register that came after the closing: opened with the reason, handed in, closed as revision 2."""
    opd, pkb = officers["opd"], officers["pkb"]
    reason = "R/I UPPKA Tekun tertinggal saat PKB bertugas di luar kota."
    closing.reopen_month(CITY, by=opd, request_id=None, month=month, reason=reason)
    group = Group.objects.get(name="UPPKA Tekun", village_id="5371041008")
    changes = {"is_zero": False, "zero_reason": ""}
    register.hand_in_register(group.pk, by=pkb, version=None, request_id=None, month=month, changes=changes)
    closing.close_month(CITY, by=opd, request_id=None, month=month)
