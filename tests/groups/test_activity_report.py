"""Laporan kegiatan bulanan PKB: made of what was recorded, for herself and for her city."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts import roles
from accounts.models import PersonalDataAccess
from core import files
from core.dates import Month
from groups import activity
from tests.factories import (
    AttendanceFactory,
    CoachingVisitFactory,
    GroupFactory,
    MeetingFactory,
    PhotoFactory,
    officer_at,
    village,
)
from tests.factories.groups import picture
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-10 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)


def url(name="activity_report"):
    return reverse(f"groups:{name}", args=[OCTOBER])


@pytest.fixture
def october(officer, home_village):
    """A meeting that she recorded, one at which she spoke, a visit with an action that is done, a photo."""
    officer.name = "Yuliana Ndolu"
    officer.save()
    group = GroupFactory(name="UPPKA Melati", village=home_village)
    recorded = MeetingFactory(group=group, date=D(2026, 10, 12), recorded_by=officer, topic_note="Menabung")
    AttendanceFactory(meeting=recorded)
    AttendanceFactory(meeting=recorded, status="absent")
    MeetingFactory(group=group, date=D(2026, 10, 19), speaker_kind="pkb", speaker_name="yuliana ndolu")
    CoachingVisitFactory(group=group, officer=officer, date=D(2026, 10, 20), done_on=D(2026, 10, 30))
    PhotoFactory(meeting=recorded, added_by=officer, caption="Kue lontar")
    return group


def report(officer, reader=None):
    return activity.report_of(officer, OCTOBER, reader=reader or officer)


def test_has_what_she_recorded_spoke_at_and_visited(officer, october):
    MeetingFactory(group=october, date=D(2026, 10, 26))
    MeetingFactory(group=october, date=D(2026, 9, 7), recorded_by=officer)
    MeetingFactory(
        group=october, date=D(2026, 10, 5), recorded_by=officer, state="called_off", called_off_reason="Hujan"
    )
    CoachingVisitFactory(group=october, date=D(2026, 10, 21))

    found = report(officer)

    assert [(m.date.day, m.part) for m in found.meetings] == [(12, "mencatat"), (19, "narasumber")]
    assert [visit.date.day for visit in found.visits] == [20]
    assert [photo.caption for photo in found.photos] == ["Kue lontar"]
    assert (found.groups, found.present, found.actions) == (1, 1, (1, 1))


def test_page_opens_each_thing(client, officer, october):
    client.force_login(officer)

    page = client.get(url())

    for row in (*page.context["report"].meetings, *page.context["report"].visits):
        assert row.get_absolute_url() in page.content.decode()


def read(answer):
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_paper_has_findings_actions_and_lines_to_sign(client, officer, october):
    client.force_login(officer)

    _reader, text = read(client.post(url("activity_pdf")))

    for words in (
        "Laporan kegiatan bulanan",
        "Yuliana Ndolu",
        "UPPKA Melati, Oebobo",
        "Buku kas belum diisi sejak Agustus.",
        "Mengisi buku kas bersama bendahara",
        "selesai 30 Okt 2026",
        "Mengetahui, kepala dinas",
        "Kue lontar",
    ):
        assert words in text


@pytest.mark.parametrize(("photos", "pages"), [(2, 1), (3, 2), (5, 3)])
def test_photos_stand_two_to_a_page(client, officer, october, photos, pages):
    meeting = october.meetings.first()
    for _number in range(photos - 1):
        PhotoFactory(meeting=meeting, added_by=officer)
    client.force_login(officer)

    reader, _text = read(client.post(url("activity_pdf")))

    with_pictures = [page for page in reader.pages if page.images]
    assert len(with_pictures) == pages
    assert max(len(page.images) for page in with_pictures) <= 2


def test_printed_photos_are_made_small(officer, october):
    big = files.store(picture(1900, 1400), name="besar.jpg", owner=officer, village_id=october.village_id)
    PhotoFactory(meeting=october.meetings.first(), added_by=officer, file=big)

    images = activity.images_of(report(officer))

    from PIL import Image

    assert max(Image.open(io.BytesIO(images["foto-2.jpg"])).size) == activity.PRINTED_SIDE


def test_photo_that_is_gone_is_left_out(client, officer, october):
    files.remove_content(report(officer).photos[0].file)
    client.force_login(officer)

    _reader, text = read(client.post(url("activity_pdf")))

    assert "Kue lontar" not in text


def test_removed_photos_are_not_shown(officer, october):
    photo = report(officer).photos[0]
    photo.removed_at = photo.added_at
    photo.save()

    assert report(officer).photos == []


def test_print_is_logged(client, officer, october):
    client.force_login(officer)

    client.post(url("activity_pdf"))

    look = PersonalDataAccess.objects.get(model="groups.coachingvisit")
    assert (look.user, look.fields, look.purpose, look.rows) == (officer, "finding,photo", "report", 2)


def test_empty_month_prints_as_well(client, officer, home_village):
    client.force_login(officer)

    _reader, text = read(client.post(url("activity_pdf")))

    assert "Tidak ada pertemuan yang dicatat." in text
    assert "Belum ada kegiatan" in client.get(url()).content.decode()


# Whose


def test_city_opens_the_reports_of_her_officers(client, regency_staff, officer, october):
    client.force_login(regency_staff)

    own = client.get(url()).content.decode()
    theirs = client.get(url(), {"petugas": str(officer.public_id)})
    _reader, text = read(client.post(url("activity_pdf"), {"petugas": str(officer.public_id)}))

    assert f"?petugas={officer.public_id}" in own
    assert len(theirs.context["report"].meetings) == 2
    assert "Buku kas belum diisi" in text


def test_city_sees_of_an_officer_only_what_lies_in_her_region(regency_staff, officer, october):
    away = GroupFactory(village=village("5301012001"))
    MeetingFactory(group=away, date=D(2026, 10, 13), recorded_by=officer)
    CoachingVisitFactory(group=away, officer=officer, date=D(2026, 10, 14))

    found = report(officer, reader=regency_staff)

    assert {row.group_id for row in (*found.meetings, *found.visits)} == {october.pk}


def test_pkb_opens_nobody_elses(client, officer, stranger, home_village):
    colleague = officer_at(roles.PKB, home_village.code)

    for user, other in ((officer, colleague), (officer, stranger), (stranger, officer)):
        client.force_login(user)
        assert client.get(url(), {"petugas": str(other.public_id)}).status_code == 404
        assert client.post(url("activity_pdf"), {"petugas": str(other.public_id)}).status_code == 404


def test_city_opens_no_officer_of_another(client, regency_staff, stranger):
    client.force_login(regency_staff)

    for petugas in (str(stranger.public_id), "bukan-uuid"):
        assert client.get(url(), {"petugas": petugas}).status_code == 404


@pytest.mark.parametrize("who", ["kader", "province_staff", "centre_staff", "administrator"])
def test_others_write_no_report(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url()).status_code == 404
    assert client.post(url("activity_pdf")).status_code == 404


def test_queries_do_not_grow(client, officer, october):
    client.force_login(officer)

    def more():
        for _number in range(8):
            group = GroupFactory(village=october.village)
            meeting = MeetingFactory(group=group, date=D(2026, 10, 13), recorded_by=officer)
            CoachingVisitFactory(group=group, officer=officer)
            PhotoFactory(meeting=meeting, added_by=officer)

    assert_queries_do_not_grow(lambda: client.get(url()), more)
