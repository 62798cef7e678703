"""How Indonesian names are written and heard: pure functions on plain texts.

One person is "Muh. Ali Djami" on her card and "Moehammad Aly Jami" in the group's book. Titles say nothing, some first
names are written short, the spellings of 1901, 1947 and 1972 live side by side, and the parts come in any order.
Sources: the spelling reforms (Van Ophuijsen, Soewandi, EYD); names as village lists write them.
"""

# ruff: noqa: SIM905  a list of words reads best as words

import re
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA, JaroWinkler

from core.text import name_key

SOUND_LENGTH = 40
#: Words of a name that are looked at; nobody is told apart by a seventh.
MOST_WORDS = 6
#: A name is looked at again and again while a region is searched.
REMEMBERED = 100_000

#: Titles, degrees and particles between names.
NO_NAMES = frozenset(
    "h hj hi haji hajjah dr drs dra drg drh ir prof kh ust ustad ustaz ustadz ustadzah pdt pdm pnt pastor romo rm sr "
    "suster bruder br rp rd bin binti bt alm almh almarhum almarhumah bpk bapak ibu sdr sdri tn ny nona nn "
    "se sh st mt mm msi spd mpd sag mag skom stp sip skm amd amdkeb skep skeb spt sp spi ssos sth ssi "
    "i ni ra raden".split()
)
#: Written short or by ear, and what it stands for. Not where it is the whole name.
SHORT = {
    **dict.fromkeys(("mohamad", "mohammad", "mochamad", "mochammad", "mohamed", "moehamad"), "muhammad"),
    **dict.fromkeys(("muh", "moh", "mhd", "muhd", "mohd", "much", "moch", "mukh"), "muhammad"),
    **dict.fromkeys(("sit", "sti"), "siti"),
    **dict.fromkeys(("abd", "abdl", "abdoel"), "abdul"),
    **dict.fromkeys(("nym", "nyo"), "nyoman"),
    **dict.fromkeys(("wy", "wyn"), "wayan"),
    "kt": "ketut",
    "md": "made",
    **dict.fromkeys(("yoh", "joh"), "yohanis"),
}
#: A title of one sense and a short name of another: the name, where another follows.
TWO_SENSES = {"st": "siti", "ny": "nyoman"}
#: So common that two bearers have little in common.
COMMON = frozenset("muhammad siti abdul maria nyoman wayan made ketut putu gede kadek komang nur sri".split())
#: Of these a register holds too many, even in Kupang, to tell anything; Maria stands for half a name.
MERE_SIGNS = COMMON - {"maria"}

#: Older and foreign ways of writing a sound, longest first.
SPELLINGS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("nj", "ny"),
    ("sj", "s"),
    ("sy", "s"),
    ("sch", "s"),
    ("chm", "hm"),
    ("ch", "k"),
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "kw"),
    ("ie", "i"),
    ("ij", "i"),
    ("ae", "ai"),
)
_SOFT_C = re.compile(r"c(?=[ei])")
_CONSONANT_Y = re.compile(r"(?<=[bcdfghklmnpqrstvwxz])y|y$")
_INITIAL_J = re.compile(r"^j|^i(?=[aiueo])|(?<=[aiueo])j")
_DOUBLE = re.compile(r"(.)\1+")
_SINGLE_LETTERS = str.maketrans({"q": "k", "x": "ks", "z": "s", "v": "f", "c": "k"})
#: Sounds that are heard alike, for the key alone.
_COARSE = str.maketrans({"p": "f", "b": "f", "d": "t", "g": "k", "w": "f"})


@lru_cache(maxsize=REMEMBERED)
def words_of(name):
    """The parts that name somebody, short ones written out: ``"Hj. St. Aminah binti Umar, S.Pd"`` → ``siti aminah
    umar``. Nothing is left of nothing; a name of titles alone stays as it is."""
    text = re.sub(r",.*$", "", str(name or ""))  # degrees stand behind a comma
    text = re.sub(r"\b((?:[A-Za-z]{1,3}\.){2,})", _degree, text)
    raw = name_key(text.replace("'", "").replace("’", "").replace("`", "")).split()
    words = [_written_out(word, place, raw) for place, word in enumerate(raw)]
    named = [word for word in words if word not in NO_NAMES]
    return tuple((named or raw)[:MOST_WORDS])


def _degree(match):
    """``S.Pd.`` is one degree, not three names; ``A.B.`` stay two initials."""
    joined = match[1].replace(".", "").lower()
    return " " if joined in NO_NAMES else match[1].replace(".", ". ")


def _written_out(word, place, raw):
    if word in TWO_SENSES:
        return TWO_SENSES[word] if place < len(raw) - 1 else word
    return SHORT.get(word, word) if len(raw) > 1 else word


# --- Heard ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=REMEMBERED)
def spoken(word):
    """One way of writing what sounds alike: ``djoewita`` and ``yuwita`` → ``yuwita``."""
    word = _DOUBLE.sub(r"\1", word)
    for old, new in SPELLINGS:
        word = word.replace(old, new)
    word = _SOFT_C.sub("s", word).translate(_SINGLE_LETTERS)
    word = _CONSONANT_Y.sub("i", _INITIAL_J.sub("y", word))
    word = word[:1] + word[1:].replace("h", "")
    word = _DOUBLE.sub(r"\1", word)
    if word.startswith("h"):
        word = word[1:] or word
    return word[:-1] + {"d": "t", "b": "p"}.get(word[-1:], word[-1:])


@lru_cache(maxsize=REMEMBERED)
def sound(word):
    """Its consonants, and a vowel in front: ``muhammad`` and ``mohamat`` → ``mt``, ``adriana`` → ``atrn``."""
    heard = spoken(word)
    rest = re.sub(r"[aiueo]", "", heard[1:])
    first = "a" if heard[:1] in ("a", "e") else "u" if heard[:1] in ("u", "o") else heard[:1]
    return _DOUBLE.sub(r"\1", (first + rest).translate(_COARSE))[:19]


def sound_key(name):
    """How a name sounds, for an index: its first and its last telling word, in the order of the alphabet. At most
    ``SOUND_LENGTH`` signs."""
    sounds = telling_sounds(name)
    return " ".join(sorted({sounds[0], sounds[-1]}))[:SOUND_LENGTH] if sounds else ""


def sound_keys(name):
    """All keys under which the same person may be kept: under any two of her words, or under one alone."""
    sounds = sorted(set(telling_sounds(name)))
    pairs = [" ".join(pair) for pair in combinations(sounds, 2)]
    return [key[:SOUND_LENGTH] for key in (*sounds, *pairs)]


def sound_pairs(name):
    """The pairs alone, for blocks of a large register; the one word of a name of one."""
    sounds = sorted(set(telling_sounds(name)))
    return [" ".join(pair) for pair in combinations(sounds, 2)] or sounds


@lru_cache(maxsize=REMEMBERED)
def telling_sounds(name):
    """Without initials and without what every other one is called, unless nothing else is there."""
    words = words_of(name)
    full = [word for word in words if len(word) > 1] or list(words)
    telling = [word for word in full if spoken(word) not in _MERE_SPOKEN] or full
    return tuple(sound(word) for word in telling[:5])


# --- Alike --------------------------------------------------------------------------------------------------------

#: How alike two words are, in four steps: heard alike, a slip of the pen, a letter or a beginning, nothing.
EQUAL, NEAR, INITIAL, FAR = 1.0, 0.8, 0.5, 0.0
#: Of longer words, one letter may be wrong.
LONG_ENOUGH = 4
ALIKE = 0.93


@lru_cache(maxsize=REMEMBERED)
def likeness(word, other):
    """EQUAL, NEAR, INITIAL or FAR: what one word has to do with the other."""
    if word == other:
        return EQUAL
    if len(word) == 1 or len(other) == 1:
        return INITIAL if word[0] == other[0] or {word[0], other[0]} == {"j", "y"} else FAR
    heard, other_heard = spoken(word), spoken(other)
    if heard == other_heard:
        return EQUAL
    if is_slip(heard, other_heard) or (sound(word) == sound(other) and OSA.distance(heard, other_heard) <= 2):
        return NEAR
    return INITIAL if is_shortened(heard, other_heard) else FAR


def is_slip(heard, other):
    """One letter wrong, missing or swapped; in a long word two."""
    shortest = min(len(heard), len(other))
    slips = OSA.distance(heard, other, score_cutoff=2)
    if slips == 1:
        return shortest >= LONG_ENOUGH
    return slips == 2 and shortest > 2 * LONG_ENOUGH - 2 and JaroWinkler.similarity(heard, other) >= ALIKE


def is_shortened(heard, other):
    """One is how the other begins (``Frans`` and ``Fransiskus``), or lacks one of its letters (``Reo``, ``Rebo``)."""
    short, long = sorted((heard, other), key=len)
    if not 3 <= len(short) < len(long):
        return False
    return long.startswith(short) or (len(long) == len(short) + 1 and OSA.distance(short, long) == 1)


def is_common(word):
    """Muhammad, Siti and the like, however they are written."""
    return word in COMMON or spoken(word) in _COMMON_SPOKEN


_COMMON_SPOKEN = frozenset(map(spoken, COMMON))
_MERE_SPOKEN = frozenset(map(spoken, MERE_SIGNS))
