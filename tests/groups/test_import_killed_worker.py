"""A worker killed in the middle of an import of groups: all of it is there or nothing, and the next one ends it.

Real processes on a database of their own, SQLite and PostgreSQL, ended by SIGKILL: once while it checks, once inside
the commit's transaction, when every row is written.
"""

import json
import signal

import pytest

from tests.groups.group_workbooks import MELATI, committee, nik, whole
from tests.processes import kill_at, run, wait_for

pytestmark = pytest.mark.slow
GROUPS = 20
#: Of each group: a committee of three, who are members too, and two more members.
POSTS, MEMBERS = 3 * GROUPS, 5 * GROUPS
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
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
import datetime
from groups.imports.run import KIND
from members.imports import services
from tests.factories import officer_at, village
village("5371041001")
services.start_import(
    by=officer_at("pkb", "5371041001"), request_id=None, upload=open("{sheet}", "rb").read(), name="uppka.xlsx",
    village_id="5371041001", as_of=datetime.date(2026, 11, 1), kind=KIND,
)
"""
LOOK = """
import json
from django.db.models import Sum
from core.models import ImportBatch, ImportChange, Lease
from groups.models import CommitteePost, Group, Membership
from members.models import Family, Person
batch = ImportBatch.objects.get()
models = (Group, CommitteePost, Membership, Person, Family, ImportChange)
print(json.dumps([batch.state, batch.totals.get("groups"), *(model.objects.count() for model in models),
                  Group.objects.aggregate(total=Sum("member_count"))["total"], Lease.objects.count()]))
"""
TAKE = """
from core.models import ImportBatch
from groups.imports.run import KIND
from members.imports import services
batch = ImportBatch.objects.get()
services.commit_import(batch.pk, by=batch.owner, request_id=None, takes=["new"], kind=KIND)
"""
TIME_PASSES = """
from django.utils import timezone
from core.models import Lease
assert Lease.objects.update(expires_at=timezone.now() - timezone.timedelta(seconds=1)) == 1
"""
NOTHING = [0, 0, 0, 0, 0, 0, None]


def sheet_of(total):
    """A workbook of so many groups, with people who stand in no register yet."""
    cards, posts, members = [], [], []
    for number in range(total):
        name = f"Melati {number}"
        cards.append([f"{number + 1:03}", name, *MELATI[2:]])
        for place, (_group, post, person, _nik, birth) in enumerate(committee()):
            posts.append([name, post, person, nik(number * 10 + place), birth])
        members += [[name, place, f"Maria {number} {place}", nik(number * 10 + place)] for place in (4, 5)]
    return whole(*members, cards=cards, posts=posts)


def look(python):
    return json.loads(run(python, LOOK))


def kill_worker_in(python, function, mark):
    kill_at(python, STOPPED.format(function=function, mark=mark), mark)


def work_until(python, state):
    worker = python("from django.core.management import call_command; call_command('worker')")
    wait_for(lambda: look(python)[0] == state)
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_import(python, tmp_path):
    sheet = tmp_path / "uppka.xlsx"
    sheet.write_bytes(sheet_of(GROUPS))
    run(python, SET_UP.format(sheet=sheet))

    kill_worker_in(python, "groups.imports.run._keep", tmp_path / "while checking")
    assert look(python) == ["checking", None, *NOTHING, 1]
    run(python, TIME_PASSES)
    work_until(python, "checked")
    assert look(python) == ["checked", GROUPS, *NOTHING, 0]

    run(python, TAKE)
    kill_worker_in(python, "groups.imports.commit.changes.mark_many", tmp_path / "while writing")
    assert look(python) == ["committing", GROUPS, *NOTHING, 1]
    run(python, TIME_PASSES)
    work_until(python, "done")

    dusun = 1
    undo_notes = GROUPS + POSTS + 3 * MEMBERS + dusun
    assert look(python) == ["done", GROUPS, GROUPS, POSTS, MEMBERS, MEMBERS, MEMBERS, undo_notes, MEMBERS, 0]
