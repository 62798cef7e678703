"""Sheets as village offices keep them, made up for tests: four persons a family, headings in capitals."""

import datetime
import io

import xlsxwriter

HEADINGS = (
    "NO",
    "NO. KK",
    "NIK",
    "NAMA LENGKAP",
    "JK",
    "TEMPAT LAHIR",
    "TANGGAL LAHIR",
    "STATUS HUBUNGAN DALAM KELUARGA",
    "STATUS PERKAWINAN",
    "PENDIDIKAN",
    "PEKERJAAN",
    "AGAMA",
    "NO HP",
    "ALAMAT",
    "RT",
    "RW",
    "METODE KB",
    "HAMIL",
    "NO KELUARGA",
    "NAMA AYAH",
)
TITLES = (["DATA PENDUDUK KELURAHAN OEBOBO"], ["Keadaan November 2026"], [])
#: Row number of the first person below the titles and the header.
FIRST = len(TITLES) + 2
SURNAMES = ("TALLO", "NDUN", "BANUNAEK", "LAKA", "SELAN")
NAMES = ("YOHANES", "MARIA", "PETRUS", "ANA")


def card(family):
    return f"537104{1 + family % 28:02d}0120{1000 + family:04d}"


def born(family, member):
    year = 1980 + family % 10 if member < 2 else 2010 + family % 8
    return datetime.date(year, 1 + (family + member) % 12, 1 + family % 28)


def nik(family, member):
    date = born(family, member)
    day = date.day + (40 if member in (1, 3) else 0)
    return f"537104{day:02d}{date:%m%y}{family * 4 + member + 1:04d}"


def letters(number):
    return "".join(chr(65 + int(digit)) for digit in str(number))


def person(family, member, **cells):
    """One row: head, wife, son, daughter by ``member`` 0 to 3. ``cells`` replace values by heading."""
    row = {
        "NO": family * 4 + member + 1,
        "NO. KK": card(family),
        "NIK": nik(family, member),
        "NAMA LENGKAP": f"{NAMES[member]} {SURNAMES[family % 5]} {letters(family)}",
        "JK": "LPLP"[member],
        "TEMPAT LAHIR": "KUPANG",
        "TANGGAL LAHIR": born(family, member).strftime("%d-%m-%Y"),
        "STATUS HUBUNGAN DALAM KELUARGA": ("KEPALA KELUARGA", "ISTRI", "ANAK", "ANAK")[member],
        "STATUS PERKAWINAN": "KAWIN" if member < 2 else "BELUM KAWIN",
        "PENDIDIKAN": "TAMAT SD/SEDERAJAT",
        "PEKERJAAN": "PETANI/PEKEBUN" if member == 0 else "BELUM/TIDAK BEKERJA",
        "AGAMA": "KATHOLIK",
        "NO HP": "081234567890" if member == 0 else "",
        "ALAMAT": "JL. CONTOH 1",
        "RT": "1",
        "RW": "002",
        "METODE KB": "",
        "HAMIL": "",
        "NO KELUARGA": "",
        "NAMA AYAH": "X",
    }
    assert set(cells) <= set(row), set(cells) - set(row)
    return {**row, **cells}


def people(families, members=4):
    """Clean rows of so many families."""
    return [person(family, member) for family in range(families) for member in range(members)]


def workbook(rows, *, headings=HEADINGS, titles=TITLES, sheet="Lembar1", numbering=False):
    """The rows (dicts by heading) as XLSX, below merged titles."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page, day = book.add_worksheet(sheet), book.add_format({"num_format": "dd/mm/yyyy"})
        lines = [*titles, list(headings)]
        if titles:
            page.merge_range(0, 0, 0, 6, "")
        if numbering:
            lines.append([f"({number})" for number, _heading in enumerate(headings, start=1)])
        lines += [[row.get(heading, "") for heading in headings] for row in rows]
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, datetime.date):
                    page.write_datetime(number, column, value, day)
                elif isinstance(value, str):
                    page.write_string(number, column, value)
                else:
                    page.write_number(number, column, value)
    return target.getvalue()
