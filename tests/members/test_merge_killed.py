"""A server killed in the middle of a merge, or of its undo, leaves all of it or nothing.

Real processes on a database of their own, SQLite and PostgreSQL, ended by SIGKILL inside the transaction.
"""

import json

import pytest

from tests.processes import kill_at, run

pytestmark = pytest.mark.slow
SET_UP = """
import datetime
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import FamilyFactory, GroupFactory, KbEpisodeFactory, MembershipFactory, PersonFactory, officer_at
from members.models import Person
from members.services import refresh_family
officer_at("pkb", "5371041001")
kept = PersonFactory(no_nik=True, name="Maria Ndun")
gone = FamilyFactory(head__name="Mariana Ndun").persons.get()
refresh_family([kept.family_id, gone.family_id])
group = GroupFactory(member_count=2)
for number, person in enumerate((kept, gone), start=1):
    MembershipFactory(group=group, person=person, number=number)
    KbEpisodeFactory(person=person, since=datetime.date(2025, number, 1))
"""
LOOK = """
import json
from core.models import Merge, Submission
from groups.models import Group, Membership
from members.models import Family, KbEpisode, Person
kept, gone = Person.objects.get(name="Maria Ndun"), Person.objects.get(name="Mariana Ndun")
print(json.dumps([
    gone.is_active, gone.family.is_active, bool(kept.nik), Group.objects.get().member_count,
    Membership.objects.filter(person=kept).count(), KbEpisode.objects.filter(person=kept).count(),
    KbEpisode.objects.filter(ended_on=None).count(), kept.family.member_count, Merge.objects.count(),
    Merge.objects.filter(undone_at=None).count(), Submission.objects.count(),
]))
"""
MERGE = """
from accounts.models import User
from members.models import Person
from members.services import merge_persons
kept, gone = Person.objects.get(name="Maria Ndun"), Person.objects.get(name="Mariana Ndun")
by = User.objects.get(assignments__role="pkb")
one_time = "7d4c0c2e-6f0a-4a52-9a5c-0d5f7f0f9b11"
merge_persons(kept.pk, gone.pk, by=by, request_id=one_time, version=kept.version, chosen={})
"""
UNDO = """
from accounts.models import User
from core.models import Merge
from members.services import undo_merge
by = User.objects.get(assignments__role="pkb")
undo_merge(Merge.objects.get().pk, by=by, request_id="7d4c0c2e-6f0a-4a52-9a5c-0d5f7f0f9b12")
"""
STOPPED = """
import time
from unittest import mock
def stop(*args, **kwargs):
    open("{mark}", "w").close()
    time.sleep(600)
with mock.patch("{function}", stop):
    exec({code!r})
"""
#: When the rows have moved, and when all is written but the summaries.
WHERE = ("core.merging._follow", "members.services.merging.refresh_family")
TWO_RECORDS = [True, True, False, 2, 1, 1, 2, 2, 0, 0, 0]
ONE_PERSON = [False, False, True, 1, 2, 2, 1, 2, 1, 1, 1]
PARTED = [True, True, False, 2, 1, 1, 2, 2, 1, 0, 2]


def look(python):
    return json.loads(run(python, LOOK))


def kill_everywhere(python, code, folder):
    for number, function in enumerate(WHERE):
        mark = folder / f"{number} {hash(code)}"
        kill_at(python, STOPPED.format(code=code, function=function, mark=mark), mark)


def test_a_merge_and_its_undo_are_whole_or_not_at_all(python, tmp_path):
    run(python, SET_UP)
    assert look(python) == TWO_RECORDS

    kill_everywhere(python, MERGE, tmp_path)
    assert look(python) == TWO_RECORDS
    run(python, MERGE)
    assert look(python) == ONE_PERSON

    kill_everywhere(python, UNDO, tmp_path)
    assert look(python) == ONE_PERSON
    run(python, UNDO)

    assert look(python) == PARTED
