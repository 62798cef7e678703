"""Photographs of meetings and visits: re-encoded, without their place, shown in scope, taken off."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core import files
from groups.models import Photo
from tests.factories import CoachingVisitFactory, GroupFactory, MeetingFactory, PhotoFactory
from tests.factories.groups import picture

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


@pytest.fixture
def meeting(home_village):
    return MeetingFactory(group=GroupFactory(village=home_village, members=2))


def add_url(row, occasion="pertemuan"):
    return reverse("groups:photo_add", args=[occasion, row.public_id])


def show_url(photo):
    return reverse("groups:photo", args=[photo.public_id])


def sent(*pictures, **values):
    photos = [SimpleUploadedFile(f"IMG_{number}.jpg", data) for number, data in enumerate(pictures)]
    return {"request_id": str(uuid.uuid4()), "photos": photos, **values}


def with_location():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (10.0, 9.0, 30.0)
    return picture(1200, 900, exif=exif)


def test_kader_adds_two_photos_without_their_place(client, kader, meeting):
    client.force_login(kader)

    response = client.post(add_url(meeting), sent(with_location(), picture(), caption="Memasak bersama"))

    assertRedirects(response, meeting.get_absolute_url())
    first, second = Photo.objects.order_by("pk")
    kept = Image.open(io.BytesIO(files.open_bytes(first.file)))
    assert (kept.size, dict(kept.getexif())) == ((1200, 900), {})
    assert max(Image.open(io.BytesIO(files.open_bytes(first.small))).size) == 360
    assert second.small is None
    page = client.get(meeting.get_absolute_url())
    assertContains(page, f"{show_url(first)}?kecil=1")
    assertContains(page, "Memasak bersama")


def test_the_picture_is_served_to_nobody_between(client, kader, meeting):
    photo = PhotoFactory(meeting=meeting)
    client.force_login(kader)

    response = client.get(show_url(photo))

    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == files.open_bytes(photo.file)


@pytest.mark.parametrize(
    ("upload", "text"),
    [
        (b"<html><script>alert(1)</script>", "Jenis berkas ini tidak dapat diterima"),
        (b"%PDF-1.7 laporan", "Jenis berkas ini tidak dapat diterima"),
        (picture()[:200], "Gambar ini rusak"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(client, kader, meeting, upload, text):
    client.force_login(kader)

    response = client.post(add_url(meeting), sent(upload, caption="Rapat"))

    form = response.context["form"]
    assert text in str(form.errors["photos"])
    assert form["caption"].value() == "Rapat"
    assert not Photo.objects.exists()


def test_seven_at_once_are_too_many(client, kader, meeting):
    client.force_login(kader)

    response = client.post(add_url(meeting), sent(*[picture()] * 7))

    assertContains(response, "Paling banyak 6 foto")


def test_photos_of_a_visit_are_added_by_its_officer_alone(client, officer, home_village):
    group = GroupFactory(village=home_village)
    own, another = CoachingVisitFactory(group=group, officer=officer), CoachingVisitFactory(group=group)
    client.force_login(officer)

    assertRedirects(client.post(add_url(own, "pembinaan"), sent(picture())), own.get_absolute_url())
    assert client.get(add_url(another, "pembinaan")).status_code == 404
    assert client.get(add_url(own, "rapat")).status_code == 404


def test_a_photo_taken_off_is_shown_nowhere_and_kept(client, kader, meeting):
    photo = PhotoFactory(meeting=meeting, caption="Salah orang")
    client.force_login(kader)

    remove = reverse("groups:photo_remove", args=[photo.public_id])
    assertRedirects(client.post(remove, {"request_id": str(uuid.uuid4())}), meeting.get_absolute_url())

    photo.refresh_from_db()
    assert photo.removed_at
    assert photo.file.file
    assert client.get(show_url(photo)).status_code == 404
    assertNotContains(client.get(meeting.get_absolute_url()), "Salah orang")


@pytest.mark.parametrize("who", ["province_staff", "centre_staff", "stranger"])
def test_faces_are_for_those_who_know_the_members(client, request, meeting, who):
    photo = PhotoFactory(meeting=meeting)
    client.force_login(request.getfixturevalue(who))

    assert client.get(show_url(photo)).status_code == 404
    assert client.get(add_url(meeting)).status_code == 404
