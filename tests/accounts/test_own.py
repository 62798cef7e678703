"""One's own account, and the purpose of looking."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts import personal_data
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

UPDATE = reverse("accounts:profile_update")
PURPOSE = reverse("accounts:purpose")


def contact(user, **changes):
    kept = {"salutation": "Ibu", "phone": "0812 3456 7890", "email": "", "password": PASSWORD}
    return kept | {"version": user.version, "request_id": str(uuid.uuid4())} | changes


class TestProfile:
    def test_shows_own_data_assignments_and_ways_to_keep_the_account_safe(self, client, officer):
        client.force_login(officer)

        response = client.get(reverse("accounts:profile"))

        assertContains(response, "Oebobo, Kota Kupang")
        for name in ("account_change_password", "mfa_index", "usersessions_list"):
            assertContains(response, reverse(name))

    def test_someone_without_assignment_sees_her_own_data_too(self, client):
        client.force_login(UserFactory(name="Tanpa Tugas"))

        assertContains(client.get(reverse("accounts:profile")), "Belum ada penugasan.")

    def test_changes_own_phone_with_the_password(self, client, officer):
        client.force_login(officer)

        response = client.post(UPDATE, contact(officer))

        assertRedirects(response, reverse("accounts:profile"))
        officer.refresh_from_db()
        assert officer.phone == "+6281234567890"

    def test_an_open_phone_on_the_table_is_not_enough(self, client, officer):
        client.force_login(officer)

        response = client.post(UPDATE, contact(officer, email="curi@contoh.id", password="tebakan"))

        assert list(response.context["form"].errors) == ["password"]
        officer.refresh_from_db()
        assert officer.email is None

    def test_changes_neither_name_nor_role(self, client, officer):
        client.force_login(officer)

        client.post(UPDATE, contact(officer, name="Nama Lain", username="lain", is_superuser="1"))

        officer.refresh_from_db()
        assert (officer.username, officer.is_superuser) == ("pkb", False)
        assert officer.name != "Nama Lain"

    def test_a_number_of_someone_else_is_refused_beside_the_field(self, client, officer):
        UserFactory(phone="+6281234567890")
        client.force_login(officer)

        response = client.post(UPDATE, contact(officer))

        assert list(response.context["form"].errors) == ["phone"]
        assert response.context["form"]["phone"].value() == "0812 3456 7890"

    def test_posted_twice_writes_once(self, client, officer):
        client.force_login(officer)
        data = contact(officer)

        client.post(UPDATE, data)
        response = client.post(UPDATE, data)

        assert response.status_code == 302
        officer.refresh_from_db()
        assert officer.version == 2


class TestPurpose:
    def test_is_kept_and_leads_back(self, client, officer):
        client.force_login(officer)

        response = client.post(PURPOSE, {"purpose": "visit", "note": "rutin", "next": "/keluarga/"})

        assert response.url == "/keluarga/"
        assert client.session[personal_data.SESSION_KEY]["purpose"] == "visit"

    @pytest.mark.parametrize(
        "target", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "9999", ""]
    )
    def test_never_leads_to_another_site(self, client, officer, target):
        client.force_login(officer)

        assert client.post(PURPOSE, {"purpose": "visit", "next": target}).url == "/"
        assert client.get(PURPOSE, {"next": target}).context["next"] == "/"

    @pytest.mark.parametrize("purpose", ["", "daily", "iseng"])
    def test_must_be_one_of_the_list(self, client, officer, purpose):
        client.force_login(officer)

        response = client.post(PURPOSE, {"purpose": purpose, "note": "alasan saya", "next": "/keluarga/"})

        assert list(response.context["form"].errors) == ["purpose"]
        assert response.context["form"]["note"].value() == "alasan saya"
        assert response.context["next"] == "/keluarga/"
        assert personal_data.SESSION_KEY not in client.session
