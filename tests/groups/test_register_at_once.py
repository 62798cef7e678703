"""Two officers at one register at the same time. On SQLite one writer follows the other anyway."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from core.dates import Month
from groups.errors import ClosedPeriod
from groups.models import Register
from groups.services import register as services
from groups.services.closing import close_month
from tests.factories import RegisterFactory

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("without_triggers"),
    pytest.mark.time_machine("2026-11-10 03:00", tick=True),
]
OCTOBER = Month(2026, 10)
FIGURES = {"members": 10, "present": 8, "meetings": 1, "guests": 0, "families": 9, "pus": 5, "kb": 3, "pregnant": 1}


class Other(threading.Thread):
    """Another officer's request, on a connection of its own."""

    def __init__(self, act):
        super().__init__()
        self.act, self.error = act, None

    def run(self):
        try:
            self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def waits(self):
        self.join(1)
        return self.is_alive()


@pytest.fixture
def register(home_village):
    return RegisterFactory(group__village=home_village, figures=FIGURES, state="submitted")


def verify(register, by):
    return lambda: services.verify_registers([register.pk], by=by, request_id=uuid.uuid4())


def test_verifying_waits_for_a_meeting_that_is_being_written(register, officer):
    other = Other(verify(register, officer))

    with transaction.atomic():
        services.ensure_open(register.group, OCTOBER, by=officer)
        other.start()
        waited = other.waits()
    other.join()

    assert waited
    assert other.error is None
    assert Register.objects.get().state == "verified"


def test_verifying_waits_for_the_closing_of_the_month_and_is_refused(register, officer, regency_staff):
    other = Other(verify(register, officer))

    with transaction.atomic():
        close_month("5371", by=regency_staff, request_id=uuid.uuid4(), month=OCTOBER)
        other.start()
        waited = other.waits()
    other.join()

    assert waited
    assert isinstance(other.error, ClosedPeriod)
    assert Register.objects.get().state == "submitted"
