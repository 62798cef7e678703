"""What a start means on this machine and on a network."""

import pytest

from scripts import make_env, run


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_it_is_the_demo_without_tls(host):
    found = run.environment_for(host, {})

    assert (found["DEMO"], found["TLS"], found["DEMO_REFUSED"]) == ("1", "0", "0")
    assert "ALLOWED_HOSTS" not in found


def test_on_this_machine_without_the_demo():
    found = run.environment_for("127.0.0.1", {"DEMO": "0"})

    assert (found["DEMO"], found["TLS"], found["DEMO_REFUSED"]) == ("0", "0", "0")


def test_on_a_network_there_is_no_demo_unless_it_is_asked_for():
    found = run.environment_for("0.0.0.0", {})

    assert (found["DEMO"], found["DEMO_REFUSED"]) == ("0", "1")
    assert "TLS" not in found


def test_a_demo_on_a_network_is_asked_for_by_word():
    found = run.environment_for("192.168.1.5", {"DEMO": "1"})

    assert (found["DEMO"], found["TLS"], found["DEMO_REFUSED"]) == ("1", "0", "0")
    assert found["ALLOWED_HOSTS"] == "192.168.1.5"


def test_what_was_given_stays():
    found = run.environment_for("0.0.0.0", {"DEMO": "1", "ALLOWED_HOSTS": "pameran.local", "TLS": "1", "VAR_DIR": "/x"})

    assert (found["ALLOWED_HOSTS"], found["TLS"], found["VAR_DIR"]) == ("pameran.local", "1", "/x")


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path):
    path = tmp_path / ".env"
    path.write_text("SECRET_KEY=milik-saya\nEMAIL_URL=consolemail://")

    first, again = make_env.add_missing(path), make_env.add_missing(path)

    lines = dict(line.split("=", 1) for line in path.read_text().splitlines())
    assert (first, again) == (["FIELD_KEYS", "LOOKUP_KEYS"], [])
    assert lines["SECRET_KEY"] == "milik-saya"
    assert lines["EMAIL_URL"] == "consolemail://"
    assert len(lines["FIELD_KEYS"]) == 44
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_two_installations_share_a_key(tmp_path):
    make_env.add_missing(tmp_path / "a")
    make_env.add_missing(tmp_path / "b")

    assert not set((tmp_path / "a").read_text().split()) & set((tmp_path / "b").read_text().split())
