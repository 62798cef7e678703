"""Are two records one person? Evidence weighed as Fellegi and Sunter do: pure functions on plain values.

Each thing that agrees or differs counts in bits: how much more often it is so for one person than for two. The sum
becomes a score between 0 and 1; at EVEN bits both are as likely. Weights were set on invented families of Kupang (see
benchmarks/doubles.py), with an eye on whom lists confuse: twins, siblings, father and son, namesakes.
Source of the method: Fellegi & Sunter, A Theory for Record Linkage, JASA 64 (1969).
"""

from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from math import inf, log2

from members.name_rules import EQUAL, FAR, NEAR, is_common, likeness, words_of

#: Bits at which one person is as likely as two, and bits that double or halve the odds told by the score.
EVEN, SLOPE = 18.0, 3.0
#: From here on two records are shown to an officer; settings may say otherwise (members.dated_settings).
THRESHOLD = 0.5

NIK_SAME, NIK_NEAR, NIK_CLOSE, NIK_OTHER = 22.0, 9.0, 4.0, -7.0
#: Where a NIK tells sex and birth date.
DATE = slice(6, 12)
BORN_SAME, BORN_SAME_HEAP, BORN_SWAPPED, BORN_NIK, BORN_YEAR = 13.0, 8.0, 10.0, 8.0, 8.0
BORN_DIGIT, BORN_PART = 7.0, 5.0
BORN_CLOSE, BORN_OTHER, BORN_AGES_APART = -5.0, -9.0, -16.0
#: Birth days that lists write when nobody knows (day, month).
HEAPS = frozenset({(1, 1), (31, 12), (1, 7)})
#: A parent is at least so much older than a child of the same name.
GENERATION = 12
WORD, COMMON_WORD, NAMES_AT_MOST = 5.5, 2.5, 15.0
#: A word of one name that clashes with a word of the other, and one that only stands in one of them.
CLASH, LEFT_OUT = -7.0, -1.0
SEX_SAME, SEX_OTHER = 0.5, -6.0
KIN_SAME, MOTHER_OTHER, PARTNER_OTHER = 7.0, -5.0, -4.0
SAME_VILLAGE, SAME_FAMILY = 3.0, 7.0
#: Same parents and a first name of her own: a sister; born on the same day, a twin.
SISTERS, TWINS = -8.0, -24.0
VOWELS = frozenset("aiueo")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of one person; "" or None where it is not. ``mother`` and ``partner`` are names: of the woman whose
    child she is in her family, of the husband or wife beside her. ``family`` and ``village`` are any keys."""

    name: str = ""
    sex: str = ""
    birth_date: Date | None = None
    nik: str = ""
    mother: str = ""
    partner: str = ""
    village: str = ""
    family: object = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 1; ``reasons`` are codes of what agrees (``name_same``) and what does not (``nik_other``)."""

    score: float
    reasons: tuple = ()
    bits: float = 0.0

    def reaches(self, threshold):
        return self.score >= threshold

    @property
    def decimal(self):
        """The score as it is kept, with three places."""
        return Decimal(f"{self.score:.3f}")


def compare(one, other):
    """How likely two Traits are one person."""
    name = compare_names(one.name, other.name)
    same_family = one.family is not None and one.family == other.family
    nik = _nik(one, other)
    born = _born(one, other)
    mother = (FAR, "") if same_family else _kin(one.mother, other.mother, "mother", MOTHER_OTHER)
    evidence = [
        nik,
        (name.bits, name.reason),
        born,
        _sex(one.sex, other.sex),
        mother,
        (FAR, "") if same_family else _kin(one.partner, other.partner, "partner", PARTNER_OTHER),
        _place(one, other, same_family),
    ]
    if same_family or mother[1] == "mother_same":
        evidence.append(_sisters(one, other, name, born))
    bits = sum(bit for bit, _reason in evidence)
    return Likeness(_score(bits), tuple(reason for _bit, reason in evidence if reason), bits)


def could_reach(likeness, threshold):
    """False for two records, compared without numbers and families, whom these could not lift to ``threshold``."""
    return likeness.bits + NIK_NEAR + KIN_SAME >= _bits_of(threshold)


def _bits_of(score):
    return EVEN - SLOPE * log2(1 / score - 1) if 0 < score < 1 else (inf if score >= 1 else -inf)


def _score(bits):
    return round(1 / (1 + 2 ** ((EVEN - bits) / SLOPE)), 3)


# --- Names ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamesAlike:
    """``is_twins``: alike at most as names of twins are."""

    bits: float
    reason: str
    is_twins: bool


def compare_names(one, other):
    """Word by word, in any order; the best partner of each word first."""
    words, others = words_of(one), words_of(other)
    if not words or not others:
        return NamesAlike(0.0, "", False)
    if "".join(sorted(words)) == "".join(sorted(others)) or "".join(words) == "".join(others):
        return NamesAlike(_worth(words), "name_same", False)
    pairs, rest, other_rest = _partners(words, others)
    clashes = min(len(rest), len(other_rest))
    left_out = max(len(rest), len(other_rest)) - clashes
    bits = min(sum(_bits(*pair) for pair in pairs), NAMES_AT_MOST) + clashes * CLASH + left_out * LEFT_OUT
    is_equal = not clashes and all(like == EQUAL for _word, _other, like in pairs)
    reason = "name_same" if is_equal and not left_out else "name_near" if pairs and not clashes else "name_other"
    return NamesAlike(bits, reason, bool(clashes) or any(_rhymes(*pair) for pair in pairs))


def _worth(words):
    return min(sum(COMMON_WORD if is_common(word) else WORD for word in words), NAMES_AT_MOST)


def _partners(words, others):
    """([(word, other, likeness)], words without a partner, others without one), the surest pairs first."""
    found = sorted(
        ((likeness(word, other), i, j) for i, word in enumerate(words) for j, other in enumerate(others)),
        key=lambda each: (-each[0], abs(each[1] - each[2])),
    )
    pairs, mine, theirs = [], set(), set()
    for like, i, j in found:
        if like and i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            pairs.append((words[i], others[j], like))
    rest = [word for i, word in enumerate(words) if i not in mine]
    return pairs, rest, [other for j, other in enumerate(others) if j not in theirs]


def _bits(word, other, like):
    return like * (COMMON_WORD if is_common(word) or is_common(other) else WORD)


def _sisters(one, other, name, born):
    """Children of the same parents, told apart by their names; twins also by numbers that follow one another."""
    if one.nik and one.nik == other.nik:
        return 0.0, ""
    if born[1] not in ("born_same", "born_swapped"):
        return (SISTERS, "") if name.reason == "name_other" else (0.0, "")
    is_twin = name.is_twins or (name.reason != "name_same" and _are_next(one.nik, other.nik))
    return (TWINS, "twins") if is_twin else (0.0, "")


def _are_next(nik, other):
    """Numbers of two who were registered together."""
    if not nik or not other or nik[:12] != other[:12]:
        return False
    return nik.isdecimal() and other.isdecimal() and abs(int(nik) - int(other)) <= 2


def _rhymes(word, other, like):
    """Twins are called Rina and Rini, Rina and Dina. A slip of the pen looks different."""
    if like != NEAR:
        return False
    ends = word[-1] != other[-1] and word[:-1] == other[:-1] and {word[-1], other[-1]} <= VOWELS
    return ends or (word[0] != other[0] and word[1:] == other[1:])


# --- The rest of the evidence --------------------------------------------------------------------------------------


def _nik(one, other):
    """A wrong digit in the date says most. One in the district or the serial says little: many were born on that day,
    and a twin has the next serial. None is wrong where each number tells the birth date of its own record."""
    nik, other_nik = one.nik, other.nik
    if not nik or not other_nik:
        return 0.0, ""
    if nik == other_nik:
        return NIK_SAME, "nik_same"
    if not is_one_slip(nik, other_nik):
        return NIK_OTHER, "nik_other"
    if nik[DATE] == other_nik[DATE]:
        return NIK_CLOSE, "nik_near"
    if _tells(nik, one.birth_date) and _tells(other_nik, other.birth_date) and one.birth_date != other.birth_date:
        return NIK_OTHER, "nik_other"
    return NIK_NEAR, "nik_near"


def _tells(nik, birth_date):
    """The number holds this date; 40 is added to the day of a woman."""
    if birth_date is None or not nik[DATE].isdecimal():
        return False
    return (int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])) == (
        birth_date.day,
        birth_date.month,
        birth_date.year % 100,
    )


def is_one_slip(number, other):
    """One wrong digit, or two neighbours swapped."""
    if len(number) != len(other):
        return False
    wrong = [place for place, (a, b) in enumerate(zip(number, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return number[first] == other[second] and number[second] == other[first]


def slips_of(number):
    """All numbers that are one slip away: 144 wrong digits and up to 15 swaps of a NIK."""
    for place, digit in enumerate(number):
        for wrong in "0123456789".replace(digit, ""):
            yield number[:place] + wrong + number[place + 1 :]
    for place in range(len(number) - 1):
        first, second = number[place : place + 2]
        if first != second:
            yield number[:place] + second + first + number[place + 2 :]


def swapped(date):
    """Day and month exchanged, where that is a date; None for one that stays what it was."""
    if date is None or date.day > 12 or date.day == date.month:
        return None
    return date.replace(day=date.month, month=date.day)


def _born(one, other):
    """By the dates of the records; where they differ or one is missing, two numbers may still tell the same."""
    told = _dates(one.birth_date, other.birth_date)
    if told[0] < BORN_NIK and one.nik and one.nik[DATE] == other.nik[DATE]:
        return BORN_NIK, "born_nik"
    return told


def _dates(born, other):
    if born is None or other is None:
        return 0.0, ""
    if born == other:
        return (BORN_SAME_HEAP if (born.day, born.month) in HEAPS else BORN_SAME), "born_same"
    if swapped(born) == other:
        return BORN_SWAPPED, "born_swapped"
    apart = abs(born.year - other.year)
    same_day = (born.day, born.month) == (other.day, other.month)
    if same_day and (apart in (1, 10) or (apart < GENERATION and is_one_slip(str(born.year), str(other.year)))):
        return BORN_YEAR, "born_near"
    if apart == 0 and (born.month == other.month or born.day == other.day):
        return (BORN_DIGIT if is_one_slip(f"{born:%d%m}", f"{other:%d%m}") else BORN_PART), "born_near"
    if apart >= GENERATION:
        return BORN_AGES_APART, "born_other"
    return (BORN_CLOSE if apart <= 1 else BORN_OTHER), "born_other"


def _sex(sex, other):
    if not sex or not other:
        return 0.0, ""
    return (SEX_SAME, "") if sex == other else (SEX_OTHER, "sex_other")


def _kin(name, other, who, otherwise):
    """``otherwise``: what a different name counts."""
    if not name or not other:
        return 0.0, ""
    alike = compare_names(name, other)
    if alike.reason == "name_other":
        return otherwise, f"{who}_other"
    return (KIN_SAME if alike.bits >= WORD else KIN_SAME / 2), f"{who}_same"


def _place(one, other, same_family):
    """In one family everybody bears the same surname, and nobody is likely to be listed twice."""
    if same_family:
        return SAME_FAMILY, "family_same"
    is_same = bool(one.village) and one.village == other.village
    return (SAME_VILLAGE, "village_same") if is_same else (0.0, "")
