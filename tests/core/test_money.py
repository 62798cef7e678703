"""Rupiah are whole numbers; every refusal has its sentence."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.money import LARGEST, RupiahFormField, format_rupiah, parse_rupiah, split_largest_remainder


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("Rp 1.250.000,-", 1_250_000),
        ("rp. 1.250.000,00", 1_250_000),
        ("IDR 5000", 5000),
        (" 5 000 ", 5000),
        ("0", 0),
        (7, 7),
    ],
)
def test_reads_what_people_write(text, amount):
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5000", "negative"),
        ("Rp-5.000", "negative"),
        ("−5000", "negative"),
        ("(5000)", "negative"),
        ("5000,50", "fraction"),
        ("1,250,000", "fraction"),
        ("1.25", "invalid"),
        ("12.50.000", "invalid"),
        ("lima ribu", "invalid"),
        ("5e6", "invalid"),
        ("", "invalid"),
        ("５０００x", "invalid"),
    ],
)
def test_refuses_what_is_not_a_whole_amount(text, code):
    with pytest.raises(ValidationError) as refused:
        parse_rupiah(text)

    assert refused.value.code == code


@pytest.mark.parametrize(("amount", "text"), [(0, "Rp0"), (1_250_000, "Rp1.250.000"), (-5000, "−Rp5.000")])
def test_writes_with_dots(amount, text):
    assert format_rupiah(amount) == text


@given(st.integers(min_value=0, max_value=LARGEST))
def test_what_is_written_reads_back(amount):
    assert parse_rupiah(format_rupiah(amount)) == amount


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=40).filter(any),
)
def test_a_split_loses_no_rupiah_and_favours_nobody_by_more_than_one(total, weights):
    parts = split_largest_remainder(total, weights)

    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part - total * weight // whole <= 1
        assert weight or not part


def test_equal_shares_give_the_rest_to_the_first():
    assert split_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]


def test_a_split_without_weights_is_refused():
    with pytest.raises(ValueError, match="positive"):
        split_largest_remainder(100, [0, 0])


@pytest.mark.parametrize(("typed", "value"), [("1.000", 1000), ("", None)])
def test_the_field_answers_an_integer(typed, value):
    assert RupiahFormField(required=False).clean(typed) == value


def test_the_field_refuses_more_than_the_books_can_hold():
    with pytest.raises(ValidationError, match="terlalu besar"):
        RupiahFormField().clean(str(LARGEST + 1))


def test_the_field_shows_dots_again():
    assert RupiahFormField().prepare_value(1_250_000) == "1.250.000"
    assert RupiahFormField().prepare_value("1.25x") == "1.25x"
