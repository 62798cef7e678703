"""What is append-only stays so in the database itself; a missing trigger is seen."""

import datetime

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from core import triggers
from core.models import AppendOnly
from groups.models import MonthClosing
from members.models import Person
from regions.models import Region
from tests.factories import PersonFactory, UserFactory, village

#: What a row of these tables may point to.
MADE_BY = {User: UserFactory, Person: PersonFactory, Region: village, MonthClosing: lambda: a_row_of(MonthClosing)}
APPEND_ONLY = [
    model
    for model in apps.get_models()
    if any(isinstance(trigger, triggers.AppendOnlyTrigger) for trigger in getattr(model, "TRIGGERS", ()))
]
pytestmark = pytest.mark.django_db


def a_row_of(model):
    """One row with plain values, written past the model so that any append-only table can be tried."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null:
            continue
        if field.is_relation:
            values[field.name] = MADE_BY[field.related_model]()
        elif not field.has_default() and not field.blank:
            values[field.name] = _plain(field)
    return model._base_manager.create(**values)


def _plain(field):
    kind = field.get_internal_type()
    by_kind = {"BooleanField": True, "DateField": datetime.date(2026, 11, 1)}
    if field.choices:
        return field.choices[0][0]
    return by_kind.get(kind, 1 if "Integer" in kind else "x")


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_programme_has_append_only_tables():
    assert {model.__name__ for model in APPEND_ONLY} >= {"PersonalDataAccess", "MonthClosing"}
    assert all(issubclass(model, AppendOnly) for model in APPEND_ONLY)


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("act", ["UPDATE {table} SET id = id", "DELETE FROM {table}"], ids=["update", "delete"])
def test_the_database_refuses_what_goes_past_the_model(model, act):
    row = a_row_of(model)

    with pytest.raises(DatabaseError, match="append-only"):
        execute(act.format(table=model._meta.db_table))

    assert model._base_manager.filter(pk=row.pk).exists()


def test_every_declared_trigger_is_installed():
    assert triggers.missing() == []


def test_installing_again_changes_nothing():
    triggers.install()
    triggers.install()

    assert triggers.missing() == []


@pytest.fixture
def lost_trigger():
    """One trigger is gone, as after a table was altered on SQLite."""
    triggers.remove(models=[APPEND_ONLY[0]])
    yield f"{APPEND_ONLY[0]._meta.db_table}_no_update"
    triggers.install(models=[APPEND_ONLY[0]])


def test_a_missing_trigger_is_named(lost_trigger):
    assert lost_trigger in triggers.missing()


def test_a_missing_trigger_makes_the_server_not_ready(client, lost_trigger):
    response = client.get("/siap/")

    assert response.status_code == 503
    assert lost_trigger in response.content.decode()


def test_a_missing_trigger_is_a_system_check(lost_trigger):
    found = run_checks(tags=["database"], databases=["default"])

    assert lost_trigger in "".join(fault.msg for fault in found if fault.id == "core.W001")


def test_installing_brings_it_back(lost_trigger):
    triggers.install()

    assert triggers.missing() == []
