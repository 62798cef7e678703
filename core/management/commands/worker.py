import logging
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from core import schedule

logger = logging.getLogger("core.worker")

#: Seconds between looks at the queue, and between looks at the clock.
POLL = 0.5
TICK = 5


class Worker(TaskWorker):
    """django-tasks' worker, with a clock between its tasks."""

    def __init__(self):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self._next_tick = 0.0

    def run_for_ever(self):
        while self.running:
            self.tick()
            if self.running:
                self.run()
            if self.running:
                time.sleep(self.interval)

    def run_task(self, db_task_result):
        super().run_task(db_task_result)
        self.tick()

    def tick(self):
        """Due jobs and the tasks of dead workers, every few seconds. A signal lets them end first."""
        if time.monotonic() < self._next_tick:
            return
        self.running_task = True
        try:
            schedule.requeue_expired()
            schedule.run_due()
        except OperationalError:
            # A database that is busy or starting again: the next tick asks it again.
            logger.exception("The clock could not be read")
            close_old_connections()
        finally:
            self.running_task = False
            self._next_tick = time.monotonic() + TICK


class Command(BaseCommand):
    help = "Jalankan pekerjaan latar belakang: antrean tugas dan pekerjaan berkala. Berhenti rapi dengan Ctrl-C."

    def handle(self, **options):
        # Its own "no more tasks, exiting" would come twice a second.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = Worker()
        worker.configure_signals()
        logger.info("Worker is ready")
        worker.run_for_ever()
