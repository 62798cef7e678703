"""The only way to a masked field, and the log of every look."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from accounts import personal_data
from accounts.models import PersonalDataAccess
from accounts.personal_data import PurposeMissing
from core.errors import RuleError
from tests.factories import FamilyFactory, PersonFactory, village

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 10, 2, tzinfo=datetime.UTC)
PERMISSION = "members.reveal_identity"


@pytest.fixture
def person(home_village):
    return PersonFactory(family__village=home_village, nik="5371044101900003")


def request_of(user, method="post"):
    request = getattr(RequestFactory(), method)("/")
    request.user, request.session = user, SessionStore()
    return request


def looks():
    return PersonalDataAccess.objects.order_by("pk")


def test_without_the_right_nothing_is_shown_or_logged(person, stranger, kader):
    for user in (stranger, kader):
        request = request_of(user)
        personal_data.set_purpose(request, "visit")
        with pytest.raises(PermissionDenied):
            personal_data.reveal(request, person, "nik", permission=PERMISSION)

    assert not looks().exists()


def test_an_administrator_never_reveals(person, administrator):
    request = request_of(administrator)
    personal_data.set_purpose(request, "visit")

    with pytest.raises(PermissionDenied):
        personal_data.reveal(request, person, "nik", permission=PERMISSION)


def test_a_field_that_is_not_personal_is_not_revealed_here(person, officer):
    request = request_of(officer)
    personal_data.set_purpose(request, "visit")

    with pytest.raises(PermissionDenied):
        personal_data.reveal(request, person, "nik_hash", permission=PERMISSION)


def test_a_link_opens_nothing(person, officer):
    request = request_of(officer, "get")
    personal_data.set_purpose(request, "visit")

    with pytest.raises(PermissionDenied):
        personal_data.reveal(request, person, "nik", permission=PERMISSION)


def test_without_a_purpose_it_is_asked_first(person, officer):
    with pytest.raises(PurposeMissing):
        personal_data.reveal(request_of(officer), person, "nik", permission=PERMISSION)

    assert not looks().exists()


def test_each_look_writes_who_whose_what_why_and_where(person, officer):
    request = request_of(officer)
    personal_data.set_purpose(request, "visit", "kunjungan rutin")

    shown = [personal_data.reveal(request, person, "nik", permission=PERMISSION) for _look in range(2)]

    assert shown == ["5371044101900003"] * 2
    assert looks().count() == 2
    look = looks().first()
    assert (look.user, look.model, look.object_id, look.fields) == (officer, "members.person", str(person.pk), "nik")
    assert (look.purpose, look.note, look.region_code) == ("visit", "kunjungan rutin", person.village_id)


def test_the_log_holds_no_value(person, officer):
    request = request_of(officer)
    personal_data.set_purpose(request, "visit")
    personal_data.reveal(request, person, "nik", permission=PERMISSION)

    kept = " ".join(str(value) for value in looks().values().first().values())

    assert person.nik not in kept
    assert person.name not in kept


@pytest.mark.parametrize(("minutes", "holds"), [(0, True), (29, True), (31, False)])
def test_the_purpose_holds_for_thirty_minutes(person, officer, minutes, holds):
    request = request_of(officer)
    with time_machine.travel(NOW, tick=False):
        personal_data.set_purpose(request, "visit")

    with time_machine.travel(NOW + datetime.timedelta(minutes=minutes), tick=False):
        assert (personal_data.purpose_of(request) is not None) is holds


@pytest.mark.parametrize("purpose", ["", "iseng", "daily"])
def test_only_a_purpose_of_the_list_is_taken(officer, purpose):
    with pytest.raises(RuleError):
        personal_data.set_purpose(request_of(officer), purpose)


class TestDaily:
    def test_writes_one_line_for_each_person_and_day(self, officer, home_village):
        persons = [PersonFactory(family=FamilyFactory(village=home_village)) for _number in range(3)]

        with time_machine.travel(NOW, tick=False):
            personal_data.log_daily(officer, persons, ["method", "status"])
            personal_data.log_daily(officer, persons, ["status", "method"])

        assert looks().count() == 3
        assert {look.purpose for look in looks()} == {"daily"}

    def test_a_new_day_begins_at_the_officers_midnight(self, officer, person):
        """WITA is eight hours ahead: 15.30 and 16.30 UTC are two days there."""
        for minute in (0, 30, 90):
            with time_machine.travel(datetime.datetime(2026, 11, 10, 15, tzinfo=datetime.UTC), tick=False) as clock:
                clock.shift(datetime.timedelta(minutes=minute))
                personal_data.log_daily(officer, [person], ["method"])

        assert looks().count() == 2

    def test_other_fields_and_other_officers_have_lines_of_their_own(self, officer, kader, person):
        personal_data.log_daily(officer, [person], ["method"])
        personal_data.log_daily(officer, [person], ["ended_how"])
        personal_data.log_daily(kader, [person], ["method"])

        assert looks().count() == 3

    def test_nobody_looked_at_writes_nothing(self, officer):
        personal_data.log_daily(officer, [], ["method"])

        assert not looks().exists()

    def test_costs_two_queries_whatever_the_number(self, officer, home_village, django_assert_num_queries):
        persons = [PersonFactory(family=FamilyFactory(village=home_village)) for _number in range(10)]
        assert officer.home_code

        with django_assert_num_queries(2):
            personal_data.log_daily(officer, persons, ["method"])


def test_a_line_is_never_changed_nor_deleted_by_the_application(person, officer):
    look = personal_data.log(officer, person, ["nik"], purpose="visit")
    look.note = "lain"

    for act in (look.save, look.delete, looks().delete, lambda: looks().update(note="lain")):
        with pytest.raises(RuleError):
            act()


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_personaldataaccess SET note = 'x'", "DELETE FROM accounts_personaldataaccess"]
)
def test_a_line_is_never_changed_nor_deleted_past_the_application(person, officer, statement):
    personal_data.log(officer, person, ["nik"], purpose="visit")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert looks().count() == 1


def test_an_export_is_one_line_with_its_number_of_rows(officer):
    personal_data.log_export(
        officer, "members.family", ["name", "address"], rows=120, region_code=village().code, purpose="report"
    )

    look = looks().get()
    assert (look.rows, look.fields, look.object_id) == (120, "address,name", "")
