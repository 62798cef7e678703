"""The worker as a process of its own: it works, ends when told, and what it was killed at is done by the next, once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="one database is enough for processes and signals"),
]

ROOT = Path(settings.BASE_DIR)

QUEUE = """
from core import schedule
from core.models import DatedSetting
import datetime
row = DatedSetting.objects.create(key="uji", value=0, valid_from=datetime.date(2026, 1, 1), source="uji")
schedule.enqueue("tests.core.slow_work.{task}", row.pk)
print(row.pk)
"""
VALUE = "from core.models import DatedSetting as D; print(D.objects.get(key='uji').value)"
#: Of the tasks queued here alone: the worker also does what is due by the clock.
OURS = "startswith='tests.core.'"
LEASES = f"from core.models import Lease; print(Lease.objects.filter(task__{OURS}).count())"
EXPIRE = "from core.models import Lease; Lease.objects.update(expires_at='2026-01-01T00:00:00Z')"
STATES = (
    "from django_tasks_db.models import DBTaskResult as T; "
    f"print(*sorted(t.status for t in T.objects.filter(task_path__{OURS})))"
)


class Site:
    def __init__(self, folder):
        self.environment = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/uji.sqlite3"}
        self.started = []
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ask(self, code):
        return self.manage("shell", "-v", "0", "-c", code)

    def start_worker(self):
        command = [sys.executable, "manage.py", "worker"]
        self.started.append(subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL))
        return self.started[-1]

    def wait_for(self, code, value):
        deadline = time.monotonic() + 30
        while (found := self.ask(code)) != value:
            assert time.monotonic() < deadline, f"{found} never became {value}"

    def clear_away(self):
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    yield site
    site.clear_away()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_task_is_done_and_the_worker_ends_when_told(site, number):
    site.ask(QUEUE.format(task="quick"))
    worker = site.start_worker()
    site.wait_for(VALUE, "1")

    worker.send_signal(number)

    assert worker.wait(5) == 0
    assert site.ask(STATES) == "SUCCESSFUL"


def test_the_task_at_hand_ends_before_the_worker_does(site):
    site.ask(QUEUE.format(task="slow"))
    worker = site.start_worker()
    site.wait_for(LEASES, "1")

    worker.terminate()

    assert worker.wait(20) == 0
    assert site.ask(VALUE) == "1"


def test_what_a_killed_worker_was_at_is_done_once_by_the_next(site):
    site.ask(QUEUE.format(task="slow"))
    first = site.start_worker()
    site.wait_for(LEASES, "1")
    first.kill()
    first.wait()
    assert site.ask(VALUE) == "0"

    site.ask(EXPIRE)
    site.start_worker()

    site.wait_for(VALUE, "1")
    site.wait_for(LEASES, "0")
    assert site.ask(STATES) == "SUCCESSFUL"
