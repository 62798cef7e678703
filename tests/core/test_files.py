"""Uploads are known by their content, hold no location, and are sealed where they hold people's data."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core import files, housekeeping
from core.files import FileRefused
from core.models import Attachment
from tests.core.test_sheets import workbook
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF"
ORIENTATION, CAMERA, LOCATION = 0x0112, 0x0110, 0x8825


def photo(form="JPEG", size=(40, 30), exif=True):
    image = Image.new("RGB", size, "teal")
    data = Image.Exif()
    if exif:
        data[ORIENTATION], data[CAMERA] = 6, "Kamera Ibu Maria"
        data.get_ifd(LOCATION)[1] = "S"
    target = io.BytesIO()
    image.save(target, form, exif=data)
    return target.getvalue()


def keep(data, name="foto.jpg", **kwargs):
    return files.store(data, name=name, owner=UserFactory(), village_id="5371041001", **kwargs)


def test_a_photo_is_kept_upright_and_without_its_location():
    attachment = keep(photo())

    with Image.open(io.BytesIO(files.open_bytes(attachment))) as kept:
        assert kept.size == (30, 40)
        assert not kept.getexif()
    assert b"Kamera" not in files.open_bytes(attachment)
    assert attachment.content_type == "image/jpeg"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_photos_stay_what_they_are(form):
    assert keep(photo(form)).content_type == f"image/{form.lower()}"


def test_a_large_photo_is_made_smaller():
    attachment = keep(photo(size=(3000, 1500), exif=False))

    with Image.open(io.BytesIO(files.open_bytes(attachment))) as kept:
        assert kept.size == (2000, 1000)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "kosong"),
        (b"<script>alert(1)</script>", "tidak dapat diterima"),
        (b"GIF89a" + b"\0" * 40, "tidak dapat diterima"),
        (photo()[:200], "rusak"),
        (b"\xff\xd8\xff\xe0" + b"<html>" * 50, "rusak"),
        (b"\xff\xd8\xff" + b"0" * files.MAX_BYTES, "terlalu besar"),
    ],
    ids=["empty", "script", "gif", "cut off", "page in disguise", "too large"],
)
def test_refuses_anything_else_whatever_it_calls_itself(data, sentence):
    upload = SimpleUploadedFile("foto.jpg", data, content_type="image/jpeg")

    with pytest.raises(FileRefused, match=sentence):
        keep(upload)

    assert not Attachment.objects.exists()


def test_refuses_a_picture_that_unpacks_to_gigabytes(monkeypatch):
    monkeypatch.setattr(files, "MAX_PIXELS", 1000)

    with pytest.raises(FileRefused, match="terlalu besar"):
        keep(photo())


def test_a_sheet_is_accepted_only_where_sheets_are_asked_for():
    assert keep(workbook(), allowed=files.SHEETS).content_type == files.XLSX
    assert keep(b"nik;nama", allowed=files.SHEETS).content_type == files.CSV
    with pytest.raises(FileRefused):
        keep(workbook())


def test_a_sealed_file_is_unreadable_on_the_disk():
    data = b"nik;nama\n5371041708900001;Maria"

    attachment = keep(data, allowed=files.SHEETS, encrypt=True)

    with attachment.file.open("rb") as stored:
        assert b"5371041708900001" not in stored.read()
    assert files.open_bytes(attachment) == data


def test_the_name_is_for_display_only():
    attachment = keep(PDF, name="../../etc\\C:\\Surat\n<b>.pdf")

    assert attachment.name == "Surat<b>.pdf"
    assert "Surat" not in attachment.file.name
    assert ".pdf" not in attachment.file.name


def test_the_same_content_has_the_same_fingerprint():
    assert keep(PDF).sha256 == keep(PDF, name="lain.pdf").sha256


def test_an_expired_file_leaves_the_disk_and_its_row_stays():
    old = keep(PDF, expires_in=datetime.timedelta(days=-1))
    fresh = keep(PDF, expires_in=datetime.timedelta(days=30))
    lasting = keep(PDF)
    path = old.file.path

    housekeeping.remove_expired_files()
    housekeeping.remove_expired_files()

    old.refresh_from_db()
    with pytest.raises(FileNotFoundError):
        files.open_bytes(old)
    with pytest.raises(FileNotFoundError):
        open(path, "rb")  # noqa: SIM115
    assert files.open_bytes(fresh) == files.open_bytes(lasting) == PDF


def test_an_expiry_counts_from_now():
    attachment = keep(PDF, expires_in=datetime.timedelta(days=30))

    assert datetime.timedelta(days=29) < attachment.expires_at - timezone.now() <= datetime.timedelta(days=30)
