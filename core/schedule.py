"""A clock and a recovery for background work, which the task queue has neither of.

Due jobs are declared in ``settings.SCHEDULE`` and run once per period. Long tasks hold a lease: a worker that dies
lets it expire, and ``requeue_expired`` queues the task again. Tasks take ids only and are safe to run twice.
"""

import datetime
import logging
import os
import socket
import uuid
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from core.models import Job, Lease

logger = logging.getLogger(__name__)

#: A living task renews at least this often.
LEASE_TIME = datetime.timedelta(seconds=60)
#: A task that was queued again may wait this long for its turn; a task that may run longer than this holds a lease.
QUEUE_TIME = datetime.timedelta(minutes=10)
#: A task that dies this often is left alone, for a person to look at.
MAX_ATTEMPTS = 5
#: A job that began this long ago and has not ended is tried again within its period.
RETRY_AFTER = datetime.timedelta(hours=1)
PERIODS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "month": "%Y-%m"}


class LeaseHeld(Exception):
    """Another worker is at this work now. The task has nothing to do."""


class LeaseLost(Exception):
    """The lease expired and someone else took the work over. Stop and write nothing."""


# --- Tasks -----------------------------------------------------------------------------------------------------------


def enqueue(task, *ids):
    """Queue ``task`` (or its dotted path) for when the caller's transaction commits; never when it rolls back."""
    task = import_string(task) if isinstance(task, str) else task
    if isinstance(task.get_backend(), DatabaseBackend):
        # The queue is a table: its row commits together with the data, so that a crash loses neither.
        task.enqueue(*ids)
    else:
        transaction.on_commit(lambda: task.enqueue(*ids))


@contextmanager
def lease(key, *, task, argument):
    """Hold ``key`` while a long task works: ``with schedule.lease(…) as lease: lease.renew()``.

    ``task`` is the task's dotted path and ``argument`` its one id: what to queue again if this worker dies.
    Raises LeaseHeld when another worker is at it. An error inside ends the lease, since the task has had its say.
    """
    held = _acquire(key, task, str(argument))
    try:
        yield held
    except Exception:
        held.release()
        raise
    held.release()


@dataclass(frozen=True)
class HeldLease:
    """A lease in hand. ``attempts`` is 1 the first time."""

    key: str
    holder: str
    attempts: int

    def renew(self):
        """Say that the work goes on. Called first in the commit's own transaction it also fences the commit.

        Raises LeaseLost when someone else took over.
        """
        if not self._mine().update(expires_at=timezone.now() + LEASE_TIME):
            raise LeaseLost(self.key)

    def release(self):
        self._mine().delete()

    def _mine(self):
        return Lease.objects.filter(key=self.key, holder=self.holder)


def requeue_expired(now=None):
    """Queue the tasks of dead workers again. Returns the keys of their leases."""
    now = now or timezone.now()
    expired = Lease.objects.filter(expires_at__lt=now, attempts__lt=MAX_ATTEMPTS)
    keys = [row.key for row in expired.order_by("key") if _requeue(row, now)]
    _free_abandoned(now)
    return keys


def _requeue(row, now):
    with transaction.atomic():
        # Compared and set in one statement: of two workers only one queues it.
        unchanged = Lease.objects.filter(key=row.key, holder=row.holder, expires_at=row.expires_at)
        taken = unchanged.update(holder="", expires_at=now + QUEUE_TIME, attempts=F("attempts") + 1)
        if taken:
            logger.warning("Lease %s expired; queued again", row.key)
            DBTaskResult.objects.filter(pk__in=_running(row.task, row.argument)).delete()
            enqueue(row.task, row.argument)
    return bool(taken)


def _running(task, argument):
    rows = DBTaskResult.objects.running().filter(task_path=task).values_list("pk", "args_kwargs")
    return [pk for pk, given in rows if [str(value) for value in given["args"]] == [argument]]


def _free_abandoned(now):
    """Tasks whose worker died before they took a lease: taken from the queue long ago, and no lease shows life."""
    leased = {pk for row in Lease.objects.all() for pk in _running(row.task, row.argument)}
    old = DBTaskResult.objects.running().filter(started_at__lt=now - QUEUE_TIME).exclude(pk__in=leased)
    old.update(status=TaskResultStatus.READY)


def _acquire(key, task, argument):
    now, holder = timezone.now(), f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    fresh = {"task": task, "argument": argument, "holder": holder, "expires_at": now + LEASE_TIME}
    try:
        with transaction.atomic():
            Lease.objects.create(key=key, **fresh)
    except IntegrityError:
        free = Lease.objects.filter(key=key, holder="") | Lease.objects.filter(key=key, expires_at__lt=now)
        if not free.update(**fresh):
            raise LeaseHeld(key) from None
    return HeldLease(key, holder, Lease.objects.get(key=key, holder=holder).attempts)


# --- The clock -------------------------------------------------------------------------------------------------------


def due(*, every):
    """Mark a function without arguments as a job: ``@due(every="hour" | "day" | "month")``, safe to run twice."""

    def mark(job):
        job.every = every
        return job

    if every not in PERIODS:
        raise ValueError(every)
    return mark


def run_due(now=None):
    """Run each job of ``settings.SCHEDULE`` that has not run in its present period. Returns the names run."""
    now = now or timezone.now()
    return [name for name in settings.SCHEDULE if _run_once(name, now)]


def _run_once(name, now):
    job = import_string(name)
    period = timezone.localtime(now, timezone.get_default_timezone()).strftime(PERIODS[job.every])
    if not _claim(name, period, now):
        return False
    row = Job.objects.filter(name=name, period=period)
    try:
        job()
    except Exception as error:
        logger.exception("Job %s failed", name)
        # The kind only: a message might quote a person's data.
        row.update(error=type(error).__name__)
    else:
        row.update(finished_at=timezone.now(), error="")
    return True


def _claim(name, period, now):
    """True for exactly one worker; again after a while when the job failed or its worker died."""
    row, is_new = Job.objects.get_or_create(name=name, period=period, defaults={"started_at": now})
    if is_new:
        return True
    if row.finished_at or row.started_at > now - RETRY_AFTER:
        return False
    return bool(Job.objects.filter(pk=row.pk, started_at=row.started_at).update(started_at=now))
