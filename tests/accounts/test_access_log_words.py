"""The log of looks names what was looked at in words, never by the names of columns."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.models import PersonalDataAccess

pytestmark = pytest.mark.django_db
URL = reverse("accounts:access_log")


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        ("groups.register", "is_pregnant,is_pus,is_using_kb", "kehamilan, PUS, kesertaan KB"),
        ("members.person", "kb,pregnancy", "KB, kehamilan"),
        ("members.person", "name,nik", "nama, NIK"),
        ("core.attachment", "file", "isi berkas"),
    ],
)
def test_says_what_was_looked_at_in_words(client, regency_staff, officer, model, fields, words):
    PersonalDataAccess.objects.create(
        user=officer, model=model, fields=fields, purpose="report", region_code="5371041001", rows=1
    )
    client.force_login(regency_staff)

    assertContains(client.get(URL), words)
