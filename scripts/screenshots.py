"""A picture of every page that has its own address, phone and desktop, for every role: var/screenshots/.

Starts a demo of its own, so that the pictures never show real people and the database at hand is not touched.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import make_env
import postgres
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

ROOT = make_env.ROOT
TARGET = ROOT / "var" / "screenshots"
ROLES = ("kader", "pkb", "opd", "provinsi", "pusat", "admin")
PASSWORD = "kupang-2026"
SIZES = {"hp": {"width": 390, "height": 844}, "meja": {"width": 1280, "height": 800}}
#: Chromium's own errands.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: Pages reached by links from these, two steps deep; acts and downloads are left alone.
START, STEPS = ("/", "/catat/", "/keluarga/", "/kelompok/", "/lainnya/", "/akun/saya/"), 2
SKIPPED = re.compile(r"\.pdf|/pdf|/unduh|/keluar/|/admin/|^/static/|\?")


def main():
    with (
        tempfile.TemporaryDirectory(prefix="uppka-shots-") as folder,
        site(Path(folder)) as base,
        sync_playwright() as playwright,
    ):
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        total = sum(picture_role(browser, base, role) for role in ROLES)
        browser.close()
    print(f"{total} gambar dalam {TARGET.relative_to(ROOT)}/")


def picture_role(browser, base, role):
    """Pictures of all pages that ``role`` can walk to. Returns their number."""
    context = browser.new_context(base_url=base, locale="id-ID")
    page = context.new_page()
    page.goto("/akun/masuk/")
    page.fill("input[name=login]", role)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    seen, kinds, waiting = set(), set(), [(path, 0) for path in START]
    while waiting:
        path, depth = waiting.pop(0)
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "x", path)
        if path in seen or kind in kinds or SKIPPED.search(path):
            continue
        seen.add(path)
        kinds.add(kind)
        try:
            answer = page.goto(path)
        except PlaywrightError:
            continue  # a download
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        _picture(page, role, kind)
        if depth < STEPS:
            links = page.eval_on_selector_all("main a[href^='/']", "found => found.map(a => a.getAttribute('href'))")
            waiting += [(link.split("#")[0], depth + 1) for link in links]
    context.close()
    return len(list((TARGET / role).glob("*.png")))


def _picture(page, role, kind):
    name = kind.strip("/").replace("/", "-") or "beranda"
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.screenshot(path=TARGET / role / f"{name}-{size}.png", full_page=True)


@contextmanager
def site(folder):
    """The address of a fresh demo."""
    port = postgres.free_port()
    make_env.add_missing(folder / "env")
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": str(folder / "env"),
        "VAR_DIR": str(folder),
        "DEMO": "1",
        "TLS": "0",
        "LOG_LEVEL": "WARNING",
    }
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "uppka.wsgi"]
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(f"{base}/siap/")
        yield base
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer.")


if __name__ == "__main__":
    main()
