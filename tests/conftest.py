"""The cast, and what every test stands on."""

import pytest
from django.conf import settings as django_settings

from accounts import roles
from core import triggers
from scripts import postgres
from tests.factories import AssignmentFactory, GroupFactory, UserFactory, officer_at, village
from tests.processes import Processes


@pytest.fixture(scope="session", autouse=True)
def _static_root():
    """Files straight from their source folder, also for the live server, which starts before any test."""
    django_settings.STATIC_ROOT = django_settings.BASE_DIR / "static"


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    """Fast hashes, local memory, files in a folder of the test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SECURE_SSL_REDIRECT = False
    settings.DEMO = False


@pytest.fixture
def home_village(db):
    """Kelurahan Oebobo in Kota Kupang."""
    return village("5371041001")


@pytest.fixture
def committee(home_village):
    """The chair of UPPKA Melati in Oebobo, who signs in for this group alone."""
    group = GroupFactory(village=home_village, name="UPPKA Melati", members=2)
    user = UserFactory(username="pengurus")
    AssignmentFactory(
        user=user,
        role=roles.PENGURUS,
        task="ketua",
        place_kind="group",
        place_key=str(group.public_id),
        region_code=home_village.code,
    )
    user.group = group
    return user


@pytest.fixture
def kader(home_village):
    return officer_at(roles.KADER, home_village.code, username="kader")


@pytest.fixture
def officer(home_village):
    """The PKB of Oebobo."""
    return officer_at(roles.PKB, home_village.code, username="pkb")


@pytest.fixture
def regency_staff(home_village):
    return with_second_factor(officer_at(roles.OPD, "5371", username="opd"))


@pytest.fixture
def province_staff(home_village):
    return with_second_factor(officer_at(roles.PROVINSI, "53", username="provinsi"))


@pytest.fixture
def centre_staff(home_village):
    return with_second_factor(officer_at(roles.PUSAT, "", username="pusat"))


@pytest.fixture
def administrator(home_village):
    return with_second_factor(officer_at(roles.ADMIN, "", username="admin", is_staff=True))


@pytest.fixture
def stranger(db):
    """The PKB of a village in another regency."""
    return officer_at(roles.PKB, "5301012001", username="asing")


def with_second_factor(user):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def without_triggers(transactional_db):
    """For tests that flush tables: triggers come off for the teardown and back afterwards."""
    yield
    triggers.remove()
    triggers.install()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """Of an empty database of the test's own, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    if not postgres.is_installed():
        pytest.skip("PostgreSQL is not installed")
    with postgres.throwaway() as address:
        yield address


@pytest.fixture
def python(address, tmp_path):
    """Start code in a process of its own, with a database of its own."""
    processes = Processes(address, tmp_path)
    yield processes
    processes.end()
