"""What the pages of pairs show: two persons side by side, and how many pairs await an officer."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.dates import age_on
from core.text import phone_text
from members import pair_words
from members.doubles.traits import traits_of
from members.matching_rules import compare
from members.models import PersonPair
from regions import clock
from regions.scope import scope_of

DECIDE = "members.decide_personpair"
PERSONS = ("first__family__dusun", "second__family__dusun", "first_village", "second_village")
#: Codes of a regency and wider: what is passed on, is passed on to here.
CITY_CODE = 4


@dataclass(frozen=True)
class Line:
    """One matter; ``verdict`` is one of pair_words, or empty where one of them says nothing."""

    label: str
    first: str
    second: str
    verdict: str = ""


def pairs_for(user):
    """Pairs with at least one person in scope, both persons read; numbers only where a page asks for them."""
    unread = ("nik", "family__kk_number", "extra", "family__extra", "family__search_key")
    pairs = PersonPair.objects.touching(user, DECIDE).select_related(*PERSONS, "decided_by")
    return pairs.defer(*(f"{side}__{name}" for side in ("first", "second") for name in unread))


def seen_of(user, pair):
    """(sees the first, sees the second)."""
    scope = scope_of(user.places(DECIDE))
    return pair.first_village_id in scope, pair.second_village_id in scope


def is_city(user):
    """True for an officer of a whole regency: what a PKB passes on comes to her."""
    return len(user.home_code) <= CITY_CODE


def waiting_for(user):
    """How many pairs await ``user``: of the city what was passed on, of a PKB what nobody has decided. One query."""
    states = [PersonPair.State.CITY] if is_city(user) else [PersonPair.State.OPEN]
    pairs = PersonPair.objects.touching(user, DECIDE).open().filter(state__in=states)
    return pairs.exclude(decided_by=user).count()


def side_by_side(pair):
    """(Likeness as of now, [Line])."""
    persons = pair.first, pair.second
    traits = traits_of(persons)
    kin = [traits[person.pk] for person in persons]
    likeness = compare(*kin)

    def weighed(label, about, texts):
        return _line(label, texts, pair_words.verdict_of(likeness.reasons, about))

    def told(label, text_of):
        texts = [str(text_of(person)) for person in persons]
        return _line(label, texts, pair_words.SAME if texts[0] == texts[1] else pair_words.OTHER)

    def beside(label, text_of, key_of):
        is_same = key_of(persons[0]) == key_of(persons[1])
        return _line(label, [text_of(person) for person in persons], pair_words.SAME if is_same else "")

    return likeness, [
        weighed(_("Nama"), "name", [person.name for person in persons]),
        weighed("NIK", "nik", [person.masked_nik for person in persons]),
        weighed(_("Lahir"), "born", [_born(person) for person in persons]),
        told(_("Jenis kelamin"), lambda person: person.get_sex_display()),
        weighed(pgettext("mother", "Ibu"), "mother", [each.mother for each in kin]),
        weighed(_("Suami/istri"), "partner", [each.partner for each in kin]),
        told(_("Status kawin"), lambda person: person.get_marriage_display()),
        told(_("Nomor HP"), lambda person: phone_text(person.phone)),
        beside(_("Dalam keluarga"), _place_in_family, lambda person: person.family_id),
        beside(_("Tempat tinggal"), _home, _home),
        beside(_("Dicatat"), lambda person: date_format(person.created_at, "j F Y"), lambda person: person.pk),
    ]


def _line(label, texts, verdict):
    return Line(label, *texts, verdict if all(texts) else "")


def _born(person):
    if person.birth_date is None:
        return ""
    text = date_format(person.birth_date, "j F Y")
    age = age_on(person.birth_date, clock.today(person.village_id))
    return f"{text} ({ngettext('{age} tahun', '{age} tahun', age).format(age=age)})"


def _place_in_family(person):
    return f"{person.get_relation_display()} · {person.family.head_name}"


def _home(person):
    return " · ".join(filter(None, (person.village.name, person.family.place_line)))
