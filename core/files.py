"""Uploaded files: known by their content, never by what the browser says; kept away from any public path."""

import hashlib
import io
import uuid

import filetype
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core import sheets
from core.encryption import decrypt_bytes, encrypt_bytes
from core.models import Attachment
from core.sheets import check_spreadsheet

__all__ = [
    "CSV",
    "IMAGES",
    "PDF",
    "SHEETS",
    "XLSX",
    "FileRefused",
    "check_spreadsheet",
    "keep",
    "open_bytes",
    "smaller",
    "store",
]

MAX_BYTES = 10 * 1024 * 1024
#: Longest side of a kept photo, in pixels: enough to read a document, small enough to open on a cheap phone.
MAX_SIDE = 2000
MAX_PIXELS = 50_000_000

PDF = "application/pdf"
XLSX, CSV = sheets.XLSX, sheets.CSV
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
SHEETS = frozenset({XLSX, CSV})

FileRefused = sheets.FileRefused


def store(upload, *, name, owner, village_id="", encrypt=False, expires_in=None, allowed=IMAGES | {PDF}):
    """Keep ``upload`` (bytes or an uploaded file) and return its Attachment.

    ``name`` is for display only. ``allowed`` are content types; the true one is found in the bytes. Photos are
    written anew, so that no location stays in them. ``expires_in`` is a timedelta. Raises FileRefused.
    """
    data = _read(upload)
    content_type = _sniff(data, allowed)
    if content_type in IMAGES:
        data = _without_metadata(data, content_type)
    return keep(
        data,
        content_type=content_type,
        name=name,
        owner=owner,
        village_id=village_id,
        encrypt=encrypt,
        expires_in=expires_in,
    )


def keep(data, *, content_type, name, owner, village_id="", encrypt=True, expires_in=None):
    """Keep bytes that we made ourselves, unsniffed, and return their Attachment."""
    attachment = Attachment(
        sha256=hashlib.sha256(data).hexdigest(),
        content_type=content_type,
        name=_display_name(name),
        size=len(data),
        is_encrypted=encrypt,
        owner=owner,
        village_id=village_id,
        expires_at=timezone.now() + expires_in if expires_in else None,
    )
    attachment.file.save(uuid.uuid4().hex, ContentFile(encrypt_bytes(data) if encrypt else data), save=False)
    attachment.save()
    return attachment


def open_bytes(attachment):
    """The clear content. Raises FileNotFoundError when it has expired."""
    if not attachment.file:
        raise FileNotFoundError(attachment.public_id)
    with attachment.file.open("rb") as stored:
        data = stored.read()
    return decrypt_bytes(data) if attachment.is_encrypted else data


def smaller(data, *, side):
    """JPEG of the kept picture ``data``, no side longer than ``side`` pixels; None when the picture is so already."""
    with Image.open(io.BytesIO(data)) as image:
        if max(image.size) <= side:
            return None
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        return _pixels_only(image, "image/jpeg")


def remove_content(attachment):
    """Take the content off the disk; the row stays and says that there was a file."""
    attachment.file.delete(save=False)
    Attachment.objects.filter(pk=attachment.pk).update(file="")


def _read(upload):
    size = len(upload) if isinstance(upload, bytes) else upload.size
    if not size:
        raise FileRefused(_("Berkas ini kosong. Pilih berkas lain."))
    if size > MAX_BYTES:
        raise FileRefused(_("Berkas terlalu besar. Paling besar 10 MB."))
    if isinstance(upload, bytes):
        return upload
    upload.seek(0)
    return upload.read()


def _sniff(data, allowed):
    if allowed & SHEETS:
        try:
            return sheets.CONTENT_TYPES[check_spreadsheet(data)]
        except FileRefused:
            if allowed <= SHEETS:
                raise
    kind = filetype.guess_mime(data)
    if kind not in allowed:
        raise FileRefused(_("Jenis berkas ini tidak dapat diterima. Kirim foto (JPG, PNG) atau PDF."))
    return kind


def _without_metadata(data, content_type):
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileRefused(_("Gambar terlalu besar. Kecilkan dahulu, lalu kirim lagi."))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            return _pixels_only(upright, content_type)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise FileRefused(_("Gambar ini rusak. Ambil foto lagi, lalu kirim.")) from None


def _pixels_only(image, content_type):
    form = content_type.removeprefix("image/").upper()
    plain = image.convert("RGB") if form == "JPEG" else image.convert("RGBA")
    plain.info.clear()
    target = io.BytesIO()
    plain.save(target, form, quality=85)
    return target.getvalue()


def _display_name(name):
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200] or "berkas"
