"""What an uploaded sheet really is: found in its bytes, refused before it is parsed."""

import io
import struct
import time
import zipfile
import zlib
from functools import cache

import pytest

from core import sheets
from core.exports import write_xlsx
from core.files import check_spreadsheet
from core.sheets import FileRefused


def workbook(rows=(("nik", "nama"), ("5371041708900001", "Maria"))):
    target = io.BytesIO()
    write_xlsx(target, {"Data": rows})
    return target.getvalue()


def zipped(parts, **kwargs):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **kwargs) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def sheet_with(cells):
    return zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": f"<sheetData>{cells}</sheetData>"})


def test_knows_a_workbook_whatever_its_name():
    assert check_spreadsheet(workbook()) == "xlsx"


@pytest.mark.parametrize(
    "text",
    ["nik;nama\n537104;Maria", "\ufeffnik,nama\r\n", "nama\nJosé"],
    ids=["semicolons", "with a mark", "accents"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_knows_text_in_usual_encodings(text, encoding):
    assert check_spreadsheet(text.encode(encoding, "replace")) == "csv"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "kosong"),
        (b" \r\n\r\n", "kosong"),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "halaman web"),
        (b"\xef\xbb\xbf\n<html>", "halaman web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sandi"),
        (b"\x7fELF\0\0\0\0", "bukan XLSX"),
        (b"PK\x03\x04rusak", "rusak"),
        (zipped({"word/document.xml": "<w/>"}), "bukan lembar Excel"),
        (b"a" * (sheets.MAX_BYTES + 1), "terlalu besar"),
    ],
    ids=["empty", "blank", "html", "html with a mark", "old excel", "program", "broken zip", "word", "too large"],
)
def test_refuses_with_a_sentence_that_says_what_to_do(data, sentence):
    with pytest.raises(FileRefused, match=sentence) as refused:
        check_spreadsheet(data)

    assert refused.value.field == "file"


@cache
def a_gigabyte_packed():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"0" * 1024 * 1024
    return b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()


def bomb(claimed=None):
    """A small zip whose sheet unpacks to a gigabyte; ``claimed`` is the size its directory admits."""
    packed = a_gigabyte_packed()
    data = bytearray(zipped({"xl/workbook.xml": "<workbook/>"}))
    end = data.rindex(b"PK\x05\x06")
    directory = struct.unpack("<I", data[end + 16 : end + 20])[0]
    size = 1024**3 if claimed is None else claimed
    name = b"xl/worksheets/sheet1.xml"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), size, len(name), 0) + name + packed
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), size, len(name), 0, 0, 0, 0, 0, directory
    )
    old_entries = bytes(data[directory:end])
    start = directory + len(local)
    entries = old_entries + entry + name
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, len(entries), start, 0)
    return bytes(data[:directory]) + local + entries + tail


@pytest.mark.parametrize("claimed", [None, 1000], ids=["honest", "lying about its size"])
def test_refuses_a_zip_that_unpacks_to_a_gigabyte(claimed):
    data = bomb(claimed)
    assert len(data) < 2 * 1024 * 1024

    begun = time.monotonic()
    with pytest.raises(FileRefused, match="saat dibuka"):
        check_spreadsheet(data)

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c s="1" r="ZZZ2" t="n"><v>1</v></c></row>',
        '<row spans="1:2" r="1048576"><c><v>1</v></c></row>',
        '<x:row r="1048576"><x:c r="A1048576"><x:v>1</x:v></x:c></x:row>',
    ],
    ids=["corner", "far right", "cell without address", "with a prefix"],
)
def test_refuses_a_cell_far_outside_any_table(cells):
    with pytest.raises(FileRefused, match="jauh di luar tabel"):
        check_spreadsheet(sheet_with('<row r="1"><c r="A1"><v>1</v></c></row>' + cells))


def test_a_painted_but_empty_cell_far_away_is_harmless():
    painted = '<row r="1048576"><c r="XFD1048576" s="3"/></row>'

    assert check_spreadsheet(sheet_with(painted)) == "xlsx"


def test_hostile_markup_does_not_make_the_check_slow():
    begun = time.monotonic()

    check_spreadsheet(sheet_with('<c a="' + ' r="A1"' * 300_000 + "<c " * 300_000))

    assert time.monotonic() - begun < 10


def test_refuses_a_truncated_part():
    data = workbook()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    start = part.header_offset + 30 + len(part.filename)
    spoiled = data[:start] + b"\xff" * part.compress_size + data[start + part.compress_size :]

    with pytest.raises(FileRefused, match="rusak"):
        check_spreadsheet(spoiled)
