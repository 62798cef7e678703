"""What a visit costs on the wire: a village office pays by the megabyte. Bytes, not time, so it may be asserted."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from tests.factories import village
from uppka.demo import kupang

pytestmark = pytest.mark.django_db
FIRST_VISIT, NEXT_PAGE = 100_000, 20_000
LISTS = {
    "home": "pkb",
    "more": "pkb",
    "record": "pkb",
    "search": "pkb",
    "members:list": "pkb",
    "members:import_list": "pkb",
    "groups:list": "pkb",
    "groups:register_list": "pkb",
    "groups:siga_todo": "pkb",
    "accounts:user_list": "opd",
    "accounts:access_log": "opd",
}
ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|srcset|poster)="([^"]+)"')
FOREIGN = re.compile(r"^(?:[a-z]+:)?//")


@pytest.fixture(scope="session")
def static_root(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def served(settings, static_root):
    """Static files as production serves them: collected once, hashed, compressed."""
    settings.STATIC_ROOT = static_root
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    if not (static_root / "staticfiles.json").exists():
        call_command("collectstatic", verbosity=0, interactive=False)
    return static_root


@pytest.fixture
def demo(served, settings):
    settings.DEMO = True
    oebobo = [kupang.FATULULI, kupang.OEBOBO_VILLAGE, kupang.KAYU_PUTIH, kupang.LILIBA]
    for code in [*oebobo, kupang.TUAK_DAUN_MERAH, kupang.OETETE, kupang.OEBUFU, *kupang.ELSEWHERE]:
        village(code)
    kupang.write_demo(seed=1)


@pytest.fixture
def get(client, demo):
    """The page of a URL name, compressed, as its officer gets it."""

    def page(name, query="", **headers):
        client.force_login(User.objects.get(username=LISTS[name]))
        response = client.get(reverse(name) + query, headers={"Accept-Encoding": "gzip", **headers})
        assert response.status_code == 200
        return response

    return page


def weight(response):
    """Bytes of an answer with its headers."""
    headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    return headers + len(response.content)


def text_of(response):
    import gzip

    return gzip.decompress(response.content).decode()


def files_of(html, static_root):
    """The static files that a page asks for, each once."""
    paths = {address.split("#")[0] for address in ADDRESS.findall(html) if address.startswith("/static/")}
    return {static_root / path.removeprefix("/static/") for path in paths}


def compressed(file):
    """The smallest form that the file is served in."""
    return min(form.stat().st_size for form in (file, Path(f"{file}.gz"), Path(f"{file}.br")) if form.exists())


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_light_and_asks_nobody_else(get, static_root, name):
    """The first visit with all its files, the next without them; each asks this host alone."""
    response = get(name)
    html = text_of(response)
    files = files_of(html, static_root)

    assert len(files) >= 5, "page without style and script"
    assert weight(response) + sum(map(compressed, files)) <= FIRST_VISIT
    assert weight(response) <= NEXT_PAGE
    assert [address for address in ADDRESS.findall(html) if FOREIGN.match(address)] == []


@pytest.mark.parametrize("name", ["members:list"])
def test_a_page_of_rows_for_htmx_is_lighter_than_the_whole(get, name):
    whole, part = get(name, "?page=2"), get(name, "?page=2", **{"HX-Request": "true"})

    assert text_of(part).count("<tr") == 26
    assert weight(part) < weight(whole) <= NEXT_PAGE


def test_style_and_drawings_ask_no_other_host(served):
    for file in served.rglob("*"):
        if file.suffix in (".css", ".svg") and "admin" not in file.parts:
            for address in re.findall(r"(?:url\(|@import |href=)['\"]?([^'\")\s]+)", file.read_text()):
                assert not FOREIGN.match(address), f"{file.name}: {address}"
