"""Rules for two records that are one person: pure functions on plain values."""

from dataclasses import dataclass

from members.findings import error, warning
from members.rules import WOMEN

KEPT, GONE = "kept", "gone"
#: What is chosen column by column, in the order of the person's page; her place in the family is not among them.
COLUMNS = (
    "name",
    "nik",
    "sex",
    "birth_date",
    "birth_place",
    "marriage",
    "education",
    "job",
    "religion",
    "insurance",
    "presence",
    "phone",
    "pus_override",
)
#: Columns that go with another.
WITH = {"name": ("name_key", "sound_key"), "nik": ("no_nik_reason",)}
#: What a family that stays takes over of one that goes, where it has nothing itself.
FAMILY_COLUMNS = ("address", "phone", "kki", "kk_number")
SPOUSES = {"head", "husband", "wife"}


@dataclass(frozen=True)
class Facts:
    """What the rules need of a person; ``nik`` clear, "" without one."""

    sex: str
    marriage: str
    relation: str
    nik: str
    family: int


def settle(kept, gone, chosen):
    """{column: "kept" or "gone"}: as chosen, else from the kept record, from the gone one where that is empty.

    ``kept`` and ``gone`` map columns to values. So a NIK that arrived on the second record comes along.
    """
    return {name: chosen.get(name) or (GONE if _is_gap(kept[name]) and gone[name] else KEPT) for name in COLUMNS}


def differing(kept, gone):
    """Columns in which the two records say different things; an empty one says nothing different."""
    return [name for name in COLUMNS if kept[name] != gone[name] and not (_is_gap(kept[name]) and _is_gap(gone[name]))]


def check(kept, gone):
    """Findings on two Facts: a couple is never one person; another sex or another NIK is passed as a warning."""
    findings = []
    if is_couple(kept, gone):
        findings.append(error("", "merge_couple"))
    elif kept.sex != gone.sex:
        findings.append(warning("sex", "merge_sex"))
    if kept.nik and gone.nik and kept.nik != gone.nik:
        findings.append(warning("nik", "merge_nik"))
    return findings


def is_couple(one, other):
    """Husband and wife of one family."""
    both = (one, other)
    return (
        one.family == other.family
        and one.sex != other.sex
        and all(each.marriage == "married" and each.relation in SPOUSES for each in both)
    )


def heir(persons):
    """Who leads a family whose head goes: wife or husband, else the eldest. ``persons``: [(key, relation, birth date,
    sex)]; None of an empty family. Of equals the first named."""
    order = sorted(persons, key=lambda p: (p[1] not in SPOUSES, p[2] is None, p[2] or 0, p[3] != WOMEN))
    return order[0][0] if order else None


def _is_gap(value):
    return value is None or value == ""
