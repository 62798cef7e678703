"""Identity numbers: NIK and nomor KK. Digits mean what the civil registry says (PP on population administration)."""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

#: What village sheets write when a person has no NIK yet.
BLANKS = {"", "0", "-", "--", "00", "000", "null", "none", "nihil", "tidak ada", "belum ada", "n/a", "na", "#n/a", "."}


@dataclass(frozen=True)
class IdentityNumber:
    """``errors`` and ``warnings`` are sentences for the user; an error means that the number cannot be one."""

    digits: str
    errors: tuple = ()
    region: str = ""
    sex: str = ""
    day: int = 0
    month: int = 0
    year_two_digits: int = 0


def parse_nik(text):
    """16 digits: region 6, DDMMYY with day + 40 for women, serial 4. Hard faults only; see ``nik_warnings``."""
    return _parse(text, name="NIK", women_plus_40=True)


def parse_kk(text):
    """16 digits: region 6, date of recording DDMMYY, serial 4."""
    return _parse(text, name="Nomor KK", women_plus_40=False)


def nik_warnings(nik, *, sex="", birth_date=None):
    """A NIK never changes when birth data are corrected, so a mismatch is a warning."""
    number = parse_nik(nik)
    if number.errors:
        return []
    warnings = []
    if sex and number.sex != sex:
        warnings.append(_("Jenis kelamin berbeda dengan angka tanggal pada NIK."))
    if birth_date and (birth_date.day, birth_date.month, birth_date.year % 100) != (
        number.day,
        number.month,
        number.year_two_digits,
    ):
        warnings.append(_("Tanggal lahir berbeda dengan angka pada NIK."))
    return warnings


def clean_digits(text):
    """Take off what sheets put around a number: apostrophe, blanks, dots, dashes."""
    return re.sub(r"[\s.'’`\-]", "", str(text or ""))


def number_in(text):
    """The sixteen digits of an identity number in what was typed, however spaced and whatever stands around; or
    nothing."""
    match = re.search(r"\d{16}", clean_digits(text))
    return match[0] if match else ""


def is_blank(text):
    """True for the spellings of "no number yet"; sixteen zeros are one of them."""
    value = str(text or "").strip().lower().lstrip("'")
    return value in BLANKS or (value != "" and set(value) == {"0"})


def mask(number):
    """``5371041708900001`` → ``5371••••••••0001``."""
    return f"{number[:4]}{'•' * (len(number) - 8)}{number[-4:]}" if len(number or "") > 8 else "•" * len(number or "")


def _parse(text, *, name, women_plus_40):
    digits = clean_digits(text)
    if not digits.isdecimal() or not digits.isascii():
        return IdentityNumber(digits, (_("{name} harus angka saja.").format(name=name),))
    if len(digits) != 16:
        return IdentityNumber(
            digits, (_("{name} harus 16 angka, ini {count} angka.").format(name=name, count=len(digits)),)
        )
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex = ""
    if women_plus_40:
        sex = "P" if day > 40 else "L"
        day = day - 40 if day > 40 else day
    errors = []
    if not _is_day(day, month, year):
        errors.append(_("Tanggal pada {name} tidak mungkin (angka ke-7 sampai ke-10).").format(name=name))
    if digits[12:] == "0000":
        errors.append(_("Nomor urut pada {name} tidak boleh 0000.").format(name=name))
    return IdentityNumber(digits, tuple(errors), digits[:6], sex, day, month, year)


def _is_day(day, month, year_two_digits):
    for century in (1900, 2000):
        try:
            datetime.date(century + year_two_digits, month, day)
        except ValueError:
            continue
        return True
    return False
