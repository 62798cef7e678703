"""Rules about groups, committee and members: pure functions on plain values.

Faults are codes with the field they belong to; ``groups.errors.TEXTS`` says them in words.
"""

from dataclasses import dataclass

from members.rules import ELDERLY_FROM

COMMITTEE_FROM = 17
TREASURER_FROM = 18
ADOLESCENT_FROM, ADOLESCENT_TO = 10, 24

DRAFT, SUBMITTED, RETURNED, ACTIVE, INACTIVE = "draft", "submitted", "returned", "active", "inactive"
MERGED = "merged"
#: State → states it may become. Nothing is deleted: a card is deactivated, as in SIGA.
WAYS = {
    DRAFT: {SUBMITTED},
    RETURNED: {SUBMITTED},
    SUBMITTED: {ACTIVE, RETURNED},
    ACTIVE: {INACTIVE, MERGED},
    INACTIVE: {ACTIVE, MERGED},
}
#: A card in one of these may have gaps and is in the hands of who registers it.
UNFINISHED = {DRAFT, RETURNED}

#: Fields that every finished card has; others depend on an answer (the decree's number on there being a decree).
ALWAYS_WANTED = (
    "register_number",
    "name",
    "address",
    "adviser_kind",
    "adviser_name",
    "funds",
    "integration",
    "signed_place",
    "signed_on",
)
REQUIRED_POSTS = ("chair", "secretary", "treasurer")
OTHER, NOT_INTEGRATED = "lainnya", "tidak"
_NOISE = {"uppka", "uppks", "kelompok", "poktan"}


@dataclass(frozen=True)
class Fault:
    """``field`` is the name of the card's field, or "committee" or "members"."""

    field: str
    code: str


def may_become(state, new):
    return new in WAYS.get(state, set())


def duplicate_key(name_key):
    """The part of a name key that tells groups apart: ``"kelompok uppka melati i"`` → ``"melati i"``.

    Case and punctuation are gone already; UPPKA and its former name UPPKS do not distinguish.
    """
    words = [word for word in name_key.split() if word not in _NOISE]
    return " ".join(words) or name_key


def next_number(numbers):
    """The register number to propose: one above the highest that is all digits, in three places or as wide as it."""
    digits = [number for number in numbers if number.isascii() and number.isdigit()]
    highest = max(digits, key=int, default="0")
    return str(int(highest) + 1).zfill(max(3, len(highest)))


def card_faults(card, today):
    """What is wrong on the card, whether finished or not. ``card`` maps field names to plain values."""
    faults = []
    for field in ("founded_on", "decree_on", "pro_pn_on", "signed_on"):
        if card.get(field) and card[field] > today:
            faults.append(Fault(field, "in_future"))
    chosen = card.get("integration") or []
    if NOT_INTEGRATED in chosen and len(chosen) > 1:
        faults.append(Fault("integration", "not_integrated_excludes"))
    return faults


def card_gaps(card):
    """What a card (K/0/UPPKA) still lacks to be finished."""
    depending = {
        "adviser_other": card.get("adviser_kind") == "other",
        "decree_number": card.get("has_decree"),
        "decree_on": card.get("has_decree"),
        "decree_by": card.get("has_decree"),
        "integration_other": OTHER in (card.get("integration") or []),
        "social_media": card.get("has_social_media"),
        "pro_pn_on": card.get("is_pro_pn"),
    }
    wanted = [*ALWAYS_WANTED, *(field for field, needed in depending.items() if needed)]
    return [Fault(field, "missing") for field in wanted if not card.get(field)]


def roll_gaps(posts, member_count):
    """What committee and members still lack: chair, secretary, treasurer, and at least one member."""
    gaps = [Fault("committee", f"no_{post}") for post in REQUIRED_POSTS if post not in posts]
    return gaps if member_count else [*gaps, Fault("members", "no_members")]


def post_fault(post, *, age, is_married):
    """Code of the rule that keeps a person from a post, or nothing.

    Committee: 17 or married; treasurer: 18, since she answers for money. ``age`` in completed years on the first day,
    None when the birth date is unknown. Source: proposal of this application, no official text was at hand.
    """
    if post == "treasurer":
        return "age_unknown" if age is None else "treasurer_too_young" if age < TREASURER_FROM else ""
    if is_married or (age is not None and age >= COMMITTEE_FROM):
        return ""
    return "age_unknown" if age is None else "committee_too_young"


def training_fault(trainings, is_untrained):
    """ "Belum dilatih" and a training exclude each other; one of both is said."""
    if is_untrained and trainings:
        return "untrained_excludes"
    return "" if is_untrained or trainings else "training_unsaid"


def member_type(*, age, is_married, is_pus, is_using_kb):
    """acceptor, pus_non_kb, remaja, lansia or non_pus; "pus_unknown" for a couple whose KB state nobody recorded.

    Describes, never gates: nobody is left out for not using KB. Remaja: 10–24 and unmarried; lansia: 60 and older.
    """
    if is_pus:
        return {True: "acceptor", False: "pus_non_kb", None: "pus_unknown"}[is_using_kb]
    if age is not None and age >= ELDERLY_FROM:
        return "lansia"
    if age is not None and ADOLESCENT_FROM <= age <= ADOLESCENT_TO and not is_married:
        return "remaja"
    return "non_pus"
