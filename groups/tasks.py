"""Long work about groups. Tasks take ids only, since arguments are stored in clear."""

from django_tasks import task

from groups.imports import run
from members.imports import running


@task()
def check_import(batch_id):
    """Check an uploaded workbook."""
    running.held("check", batch_id, run.check_batch, task=run.KIND.check_task)


@task()
def commit_import(batch_id):
    """Write what the officer took of it."""
    running.held("commit", batch_id, run.commit_batch, task=run.KIND.commit_task)
