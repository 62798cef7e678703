"""A sheet whose rows look mostly like people who are recorded already: warned about, stopped, gone on with."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import DatedSetting, ImportBatch
from members.doubles import settings
from members.imports import run, services
from members.imports.services import WrongState
from members.models import Person
from tests.factories import FamilyFactory, PersonFactory
from tests.members.import_batches import batch_of, url
from tests.members.import_sheet import born, people, person

pytestmark = pytest.mark.django_db
State = ImportBatch.State
FAMILIES = 6


@pytest.fixture
def recorded(officer):
    """The heads of six families, written by hand without numbers and with other spellings."""
    for family in range(FAMILIES):
        name = person(family, 0)["NAMA LENGKAP"].replace("YOHANES", "Johanes")
        home = FamilyFactory(kk_number="", head=False)
        PersonFactory(family=home, name=name, sex="L", relation="head", birth_date=born(family, 0), no_nik=True)
    return officer


def sheet():
    return [person(family, 0) for family in range(FAMILIES)]


def go_on(batch):
    return reverse("members:import_go_on", args=[batch.public_id])


def test_a_row_like_somebody_else_is_warned_about(recorded):
    batch = batch_of(recorded, [person(0, 0), *people(FAMILIES)[8:]])

    notes = [(finding.row, finding.level) for finding in batch.findings.filter(column="name")]
    assert batch.state == State.CHECKED
    assert (4 + 1, "warning") in notes


def test_a_row_with_one_wrong_digit_in_its_number_is_warned_about(officer):
    family = FamilyFactory(kk_number="", head=False)
    typed = person(0, 0)
    slip = typed["NIK"][:-1] + "9"
    PersonFactory(family=family, name="Yohanes Tallo A", sex="L", relation="head", birth_date=born(0, 0), nik=slip)

    batch = batch_of(officer, [typed])

    assert [finding.column for finding in batch.findings.all()] == ["name"]


def test_a_namesake_with_a_number_of_his_own_is_not(officer):
    other = "5371042512690007"
    family = FamilyFactory(kk_number="", head=False)
    PersonFactory(family=family, name="Yohanes Tallo A", sex="L", relation="head", birth_date=born(0, 0), nik=other)

    assert batch_of(officer, [person(0, 0)]).findings.count() == 0


def test_most_rows_stop_the_sheet_with_a_sentence_and_a_way_to_go_on(client, recorded):
    batch = batch_of(recorded, sheet())
    client.force_login(recorded)

    page = client.get(url("detail", batch))

    assert batch.state == State.FAILED
    assertContains(page, "6 dari 6 baris mirip dengan orang lain")
    assertContains(page, go_on(batch))
    assertContains(client.get(go_on(batch)), "6 baris mirip")


def test_going_on_checks_it_and_writes_what_the_officer_takes(client, recorded, django_capture_on_commit_callbacks):
    batch = batch_of(recorded, sheet())
    client.force_login(recorded)
    form = {"request_id": str(uuid.uuid4())}

    with django_capture_on_commit_callbacks(execute=True):
        assertRedirects(client.post(go_on(batch), form), url("detail", batch))
    assertRedirects(client.post(go_on(batch), form), url("detail", batch))

    batch.refresh_from_db()
    assert (batch.state, batch.totals["new"]) == (State.CHECKED, FAMILIES)
    assertNotContains(client.get(url("detail", batch)), go_on(batch))
    services.commit_import(batch.pk, by=recorded, request_id=None, takes=["new"])
    run.commit_batch(batch.pk)
    assert Person.objects.count() == 2 * FAMILIES


def test_few_rows_go_through(recorded):
    assert batch_of(recorded, sheet()[:4]).state == State.CHECKED


def test_an_administrator_may_set_when_to_stop(recorded):
    DatedSetting.objects.filter(key="import_doubles_stop").update(value={"percent": 90, "least": 7})

    assert settings.import_stop() == {"percent": 90, "least": 7}
    assert batch_of(recorded, sheet()).state == State.CHECKED


def test_only_a_stopped_sheet_goes_on(client, recorded, stranger):
    sound, stopped = batch_of(recorded, people(1)), batch_of(recorded, sheet())
    client.force_login(recorded)
    assert client.get(go_on(sound)).status_code == 404
    with pytest.raises(WrongState):
        services.go_on(sound.pk, by=recorded, request_id=None)
    client.force_login(stranger)

    assert client.get(go_on(stopped)).status_code == 404
    assert client.post(go_on(stopped)).status_code == 404
