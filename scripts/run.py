"""Start UPPKA on this machine: prepare, then the web server and the background worker; Ctrl-C ends both.

HOST= and PORT= say where it listens (127.0.0.1:8000). DEMO=0 starts without invented people. On any address other
than this machine's own, invented people are left out unless DEMO=1 is given as well.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import make_env

ROOT = make_env.ROOT
PYTHON = sys.executable
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Seconds that running requests and tasks get to end by themselves.
GRACE = 20


def main():
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    if not _is_free(host, port):
        return f"Port {port} sedang dipakai program lain. Coba: make run PORT={port + 1}"
    make_env.add_missing(ROOT / ".env")
    environment = environment_for(host, os.environ)
    if subprocess.run([PYTHON, "manage.py", "prepare"], cwd=ROOT, env=environment).returncode:
        return "UPPKA belum dapat dijalankan; lihat pesan di atas."
    return _serve(host, port, environment)


def environment_for(host, given):
    """The environment of this run. It is not written down: what is meant for this machine only stays here."""
    here = host in LOOPBACK
    is_demo = given.get("DEMO", "1" if here else "0") == "1"
    environment = {**given, "DEMO": "1" if is_demo else "0", "DEMO_REFUSED": "0" if is_demo or here else "1"}
    if here or is_demo:
        environment.setdefault("TLS", "0")
    if is_demo and not here:
        environment.setdefault("ALLOWED_HOSTS", "*" if host in ("0.0.0.0", "::") else host)
    return environment


def _serve(host, port, environment):
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    stopping = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.append(True))
    web = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", address, "uppka.wsgi"]
    worker = [PYTHON, "manage.py", "worker"]
    # Sessions of their own: Ctrl-C reaches this script alone, and each child hears of it once.
    children = [subprocess.Popen(c, cwd=ROOT, env=environment, start_new_session=True) for c in (web, worker)]
    announced = False
    while not stopping and all(child.poll() is None for child in children):
        if not announced and _answers(shown, port):
            print(f"\nUPPKA siap: http://{'localhost' if shown in LOOPBACK else shown}:{port}/", flush=True)
            if environment.get("TLS", "1") == "1":
                print("Di balik proxy yang mengurus TLS; isi ALLOWED_HOSTS dalam .env.", flush=True)
            print("Berhenti: Ctrl-C.\n", flush=True)
            announced = True
        time.sleep(0.1)
    _stop(children)
    return None if stopping else "Server atau pekerja latar belakang berhenti sendiri; lihat catatan di atas."


def _stop(children):
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _is_free(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers(host, port):
    place = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(f"http://{place}:{port}/sehat/", timeout=1) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
