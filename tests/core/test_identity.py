"""NIK and nomor KK: 16 digits of the civil registry, region, date (day + 40 for women), serial."""

import datetime

import pytest

from core.identity import clean_digits, is_blank, mask, nik_warnings, number_in, parse_kk, parse_nik

WOMAN, MAN = "5371045708900001", "5371041708900001"
BORN = datetime.date(1990, 8, 17)


@pytest.mark.parametrize(("nik", "sex"), [(WOMAN, "P"), (MAN, "L")])
def test_reads_region_birth_and_sex(nik, sex):
    number = parse_nik(nik)

    assert number.errors == ()
    assert (number.region, number.sex) == ("537104", sex)
    assert (number.day, number.month, number.year_two_digits) == (17, 8, 90)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("537104170890000", "16 angka, ini 15"),
        ("53710417089000011", "16 angka, ini 17"),
        ("537104170890000A", "angka saja"),
        ("5.371041E15", "angka saja"),
        ("５３７１０４１７０８９００００１", "angka saja"),
        ("5371043208900001", "tidak mungkin"),
        ("5371041713900001", "tidak mungkin"),
        ("5371040008900001", "tidak mungkin"),
        ("5371047208900001", "tidak mungkin"),
        ("5371043102900001", "tidak mungkin"),
        ("5371042902910001", "tidak mungkin"),
        ("5371041708900000", "0000"),
    ],
)
def test_refuses_what_cannot_be_a_nik(text, sentence):
    assert any(sentence in str(error) for error in parse_nik(text).errors)


def test_the_leap_day_of_either_century_is_possible():
    assert parse_nik("5371042902000001").errors == ()


def test_a_card_number_has_no_day_plus_40():
    assert parse_kk("5371041201200007").errors == ()
    assert any("Nomor KK" in str(error) for error in parse_kk("5371045201200007").errors)


@pytest.mark.parametrize(
    ("nik", "sex", "birth_date", "count"),
    [
        (WOMAN, "P", BORN, 0),
        (WOMAN, "L", BORN, 1),
        (WOMAN, "P", datetime.date(1990, 8, 18), 1),
        (WOMAN, "L", datetime.date(1991, 8, 17), 2),
        (WOMAN, "", None, 0),
        ("123", "L", BORN, 0),
    ],
)
def test_a_mismatch_with_the_person_is_only_a_warning(nik, sex, birth_date, count):
    assert len(nik_warnings(nik, sex=sex, birth_date=birth_date)) == count


@pytest.mark.parametrize("text", ["", " ", "0", "-", "'0", "0000000000000000", "NULL", "belum ada", "#N/A", None])
def test_spellings_of_no_number_yet(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", [WOMAN, "5", "tidak tahu"])
def test_anything_else_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text", ["'5371045708900001", "5371 0457 0890 0001", "53.71.04.570890.0001", "5371-045708900001"]
)
def test_takes_off_what_sheets_put_around_a_number(text):
    assert clean_digits(text) == WOMAN


@pytest.mark.parametrize(("number", "shown"), [(WOMAN, "5371••••••••0001"), ("", ""), (None, ""), ("1234", "••••")])
def test_a_mask_hides_all_but_the_ends(number, shown):
    assert mask(number) == shown


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5371045708900001", "5371045708900001"),
        ("NIK 5371 0457 0890 0001", "5371045708900001"),
        ("5371.0457.0890.0001 Maria", "5371045708900001"),
        ("537104570890000", ""),
        ("Belum terklasifikasi sama sekali", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_found_in_what_was_typed(typed, number):
    assert number_in(typed) == number
