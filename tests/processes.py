"""Real processes on a database of their own, and killing them in the middle of their work."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings

START = "import django; django.setup()\n"


class Processes:
    """Call it with code: it runs in a process of its own, on the database at ``address``. Files live in ``folder``."""

    def __init__(self, address, folder):
        self.started = []
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "uppka.settings",
            "TASKS_BACKEND": "django_tasks_db.DatabaseBackend",
            "LOG_LEVEL": "ERROR",
        }

    def __call__(self, code):
        process = subprocess.Popen(
            [sys.executable, "-c", START + code],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def end(self):
        for process in self.started:
            process.kill()
            process.wait()
            process.stdout.close()


def run(python, code):
    """What the code prints."""
    output, _errors = python(code).communicate(timeout=60)
    return output


def kill_at(python, code, mark):
    """Run code that makes the file ``mark`` and waits there; kill it then."""
    process = python(code)
    wait_for(mark.exists)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(happens, seconds=60):
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.2)
