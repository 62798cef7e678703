"""How the databases look for the doubles of one person: by index alone, whatever the size of the register."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import roles
from members.doubles import candidates
from members.doubles.traits import traits_of
from members.models import Person
from tests.factories import UserFactory, officer_at, village
from uppka.demo import bulk

pytestmark = pytest.mark.django_db
CITY = [f"53710{district}100{number}" for district in (1, 4) for number in (1, 2, 3)]
#: PostgreSQL reads a small table whole rather than look up 160 numbers.
FAMILIES = {"sqlite": 2_500, "postgresql": 12_500}
INDEXES = ("person_birth", "person_sound", "person_sound_birth", "nik_hash")


@pytest.fixture(scope="module")
def person(django_db_setup, django_db_blocker):
    """One of a register large enough for its indexes; in one transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        for code in CITY:
            village(code)
        bulk.write_families(CITY, FAMILIES[connection.vendor], seed=1, by=UserFactory())
        if connection.vendor == "postgresql":
            connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE members_person")
        yield Person.objects.exclude(nik="").filter(birth_date__day__lt=13, relation="child").order_by("pk")[100]
        transaction.set_rollback(True)


def plans_of(act):
    """(number of queries, the databases' plans of those that read persons, as one text)."""
    with CaptureQueriesContext(connection) as captured:
        act()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    lines = []
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if "members_person" in query["sql"]:
                cursor.execute(f"{explain} {query['sql']}")
                lines += [str(row[-1]) for row in cursor.fetchall()]
    return len(captured), "\n".join(lines)


def scans(plan):
    return re.findall(r"SCAN members_person\b.*|Seq Scan on members_person\b.*", plan)


def test_in_the_whole_register(person):
    queries, plan = plans_of(lambda: candidates.everywhere(person))

    assert queries <= 10
    assert scans(plan) == []
    assert [name for name in INDEXES if name not in plan] == [], plan


def test_while_a_person_is_typed(person):
    officer, traits = officer_at(roles.OPD, "5371"), traits_of([person])[person.pk]

    queries, plan = plans_of(lambda: candidates.in_village(traits, by=officer))

    assert queries <= 10
    assert scans(plan) == []
    assert [name for name in ("person_birth", "person_sound", "nik_hash") if name not in plan] == [], plan
