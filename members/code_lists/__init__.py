"""Code lists: our stable keys beside the numbers of form years and the words of sheets.

The lists stand in the database (CodeValue, KbMethod), where an administrator may correct them; ``load`` writes what is
known today. ``key_of`` answers from memory: the lists of this package, overlaid by the database once a minute.
"""

import re
import time
from functools import lru_cache

from django.utils import translation

from core.identity import is_blank
from core.text import name_key
from members.code_lists import forms, registry, words

PK15, PK21, SHDK = "pk15", "pk21", "shdk"
#: The order in which a number is tried when a sheet does not say which list it uses.
SCHEMES = (SHDK, PK21, PK15)
FIELDS = (*words.SYNONYMS, "blood")
MEMORY_SECONDS = 60
_BEFORE_WORD = re.compile(r"^\d+\s*[.\-:)]\s*(?=\D)")


def key_of(field, text, scheme=None):
    """Our key for what a sheet says; "" for nothing said, None for what no list knows.

    ``text`` is a number ("2", "02", 2.0) or a word ("ISTRI", "3. Istri"). With ``scheme`` a number is looked up in
    that list alone; without it, only where all lists that know the number agree.
    """
    said = _said(text)
    code = _code_of(said)
    if code is not None:
        known = _memory().codes.get(field, {})
        keys = {known[s][code] for s in ([scheme] if scheme else SCHEMES) if code in known.get(s, {})}
        return keys.pop() if len(keys) == 1 else "" if code == "0" else None
    if is_blank(said):
        return ""
    return _memory().words.get(field, {}).get(_word_of(field, said))


def schemes_of(field, texts):
    """The lists, likeliest first, that know every number in a column; a column of words only fits all of them."""
    codes = {_code_of(_said(text)) for text in texts} - {None, "0"}
    known = _memory().codes.get(field, {})
    return [scheme for scheme in SCHEMES if codes <= set(known.get(scheme, {}))]


def label_of(field, key):
    """What a person reads for a key."""
    return dict(_choices().get(field, ())).get(key, key)


def rows():
    """(field, scheme, code, key, label, source) of every number known today."""
    for (field, scheme), keys in forms.ORDER.items():
        source = forms.SOURCE[scheme]
        if (field, scheme) == ("kb_method", PK21):
            source = f"{source}. {forms.UNCONFIRMED}"
        for number, key in enumerate(keys, start=1):
            yield field, scheme, str(number), key, str(label_of(field, key)), source
    for field in registry.LISTS:
        for code, label, key in registry.entries(field):
            yield field, SHDK, code, key, label, "Daftar administrasi kependudukan"


def load(code_value, kb_method):
    """Write the lists into the given models (a migration hands in its own). Idempotent; what an administrator
    changed stays."""
    have = set(code_value.objects.values_list("field", "scheme", "code"))
    code_value.objects.bulk_create(
        code_value(field=field, scheme=scheme, code=code, key=key, label=label, source=source)
        for field, scheme, code, key, label, source in rows()
        if (field, scheme, code) not in have
    )
    kb_method.objects.bulk_create(
        [
            kb_method(
                key=key,
                label=label,
                is_modern=modern,
                is_long_acting=long_acting,
                user_sex=sex,
                needs_confirmation=confirm,
                order=order,
                source=source,
            )
            for order, (key, (label, modern, long_acting, sex, confirm, source)) in enumerate(forms.METHODS.items())
        ],
        ignore_conflicts=True,
    )
    forget()


def forget():
    """Read the database again at the next question."""
    _read.cache_clear()


class _Memory:
    """``codes``: field → scheme → number → key. ``words``: field → word → key."""

    def __init__(self, stored):
        self.codes: dict = {}
        self.words: dict = {}
        for field, scheme, code, key, label, _source in rows():
            self._add(field, scheme, code, key, label)
        for field, scheme, code, key, label in stored:
            self._add(field, scheme, code, key, label)
        for field, choices in _choices().items():
            for key, label in choices:
                self.words.setdefault(field, {})[_word_of(field, str(label))] = key
                self.words[field].setdefault(_word_of(field, key), key)
        for field, keys in words.SYNONYMS.items():
            for key, spellings in keys.items():
                for spelling in spellings.split(","):
                    self.words.setdefault(field, {}).setdefault(name_key(spelling), key)

    def _add(self, field, scheme, code, key, label):
        self.codes.setdefault(field, {}).setdefault(scheme, {})[code] = key
        self.words.setdefault(field, {})[_word_of(field, label)] = key


def _memory():
    return _read(int(time.monotonic() // MEMORY_SECONDS))


@lru_cache(maxsize=1)
def _read(_minute):
    from members.models import CodeValue

    with translation.override(None):  # sheets are Indonesian, whatever the language of the page
        return _Memory(CodeValue.objects.values_list("field", "scheme", "code", "key", "label"))


def _said(value):
    return str("" if value is None else value).strip().lstrip("'").strip()


def _code_of(text):
    """``"02"``, ``"2.0"``, ``"2"`` → ``"2"``; None for a word."""
    match = re.fullmatch(r"0*(\d+)(?:[.,]0+)?", text)
    return match[1] if match else None


def _word_of(field, text):
    """Case, accents and punctuation off; of a blood group the sign stays."""
    if field == "blood":
        return text.replace(" ", "").lower()
    return name_key(_BEFORE_WORD.sub("", text))


@lru_cache(maxsize=1)
def _choices():
    from members.models import KbEpisode, Person

    return {
        "sex": Person.Sex.choices,
        "marriage": Person.Marriage.choices,
        "relation": Person.Relation.choices,
        "religion": Person.Religion.choices,
        "education": Person.Education.choices,
        "job": Person.Job.choices,
        "jkn": Person.Insurance.choices,
        "presence": Person.Presence.choices,
        "kb_status": KbEpisode.Status.choices,
        "kb_method": [(key, entry[0]) for key, entry in forms.METHODS.items()],
        "wish": KbEpisode.Wish.choices,
        "reason": KbEpisode.Reason.choices,
    }
