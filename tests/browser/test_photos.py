"""A photo from a phone: made smaller before it is sent where the browser can, and accepted as it is where it cannot."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from accounts import roles
from core import files
from groups.models import Photo
from tests.factories import GroupFactory, MeetingFactory, officer_at, village

OEBOBO = "5371041001"


def from_a_phone():
    """4000 × 3000 pixels of noise, as heavy as a phone's."""
    target = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(target, "JPEG", quality=80)
    return target.getvalue()


@pytest.mark.parametrize(
    ("javascript", "longest"), [(True, 1600), (False, files.MAX_SIDE)], ids=["javascript", "plain"]
)
def test_a_photo_of_a_meeting(open_page, javascript, longest):
    kader = officer_at(roles.KADER, OEBOBO)
    meeting = MeetingFactory(group=GroupFactory(village=village(OEBOBO), members=1))
    page = open_page(kader, javascript=javascript)
    page.goto(f"/kelompok/pertemuan/{meeting.public_id}/foto/")

    page.get_by_label("Foto").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": from_a_phone()})
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Foto disimpan.")).to_be_visible()
    kept = Image.open(io.BytesIO(files.open_bytes(Photo.objects.get().file)))
    assert max(kept.size) == longest
    shown = page.locator(".photos img")
    expect(shown).to_be_visible()
