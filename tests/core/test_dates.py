import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.dates import Month, MonthConverter, age_on, months_old_on

BORN = datetime.date(2000, 2, 29)
#: Months whose neighbours no calendar has, and digits of another script.
FAR = ["0001-01", "9999-12", "٢٠٢٦-١١"]


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "", None, "0000-01", *FAR])
def test_anything_but_a_month_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        Month.parse(text)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_a_month_knows_its_days_and_neighbours(date):
    month = Month.of(date)

    assert date in month
    assert month.first <= date <= month.last
    assert month.previous().next() == month == month.next().previous()
    assert month.previous().last + datetime.timedelta(days=1) == month.first
    assert month.previous() < month < month.next()
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(("language", "name"), [("id", "November 2026"), ("en", "November 2026")])
def test_a_month_is_named_in_the_language_of_the_page(language, name):
    with translation.override(language):
        assert str(Month(2026, 11).name) == name


def test_indonesian_names_differ_where_they_differ():
    with translation.override("id"):
        assert Month(2026, 8).name == "Agustus 2026"


def test_the_address_of_a_month():
    converter = MonthConverter()

    assert converter.to_url(converter.to_python("2026-11")) == "2026-11"


@pytest.mark.parametrize(
    ("date", "years", "months"),
    [
        (BORN, 0, 0),
        (datetime.date(2000, 3, 28), 0, 0),
        (datetime.date(2000, 3, 29), 0, 1),
        (datetime.date(2001, 2, 28), 0, 11),
        (datetime.date(2001, 3, 1), 1, 12),
        (datetime.date(2015, 2, 28), 14, 179),
        (datetime.date(2016, 2, 29), 16, 192),
    ],
)
def test_age_counts_completed_years_and_months(date, years, months):
    assert age_on(BORN, date) == years
    assert months_old_on(BORN, date) == months


def test_without_a_birth_date_there_is_no_age():
    assert age_on(None, BORN) is None
    assert months_old_on(None, BORN) is None
