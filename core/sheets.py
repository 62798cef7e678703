"""Spreadsheets are hostile until proven: what an uploaded sheet really is, and whether it is safe to parse."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from core.errors import RuleError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
CONTENT_TYPES = {"xlsx": XLSX, "csv": CSV}

MAX_BYTES = 10 * 1024 * 1024
#: 10,000 rows of 40 columns unpack to about 30 MB.
MAX_UNPACKED = 150 * 1024 * 1024
MAX_PARTS = 2000
#: A parser keeps the whole rectangle in memory, so one stray cell at XFD1048576 would cost gigabytes.
MAX_ROW, MAX_COLUMN = 100_000, 500
CHUNK = 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = 30
#: A cell that holds something, and a row whose first cell does not say where it stands.
#: The bounds keep the match linear on hostile text.
_CELL = re.compile(rb'<(?:\w{1,9}:)?c\s(?:[^<>]{0,200}?\s)?r="([A-Z]{1,7})(\d{1,9})"[^<>]{0,200}(?<!/)>')
_ROW = re.compile(
    rb'<(?:\w{1,9}:)?row\s(?:[^<>]{0,200}?\s)?r="(\d{1,9})"[^<>]{0,200}(?<!/)>\s{0,9}<(?:\w{1,9}:)?c(?![^<>]{0,200}\sr=)'
)


class FileRefused(RuleError):
    """The uploaded file is not what it should be. The text says what to do."""

    def __init__(self, message, *, field="file"):
        super().__init__(message, field=field)


def check_spreadsheet(data):
    """``"xlsx"`` or ``"csv"``, from the bytes alone. Raises FileRefused before anything is parsed.

    Refused: empty, above 10 MB, a web page, an old or locked Excel file, a damaged one, one that unpacks to more
    than 150 MB (counted while unpacking, since a zip may lie about its sizes), and cells far outside any table.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FileRefused(_("Berkas ini kosong. Pilih berkas lain."))
    if len(data) > MAX_BYTES:
        raise FileRefused(_("Berkas terlalu besar. Paling besar 10 MB dan 10.000 baris: bagi menjadi beberapa berkas."))
    if data.startswith(b"PK"):
        _check_xlsx(data)
        return "xlsx"
    _check_text(data)
    return "csv"


def _check_text(data):
    if data.startswith(_OLE):
        raise FileRefused(_("Ini Excel lama (.xls) atau terkunci sandi. Buka, lalu simpan sebagai .xlsx tanpa sandi."))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise FileRefused(_("Ini halaman web, bukan lembar Excel. Buka dengan Excel, lalu simpan sebagai .xlsx."))
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not is_utf16:
        raise FileRefused(_("Berkas ini bukan XLSX atau CSV. Simpan lembar Anda sebagai .xlsx, lalu kirim lagi."))


def _check_xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileRefused(_("Berkas XLSX ini rusak. Buka dengan Excel, simpan lagi, lalu kirim.")) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(
            _("Berkas ini bukan lembar Excel (.xlsx). Simpan lembar Anda sebagai .xlsx, lalu kirim lagi.")
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_much()
    left = MAX_UNPACKED
    for part in parts:
        left -= _check_part(data, part, left)


def _check_part(data, part, left):
    """Unpack one part within ``left`` bytes; returns its true size."""
    is_sheet = re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)
    size, tail = 0, b""
    for chunk in _unpacked(data, part):
        size += len(chunk)
        if size > left:
            raise _too_much()
        if is_sheet:
            tail = _check_cells(tail + chunk)
    return size


def _unpacked(data, part):
    """The part's content in pieces, read to its true end whatever size the directory claims."""
    start = part.header_offset
    header = data[start : start + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or part.flag_bits & 0x1 or part.compress_type not in (0, zipfile.ZIP_DEFLATED):
        raise FileRefused(_("Berkas XLSX ini rusak. Buka dengan Excel, simpan lagi, lalu kirim."))
    start += _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    if part.compress_type == 0:
        yield data[start : start + part.compress_size]
        return
    unpacker, packed = zlib.decompressobj(-15), data[start : start + part.compress_size]
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(packed, CHUNK)
            if not piece and not unpacker.eof:
                raise zlib.error("truncated")
            packed = unpacker.unconsumed_tail
            yield piece
    except zlib.error:
        raise FileRefused(_("Berkas XLSX ini rusak. Buka dengan Excel, simpan lagi, lalu kirim.")) from None


def _check_cells(xml):
    """Refuse far cells; returns the rest that may continue in the next piece."""
    for match in _CELL.finditer(xml):
        if int(match[2]) > MAX_ROW or _column(match[1]) > MAX_COLUMN:
            raise _too_far(match[1] + match[2])
    for match in _ROW.finditer(xml):
        if int(match[1]) > MAX_ROW:
            raise _too_far(match[1])
    return xml[-500:]


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_far(where):
    return FileRefused(
        _("Ada isian jauh di luar tabel (sel {cell}). Hapus isian itu, lalu kirim lagi.").format(cell=where.decode())
    )


def _too_much():
    return FileRefused(
        _("Berkas ini menjadi terlalu besar saat dibuka. Salin tabelnya saja ke lembar baru, lalu kirim.")
    )
