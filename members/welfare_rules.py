"""Measures of a family's welfare: what may be written, and nothing that is worked out here.

Sources: DTSEN ranks families in deciles, anew each quarter (Inpres 4/2025); the stages of Keluarga Sejahtera; iBangga's
published classes (Perban BKKBN 3/2022); KRS and programmes as they were handed over. A decile is relative and is never
turned into rupiah; no class is computed from a value.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.text import name_key
from members.findings import error, warning

DTSEN, KS, IBANGGA, KRS, PROGRAMME = "dtsen", "ks", "ibangga", "krs", "programme"
YES, NO = "yes", "no"
#: Quarters of DTSEN that are kept of a family; older ones are forgotten.
QUARTERS_KEPT = 2
#: Classes of iBangga by its published value: below 40, from 40 to 70, above 70.
BANDS = ((Decimal(40), "rentan"), (Decimal(70), "berkembang"), (Decimal(100), "tangguh"))
POOREST = tuple("1234")


@dataclass(frozen=True)
class Measure:
    """``levels``: key → label. ``first_year``: no earlier period exists. ``is_quarterly``: else by the year."""

    levels: dict
    first_year: int
    is_quarterly: bool = False


MEASURES = {
    DTSEN: Measure({str(n): _("Desil {n}") for n in range(1, 11)}, 2025, is_quarterly=True),
    KS: Measure(
        {
            "pra_ks": _("Pra-KS"),
            "ks1": _("KS I"),
            "ks2": _("KS II"),
            "ks3": _("KS III"),
            "ks3_plus": _("KS III Plus"),
        },
        1994,
    ),
    IBANGGA: Measure({"rentan": _("Rentan"), "berkembang": _("Berkembang"), "tangguh": _("Tangguh")}, 2020),
    KRS: Measure({YES: _("Berisiko stunting"), NO: _("Tidak berisiko")}, 2020),
    PROGRAMME: Measure({YES: _("Menerima"), NO: _("Tidak menerima")}, 2000),
}


def level_text(measure, level):
    """The level in words; what is not known stays as it is."""
    label = MEASURES[measure].levels.get(level, level)
    return str(label).format(n=level)


def levels_of(measure):
    """[(key, label)] of one measure."""
    return [(key, level_text(measure, key)) for key in MEASURES[measure].levels]


def period_of(measure, year, quarter=None):
    """First day of the quarter (DTSEN) or of the year (all others)."""
    month = 1 + 3 * (int(quarter) - 1) if MEASURES[measure].is_quarterly else 1
    return datetime.date(int(year), month, 1)


def period_text(measure, period):
    """``Triwulan III 2026`` or ``2026``."""
    if not MEASURES[measure].is_quarterly:
        return str(period.year)
    roman = ("I", "II", "III", "IV")[(period.month - 1) // 3]
    return _("Triwulan {quarter} {year}").format(quarter=roman, year=period.year)


def band_of(value):
    """The class that a published iBangga value lies in; shown as help, never stored for her."""
    return next(level for top, level in BANDS if value < top or (value == top and level != "rentan"))


def check_welfare(*, measure, level, period, source, today, programme="", value=None, newer=0):
    """What is missing or cannot be. ``newer``: later quarters of DTSEN that are recorded of the family."""
    if measure not in MEASURES:
        return [error("measure", "welfare_measure")]
    findings = []
    if level not in MEASURES[measure].levels:
        findings.append(error("level", "welfare_level"))
    if (measure == PROGRAMME) != bool(programme):
        findings.append(error("programme", "welfare_programme" if measure == PROGRAMME else "welfare_no_programme"))
    if not source:
        findings.append(error("source", "welfare_source"))
    return findings + _check_period(measure, period, today, newer) + _check_value(measure, level, value)


def _check_period(measure, period, today, newer):
    if period is None:
        return [error("period", "welfare_period")]
    if period > today:
        return [error("period", "welfare_future")]
    if period.year < MEASURES[measure].first_year:
        return [error("period", "welfare_too_early", year=MEASURES[measure].first_year)]
    return [error("period", "welfare_forgotten")] if measure == DTSEN and newer >= QUARTERS_KEPT else []


def _check_value(measure, level, value):
    if value is None:
        return []
    if measure != IBANGGA:
        return [error("value", "welfare_no_value")]
    if not 0 <= value <= 100:
        return [error("value", "welfare_value")]
    return [warning("value", "welfare_band")] if level and band_of(value) != level else []


# --- As sheets write it -------------------------------------------------------------------------------------------

#: Measure or level → the other ways to write it.
_SPELLINGS = {
    DTSEN: "desil, desil dtsen, peringkat, desil kesejahteraan",
    KS: "tahapan ks, tahapan keluarga sejahtera, keluarga sejahtera",
    IBANGGA: "indeks pembangunan keluarga, i bangga",
    KRS: "keluarga risiko stunting, keluarga berisiko stunting, risiko stunting",
    PROGRAMME: "program, bansos, bantuan, program perlindungan sosial",
    "pra_ks": "pra ks, pra sejahtera, prasejahtera, pra keluarga sejahtera",
    "ks1": "ks 1, ks i, sejahtera 1, sejahtera i",
    "ks2": "ks 2, ks ii, sejahtera 2, sejahtera ii",
    "ks3": "ks 3, ks iii, sejahtera 3, sejahtera iii",
    "ks3_plus": "ks 3 plus, ks iii plus, ks3+, ks 3+, ks iii+, sejahtera iii plus",
    YES: "ya, y, 1, menerima, penerima, berisiko, berisiko stunting, iya, ada",
    NO: "tidak, t, 0, tidak menerima, bukan penerima, tidak berisiko, tdk, bukan",
    "pkh": "program keluarga harapan",
    "sembako": "bpnt, sembako bpnt, bantuan pangan non tunai, kartu sembako",
    "pbi": "pbi jkn, jkn pbi, bpjs pbi, kis",
    "pip": "program indonesia pintar, kip",
    "blt_dd": "blt dana desa, blt desa, bltdd, blt",
    "other": "lainnya, lain lain",
}
_KNOWN = {
    name_key(spelling).replace("_", " "): key
    for key, others in _SPELLINGS.items()
    for spelling in (key, *others.split(","))
}
_QUARTERS = {"1": 1, "i": 1, "2": 2, "ii": 2, "3": 3, "iii": 3, "4": 4, "iv": 4}


def key_of(text, known):
    """Which of the keys ``known`` a cell means; "" for none. Case, punctuation and spelling do not matter."""
    plain = name_key(str(text).replace("+", " plus").replace("_", " "))
    meant = plain if plain in known else _KNOWN.get(plain, "")
    return meant if meant in known else ""


def level_of(measure, text):
    """The level that a cell means: ``4``, ``desil 4``, ``KS III+``, ``ya``; "" for none."""
    plain = name_key(text)
    if measure == DTSEN:
        plain = plain.removeprefix("desil").strip()
        return str(int(plain)) if plain.isascii() and plain.isdecimal() and 1 <= int(plain) <= 10 else ""
    return key_of(text, MEASURES[measure].levels)


def period_in(measure, text):
    """The period that a cell means: ``2026``, ``2026-3``, ``Q3 2026``, ``Triwulan III 2026``, ``2026 TW 3``; None for
    what is no period of this measure."""
    words = [
        word for word in name_key(text).replace("triwulan", " ").replace("tw", " ").replace("q", " ").split() if word
    ]
    years = [word for word in words if len(word) == 4 and word.isascii() and word.isdecimal()]
    rest = [word for word in words if word not in years]
    if len(years) != 1 or not 1900 <= int(years[0]) <= 2100:
        return None
    if not MEASURES[measure].is_quarterly:
        return period_of(measure, years[0]) if not rest else None
    quarter = _QUARTERS.get(rest[0].lstrip("0")) if len(rest) == 1 else None
    return period_of(measure, years[0], quarter) if quarter else None
