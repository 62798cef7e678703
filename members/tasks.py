"""Long work about families. Tasks take ids only, since arguments are stored in clear."""

from django_tasks import task

from members.imports import run, running
from members.imports.kinds import FAMILIES


@task()
def check_import(batch_id):
    """Check an uploaded sheet."""
    running.held("check", batch_id, run.check_batch, task=FAMILIES.check_task)


@task()
def commit_import(batch_id):
    """Write what the officer took of it."""
    running.held("commit", batch_id, run.commit_batch, task=FAMILIES.commit_task)
