"""The first administrator of a fresh installation."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GOOD = "seribu-pulau-7"


@pytest.fixture
def answers(monkeypatch):
    """What is typed, in order."""

    def _answers(*passwords):
        typed = iter(passwords)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))

    return _answers


def found(**kwargs):
    call_command("first_administrator", username="kepala", name="Ibu Kepala", **kwargs)


def test_she_may_keep_accounts_and_must_set_up_a_second_factor(client, answers):
    answers(GOOD, GOOD)

    found()

    user = User.objects.get(username="kepala")
    assert user.check_password(GOOD)
    assert user.has_perm("accounts.manage_user")
    client.force_login(user)
    assert client.get(reverse("home")).url == reverse("mfa_activate_totp")


def test_a_mistyped_or_weak_password_is_asked_again(answers, capsys):
    answers(GOOD, "lain", "12345", "12345", GOOD, GOOD)

    found()

    assert User.objects.get().check_password(GOOD)
    assert "berbeda" in capsys.readouterr().err


def test_where_accounts_exist_there_is_no_first_one(answers):
    UserFactory()

    with pytest.raises(CommandError, match="Sudah ada akun"):
        found()
