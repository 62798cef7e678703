"""Sign-in by user name, phone or e-mail; no sign-up; limits that hold for all workers."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts import roles
from accounts.middleware import SETTING_UP
from tests.factories import officer_at
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(home_village):
    return officer_at(
        roles.PKB,
        home_village.code,
        username="maria.ndun",
        name="Maria Ndun",
        phone="+6281234567890",
        email="maria@contoh.id",
    )


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


@pytest.mark.parametrize(
    "login",
    [
        "maria.ndun",
        "Maria.Ndun",
        " maria.ndun ",
        "081234567890",
        "+6281234567890",
        "6281234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "maria@contoh.id",
        "Maria@Contoh.ID",
    ],
)
def test_signs_in_by_any_of_her_names(client, maria, login):
    response = sign_in(client, login)

    assertRedirects(response, reverse("home"), fetch_redirect_response=False)
    assert client.session["_auth_user_id"] == str(maria.pk)


@pytest.mark.parametrize("login", ["maria", "081234567891", "lain@contoh.id", ""])
def test_unknown_names_stay_outside_with_what_was_typed(client, maria, login):
    response = sign_in(client, login)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert response.context["form"]["login"].value() == login


def test_the_wrong_password_says_the_same_as_an_unknown_name(client, maria):
    wrong = sign_in(client, "maria.ndun", "bukan-sandinya")
    unknown = sign_in(client, "tidak.ada", "bukan-sandinya")

    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_an_account_that_is_switched_off_stays_outside(client, maria):
    maria.is_active = False
    maria.save()

    sign_in(client, "maria.ndun")

    assert "_auth_user_id" not in client.session


def test_nobody_makes_an_account_of_her_own(client):
    url = reverse("account_signup")

    assertContains(client.get(url), "Akun dibuat oleh PKB atau OPD-KB")
    client.post(url, {"username": "baru", "password1": PASSWORD})

    assert not type(officer_at(roles.PKB, "5371041001")).objects.filter(username="baru").exists()


@pytest.mark.parametrize("address", ["/akun/login/", "/akun/signup/", "/akun/email/", "/akun/2fa/", "/akun/social/"])
def test_addresses_of_the_library_that_are_not_listed_do_not_exist(client, maria, address):
    client.force_login(maria)

    assert client.get(address).status_code == 404


@pytest.fixture
def shared_cache(settings):
    """The cache of production: one table in the database for all workers."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    call_command("createcachetable")
    yield
    caches["default"].clear()


def next_worker():
    """A worker that remembers nothing of what another one saw."""
    caches["default"].close()
    del caches["default"]
    return Client()


def test_guessing_is_stopped_whichever_worker_answers(maria, shared_cache):
    for _try in range(5):
        sign_in(next_worker(), "maria.ndun", "tebakan")

    client = next_worker()
    sign_in(client, "maria.ndun", PASSWORD)

    assert "_auth_user_id" not in client.session


def test_spelling_the_phone_differently_gives_no_further_guesses(maria, shared_cache):
    for login in ("081234567890", "+6281234567890", "6281234567890", "0812-3456-7890", "0812 3456 7890"):
        sign_in(next_worker(), login, "tebakan")

    client = next_worker()
    sign_in(client, "0812.3456.7890", PASSWORD)

    assert "_auth_user_id" not in client.session


def test_guesses_at_one_account_do_not_lock_out_her_neighbour(maria, shared_cache, home_village):
    officer_at(roles.KADER, home_village.code, username="lain")
    for _try in range(6):
        sign_in(next_worker(), "maria.ndun", "tebakan")

    client = next_worker()
    sign_in(client, "lain")

    assert "_auth_user_id" in client.session


def test_a_whole_class_behind_one_address_may_sign_in(shared_cache, home_village):
    for number in range(40):
        client = next_worker()
        officer_at(roles.KADER, home_village.code, username=f"peserta{number}")
        sign_in(client, f"peserta{number}", REMOTE_ADDR="10.1.1.1")
        assert "_auth_user_id" in client.session


def test_limits_live_in_a_cache_that_all_workers_share():
    from importlib import import_module

    assert "DatabaseCache" in import_module("uppka.settings").CACHES["default"]["BACKEND"]


def test_behind_our_proxy_the_limit_counts_the_visitor_and_not_the_proxy(maria, shared_cache, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _try in range(3):
        sign_in(next_worker(), "tidak.ada", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 9.9.9.9"})

    client = next_worker()
    sign_in(client, "maria.ndun", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 8.8.8.8"})

    assert "_auth_user_id" in client.session


def test_a_forgotten_password_is_renewed_by_mail(client, maria, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "maria@contoh.id"})
    link = next(word for word in mailoutbox[0].body.split() if "/akun/sandi/baru/" in word)

    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "sandi-baru-kupang", "password2": "sandi-baru-kupang"}, follow=True
    )

    maria.refresh_from_db()
    assert maria.check_password("sandi-baru-kupang")


def test_a_mail_address_without_an_account_gets_no_mail_and_the_same_answer(client, maria, mailoutbox):
    known = client.post(reverse("account_reset_password"), {"email": "maria@contoh.id"})
    unknown = client.post(reverse("account_reset_password"), {"email": "bukan@contoh.id"})

    assert [mail.to for mail in mailoutbox] == [["maria@contoh.id"]]
    assert known.url == unknown.url


def test_she_sees_her_sessions_and_ends_the_others(client, maria):
    other = Client()
    sign_in(other, "maria.ndun", headers={"User-Agent": "HP lama"})
    sign_in(client, "maria.ndun", headers={"User-Agent": "Komputer kantor"})
    other.get(reverse("accounts:profile"))

    page = client.get(reverse("usersessions_list"))
    client.post(reverse("usersessions_list"))

    assert page.context["session_count"] == 2
    assert other.get(reverse("accounts:profile")).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200


class TestOwedPassword:
    @pytest.fixture
    def newcomer(self, maria):
        maria.must_change_password = True
        maria.save()
        return maria

    def test_is_asked_before_every_other_page(self, client, newcomer):
        client.force_login(newcomer)

        response = client.get(reverse("accounts:profile"))

        assertRedirects(response, reverse("account_change_password"))

    def test_is_settled_by_a_new_one(self, client, newcomer):
        client.force_login(newcomer)
        new = {"oldpassword": PASSWORD, "password1": "sandi-baru-kupang", "password2": "sandi-baru-kupang"}

        client.post(reverse("account_change_password"), new)

        newcomer.refresh_from_db()
        assert not newcomer.must_change_password
        assert client.get(reverse("accounts:profile")).status_code == 200


class TestSecondFactor:
    @pytest.fixture
    def newcomer(self, home_village):
        return officer_at(roles.OPD, "5371", username="opd.baru")

    def test_is_set_up_before_anything_else(self, client, newcomer):
        client.force_login(newcomer)

        for name in ("home", "accounts:user_list", "accounts:profile", "accounts:access_log"):
            assertRedirects(client.get(reverse(name)), reverse("mfa_activate_totp"), fetch_redirect_response=False)

    def test_asks_the_password_again_and_never_leads_in_a_circle(self, client, newcomer):
        sign_in(client, "opd.baru")

        asked = client.get(reverse("home"), follow=True)
        page = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)

        assert asked.request["PATH_INFO"] == reverse("account_reauthenticate")
        assert page.status_code == 200
        assert page.request["PATH_INFO"] == reverse("mfa_activate_totp")

    def test_once_set_up_the_door_is_open_and_recovery_codes_exist(self, client, newcomer):
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

        sign_in(client, "opd.baru")
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.get(reverse("mfa_activate_totp"))
        secret = client.session["mfa.totp.secret"]
        code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

        client.post(reverse("mfa_activate_totp"), {"code": code})

        assert newcomer.has_second_factor
        assert newcomer.authenticator_set.filter(type="recovery_codes").exists()
        assert client.get(reverse("accounts:user_list")).status_code == 200

    def test_is_asked_at_the_next_sign_in(self, client, regency_staff):
        response = sign_in(client, "opd")

        assertRedirects(response, reverse("mfa_authenticate"))
        assert client.get(reverse("accounts:user_list")).status_code == 302

    @pytest.mark.parametrize("role", [roles.KADER, roles.PKB])
    def test_is_not_asked_of_volunteers_and_field_officers(self, client, home_village, role):
        client.force_login(officer_at(role, home_village.code))

        assert client.get(reverse("accounts:profile")).status_code == 200

    def test_is_waived_in_the_demo(self, client, newcomer, settings):
        settings.DEMO = True
        client.force_login(newcomer)

        assert client.get(reverse("accounts:profile")).status_code == 200

    def test_pages_of_setting_up_all_exist(self):
        for name in SETTING_UP:
            assert reverse(name)
