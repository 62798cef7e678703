"""K/0/UPPKA on paper: blank for everyone, filled only by a logged POST, NIK masked."""

import datetime
import io
import uuid

import pypdf
import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts import roles
from accounts.models import PersonalDataAccess
from groups.models import CommitteePost
from tests.factories import AssignmentFactory, CommitteePostFactory, GroupFactory

pytestmark = pytest.mark.django_db
BLANK = "/kelompok/k0-kosong.pdf"


@pytest.fixture
def group(home_village):
    group = GroupFactory(
        village=home_village,
        name="UPPKA Melati",
        register_number="017",
        has_decree=True,
        decree_number="12/SK/2026",
        decree_on=datetime.date(2026, 2, 3),
        decree_by="village",
        funds=["apbn", "mitra"],
        signed_place="Kupang",
        signed_on=datetime.date(2026, 1, 3),
        members=3,
    )
    person = group.memberships.get(number=2).person
    trained = {"trainings": ["keuangan"], "is_untrained": False}
    CommitteePostFactory(group=group, person=person, post=CommitteePost.Post.TREASURER, **trained)
    return group


def read(response):
    assert response["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(response.content))


def text_of(response):
    return "\n".join(page.extract_text() for page in read(response).pages)


def wish(**values):
    return {"request_id": str(uuid.uuid4()), "paper": "a4", "purpose": "report", **values}


def url(group):
    return reverse("groups:card_pdf", args=[group.public_id])


def test_blank_card_has_every_question_and_room_for_a_pen(client, province_staff):
    client.force_login(province_staff)

    text = text_of(client.get(BLANK))

    for words in ("K/0/UPPKA", "Nomor register", "SK pengukuhan", "Pro PN", "Kampung KB", "Sumber modal"):
        assert words in text
    assert all(label in text for label in ("APBN", "DAK", "BUMDes", "Posyandu", "Tidak terpadu", "Kepala Desa/Lurah"))
    assert "25" in text


@pytest.mark.parametrize(("paper", "width_mm", "height_mm"), [("a4", 210, 297), ("f4", 215, 330)])
def test_paper_sizes(client, kader, group, paper, width_mm, height_mm):
    client.force_login(kader)

    for response in (client.get(BLANK, {"kertas": paper}), client.post(url(group), wish(paper=paper))):
        box = read(response).pages[0].mediabox
        assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (width_mm, height_mm)


def test_filled_card_carries_the_answers_and_people(client, kader, group):
    client.force_login(kader)

    text = text_of(client.post(url(group), wish()))

    place, signed = "Oebobo (53.71.04.1001)", "Kupang, 3 Januari 2026"
    for words in ("UPPKA Melati", "017", place, "12/SK/2026", "3 Februari 2026", signed):
        assert words in text
    for row in group.memberships.all():
        assert row.person.name in text
        assert row.person.masked_nik in text
        assert row.person.nik not in text
    assert "Keuangan dan pembukuan" in text


def test_ticked_boxes_are_crossed_and_others_are_not(client, kader, group):
    client.force_login(kader)

    crosses = text_of(client.post(url(group), wish())).count("×")

    # Adviser, decree yes, issuer, two funds, integration, three times "Tidak".
    assert crosses == 9
    assert "×" not in text_of(client.get(BLANK))


def test_health_is_not_on_the_card(client, kader, group):
    client.force_login(kader)
    text = text_of(client.post(url(group), wish()))
    assert not any(words in text for words in ("Peserta KB", "PUS", "Hamil", "hamil"))


def test_each_print_is_logged_with_its_purpose(client, kader, group):
    client.force_login(kader)
    client.get(url(group))
    assert not PersonalDataAccess.objects.exists()

    client.post(url(group), wish(purpose="meeting"))

    look = PersonalDataAccess.objects.get()
    assert (look.user, look.purpose, look.rows, look.region_code) == (kader, "meeting", 3, group.village_id)
    assert look.fields == "kki,name,phone"


def test_nik_in_clear_only_for_who_may_export_it_and_asks(client, kader, officer, regency_staff, group):
    nik = group.memberships.first().person.nik
    for user in (kader, officer):
        client.force_login(user)
        assert nik not in text_of(client.post(url(group), wish(with_nik="on")))
    client.force_login(regency_staff)

    assert nik not in text_of(client.post(url(group), wish()))
    assert nik in text_of(client.post(url(group), wish(with_nik="on")))
    assert PersonalDataAccess.objects.filter(user=regency_staff, fields__contains="nik").count() == 1


def test_a_print_without_a_purpose_is_refused(client, kader, group):
    client.force_login(kader)

    response = client.post(url(group), wish(purpose=""))

    assertContains(response, "error-summary")
    assert not PersonalDataAccess.objects.exists()


def test_who_sees_no_names_prints_no_filled_card(client, province_staff, stranger, group):
    for user in (province_staff, stranger):
        client.force_login(user)
        assert client.post(url(group), wish()).status_code == 404


def test_rights_of_two_places_do_not_cross(client, group):
    user = AssignmentFactory(role=roles.KADER, region_code="5371041002").user
    AssignmentFactory(user=user, role=roles.PROVINSI, region_code="53")
    from tests.conftest import with_second_factor

    client.force_login(with_second_factor(user))

    assert client.get(group.get_absolute_url()).status_code == 200
    assert client.post(url(group), wish()).status_code == 404
