"""Welfare: what may be written, how sheets write it, and that nothing is worked out."""

import datetime
from decimal import Decimal

import pytest

from members import welfare_rules as rules

TODAY = datetime.date(2026, 11, 24)
DECILE = {
    "measure": "dtsen",
    "level": "3",
    "period": datetime.date(2026, 7, 1),
    "source": "Berkas DTSEN",
    "today": TODAY,
}
IBANGGA = {**DECILE, "measure": "ibangga", "level": "berkembang", "period": datetime.date(2026, 1, 1)}
PKH = {**IBANGGA, "measure": "programme", "level": "yes", "programme": "pkh"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (DECILE, []),
        ({**DECILE, "measure": ""}, [("measure", "welfare_measure")]),
        ({**DECILE, "level": "11"}, [("level", "welfare_level")]),
        ({**DECILE, "level": ""}, [("level", "welfare_level")]),
        ({**DECILE, "source": ""}, [("source", "welfare_source")]),
        ({**DECILE, "period": None}, [("period", "welfare_period")]),
        ({**DECILE, "period": datetime.date(2026, 10, 1)}, []),
        ({**DECILE, "period": datetime.date(2027, 1, 1)}, [("period", "welfare_future")]),
        ({**DECILE, "period": datetime.date(2024, 10, 1)}, [("period", "welfare_too_early")]),
        ({**DECILE, "newer": 1}, []),
        ({**DECILE, "newer": 2}, [("period", "welfare_forgotten")]),
        ({**DECILE, "programme": "pkh"}, [("programme", "welfare_no_programme")]),
        ({**DECILE, "value": Decimal(30)}, [("value", "welfare_no_value")]),
        (IBANGGA, []),
        ({**IBANGGA, "newer": 5}, []),
        ({**IBANGGA, "value": Decimal("100.01")}, [("value", "welfare_value")]),
        ({**IBANGGA, "value": Decimal("-1")}, [("value", "welfare_value")]),
        ({**IBANGGA, "value": Decimal("61.43")}, []),
        (PKH, []),
        ({**PKH, "programme": ""}, [("programme", "welfare_programme")]),
    ],
)
def test_what_is_missing_or_cannot_be(told, expected):
    found = rules.check_welfare(**told)

    assert [(finding.field, finding.code) for finding in found] == expected
    assert all(finding.is_error for finding in found)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("0", "rentan"),
        ("39.99", "rentan"),
        ("40", "berkembang"),
        ("70", "berkembang"),
        ("70.01", "tangguh"),
        ("100", "tangguh"),
    ],
)
def test_bands_of_ibangga(value, band):
    assert rules.band_of(Decimal(value)) == band


def test_a_class_beside_its_band_is_asked_about_and_stays_as_published():
    (found,) = rules.check_welfare(**{**IBANGGA, "value": Decimal("35")})

    assert (found.level, found.code) == ("warning", "welfare_band")


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        ("dtsen", "2026-3", datetime.date(2026, 7, 1)),
        ("dtsen", "Q3 2026", datetime.date(2026, 7, 1)),
        ("dtsen", "2026Q1", datetime.date(2026, 1, 1)),
        ("dtsen", "TW 4 2025", datetime.date(2025, 10, 1)),
        ("dtsen", "Triwulan II 2026", datetime.date(2026, 4, 1)),
        ("dtsen", "triwulan ii/2026", datetime.date(2026, 4, 1)),
        ("dtsen", "2026", None),
        ("dtsen", "2026-5", None),
        ("dtsen", "2026-3-1", None),
        ("dtsen", "juli", None),
        ("ks", "2026", datetime.date(2026, 1, 1)),
        ("ks", "2026-3", None),
        ("ks", "26", None),
        ("ks", "", None),
    ],
)
def test_period_as_sheets_write_it(measure, text, expected):
    assert rules.period_in(measure, text) == expected


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        ("dtsen", "4", "4"),
        ("dtsen", "Desil 10", "10"),
        ("dtsen", "04", "4"),
        ("dtsen", "0", ""),
        ("dtsen", "11", ""),
        ("dtsen", "miskin", ""),
        ("ks", "Pra-KS", "pra_ks"),
        ("ks", "Prasejahtera", "pra_ks"),
        ("ks", "KS III+", "ks3_plus"),
        ("ks", "KS III Plus", "ks3_plus"),
        ("ks", "Sejahtera II", "ks2"),
        ("ks", "ks3", "ks3"),
        ("ibangga", "TANGGUH", "tangguh"),
        ("ibangga", "ya", ""),
        ("krs", "Ya", "yes"),
        ("krs", "berisiko", "yes"),
        ("krs", "Tidak berisiko", "no"),
        ("programme", "Penerima", "yes"),
        ("programme", "tidak", "no"),
    ],
)
def test_level_as_sheets_write_it(measure, text, expected):
    assert rules.level_of(measure, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DTSEN", "dtsen"),
        ("Desil", "dtsen"),
        ("Tahapan KS", "ks"),
        ("i-Bangga", "ibangga"),
        ("Keluarga Berisiko Stunting", "krs"),
        ("Bansos", "programme"),
        ("tanah", ""),
    ],
)
def test_measure_as_sheets_write_it(text, expected):
    assert rules.key_of(text, rules.MEASURES) == expected


@pytest.mark.parametrize(
    ("measure", "year", "quarter", "text"),
    [("dtsen", 2026, 3, "Triwulan III 2026"), ("dtsen", 2025, "1", "Triwulan I 2025"), ("ks", 2026, None, "2026")],
)
def test_period_in_words(measure, year, quarter, text):
    assert rules.period_text(measure, rules.period_of(measure, year, quarter)) == text
