"""The attendance list on paper."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import PersonalDataAccess
from tests.factories import GroupFactory, KbEpisodeFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 9)


@pytest.fixture
def group(home_village):
    group = GroupFactory(name="UPPKA Melati", members=2, meeting_place="Balai RW 3")
    KbEpisodeFactory(person=group.memberships.first().person)
    return group


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def url_of(group):
    return reverse("groups:attendance_pdf", args=[group.public_id, DAY])


@pytest.mark.parametrize("who", ["kader", "officer", "regency_staff"])
def test_list_has_the_names_of_that_day_and_nothing_of_health(client, request, group, who):
    MembershipFactory(group=group, joined_on=datetime.date(2026, 11, 10), person__name="Baru Bergabung")
    client.force_login(request.getfixturevalue(who))

    answer = client.post(url_of(group), {"paper": "a4"})

    text = text_of(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert all(row.person.name in text for row in group.memberships.filter(joined_on__lte=DAY))
    assert "Baru Bergabung" not in text
    assert "Tanda tangan" in text
    assert not any(word in text for word in ("KB", "Hamil", "PUS", "Suntik"))
    assert not any(row.person.nik in text for row in group.memberships.all())


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("f4", (609, 935)), ("poster", (595, 842))])
def test_list_comes_on_a4_and_f4(client, kader, group, paper, size):
    client.force_login(kader)

    answer = client.post(url_of(group), {"paper": paper})

    box = PdfReader(io.BytesIO(answer.content)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


def test_each_list_with_names_is_logged(client, kader, group):
    client.force_login(kader)

    client.post(url_of(group), {"paper": "a4"})

    look = PersonalDataAccess.objects.get()
    assert (look.user, look.model, look.fields, look.rows) == (kader, "groups.attendance", "name", 2)


def test_a_link_does_not_print_names(client, kader, group):
    client.force_login(kader)

    assert client.get(url_of(group)).status_code == 405


@pytest.mark.parametrize("who", ["province_staff", "centre_staff", "stranger", "administrator"])
def test_who_may_not_see_names_prints_no_list(client, request, group, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(url_of(group)).status_code == 404
    assert not PersonalDataAccess.objects.exists()


def test_day_that_no_calendar_has_is_not_found(client, kader, group):
    client.force_login(kader)

    assert client.post(url_of(group).replace("2026-11-09", "2026-11-31")).status_code == 404
