"""Rules about lives that change: pure functions on plain values, used by forms and services alike.

A check returns findings; none means that nothing is wrong. Sources: marriage from 19 years on (UU 16/2019, pasal 7);
relations to the head as the family card knows them.
"""

from dataclasses import dataclass
from datetime import date as Date

from core.dates import age_on
from members.findings import error, warning
from members.rules import ADULT_FROM, KB_FROM, MEN, WOMEN

MARRIAGE_FROM = 19
#: A mother younger or older than this at the birth is asked about again.
MOTHER_FROM, MOTHER_TO = 15, 50

SPOUSE = "spouse"
_SAME, _NEAR = ("helper", "other"), "relative"
#: Relation of the new head before → relation of another before → relation afterwards. What is not named becomes
#: "famili lain"; helpers and others stay what they are. SPOUSE: wife or husband by sex, where she is married.
_AROUND = {
    "wife": {"head": SPOUSE, "child": "child", "child_in_law": "child_in_law", "grandchild": "grandchild"}
    | {"parent": "parent_in_law", "parent_in_law": "parent"},
    "child": {"head": "parent", "husband": "parent", "wife": "parent", "child_in_law": SPOUSE, "grandchild": "child"},
    "child_in_law": {"head": "parent_in_law", "husband": "parent_in_law", "wife": "parent_in_law"}
    | {"child": SPOUSE, "grandchild": "child"},
    "parent": {"head": "child", "husband": "child_in_law", "wife": "child_in_law", "child": "grandchild"}
    | {"parent": SPOUSE},
    "parent_in_law": {"head": "child_in_law", "husband": "child", "wife": "child", "child": "grandchild"}
    | {"parent_in_law": SPOUSE},
}
_AROUND["husband"] = _AROUND["wife"]
#: Of a child, by the mother's relation.
_CHILD_OF = {"head": "child", "wife": "child", "child": "grandchild", "child_in_law": "grandchild"}
#: Of who marries into a family, by the relation of the partner there.
_PARTNER_OF = {"head": SPOUSE, "child": "child_in_law", "parent": "parent", "parent_in_law": "parent_in_law"}
#: Relations that two spouses of one family have.
_PAIRS = {
    frozenset(pair)
    for pair in (
        ("head", "wife"),
        ("head", "husband"),
        ("child", "child_in_law"),
        ("parent",),
        ("parent_in_law",),
        ("relative",),
    )
}


@dataclass(frozen=True)
class Life:
    """What the rules ask about one person. ``latest``: the day of her last recorded event, if there is one."""

    sex: str = ""
    marriage: str = ""
    relation: str = ""
    birth_date: Date | None = None
    latest: Date | None = None

    def age_on(self, date):
        return age_on(self.birth_date, date)


# --- Days and acts ------------------------------------------------------------------------------------------------


def check_day(life, *, on, today):
    """An event is not in the future, not before her birth, and not before what was recorded last: each begins where
    the one before ended."""
    if on > today:
        return [error("on", "event_future")]
    if life.birth_date and on < life.birth_date:
        return [error("on", "event_before_birth")]
    if life.latest and on < life.latest:
        return [error("on", "event_before_last", date=f"{life.latest:%d-%m-%Y}")]
    return []


def check_marriage(life, *, on):
    """Below 19 only a court allows it, and a second marriage at the same time is asked about: both may be true."""
    findings = []
    age = life.age_on(on)
    if age is not None and age < MARRIAGE_FROM:
        findings.append(warning("on", "marriage_young", age=age))
    if life.marriage == "married":
        findings.append(warning("partner", "marriage_second"))
    return findings


def check_partner(life, partner):
    """Husband and wife."""
    return [error("partner", "partner_same_sex")] if life.sex == partner.sex else []


def check_marriage_ends(life):
    """Only who is married is divorced or widowed."""
    return [] if life.marriage == "married" else [error("on", "not_married")]


def check_birth(*, on, today, mother=None):
    """A mother (Life, if she is known) was at least ten; below 15 and above 50 is asked again."""
    if on > today:
        return [error("on", "event_future")]
    if mother is None:
        return [warning("mother", "mother_missing")]
    age = mother.age_on(on)
    if mother.sex != WOMEN:
        return [error("mother", "mother_not_woman")]
    if age is not None and age < KB_FROM:
        return [error("mother", "mother_too_young", age=max(age, 0))]
    if age is not None and not MOTHER_FROM <= age <= MOTHER_TO:
        return [warning("mother", "mother_age", age=age)]
    return []


# --- Relations ----------------------------------------------------------------------------------------------------


def relation_around(head, life):
    """What ``life`` becomes to a new ``head`` of the same family: the wife becomes head, children stay children."""
    if life.relation in _SAME:
        return life.relation
    becomes = _AROUND.get(head.relation, {}).get(life.relation, _NEAR)
    if head.relation == "child" and becomes == "child" and head.marriage == "single":
        return _NEAR
    return _spouse(head, life) if becomes == SPOUSE else becomes


def relation_of_child(mother_relation):
    """What a newborn is to the head, by what the mother is."""
    return _CHILD_OF.get(mother_relation, _NEAR)


def relation_of_partner(life, partner):
    """What ``life`` is to the head of the family of her ``partner``, whom she has married."""
    becomes = _PARTNER_OF.get(partner.relation, _NEAR)
    return _by_sex(life.sex) if becomes == SPOUSE else becomes


def are_couple(one, other):
    """Both married, man and woman, with relations that spouses of one family have."""
    married = one.marriage == other.marriage == "married" and one.sex != other.sex
    return married and frozenset((one.relation, other.relation)) in _PAIRS


def next_head(lives, on):
    """Who of ``lives`` ({key: Life}) would lead the family after its head: the spouse, the eldest grown child, the
    eldest grown person, the eldest. Returns a key, None of nobody."""
    ranks = {"wife": 0, "husband": 0, "child": 1}

    def order(key):
        life = lives[key]
        age = life.age_on(on)
        is_grown = life.marriage not in ("", "single") or (age is not None and age >= ADULT_FROM)
        return (not is_grown, ranks.get(life.relation, 2), life.birth_date or Date.max, key)

    return min(lives, key=order, default=None)


def _spouse(head, life):
    are_married = head.marriage == life.marriage == "married" and head.sex != life.sex
    return _by_sex(life.sex) if are_married else _NEAR


def _by_sex(sex):
    return "husband" if sex == MEN else "wife"
