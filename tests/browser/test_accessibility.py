"""axe finds nothing, and nothing is wider than the screen, on any page that a role can walk to."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import User
from tests.browser.conftest import DESK, PHONE
from uppka.demo import kupang

ROLES = ("kader", "pkb", "opd", "provinsi", "pusat", "admin")
VIEWS = {"id-390": (PHONE, "id"), "id-1280": (DESK, "id"), "en-390": (PHONE, "en")}
START, STEPS = ("/", "/catat/", "/keluarga/", "/keluarga/impor/", "/kelompok/", "/lainnya/", "/akun/saya/"), 2
SKIPPED = re.compile(r"\.pdf|/pdf|/unduh|/templat|/keluar/|/admin/|^/static/|\?|^//|^http|^mailto|wa\.me")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@pytest.fixture
def demo(_flushable, settings):
    settings.DEMO = True
    kupang.write_demo(seed=1)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits(open_page, demo, role, view):
    viewport, language = VIEWS[view]
    page = open_page(User.objects.get(username=role), viewport=viewport, language=language)

    faults = [fault for path in pages_of(page) for fault in faults_of(page, path)]

    assert faults == []


def test_pages_before_signing_in_are_accessible(open_page):
    page = open_page()
    faults = []
    for path in ("/akun/masuk/", "/akun/kode/", "/akun/sandi/lupa/"):
        assert page.goto(path).status == 200
        faults += faults_of(page, path)
    assert faults == []


def pages_of(page):
    """One address of each kind, walked breadth first; the page stands on it when it is yielded."""
    waiting, kinds = [(path, 0) for path in START], set()
    while waiting:
        path, depth = waiting.pop(0)
        kind = UUID.sub("x", path)
        if kind in kinds or SKIPPED.search(path):
            continue
        kinds.add(kind)
        response = page.goto(path)
        if response is None or response.status == 404:
            continue
        assert response.status == 200, f"{path}: {response.status}"
        yield path
        if depth < STEPS:
            links = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
            waiting += [(link.split("#")[0], depth + 1) for link in links]


def faults_of(page, path):
    results = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = [f"{path}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in results]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        faults.append(f"{path}: {too_wide} px wider than the screen")
    return faults
