"""A sheet of 200 rows with some fifty kinds of fault: each found, in its row and column, with its reason."""

import datetime

import pytest

from core.encryption import lookup_hash
from core.text import name_key
from members.imports import check
from members.models import Person
from tests.factories import FamilyFactory, PersonFactory, village
from tests.members.import_sheet import FIRST, born, card, nik, people, person, workbook

pytestmark = pytest.mark.django_db
AS_OF = datetime.date(2026, 11, 1)

#: (family, member, cells, column, level, part of the reason). A dict of cells; "again" for the same person.
FAULTS = [
    (0, 2, {"NIK": nik(0, 2)[:15]}, "nik", "error", "15 angka"),
    (0, 3, {"NIK": "5371O4" + nik(0, 3)[6:]}, "nik", "error", "angka saja"),
    (1, 2, {"NIK": nik(1, 2)[:12] + "0000"}, "nik", "error", "0000"),
    (1, 3, {"NIK": nik(1, 3)[:8] + "13" + nik(1, 3)[10:]}, "nik", "error", "tidak mungkin"),
    (2, 2, {"NIK": 5371041708900000.0}, "nik", "error", "hilang"),
    (2, 3, {"NIK": "5.371041E15"}, "nik", "error", "hilang"),
    (3, 2, {"JK": "P"}, "nik", "warning", "Jenis kelamin berbeda"),
    (3, 3, {"TANGGAL LAHIR": "09-09-2009"}, "nik", "warning", "Tanggal lahir berbeda"),
    (4, 2, {"NIK": "990101" + nik(4, 2)[6:]}, "nik", "warning", "kode kecamatan"),
    (5, 2, {"NO. KK": "53710401012010"}, "kk_number", "error", "14 angka"),
    (5, 3, {"NO. KK": "5371043201201005"}, "kk_number", "error", "tidak mungkin"),
    (6, 2, {"NO. KK": 5371040101201010.0}, "kk_number", "error", "hilang"),
    (6, 3, {"NO. KK": ""}, "kk_number", "error", "Isi nomor KK"),
    (7, 2, {"NAMA LENGKAP": ""}, "name", "error", "Isi nama"),
    (7, 3, {"NAMA LENGKAP": "ANA " * 30}, "name", "error", "terlalu panjang"),
    (8, 2, {"JK": "X"}, "sex", "error", "“X” tidak dikenal"),
    (8, 3, {"JK": "", "NIK": "0"}, "sex", "error", "Pilih jenis kelamin"),
    (9, 2, {"JK": ""}, "sex", "warning", "diambil dari angka tanggal"),
    (9, 3, {"TANGGAL LAHIR": "31-02-2009"}, "birth_date", "error", "tidak ada di kalender"),
    (10, 2, {"TANGGAL LAHIR": "08/17/2009"}, "birth_date", "error", "tidak ada di kalender"),
    (10, 3, {"TANGGAL LAHIR": "2009"}, "birth_date", "error", "Hanya tahun"),
    (11, 2, {"TANGGAL LAHIR": "17-08-2031", "NIK": "-"}, "birth_date", "error", "masa depan"),
    (11, 3, {"TANGGAL LAHIR": ""}, "birth_date", "warning", "belum diisi"),
    (12, 2, {"TANGGAL LAHIR": "kemarin dulu"}, "birth_date", "error", "tidak terbaca"),
    (12, 3, {"TANGGAL LAHIR": "01-01-1901", "NIK": ""}, "birth_date", "error", "terlalu jauh"),
    (13, 2, {"STATUS HUBUNGAN DALAM KELUARGA": "TETANGGA"}, "relation", "error", "tidak dikenal"),
    (13, 3, {"STATUS HUBUNGAN DALAM KELUARGA": ""}, "relation", "error", "Pilih hubungan"),
    (14, 1, {"STATUS HUBUNGAN DALAM KELUARGA": "SUAMI"}, "relation", "warning", "tidak cocok"),
    (14, 2, {"STATUS PERKAWINAN": "RAHASIA"}, "marriage", "warning", "“RAHASIA” tidak dikenal"),
    (14, 3, {"PENDIDIKAN": "KURSUS JAHIT"}, "education", "warning", "disimpan sebagai teks"),
    (15, 1, {"STATUS PERKAWINAN": "CERAI HIDUP"}, "marriage", "warning", "biasanya berstatus kawin"),
    (15, 2, {"PEKERJAAN": "99"}, "job", "warning", "disimpan sebagai teks"),
    (15, 3, {"AGAMA": "SESUATU"}, "religion", "warning", "tidak disimpan"),
    (16, 0, {"NO HP": "12"}, "phone", "warning", "Bukan nomor HP"),
    (16, 2, {"RT": "TIGA"}, "rt", "warning", "Bukan angka"),
    (16, 3, {"METODE KB": "SUNTIK"}, "kb_status", "error", "Bukan PUS"),
    (17, 1, {"METODE KB": "PIL", "HAMIL": "YA"}, "kb_status", "error", "Sedang hamil"),
    (17, 2, {"HAMIL": "YA"}, "pregnant", "error", "hanya dicatat pada perempuan"),
    (18, 1, {"METODE KB": "SUNTK 3 BLN"}, "kb_method", "warning", "tidak disimpan"),
    (19, 2, {"STATUS HUBUNGAN DALAM KELUARGA": "KEPALA KELUARGA"}, "relation", "error", "Satu keluarga satu kepala"),
    (19, 0, {}, "relation", "error", "Satu keluarga satu kepala"),
    (19, 1, {}, "relation", "error", "Menunggu kepala keluarganya"),
    (19, 3, {}, "relation", "error", "Menunggu kepala keluarganya"),
    (20, 0, {"STATUS HUBUNGAN DALAM KELUARGA": "FAMILI LAIN"}, None, None, None),
    (20, 1, {}, "relation", "warning", "dijadikan kepala keluarga"),
    (21, 0, {"NAMA LENGKAP": ""}, "name", "error", "Isi nama"),
    (21, 1, {}, "relation", "error", "Menunggu kepala keluarganya"),
    (21, 2, {}, "relation", "error", "Menunggu kepala keluarganya"),
    (21, 3, {}, "relation", "error", "Menunggu kepala keluarganya"),
    (22, 2, {"NIK": nik(22, 3)}, "nik", "error", "isinya berbeda"),
    (22, 3, {}, "nik", "error", "isinya berbeda"),
    (22, 2, "again", "nik", "warning", "Jenis kelamin berbeda"),
    (22, 2, "again", "nik", "warning", "Tanggal lahir berbeda"),
    (
        23,
        2,
        {"STATUS PERKAWINAN": "KAWIN", "TANGGAL LAHIR": "01-01-2020", "NIK": ""},
        "birth_date",
        "warning",
        "umur 6",
    ),
    (
        24,
        2,
        {"NIK": "", "TANGGAL LAHIR": "05-05-1955", "NAMA LENGKAP": "MARTHA SUDAH ADA"},
        "name",
        "warning",
        "orang yang sama",
    ),
    (25, 2, {"NIK": "5371010101900031"}, "nik", "error", "tercatat di Alak"),
    (26, 2, {"NIK": "5301010101900032"}, "nik", "error", "di luar wilayah Anda"),
    (27, 2, {"NIK": "5371040101900033"}, "nik", "error", "untuk orang lain"),
    (28, 2, {"NIK": "5371040101900034"}, "nik", "error", "nonaktif"),
    (
        29,
        3,
        {"STATUS HUBUNGAN DALAM KELUARGA": "LAINNYA", "STATUS PERKAWINAN": "KAWIN"},
        "relation",
        "warning",
        "Lainnya",
    ),
    (30, 0, {"NIK": ""}, None, None, None),
    (31, 3, {"TEMPAT LAHIR": "K" * 70}, "birth_place", "warning", "dipotong"),
]
#: Both NIK of another sex and birth date in one cell.
DIFFERENT_NIKS = (25, 26, 27, 28)


def faulty_rows():
    """(rows, expected): 200 rows; ``expected`` holds (row number, column, level, part of the reason)."""
    rows, expected = people(49), []
    for family, member, cells, column, level, reason in FAULTS:
        index = family * 4 + member
        if cells != "again":
            rows[index] = person(family, member, **cells)
        if column:
            expected.append((FIRST + index, column, level, reason))
    rows += [dict(rows[40 * 4]), person(49, 2, **{"STATUS PERKAWINAN": "BELUM KAWIN"}), person(49, 3)]
    expected.append((FIRST + 196, "", "warning", f"Sama dengan baris {FIRST + 160}"))
    expected += [(FIRST + row, "relation", "error", "tanpa orang dewasa") for row in (197, 198)]
    rows.append({"NAMA LENGKAP": "TANPA APA PUN"})
    expected += [(FIRST + 199, column, "error", "") for column in ("sex", "relation", "kk_number")]
    expected.append((FIRST + 199, "birth_date", "warning", "belum diisi"))
    return rows, expected


@pytest.fixture
def register(officer):
    """Who is known already: in Oebobo, in a second village of the officer, and beyond her places."""
    from accounts.roles import PKB
    from tests.factories import AssignmentFactory

    AssignmentFactory(user=officer, role=PKB, region_code=village("5371011001").code)
    _known("5371011001", "5371010101900031")
    _known(village("5301012001").code, "5301010101900032")
    _known("5371041001", "5371040101900033", name="Zakarias Fernandez", birth_date=datetime.date(1950, 1, 1))
    _known("5371041001", "5371040101900034", is_active=False, inactive_reason="Meninggal")
    _known("5371041001", "", name="Martha Sudah Ada", birth_date=datetime.date(1955, 5, 5))
    return officer


def _known(code, number, **values):
    family = FamilyFactory(village=village(code), kk_number="", head=False)
    values = {"name": "Orang Lain", "birth_date": datetime.date(1960, 6, 6), **values}
    return PersonFactory(
        family=family,
        nik=number,
        nik_hash=lookup_hash(number),
        name_key=name_key(values["name"]),
        relation="head",
        **values,
    )


def check_rows(rows, officer, **kwargs):
    from regions.models import Region

    region = Region.objects.get(pk="5371041001")
    return check.check(workbook(rows), by=officer, village=region, as_of=AS_OF, **kwargs)


def test_every_fault_is_found_in_its_row_and_column_with_its_reason(register):
    rows, expected = faulty_rows()
    assert len(rows) == 200

    checked = check_rows(rows, register)

    found = [(row.number, note.column, note.level, note.reason) for row in checked.rows for note in row.notes]
    missed = [want for want in expected if not any(want[:3] == got[:3] and want[3] in got[3] for got in found)]
    wanted = {want[:3] for want in expected} | {(FIRST + family * 4 + 2, "nik", "warning") for family in DIFFERENT_NIKS}
    assert missed == [], [got for got in found if got[0] in {m[0] for m in missed}]
    surprises = [got for got in found if got[:3] not in wanted]
    assert surprises == []
    assert len({(column, level, reason) for _row, column, level, reason in expected}) >= 30


def test_all_faults_of_a_bad_row_are_told_at_once(register):
    checked = check_rows([person(0, 0, NIK="12", JK="X", **{"TANGGAL LAHIR": "x", "PENDIDIKAN": "?"})], register)

    assert {note.column for note in checked.rows[0].notes} == {"nik", "sex", "birth_date", "education"}


def test_a_remark_never_repeats_a_personal_value(register):
    rows, _expected = faulty_rows()

    reasons = " ".join(note.reason for row in check_rows(rows, register).rows for note in row.notes)

    for secret in ("SESUATU", "SUNTK", nik(0, 2)[:15], "53710401012010", "081234567890", "31-02-2009"):
        assert secret not in reasons


def test_warnings_do_not_reject_and_errors_do(register):
    rows, expected = faulty_rows()

    checked = check_rows(rows, register)

    faulty = {row for row, _column, level, _reason in expected if level == "error"}
    assert {row.number for row in checked.rows if row.status == "rejected"} == faulty
    assert checked.totals["rows"] == 200
    assert sum(checked.totals[key] for key in ("new", "changed", "unchanged", "rejected")) == 200


def test_what_no_list_knows_is_kept_as_text_unless_it_is_personal(register):
    rows, _expected = faulty_rows()

    by_number = {row.number: row for row in check_rows(rows, register).rows}

    assert by_number[FIRST + 14 * 4 + 3].extra == {"education": "KURSUS JAHIT"}
    assert by_number[FIRST + 15 * 4 + 2].extra == {"job": "99"}
    assert by_number[FIRST + 15 * 4 + 3].extra == {}


def test_extra_columns_are_left_out_but_listed(register):
    assert check_rows(people(1), register).ignored == ["NO", "NAMA AYAH"]


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("0", "unrecorded"),
        ("-", "unrecorded"),
        ("", "unrecorded"),
        ("0000000000000000", "unrecorded"),
        (0.0, "unrecorded"),
    ],
)
def test_spellings_of_no_nik_yet_are_no_fault(register, spelling, reason):
    row = check_rows([person(0, 0, NIK=spelling)], register).rows[0]

    assert (row.status, row.values["no_nik_reason"], row.notes) == ("new", reason, [])


def test_a_child_without_nik_is_a_child(register):
    checked = check_rows([person(0, 0), person(0, 2, NIK="")], register)

    assert checked.rows[1].values["no_nik_reason"] == "child"


def test_names_in_capitals_are_tidied_and_mixed_case_is_kept(register):
    checked = check_rows([person(0, 0), person(0, 1, **{"NAMA LENGKAP": "Maria de Jesus"})], register)

    assert [row.get("name") for row in checked.rows] == ["Yohanes Tallo A", "Maria de Jesus"]


def test_most_rows_like_other_people_stop_the_import(register):
    family = FamilyFactory(village=village("5301012001"), kk_number="")
    for member in range(6):
        PersonFactory(family=family, nik=nik(member, 0), nik_hash=lookup_hash(nik(member, 0)), relation="child")

    with pytest.raises(check.SheetRefused, match="mirip dengan orang lain"):
        check_rows([person(family, 0) for family in range(8)], register)


def test_the_same_sheet_for_the_wrong_village_is_stopped(register):
    for family in range(6):
        here = FamilyFactory(
            village=village("5371011001"), kk_number=card(family), kk_hash=lookup_hash(card(family)), head=False
        )
        PersonFactory(family=here, nik=nik(family, 0), nik_hash=lookup_hash(nik(family, 0)), birth_date=born(family, 0))

    with pytest.raises(check.SheetRefused, match="Tidak ada yang disimpan"):
        check_rows([person(family, 0) for family in range(6)], register)

    assert not Person.objects.filter(village_id="5371041001", name__startswith="Yohanes").exists()


def test_looks_outside_the_scope_are_logged_for_the_region_that_owns_the_person(register):
    from accounts.models import PersonalDataAccess

    check_rows([*people(3), person(26, 2, NIK="5301010101900032", **{"NO. KK": card(0)})], register)

    row = PersonalDataAccess.objects.get(user=register)
    assert (row.region_code, row.rows, row.note) == ("5301012001", 1, check.OUTSIDE_NOTE)


def test_too_many_looks_outside_the_scope_in_a_day_tell_nothing_any_more(register, monkeypatch):
    monkeypatch.setattr(check, "OUTSIDE_A_DAY", 1)
    rows = [*people(3), person(26, 2, NIK="5301010101900032", **{"NO. KK": card(0)})]
    check_rows(rows, register)

    with pytest.raises(check.SheetRefused, match="Terlalu banyak NIK"):
        check_rows(rows, register)


def test_more_rows_than_the_limit_are_refused_with_their_number(register, monkeypatch):
    monkeypatch.setattr(check, "MAX_ROWS", 7)

    with pytest.raises(check.SheetRefused, match="8 baris"):
        check_rows(people(2), register)


def test_a_sheet_with_a_header_and_nothing_below_says_so(register):
    with pytest.raises(check.SheetRefused, match="Tidak ada baris data"):
        check_rows([], register)


def test_blank_rows_in_between_and_behind_do_not_count(register):
    rows = [person(0, 0), {}, person(0, 1), {"NO": " "}, {}]

    checked = check_rows(rows, register)

    assert [row.number for row in checked.rows] == [FIRST, FIRST + 2]


def test_the_number_of_queries_does_not_grow_with_the_rows(register, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        check_rows(people(120), register)
