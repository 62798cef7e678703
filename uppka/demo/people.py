"""One invented family after another: ages, relations, schooling, work, KB and pregnancies that agree with each other.

Plain dicts of column values, without the database; ``bulk`` adds keys, tokens and the columns left out here.
"""

import datetime
from dataclasses import dataclass, field

from core.dates import age_on
from core.text import name_key
from members.name_rules import sound_key
from members.rules import is_pus
from uppka.demo import names

#: Of 1000 couples that use a method; the national split of 2021 (Ministry of Health), traditional methods aside.
METHODS = [
    ("suntik", 599),
    ("pil", 157),
    ("implan", 100),
    ("iud", 80),
    ("mow", 42),
    ("kondom", 18),
    ("mop", 2),
    ("mal", 1),
]
USING, USED_BEFORE, PREGNANT = 0.574, 0.20, 0.05
FAITHS = (["kristen"] * 60) + (["katolik"] * 26) + (["islam"] * 11) + (["hindu"] * 2) + ["unanswered"]
JOBS = ["farmer", "fisher", "trader", "employee", "self_employed", "casual", "civil_servant"]
YEAR = 365.25


@dataclass
class Household:
    """Column values of a family, its persons (the head first) and, for each person by position, her episodes."""

    family: dict
    persons: list = field(default_factory=list)
    kb: list = field(default_factory=list)
    pregnancies: list = field(default_factory=list)


class Village:
    """Makes the families of one village. ``dusun``: [(key, RW)], may be empty."""

    def __init__(self, code, rng, numbers, today, dusun=()):
        self.code, self.rng, self.numbers, self.today, self.dusun = code, rng, numbers, today, list(dusun)
        self.is_kelurahan = code[6] == "1"

    def household(self, *, head=None, wife_age=None):
        """``head``: a name to use. ``wife_age``: a couple whose wife has this age."""
        rng = self.rng
        self.family_name = rng.choice(names.FAMILY_NAMES)
        self.faith = rng.choice(FAITHS)
        house = Household(self._family())
        shape = 0.0 if wife_age else rng.random()
        if shape < 0.80:
            self._couple(house, head, wife_age or rng.randint(21, 66))
        elif shape < 0.94:
            self._woman_with_children(house, head)
        else:
            self._alone(house, head)
        return _close(house)

    def _family(self):
        rng = self.rng
        dusun_id, rw = rng.choice(self.dusun) if self.dusun else (None, "")
        number, digest = ("", "") if rng.random() < 0.03 else self.numbers.kk(self._day(0.1, 14))
        return {
            "village_id": self.code,
            "dusun_id": dusun_id,
            "rw": rw,
            "rt": f"{rng.randint(1, 9):03d}" if self.is_kelurahan or rw else "",
            "address": f"Jalan {rng.choice(names.STREETS)} {rng.randint(1, 120)}",
            "phone": f"+62812000{rng.randint(10000, 99999)}" if rng.random() < 0.6 else "",
            "kk_number": number,
            "kk_hash": digest,
            "source": "pk" if rng.random() < 0.7 else "village",
            "source_year": self.today.year - 1,
        }

    def _couple(self, house, name, wife_age):
        rng = self.rng
        husband_age = max(21, wife_age + rng.randint(-2, 8))
        husband = name or names.man(rng, self.family_name)
        wife = names.woman(rng, rng.choice(names.FAMILY_NAMES))
        self._add(house, "head", husband, "L", husband_age, "married")
        wife_row = self._add(house, "wife", wife, "P", wife_age, "married")
        self._children(house, wife_age)
        if rng.random() < 0.07 and husband_age < 55:
            mother = names.woman(rng, self.family_name)
            self._add(house, "parent", mother, "P", husband_age + rng.randint(20, 32), "widowed")
        self._episodes(house, 1, wife_row, wife_age)

    def _woman_with_children(self, house, name):
        age = self.rng.randint(30, 70)
        marriage = "widowed" if self.rng.random() < 0.7 else "divorced"
        self._add(house, "head", name or names.woman(self.rng, self.family_name), "P", age, marriage)
        self._children(house, age)

    def _alone(self, house, name):
        age = self.rng.randint(22, 80)
        sex = "P" if name or self.rng.random() < 0.5 else "L"
        make = names.woman if sex == "P" else names.man
        marriage = "widowed" if age > 55 else "single"
        self._add(house, "head", name or make(self.rng, self.family_name), sex, age, marriage)
        if self.rng.random() < 0.5:
            niece = names.woman(self.rng, self.family_name)
            self._add(house, "relative", niece, "P", self.rng.randint(15, 28), "single")

    def _children(self, house, mother_age):
        rng = self.rng
        wanted = rng.choice((0, 1, 2, 2, 2, 3, 3, 3, 4, 5))
        age = min(mother_age - rng.randint(19, 24), 27)
        for _number in range(wanted):
            if age < 0:
                return
            if mother_age - age <= 44:
                sex = "P" if rng.random() < 0.49 else "L"
                child = (names.woman if sex == "P" else names.man)(rng, self.family_name)
                self._add(house, "child", child, sex, age, "single")
            age -= rng.randint(2, 5)

    def _add(self, house, relation, name, sex, age, marriage):
        rng = self.rng
        born = self.today - datetime.timedelta(days=int(age * YEAR + rng.randint(20, 340)))
        nik, digest = ("", "") if rng.random() < 0.03 else self.numbers.nik(sex, born)
        row = {
            "village_id": self.code,
            "dusun_id": house.family["dusun_id"],
            "nik": nik,
            "nik_hash": digest,
            "no_nik_reason": "" if nik else "child" if age < 17 else "unrecorded",
            "name": name,
            "name_key": name_key(name),
            "sound_key": sound_key(name),
            "sex": sex,
            "birth_date": born,
            "birth_place": "Kupang",
            "marriage": marriage,
            "relation": relation,
            "education": _education(rng, age),
            "job": _job(rng, age, relation),
            "religion": self.faith,
            "insurance": rng.choice(("pbi", "pbi", "pbi", "non_pbi", "non_pbi", "none")),
        }
        house.persons.append(row)
        return row

    def _episodes(self, house, position, wife, age):
        """At most one KB state and one pregnancy, both as of today."""
        rng = self.rng
        if not is_pus(sex="P", marriage="married", age=age_on(wife["birth_date"], self.today)):
            return
        confirmed = self._day(0, 0.7)
        state = {"position": position, "village_id": self.code, "confirmed_on": confirmed, "source": "pk"}
        if age < 42 and rng.random() < PREGNANT:
            since = self._day(0.1, 0.65)
            facts = {"position": position, "village_id": self.code, "since": since, "source": "manual"}
            house.pregnancies.append(facts)
            house.kb.append(state | {"status": "before", "since": since, "reason": "pregnant", "wish": "soon"})
        elif (chance := rng.random()) < USING:
            house.kb.append(state | {"status": "now", "method_id": _method(rng), "since": self._day(0.75, 3)})
        else:
            status = "before" if chance < USING + USED_BEFORE else "never"
            reason = rng.choice(("side_effects", "fertility", "disagrees", "other"))
            wish = rng.choice(("soon", "later", "no_more"))
            house.kb.append(state | {"status": status, "since": self._day(0.75, 3), "reason": reason, "wish": wish})

    def _day(self, least_years, most_years):
        days = self.rng.randint(int(least_years * YEAR), int(most_years * YEAR))
        return self.today - datetime.timedelta(days=days)


def _close(house):
    """What the family's row repeats of its persons."""
    keys = [person["name_key"] for person in house.persons]
    house.family |= {
        "head_name": house.persons[0]["name"],
        "name_key": keys[0],
        "search_key": " | ".join(keys),
        "member_count": len(keys),
        "kind": "lengkap" if any(person["relation"] == "wife" for person in house.persons) else "khusus",
    }
    return house


def _method(rng):
    (method,) = rng.choices([key for key, _share in METHODS], [share for _key, share in METHODS])
    return method


def _education(rng, age):
    if age < 7:
        return "none"
    if age < 13:
        return "sd_now"
    if age < 16:
        return "sltp_now"
    if age < 19:
        return "slta_now"
    return rng.choice(("sd_unfinished", "sd", "sd", "sltp", "sltp", "slta", "slta", "slta", "pt"))


def _job(rng, age, relation):
    if age < 17 or (age < 22 and relation == "child"):
        return "none"
    if age > 60:
        return rng.choice(("retired", "farmer", "none"))
    if relation == "wife" and rng.random() < 0.5:
        return "none"
    return rng.choice(JOBS)
