"""A worker killed in the middle of an import: the next one ends it, and nothing is double.

Real processes on a database of their own, SQLite and PostgreSQL, ended by SIGKILL: once while it checks, once inside
the commit's transaction.
"""

import json
import signal

import pytest

from tests.members.import_sheet import people, workbook
from tests.processes import kill_at, run, wait_for

pytestmark = pytest.mark.slow
FAMILIES = 50
#: The worker of production, stopped for ever where a test wants to kill it.
STOPPED = """
import time
from unittest import mock
from django.core.management import call_command
def stop(*args, **kwargs):
    open("{mark}", "w").close()
    time.sleep(600)
with mock.patch("{function}", stop):
    call_command("worker")
"""
SET_UP = """
import datetime
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
from accounts.models import Assignment, User
from regions.models import Region
for level, code in enumerate(("53", "5371", "537104", "5371041001"), 1):
    Region.objects.create(code=code, name=code, level=level)
user = User.objects.create(username="pkb", name="PKB")
Assignment.objects.create(
    user=user, role="pkb", place_kind="region", place_key="5371041001", region_code="5371041001",
    starts_on=datetime.date(2026, 1, 1),
)
from members.imports import services
services.start_import(
    by=user, request_id=None, upload=open("{sheet}", "rb").read(), name="a.xlsx", village_id="5371041001",
    as_of=datetime.date(2026, 11, 1),
)
"""
LOOK = """
import json
from core.models import ImportBatch, ImportChange, Lease
from members.models import Family, Person
batch = ImportBatch.objects.get()
print(json.dumps([batch.state, batch.totals.get("rows"), Person.objects.count(), Family.objects.count(),
                  ImportChange.objects.count(), batch.findings.count(), Lease.objects.count()]))
"""
TAKE = """
from accounts.models import User
from core.models import ImportBatch
from members.imports import services
services.commit_import(ImportBatch.objects.get().pk, by=User.objects.get(), request_id=None, takes=["new"])
"""
TIME_PASSES = """
from django.utils import timezone
from core.models import Lease
assert Lease.objects.update(expires_at=timezone.now() - timezone.timedelta(seconds=1)) == 1
"""


def look(python):
    return json.loads(run(python, LOOK))


def kill_worker_in(python, function, mark):
    """Let a worker run until it comes to ``function``, and kill it there."""
    kill_at(python, STOPPED.format(function=function, mark=mark), mark)


def work_until(python, state):
    worker = python("from django.core.management import call_command; call_command('worker')")
    wait_for(lambda: look(python)[0] == state)
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_import(python, tmp_path):
    sheet = tmp_path / "sheet.xlsx"
    sheet.write_bytes(workbook(people(FAMILIES)))
    run(python, SET_UP.format(sheet=sheet))

    kill_worker_in(python, "members.imports.run._keep", tmp_path / "while checking")
    assert look(python) == ["checking", None, 0, 0, 0, 0, 1]
    run(python, TIME_PASSES)
    work_until(python, "checked")
    assert look(python) == ["checked", 200, 0, 0, 0, 0, 0]

    run(python, TAKE)
    kill_worker_in(python, "members.imports.commit.follow_dusun", tmp_path / "while writing")
    assert look(python) == ["committing", 200, 0, 0, 0, 0, 1]
    run(python, TIME_PASSES)
    work_until(python, "done")

    assert look(python) == ["done", 200, 4 * FAMILIES, FAMILIES, 5 * FAMILIES + 1, 0, 0]
