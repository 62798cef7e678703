"""Invented people of Kupang for measuring the search for doubles: families with everyone who is easily confused, and
records written a second time with the faults of village lists."""

# ruff: noqa: SIM905  a list of words reads best as words

import datetime
import random
from dataclasses import dataclass, replace

from members.matching_rules import Traits, swapped
from uppka.demo import names
from uppka.demo.numbers import Numbers

PEOPLE, DOUBLES = 5000, 1000
TODAY = datetime.date(2026, 11, 24)
VILLAGES = [f"5371{district:02d}10{number:02d}" for district in (1, 4) for number in range(1, 6)]
#: Of families; of children; of sons; of grown-ups whose birthday nobody knows; of people without NIK.
NEWCOMERS, TWINS, NAMED_AFTER_FATHER, HEAPED, WITHOUT_NIK = 0.2, 0.05, 0.05, 0.05, 0.1
#: Of records written again elsewhere: mother, husband or wife are not in that family.
LOST_KIN = 0.3
#: Of people: a stranger of the same name, sex and year of birth lives somewhere in the city.
NAMESAKES = 0.06

#: Newcomers from Flores, Java, Sulawesi, Bali and the Bajo coast: (women, men, last names).
ORIGINS = [
    (
        "Siti Aminah,Siti Fatimah,Nurhayati,Khadijah,Sitti Rahmah,Nur Aini,Zainab,Sumiati,Aisyah,Rosmawati".split(","),
        "Muhammad Ali,Abdul Rahman,Muhammad Yusuf,Achmad,Abdul Kadir,Syamsudin,Usman,Ibrahim,Zainal,Burhan".split(","),
        "Djawas,Umar,Bajideh,Sadikin,Lamahoda,Arkiang,Pua Djombu,Balukh,Hasan,Saleh".split(","),
    ),
    (
        "Sri Wahyuni,Endang,Dwi Lestari,Suryati,Djumiati,Yuniarti,Soelastri,Tri Handayani".split(","),
        "Slamet,Bambang,Joko,Sutrisno,Agus,Eko,Soeparman,Djoko Santoso".split(","),
        "Wijaya,Santoso,Prasetyo,Hidayat,Soebroto,Kusuma,Widodo,Setiawan".split(","),
    ),
    (
        "Ni Wayan,Ni Made,Ni Nyoman,Ni Ketut,Ni Putu,Ni Kadek".split(","),
        "I Wayan,I Made,I Nyoman,I Ketut,I Putu,I Gede".split(","),
        "Sari,Suartini,Widiani,Sudarsana,Artawan,Suryani,Wirawan,Astuti,Darmawan,Sukerti".split(","),
    ),
]
#: Twins like to be called so: the other's first name.
RHYMES = {"a": "i", "i": "a", "o": "i", "e": "a", "u": "i"}


@dataclass
class Person:
    """One record and where it belongs: ``family`` and ``relation`` decide who is whose mother."""

    name: str
    sex: str
    birth_date: datetime.date
    nik: str
    village: str
    family: int
    relation: str


def register(seed, people=PEOPLE, doubles=DOUBLES):
    """({key: Traits}, {(key, key)}): the whole register, and which two records are one person."""
    rng = random.Random(seed)
    persons = _Town(rng).people(people)
    traits = _traits_of(persons)
    chosen = sorted(rng.sample(range(people), doubles))
    same = set()
    for place in chosen:
        key = len(traits)
        traits[key] = written_again(traits[place], persons[place], rng, family=1_000_000 + key)
        same.add((place, key))
    return traits, same


def date_of(text):
    """``YYYYMMDD`` of a foreign data set; None for what is no date."""
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


# --- The town ------------------------------------------------------------------------------------------------------


class _Town:
    def __init__(self, rng):
        self.rng, self.persons, self.families = rng, [], 0
        districts = {village[:6] for village in VILLAGES}
        self.numbers = {district: Numbers(district, lambda number: number) for district in sorted(districts)}

    def people(self, count):
        while len(self.persons) < count:
            self._household(self.rng.choice(VILLAGES))
        self.persons = self.persons[:count]
        self._namesakes()
        return self.persons

    def _household(self, village):
        self.families += 1
        rng = self.rng
        origin = rng.choice(ORIGINS) if rng.random() < NEWCOMERS else None
        surname = rng.choice(origin[2] if origin else names.FAMILY_NAMES)
        father_age = rng.randint(22, 70)
        mother_age = max(19, father_age - rng.randint(-2, 8))
        maiden = rng.choice(origin[2] if origin else names.FAMILY_NAMES)
        father = self._name("L", origin, surname, self._first("L", origin))
        mother = self._name("P", origin, maiden, self._first("P", origin))
        self._add(village, "head", father, "L", self._born(father_age))
        if rng.random() < 0.9:
            self._add(village, "wife", mother, "P", self._born(mother_age))
        self._children(village, origin, surname, father, mother_age)

    def _children(self, village, origin, surname, father, mother_age):
        rng = self.rng
        age = min(mother_age - rng.randint(18, 24), 30)
        second = rng.choice(names.SECOND)
        for _child in range(rng.choice((0, 1, 2, 2, 3, 3, 4, 5))):
            if age < 0:
                return
            sex, born = rng.choice("PL"), self._born(age, heaped=False)
            first = self._first(sex, origin)
            name = self._name(sex, origin, surname, first, second if rng.random() < 0.3 else None)
            if sex == "L" and rng.random() < NAMED_AFTER_FATHER:
                name = father
            self._add(village, "child", name, sex, born)
            if rng.random() < TWINS:
                self._add(village, "child", self._twin(name, sex, origin, surname, first), sex, born)
            age -= rng.randint(1, 5)

    def _twin(self, name, sex, origin, surname, first):
        others = name.removeprefix(first).split()
        if self.rng.random() < 0.5 and first[-1] in RHYMES and len(first) > 3:
            return " ".join([first[:-1] + RHYMES[first[-1]], *others])
        other = self._first(sex, origin, but=first)
        return self._name(sex, origin, surname, other, others[0] if len(others) > 1 and not origin else None)

    def _name(self, sex, origin, surname, first, second=None):
        if second is None and not origin and self.rng.random() < 0.5:
            second = self.rng.choice(names.SECOND if sex == "P" else names.SECOND_MEN)
        return " ".join(filter(None, (first, "" if origin else second, surname)))

    def _first(self, sex, origin, but=""):
        women, men = origin[:2] if origin else (names.WOMEN, names.MEN)
        return self.rng.choice([each for each in (women if sex == "P" else men) if each != but])

    def _born(self, age, heaped=True):
        day = TODAY - datetime.timedelta(days=int(age * 365.25) + self.rng.randint(1, 364))
        if heaped and self.rng.random() < HEAPED:
            return day.replace(month=self.rng.choice((1, 7, 12)), day=1) if day.month != 12 else day.replace(day=31)
        return day

    def _add(self, village, relation, name, sex, born):
        nik = "" if self.rng.random() < WITHOUT_NIK else self.numbers[village[:6]].nik(sex, born)[0]
        self.persons.append(Person(name, sex, born, nik, village, self.families, relation))

    def _namesakes(self):
        """Strangers take over name, sex and year of birth of somebody; family and number stay their own."""
        by_age = {}
        for person in self.persons:
            by_age.setdefault((person.sex, person.birth_date.year // 2), []).append(person)
        for group in by_age.values():
            for person in group[1:]:
                if self.rng.random() < NAMESAKES:
                    other = self.rng.choice(group)
                    person.name = other.name if other.family != person.family else person.name


def _traits_of(persons):
    heads, wives = {}, {}
    for person in persons:
        {"head": heads, "wife": wives}.get(person.relation, {})[person.family] = person.name
    return {key: _trait(person, heads, wives) for key, person in enumerate(persons)}


def _trait(person, heads, wives):
    mother = wives.get(person.family, "") if person.relation == "child" else ""
    partner = {"head": wives, "wife": heads}.get(person.relation, {}).get(person.family, "")
    facts = (person.name, person.sex, person.birth_date, person.nik)
    return Traits(*facts, mother, partner, person.village, person.family)


# --- Written again -------------------------------------------------------------------------------------------------

#: How the letters of one sound are written otherwise.
VARIANTS = [
    ("oe", "u"),
    ("u", "oe"),
    ("dj", "j"),
    ("j", "dj"),
    ("tj", "c"),
    ("c", "tj"),
    ("y", "i"),
    ("i", "y"),
    ("sy", "sj"),
    ("kh", "h"),
    ("h", "kh"),
    ("th", "t"),
    ("t", "th"),
    ("f", "v"),
    ("v", "f"),
    ("nn", "n"),
    ("n", "nn"),
    ("s", "ss"),
    ("ss", "s"),
    ("mm", "m"),
    ("is", "es"),
    ("es", "is"),
    ("z", "s"),
    ("k", "c"),
    ("ks", "x"),
]
SHORTENED = {"Muhammad": ("Muh.", "M.", "Moh.", "Mohamad"), "Siti": ("St.", "Sitti"), "Abdul": ("Abd.", "Abdoel")}
TITLES = {"P": ("Hj. {}", "Ny. {}", "{}, S.Pd", "Ibu {}"), "L": ("H. {}", "Drs. {}", "{}, S.E.", "Bpk {}")}


def written_again(traits, person, rng, family):
    """The same person on another list: elsewhere or in the same family, with one to three faults."""
    again = _elsewhere(traits, rng, family)
    faults = rng.choices(_FAULTS, weights=[weight for _fault, weight in _FAULTS], k=rng.choice((1, 1, 1, 2, 2, 3)))
    for fault, _weight in dict.fromkeys(faults):
        again = fault(again, rng)
    if again.nik and again.nik == traits.nik:
        # The register takes no NIK twice: a double has none, or one with a slip.
        again = rng.choice((_no_nik, _no_nik, _nik_digit, _nik_swapped))(again, rng)
    return again if again.nik != traits.nik else replace(again, nik="")


def _elsewhere(traits, rng, family):
    chance = rng.random()
    if chance < 0.15:
        return traits
    kin = {"mother": "", "partner": ""} if rng.random() < LOST_KIN else {}
    village = traits.village if chance < 0.65 else rng.choice(VILLAGES)
    return replace(traits, family=family, village=village, **kin)


def _spelled(traits, rng):
    return replace(traits, name=_variant(traits.name, rng))


def _variant(name, rng):
    lower = name.lower()
    fitting = [(old, new) for old, new in VARIANTS if old in lower[1:]]
    if not fitting:
        return name
    old, new = rng.choice(fitting)
    places = [place for place in range(1, len(lower)) if lower.startswith(old, place)]
    place = rng.choice(places)
    return name[:place] + new + name[place + len(old) :]


def _mistyped(traits, rng):
    words = traits.name.split()
    place = rng.choice([number for number, word in enumerate(words) if len(word) >= 4] or [0])
    words[place] = _slip(words[place], rng)
    return replace(traits, name=" ".join(words))


def _slip(word, rng):
    place = rng.randrange(1, len(word)) if len(word) > 1 else 0
    act = rng.choice(("drop", "double", "swap", "wrong"))
    if act == "drop" and len(word) > 3:
        return word[:place] + word[place + 1 :]
    if act == "double":
        return word[:place] + word[place] + word[place:]
    if act == "swap" and place + 1 < len(word):
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + rng.choice("aeiounrst") + word[place + 1 :]


def _reordered(traits, rng):
    words = traits.name.split()
    return replace(traits, name=" ".join([words[-1], *words[:-1]]))


def _part_left_out(traits, rng):
    words = traits.name.split()
    if len(words) > 2:
        del words[rng.randrange(1, len(words))]
    return replace(traits, name=" ".join(words))


def _shortened(traits, rng):
    words = traits.name.split()
    for place, word in enumerate(words):
        if word in SHORTENED:
            words[place] = rng.choice(SHORTENED[word])
            return replace(traits, name=" ".join(words))
    if len(words) > 2:
        words[1] = f"{words[1][0]}."
    return replace(traits, name=" ".join(words))


def _titled(traits, rng):
    return replace(traits, name=rng.choice(TITLES[traits.sex]).format(traits.name))


def _in_capitals(traits, rng):
    return replace(traits, name=traits.name.upper())


def _day_and_month(traits, rng):
    return replace(traits, birth_date=swapped(traits.birth_date) or traits.birth_date)


def _year_off(traits, rng):
    if traits.birth_date is None:
        return traits
    return replace(traits, birth_date=_moved(traits.birth_date, year=traits.birth_date.year + rng.choice((-1, 1, -10))))


def _day_off(traits, rng):
    if traits.birth_date is None:
        return traits
    tens, ones = divmod(traits.birth_date.day, 10)
    day = rng.choice((tens * 10 + rng.randint(0, 9), rng.randint(0, 2) * 10 + ones))
    return replace(traits, birth_date=_moved(traits.birth_date, day=day))


def _moved(date, **parts):
    try:
        return date.replace(**parts)
    except ValueError:
        return date


def _no_birth_date(traits, rng):
    return replace(traits, birth_date=None)


def _no_nik(traits, rng):
    return replace(traits, nik="")


def _nik_digit(traits, rng):
    if not traits.nik:
        return traits
    place = rng.randrange(len(traits.nik))
    wrong = rng.choice([digit for digit in "0123456789" if digit != traits.nik[place]])
    return replace(traits, nik=traits.nik[:place] + wrong + traits.nik[place + 1 :])


def _nik_swapped(traits, rng):
    if not traits.nik:
        return traits
    place = rng.randrange(len(traits.nik) - 1)
    nik = traits.nik
    return replace(traits, nik=nik[:place] + nik[place + 1] + nik[place] + nik[place + 2 :])


def _mother_otherwise(traits, rng):
    return replace(traits, mother=_variant(traits.mother, rng) if traits.mother else "")


def _other_sex(traits, rng):
    return replace(traits, sex="L" if traits.sex == "P" else "P")


#: What goes wrong, and how often beside the others.
_FAULTS = [
    (_spelled, 16),
    (_mistyped, 14),
    (_reordered, 6),
    (_part_left_out, 10),
    (_shortened, 8),
    (_titled, 5),
    (_in_capitals, 4),
    (_day_and_month, 8),
    (_year_off, 8),
    (_day_off, 6),
    (_no_birth_date, 2),
    (_mother_otherwise, 4),
    (_other_sex, 1),
]
