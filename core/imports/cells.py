"""Single cells: text, numbers that are names, dates in the spellings people use."""

import datetime
import re
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.exports import unprefix
from core.identity import is_blank

#: A spreadsheet keeps 15 digits of a number; the sixteenth becomes 0.
SAFE_DIGITS = 15
#: Whole numbers above this are no longer exact in a spreadsheet's own arithmetic.
EXACT = 2**53
#: Excel counts days from here. Below ``FIRST_SERIAL`` (19 March 1908) a number is rather a year.
EPOCH, FIRST_SERIAL, LAST_SERIAL = datetime.date(1899, 12, 30), 3001, 73050

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar march mrt",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august agst",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}

_SPACES = re.compile(r"[\s\u00a0\u200b\u200e\u200f\ufeff]+")
_WHOLE = re.compile(r"(\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_DATE_TIME = re.compile(r"(?:T|\s)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?Z?$")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})[-/. ]*([a-z]{3,9})\.?[-/. ]*(\d{4}|\d{2})", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")


class Unreadable(RuleError):
    """A cell that cannot mean what its column holds. The text says why and what to do, without the value."""


def text(cell):
    """The cell as one tidy line: no apostrophe in front, no double or hidden spaces, ``5.0`` as ``5``."""
    if isinstance(cell, str):
        plain = _SPACES.sub(" ", cell).strip() if not cell.isalnum() else cell
        return unprefix(plain).lstrip("'`’").strip() if plain[:1] in "'`’" else plain
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime) and not cell.time():
        return cell.date().isoformat()
    return str(cell)


def filled(cell):
    """``text``, with the spellings of "nothing" (``-``, ``0``, ``null`` …) as an empty text."""
    plain = text(cell)
    return "" if is_blank(plain) else plain


def digits(cell):
    """An identity number as text; empty for "none yet". Raises Unreadable when a spreadsheet has eaten its digits.

    A number of 16 digits typed into a number cell is cut to 15 and ends in 0; one that does not end in 0 came from
    a program and is whole.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell != int(cell) or (cell >= 10**SAFE_DIGITS and (cell > EXACT or int(cell) % 10 == 0)):
            raise _digits_lost()
        return filled(cell)
    plain = filled(cell)
    if _SCIENTIFIC.fullmatch(plain):
        raise _digits_lost()
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain


def date(cell, *, today):
    """The cell as a date, None when it is empty. Day comes before month. Raises Unreadable.

    Known: date cells, ``17-08-1990`` (also ``/`` ``.`` or blanks), ``1990-08-17`` with or without a time,
    ``17 Agustus 1990`` and its shortenings, ``17081990``, Excel's day numbers. A year of two digits is the latest
    that is not after ``today``.
    """
    if isinstance(cell, datetime.datetime):
        return _plausible(cell.date())
    if isinstance(cell, datetime.date):
        return _plausible(cell)
    if isinstance(cell, float) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return _serial(int(cell))
    plain = filled(cell)
    return _date_of_text(plain, today) if plain else None


@lru_cache(maxsize=20_000)
def _date_of_text(plain, today):
    plain = _DATE_TIME.sub("", plain).strip(" ,")
    if plain.isdecimal() and len(plain) <= 5:
        return _serial(int(plain))
    if plain.isdecimal() and len(plain) == 7:
        plain = plain.zfill(8)  # 1081990: the spreadsheet dropped the first zero
    if match := _NUMBERS.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _built(match[3], match[2], match[1], today)
    if match := _ISO.fullmatch(plain):
        return _built(match[1], match[2], match[3], today)
    if (match := _NAMED.fullmatch(plain)) and match[2].lower() in MONTHS:
        return _built(match[3], MONTHS[match[2].lower()], match[1], today)
    raise Unreadable(_("Tanggal ini tidak terbaca. Tulis seperti 17-08-1990 (hari-bulan-tahun)."))


def _serial(number):
    if number < FIRST_SERIAL:
        raise Unreadable(_("Hanya tahun atau angka pendek. Tulis tanggal lengkap seperti 17-08-1990."))
    if number > LAST_SERIAL:
        raise Unreadable(_("Tanggal ini tidak terbaca. Tulis seperti 17-08-1990 (hari-bulan-tahun)."))
    return EPOCH + datetime.timedelta(days=number)


def _built(year, month, day, today):
    year, month, day = int(year), int(month), int(day)
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        return _plausible(datetime.date(year, month, day))
    except ValueError:
        raise Unreadable(_("Tanggal ini tidak ada di kalender. Tulis hari-bulan-tahun, seperti 17-08-1990.")) from None


def _plausible(value):
    if not 1900 <= value.year <= 2100:
        raise Unreadable(_("Tahun pada tanggal ini tidak mungkin."))
    return value


def _digits_lost():
    return Unreadable(
        _(
            "Sebagian angka sudah hilang karena Excel menyimpannya sebagai bilangan. "
            "Ubah kolom menjadi Teks, lalu ketik ulang 16 angkanya."
        )
    )
