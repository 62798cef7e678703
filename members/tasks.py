"""Long work about families. Tasks take ids only, since arguments are stored in clear."""

from django_tasks import task

from core import schedule
from members.doubles import work
from members.imports import run, running
from members.imports.kinds import FAMILIES
from members.welfare_imports import run as welfare


@task()
def check_import(batch_id):
    """Check an uploaded sheet."""
    running.held("check", batch_id, run.check_batch, task=FAMILIES.check_task)


@task()
def commit_import(batch_id):
    """Write what the officer took of it."""
    running.held("commit", batch_id, run.commit_batch, task=FAMILIES.commit_task)


@task()
def find_doubles(code):
    """Look for people who stand twice in a region ("" is the nation)."""
    try:
        with schedule.lease(f"doubles:{code}", task=work.SEARCH, argument=code) as lease:
            work.search(code, beat=lease.renew)
    except (schedule.LeaseHeld, schedule.LeaseLost):
        return


@task()
def find_doubles_of(person_id):
    """Look whether one person stands twice."""
    work.search_one(int(person_id))


@task()
def check_welfare(batch_id):
    """Check an uploaded sheet of welfare measures."""
    running.held("check", batch_id, welfare.check_batch, task=welfare.KIND.check_task)


@task()
def commit_welfare(batch_id):
    """Write what the officer took of it."""
    running.held("commit", batch_id, welfare.commit_batch, task=welfare.KIND.commit_task)
