"""Real Chromium (Debian's), pages served by the live server, the demo's cast signed in by cookie."""

import os

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

import groups.code_lists
import groups.dated_settings
import members.code_lists
from core import triggers
from members.models import CodeValue, KbMethod

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items):
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": QUIET}


@pytest.fixture(scope="session", autouse=True)
def _no_tls():
    """The live server reads these once, before the settings of any test are in force."""
    with override_settings(SECURE_SSL_REDIRECT=False, SECURE_HSTS_SECONDS=0):
        yield


@pytest.fixture(autouse=True)
def _live_settings(settings):
    """No TLS on loopback; the live server cannot serve hashed names."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = False
    settings.SECURE_HSTS_SECONDS = 0
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture(autouse=True)
def _flushable(transactional_db):
    """Append-only triggers come off before the tables are flushed, and back afterwards, as do the code lists."""
    triggers.install()
    members.code_lists.load(CodeValue, KbMethod)
    groups.code_lists.load()
    groups.dated_settings.load()
    yield
    triggers.remove()


@pytest.fixture
def open_page(browser, live_server):
    """``open_page(user, width=…, javascript=…, language=…)`` → a page of a signed-in user."""
    contexts = []

    def _open(user=None, *, viewport=PHONE, javascript=True, language="id"):
        context = browser.new_context(
            viewport=viewport, java_script_enabled=javascript, base_url=live_server.url, locale="id-ID"
        )
        contexts.append(context)
        cookies = [{"name": django_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
        if user is not None:
            cookies.append({"name": "sessionid", "value": session_of(user), "url": live_server.url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield _open
    for context in contexts:
        context.close()


def session_of(user):
    """A session as signing in would make it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.SignInBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
