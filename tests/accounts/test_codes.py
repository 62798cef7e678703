"""One-time codes: made in person, eight digits, half an hour, five attempts, once."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts import roles
from accounts.errors import AccountError, CodeRefused
from accounts.models import ResetCode
from accounts.services import make_reset_code, use_reset_code
from tests.factories import AssignmentFactory, officer_at, village
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

USE = reverse("accounts:reset_with_code")
NEW = "sandi-baru-kupang"


@pytest.fixture
def forgetful(home_village):
    return officer_at(roles.KADER, home_village.code, username="ina", name="Ina Setempat", phone="+6281234567890")


def code_of(user, by):
    return make_reset_code(user.pk, by=by, request_id=uuid.uuid4())


def form(login, code, **changes):
    return {"login": login, "code": code, "password1": NEW, "password2": NEW, **changes}


class TestMake:
    def url(self, user):
        return reverse("accounts:reset_code", args=[user.public_id])

    def test_is_shown_once_on_her_page_and_logged(self, client, officer, forgetful):
        client.force_login(officer)

        response = client.post(self.url(forgetful), {"request_id": str(uuid.uuid4())}, follow=True)

        assertContains(response, "Membuat kode sekali pakai untuk kata sandi baru.")
        code = response.context["one_time_code"].replace(" ", "")
        assert len(code) == 8
        assert code.isdecimal()
        assert ResetCode.objects.get().made_by == officer

    def test_only_a_keyed_hash_is_kept(self, officer, forgetful):
        code = code_of(forgetful, officer)

        assert code not in ResetCode.objects.get().code_hash

    def test_asked_twice_with_one_id_makes_one(self, client, officer, forgetful):
        client.force_login(officer)
        data = {"request_id": str(uuid.uuid4())}

        client.post(self.url(forgetful), data)
        response = client.post(self.url(forgetful), data, follow=True)

        assert ResetCode.objects.count() == 1
        assert len(response.context["one_time_code"]) == 9

    def test_is_not_made_for_oneself_for_superiors_or_strangers(self, client, officer, regency_staff):
        client.force_login(officer)

        for user in (officer, regency_staff, officer_at(roles.KADER, "5301012001")):
            assert client.post(self.url(user), {"request_id": str(uuid.uuid4())}).status_code == 404
            with pytest.raises(AccountError):
                code_of(user, officer)

    def test_is_not_made_for_a_kader_who_is_more_elsewhere(self, officer, forgetful):
        AssignmentFactory(user=forgetful, role=roles.PKB, region_code=village("5371041002").code)

        with pytest.raises(AccountError):
            code_of(forgetful, officer)

    def test_is_not_made_for_an_account_without_assignment(self, client, officer, forgetful):
        forgetful.assignments.update(ends_on=datetime.date(2026, 2, 1))
        client.force_login(officer)

        response = client.post(self.url(forgetful), {"request_id": str(uuid.uuid4())})

        assertContains(response, "tidak punya penugasan yang berlaku")


class TestUse:
    @pytest.mark.parametrize("login", ["ina", "Ina", "0812 3456 7890", "+6281234567890"])
    def test_sets_the_password_that_she_chooses_herself(self, client, officer, forgetful, login):
        code = code_of(forgetful, officer)

        response = client.post(USE, form(login, f"{code[:4]} {code[4:]}"))

        assertRedirects(response, reverse("account_login"))
        forgetful.refresh_from_db()
        assert forgetful.check_password(NEW)

    def test_works_once(self, officer, forgetful):
        code = code_of(forgetful, officer)
        use_reset_code("ina", code, NEW)

        with pytest.raises(CodeRefused):
            use_reset_code("ina", code, "sandi-lain-lagi")

    @pytest.mark.parametrize(("minutes", "works"), [(29, True), (31, False)])
    def test_works_for_half_an_hour(self, officer, forgetful, minutes, works):
        with time_machine.travel(datetime.datetime(2026, 11, 10, 2, tzinfo=datetime.UTC), tick=False) as clock:
            code = code_of(forgetful, officer)
            clock.shift(datetime.timedelta(minutes=minutes))
            if works:
                assert use_reset_code("ina", code, NEW) == forgetful
            else:
                with pytest.raises(CodeRefused):
                    use_reset_code("ina", code, NEW)

    def test_five_wrong_attempts_spend_it(self, officer, forgetful):
        code = code_of(forgetful, officer)
        wrong = f"{(int(code) + 1) % 10**8:08d}"
        for _attempt in range(5):
            with pytest.raises(CodeRefused):
                use_reset_code("ina", wrong, NEW)

        with pytest.raises(CodeRefused):
            use_reset_code("ina", code, NEW)

    def test_a_new_one_takes_the_place_of_the_old(self, officer, forgetful):
        old, new = code_of(forgetful, officer), code_of(forgetful, officer)

        with pytest.raises(CodeRefused):
            use_reset_code("ina", old, NEW)
        assert use_reset_code("ina", new, NEW) == forgetful

    def test_opens_only_the_account_that_it_was_made_for(self, officer, forgetful, home_village):
        officer_at(roles.KADER, home_village.code, username="lain")
        code = code_of(forgetful, officer)
        code_of(officer_at(roles.KADER, home_village.code, username="ketiga"), officer)

        for login in ("lain", "ketiga"):
            with pytest.raises(CodeRefused):
                use_reset_code(login, code, NEW)

    def test_never_tells_whether_the_account_exists(self, client, officer, forgetful, home_village):
        officer_at(roles.KADER, home_village.code, username="tanpa.kode")
        code_of(forgetful, officer)

        answers = [client.post(USE, form(login, "00000000")) for login in ("ina", "tanpa.kode", "tidak.ada")]

        assert len({str(answer.context["form"].errors) for answer in answers}) == 1
        assert {answer.status_code for answer in answers} == {200}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"login": ""}, "login"),
            ({"code": "1234"}, "code"),
            ({"password1": "1234", "password2": "1234"}, "password1"),
            ({"password2": "lain-lagi-ya"}, "password2"),
        ],
    )
    def test_bad_input_spends_no_attempt(self, client, officer, forgetful, changes, field):
        code = code_of(forgetful, officer)

        response = client.post(USE, form("ina", code) | changes)

        assert list(response.context["form"].errors) == [field]
        assert ResetCode.objects.get().attempts == 0

    def test_guessing_is_limited_for_each_account_whatever_the_spelling(self, client, settings, forgetful):
        settings.ACCOUNT_RATE_LIMITS = {"reset_with_code": "3/h/key"}

        answers = [
            client.post(USE, form(login, "00000000")).status_code
            for login in ("081234567890", "+6281234567890", "6281234567890", "0812-3456-7890")
        ]

        assert answers == [200, 200, 200, 429]

    def test_ends_every_session_that_was_open_with_the_old_password(self, client, officer, forgetful):
        client.login(username="ina", password=PASSWORD)
        assert client.get(reverse("accounts:profile")).status_code == 200

        use_reset_code("ina", code_of(forgetful, officer), NEW)

        assert client.get(reverse("accounts:profile")).status_code == 302


class TestSecondFactorRemoved:
    def url(self, user):
        return reverse("accounts:second_factor_remove", args=[user.public_id])

    def test_by_an_administrator_with_a_reason(self, client, administrator, regency_staff):
        client.force_login(administrator)

        client.post(self.url(regency_staff), {"reason": "HP hilang", "request_id": str(uuid.uuid4())})

        assert not regency_staff.has_second_factor
        assertContains(client.get(regency_staff.get_absolute_url()), "Melepas langkah kedua: HP hilang")

    def test_not_by_an_officer_below(self, client, officer, regency_staff):
        client.force_login(officer)

        data = {"reason": "HP hilang", "request_id": str(uuid.uuid4())}
        assert client.post(self.url(regency_staff), data).status_code == 404
        assert regency_staff.has_second_factor
