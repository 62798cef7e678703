"""Reading the spreadsheets that people have: headers under titles, cells of all kinds, the sheet with its remarks."""

import datetime
import io
import struct
import zipfile

import pytest
import xlsxwriter

from core.exports import safe_cell
from core.imports import cells, headings, reading, report
from core.sheets import FileRefused

TODAY = datetime.date(2026, 11, 24)
SYNONYMS = {"nokk": "kk", "nik": "nik", "nama": "name", "namalengkap": "name", "tgllahir": "born"}


def workbook(rows, *, sheet="Lembar1"):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page, day = book.add_worksheet(sheet), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    page.write_datetime(number, column, value, day)
                elif isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write_number(number, column, value)
    return target.getvalue()


# --- Cells ---


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  MARIA   GORETI ", "MARIA GORETI"),
        ("'0812", "0812"),
        ("\u00a0Ndun\u200b", "Ndun"),
        (5.0, "5"),
        (5.5, "5.5"),
        (True, "1"),
        (None, ""),
        (datetime.date(1990, 8, 17), "1990-08-17"),
        ("'=1+1", "=1+1"),
    ],
)
def test_text_is_one_tidy_line(cell, expected):
    assert cells.text(cell) == expected


@pytest.mark.parametrize("cell", ["", " ", "0", 0.0, "-", "--", "'0", "null", "Tidak ada", "0000000000000000", None])
def test_spellings_of_nothing_are_empty(cell):
    assert cells.filled(cell) == ""
    assert cells.digits(cell) == ""


@pytest.mark.parametrize(
    "cell", ["5371041708900001", "'5371041708900001", 5371041708900001.0, "5371041708900001.0", " 5371041708900001 "]
)
def test_an_identity_number_keeps_its_digits(cell):
    assert cells.digits(cell) == "5371041708900001"


@pytest.mark.parametrize(
    "cell", [5371041708900000.0, "5.371041E15", "5,371041E+15", "5.37104170890000E+015", 9171041708900001.0, 53.5]
)
def test_a_number_whose_digits_a_spreadsheet_has_eaten_is_refused(cell):
    with pytest.raises(cells.Unreadable, match="hilang"):
        cells.digits(cell)


@pytest.mark.parametrize(
    "cell",
    [
        datetime.date(1990, 8, 17),
        datetime.datetime(1990, 8, 17, 0, 0),
        33102.0,
        "33102",
        "17-08-1990",
        "17/8/1990",
        "17.08.1990",
        "17 08 1990",
        "1990-08-17",
        "1990/08/17",
        "1990-08-17 00:00:00",
        "17 Agustus 1990",
        "17-Agt-1990",
        "17 agustus 1990",
        "17Aug90",
        "17/08/90",
        "17081990",
        17081990.0,
        "'17-08-1990",
    ],
)
def test_dates_in_the_spellings_people_use(cell):
    assert cells.date(cell, today=TODAY) == datetime.date(1990, 8, 17)


def test_a_first_zero_that_the_spreadsheet_dropped_comes_back():
    assert cells.date(1081990.0, today=TODAY) == datetime.date(1990, 8, 1)


@pytest.mark.parametrize(("cell", "year"), [("01-02-26", 2026), ("01-02-27", 1927), ("01-02-05", 2005)])
def test_a_year_of_two_digits_is_the_latest_that_has_come(cell, year):
    assert cells.date(cell, today=TODAY) == datetime.date(year, 2, 1)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31-02-1990", "tidak ada di kalender"),
        ("08/17/1990", "tidak ada di kalender"),
        ("1990", "Hanya tahun"),
        (1990.0, "Hanya tahun"),
        ("kemarin", "tidak terbaca"),
        ("17 Foo 1990", "tidak terbaca"),
        ("17-08-0190", "tidak mungkin"),
        ("99999", "tidak terbaca"),
        (datetime.date(2190, 1, 1), "tidak mungkin"),
    ],
)
def test_a_date_that_is_none_says_why(cell, reason):
    with pytest.raises(cells.Unreadable, match=reason):
        cells.date(cell, today=TODAY)


@pytest.mark.parametrize("value", ["=1+1", "+62812", "-5", "@nama", "\tx"])
def test_what_an_export_made_safe_an_import_reads_as_it_was(value):
    assert cells.text(safe_cell(value)) == value.strip()


# --- Reading ---


def test_rows_keep_their_numbers_below_blank_rows():
    sheet = reading.read(workbook([[], [], [None, "NIK"], [None, "537"]]))[0]

    assert sheet.rows[2][1] == "NIK"
    assert sheet.rows[3][1] == "537"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_usual_encodings_and_delimiters(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in (["NIK", "NAMA"], ["5371", "JOSÉ"]))

    sheet = reading.read(text.encode(encoding))[0]

    assert sheet.rows == [["NIK", "NAMA"], ["5371", "JOSÉ"]]


def test_a_quoted_csv_cell_may_hold_the_delimiter_and_a_line_break():
    sheet = reading.read(b'NIK,ALAMAT\n5371,"Jl. Satu, RT 1\nOebobo"\n')[0]

    assert sheet.rows[1][1] == "Jl. Satu, RT 1\nOebobo"


def test_sheets_without_anything_are_left_out_and_a_blank_workbook_is_refused():
    with pytest.raises(FileRefused, match="kosong"):
        reading.read(workbook([]))


def broken(data, part, content):
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, content if name == part else source.read(name))
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99999</v></c></row>", b"\xff\xfe", b"<a><b></a>"],
)
def test_a_damaged_sheet_gets_a_sentence(content):
    data = broken(workbook([["NIK"]]), "xl/worksheets/sheet1.xml", content)

    with pytest.raises(FileRefused, match=r"rusak|kosong"):
        reading.read(data)


def test_random_bytes_behind_a_zip_head_get_a_sentence():
    with pytest.raises(FileRefused):
        reading.read(b"PK\x03\x04" + struct.pack("<40I", *range(40)))


def shared_text(length, cells):
    """One text, kept once in the file and shown in many cells."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page, text = book.add_worksheet(), "x" * length
        for row in range(cells):
            page.write_string(row, 0, text)
    return target.getvalue()


def wide_open(row, column):
    """Two cells, and nothing but emptiness between them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "NIK")
        page.write_string(row, column, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    "data", [shared_text(32_000, 30_000), wide_open(99_000, 490)], ids=["one long text in many cells", "a wide void"]
)
def test_a_small_workbook_that_asks_for_gigabytes_takes_only_its_own_process_down(data):
    assert len(data) < 300_000

    with pytest.raises(FileRefused, match="saat dibuka"):
        reading.read(data)


def test_a_csv_of_endless_rows_is_refused():
    with pytest.raises(FileRefused, match="saat dibuka"):
        reading.read(b"NIK,NAMA\n" + b"1\n" * 200_000)


# --- Headings ---


@pytest.mark.parametrize("text", ["NO KK", "No. KK", "no_kk", "Nomor\nKK (16 digit)", "2. NO. KK", "(2) No KK"])
def test_a_heading_is_known_in_all_its_spellings(text):
    header = headings.find_header([[text, "NAMA"]], SYNONYMS | {"nomorkk": "kk"})

    assert header.fields == {0: "kk", 1: "name"}


def test_the_header_is_found_under_titles_and_blank_rows():
    rows = [["DATA PENDUDUK NAMA DESA"], [], ["NIK"], ["NO KK", "NIK", "NAMA", "SUKU"], ["1", "2", "Maria", "x"]]

    header = headings.find_header(rows, SYNONYMS)

    assert (header.row, header.fields) == (3, {0: "kk", 1: "nik", 2: "name"})


def test_without_known_headings_there_is_no_header():
    assert headings.find_header([["a", "b"], ["NAMA", "x"]], SYNONYMS) is None


def test_of_two_columns_with_one_field_the_first_counts():
    assert headings.find_header([["NIK", "NAMA", "Nama Lengkap"]], SYNONYMS).fields == {0: "nik", 1: "name"}


def test_the_signature_does_not_mind_case_but_minds_order():
    a, b, c = (
        headings.find_header([row], SYNONYMS).signature for row in (["NIK", "Nama"], ["nik", "NAMA"], ["NAMA", "NIK"])
    )

    assert a == b != c


def test_the_row_of_column_numbers_is_no_data():
    assert headings.is_numbering(["(1)", "(2)", 3.0, ""])
    assert not headings.is_numbering(["1", "5371", "Maria"])


# --- The sheet with its remarks ---


def written(sheet, header, findings):
    with report.write(sheet, header, findings) as target:
        return reading.read(target.read())[0]


def test_the_same_sheet_comes_back_with_a_column_of_remarks():
    sheet = reading.read(
        workbook(
            [
                ["JUDUL"],
                ["NIK", "NAMA", "TGL LAHIR"],
                ["12", "Maria", datetime.date(1990, 8, 17)],
                [5371041708900001, "Ana", 5],
            ]
        )
    )[0]
    header = headings.find_header(sheet.rows, SYNONYMS)

    back = written(sheet, header, [(3, 0, "NIK", "error", "harus 16 angka"), (3, None, "", "warning", "rangkap")])

    assert back.rows[1] == ["NIK", "NAMA", "TGL LAHIR", "Keterangan"]
    assert back.rows[2] == ["12", "Maria", datetime.date(1990, 8, 17), "SALAH NIK: harus 16 angka\nPERIKSA: rangkap"]
    assert back.rows[3] == ["5371041708900001", "Ana", 5.0, ""]


def test_a_second_report_writes_over_the_remarks_of_the_first():
    sheet = reading.read(workbook([["NIK", "NAMA"], ["12", "Maria"]]))[0]
    header = headings.find_header(sheet.rows, SYNONYMS)
    first = written(sheet, header, [(2, 0, "NIK", "error", "pertama")])

    second = written(first, headings.find_header(first.rows, SYNONYMS), [(2, 0, "NIK", "error", "kedua")])

    assert second.rows[0] == ["NIK", "NAMA", "Keterangan"]
    assert second.rows[1][2] == "SALAH NIK: kedua"


def test_the_officers_own_notes_are_never_written_over():
    sheet = reading.read(workbook([["NIK", "NAMA", "Keterangan"], ["12", "Maria", "pindah tahun depan"]]))[0]
    header = headings.find_header(sheet.rows, SYNONYMS)

    back = written(sheet, header, [(2, 0, "NIK", "error", "salah")])

    assert back.rows[1] == ["12", "Maria", "pindah tahun depan", "SALAH NIK: salah"]


def test_a_formula_in_the_sheet_comes_back_as_text():
    sheet = reading.read(b"NIK,NAMA\n12,=1+1\n")[0]

    with report.write(sheet, headings.find_header(sheet.rows, SYNONYMS), []) as target:
        xml = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in xml
