"""Two officers at the same people at the same time. On SQLite one writer follows the other anyway."""

import threading
import time
import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from members.models import MoveRequest, Person
from members.services import accept_move, merge_persons, refuse_move
from tests.factories import FamilyFactory, MoveRequestFactory, PersonFactory, officer_at, village

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("without_triggers"),
    pytest.mark.time_machine("2026-11-24 08:00", tick=True),
]


class Other(threading.Thread):
    """Another officer's request, on a connection of its own."""

    def __init__(self, act):
        super().__init__()
        self.act, self.result, self.error = act, None, None

    def run(self):
        try:
            self.result = self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def at_once(*acts):
    others = [Other(act) for act in acts]
    for other in others:
        other.start()
    for other in others:
        other.join()
    return others


def wait_for_a_lock():
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


def hold(person):
    return Person.objects.select_for_update().get(pk=person.pk)


def test_a_marriage_recorded_from_both_sides_is_no_fault_of_the_server(officer, home_village):
    """Each holds what the other waits for: the database gives up one of them, which is then asked once more."""
    bride = PersonFactory(family=FamilyFactory(), name="Rosa", relation="child", sex="P", marriage="single")
    groom = PersonFactory(family=FamilyFactory(), name="Yosef", relation="child", sex="L", marriage="single")
    client = Client()
    client.force_login(officer)
    data = {
        "on": "2026-11-20",
        "partner": str(groom.public_id),
        "request_id": str(uuid.uuid4()),
        "accept_warnings": "1",
    }
    url = reverse("members:event_create", args=[bride.public_id, "marriage"])
    other = Other(lambda: client.post(url, data))

    with transaction.atomic():
        hold(groom)
        other.start()
        wait_for_a_lock()
        hold(bride)
    other.join()

    assert other.error is None
    assert other.result.status_code == 302, other.result.context["form"].errors
    assert set(Person.objects.filter(pk__in=[bride.pk, groom.pk]).values_list("marriage", flat=True)) == {"married"}


def test_two_answers_to_one_request_to_move_are_one(officer, regency_staff, home_village):
    asker = officer_at("pkb", "5301012001")
    move = MoveRequestFactory(
        family=FamilyFactory(), to_village=village("5301012001"), direction=MoveRequest.Direction.IN, asked_by=asker
    )

    def answer(verb, by, text):
        said = {"by": by, "version": 1, "request_id": uuid.uuid4(), "changes": {"answer": text}}
        return lambda: verb(move.pk, **said)

    others = at_once(answer(accept_move, officer, ""), answer(refuse_move, regency_staff, "Masih di sini"))

    move.refresh_from_db()
    (refused,) = [each.error for each in others if each.error]
    assert isinstance(refused, RuleError)
    assert (move.family.village_id == "5301012001") == (move.state == "accepted")


def test_merges_of_a_into_b_and_of_b_into_c_leave_nobody_behind(officer, home_village):
    family = FamilyFactory()
    first, second, third = (
        PersonFactory(family=family, name=name, relation="other", no_nik=True) for name in ("Ani", "Anni", "Annie")
    )

    def merge(kept, gone):
        said = {"by": officer, "request_id": uuid.uuid4(), "version": kept.version, "chosen": {}}
        return lambda: merge_persons(kept.pk, gone.pk, **said, passed_warnings=("no_nik", "nik_missing"))

    others = at_once(merge(second, first), merge(third, second))

    assert all(isinstance(each.error, RuleError | None) for each in others), [each.error for each in others]
    for person in Person.objects.filter(pk__in=[first.pk, second.pk, third.pk], merged_into__isnull=False):
        assert person.merged_into.is_active
        assert not person.is_active
