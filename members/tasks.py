"""Long work about families. Tasks take ids only, since arguments are stored in clear."""

from django_tasks import task

from core import schedule
from members.imports import run


@task()
def check_import(batch_id):
    """Check an uploaded sheet."""
    _held("check", batch_id, run.check_batch)


@task()
def commit_import(batch_id):
    """Write what the officer took of it."""
    _held("commit", batch_id, run.commit_batch)


def _held(act, batch_id, work):
    """One worker at a time; a worker that dies is followed by another."""
    try:
        with schedule.lease(f"import:{act}:{batch_id}", task=f"members.tasks.{act}_import", argument=batch_id) as lease:
            work(int(batch_id), lease)
    except (schedule.LeaseHeld, schedule.LeaseLost):
        return
