"""Preparing does only what is missing; invented people never meet other machines unasked."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts import practice
from accounts.models import User
from groups.models import Group
from regions.models import Region
from tests.factories import RegionFactory, UserFactory
from uppka.demo import officers
from uppka.management.commands import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done(monkeypatch, settings, tmp_path):
    """The commands that were called, in order; the costly ones are not run."""
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, *args, **kwargs: called.append(name))
    monkeypatch.delenv("DEMO_REFUSED", raising=False)
    return called


def prepared(capsys):
    call_command("prepare")
    return capsys.readouterr().out


def test_a_fresh_demo_gets_regions_people_and_its_sign_ins_told(done, settings, capsys):
    settings.DEMO = True

    prepared(capsys)

    assert done == ["createcachetable", "collectstatic", "load_regions", "seed_demo"]


def test_the_second_time_nothing_is_left_to_do(done, settings, capsys):
    settings.DEMO = True
    RegionFactory()
    for name in prepare.DEMO_NAMES:
        UserFactory(username=name)
    prepared(capsys)
    done.clear()

    said = prepared(capsys)

    assert done == ["createcachetable"]
    assert officers.PASSWORD in said
    assert "ketua, bendahara, kader, tpk, pkb, opd, provinsi, pusat, admin" in said


def test_sign_ins_are_told_only_where_the_demo_was_seeded(settings, capsys):
    settings.DEMO = True
    RegionFactory()
    UserFactory(username="ibu-maria")

    assert officers.PASSWORD not in prepared(capsys)


def test_a_changed_source_is_collected_again(done, monkeypatch, capsys):
    RegionFactory()
    prepared(capsys)
    done.clear()
    monkeypatch.setattr(prepare, "_state_of_static_files", lambda: "other")

    prepared(capsys)

    assert "collectstatic" in done


def test_real_use_loads_regions_and_asks_for_an_administrator(done, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    prepared(capsys)

    assert done[-2:] == ["load_regions", "first_administrator"]


def test_without_a_terminal_it_says_how(done, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    assert "first_administrator" in prepared(capsys)
    assert "first_administrator" not in done


@pytest.mark.slow
def test_two_starts_at_once_do_not_get_in_each_others_way(tmp_path, settings):
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/uji.sqlite3",
        "DEMO": "0",
    }
    command = [sys.executable, "manage.py", "prepare"]

    both = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdin=subprocess.DEVNULL) for _ in "ab"]

    assert [process.wait(120) for process in both] == [0, 0]


def test_accounts_with_a_known_password_are_not_opened_to_other_machines(monkeypatch, capsys):
    RegionFactory()
    UserFactory(username="admin", password=officers.PASSWORD)
    monkeypatch.setenv("DEMO_REFUSED", "1")

    with pytest.raises(CommandError, match="akun contoh"):
        prepared(capsys)


@pytest.mark.parametrize(
    "account", [{"password": "lain-sekali-9"}, {"password": officers.PASSWORD, "is_active": False}]
)
def test_a_changed_password_or_an_ended_account_is_no_obstacle(monkeypatch, capsys, account):
    RegionFactory()
    UserFactory(username="admin", **account)
    monkeypatch.setenv("DEMO_REFUSED", "1")

    prepared(capsys)

    assert list(User.objects.exclude(username__startswith="latihan.")) == [User.objects.get(username="admin")]
    assert Region.objects.exclude(code__startswith="00").count() == 1


def test_real_use_has_a_region_to_practise_in(done, capsys):
    prepared(capsys)

    assert Group.objects.get(public_id=practice.GROUP_ID).village_id == practice.VILLAGE
    assert not User.objects.filter(is_active=True).exists()
