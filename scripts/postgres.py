"""Run a command with a throwaway PostgreSQL: ``python scripts/postgres.py pytest …`` finds it in DATABASE_URL.

Ready in a second, on a free port of this machine, gone afterwards. Nothing in it is meant to last, so nothing waits
for the disk.
"""

import getpass
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager

NAME = USER = "uppka"
#: An index on (village, name) is used for ranges of codes only where text sorts by its bytes.
LOCALE = "C.UTF-8"


@contextmanager
def throwaway():
    """The address of an empty database, as DATABASE_URL wants it."""
    folder = tempfile.mkdtemp(prefix="uppka-pg-")
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    log = os.path.join(folder, "log")
    try:
        _run("initdb", "-D", f"{folder}/data", "-U", USER, "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "-N")
        _run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-l", log, "-w", "start")
        _run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, NAME)
        yield f"postgres://{USER}@127.0.0.1:{port}/{NAME}"
    finally:
        if os.path.exists(f"{folder}/data/postmaster.pid"):
            _run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(program, *arguments):
    # PostgreSQL refuses to run as root.
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [_path_of(program), *arguments], capture_output=True, text=True, cwd="/", env=_environment(), **owner
    )
    if done.returncode:
        raise SystemExit(f"{program}: {done.stdout}{done.stderr}")


def _environment():
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    return {"PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": LOCALE, "USER": user}


def is_installed():
    return _found("initdb") is not None


def _path_of(program):
    path = _found(program)
    if path is None:
        raise SystemExit("PostgreSQL belum terpasang (Debian: apt install postgresql).")
    return path


def _found(program):
    """Debian keeps the server's programs out of the path."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"))
    return shutil.which(program) or (found[-1] if found else None)


def main(command):
    if not command:
        return __doc__
    # Stopped like this, too, the cluster is taken down on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throwaway() as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
