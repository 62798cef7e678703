"""Families and persons; their lives, health, welfare and word; and who may be whom."""

from members.models.consent import Consent
from members.models.duplicate import PersonPair, PersonPairQuerySet
from members.models.family import DIGITS_3, Family, FamilyQuerySet
from members.models.health import EpisodeQuerySet, KbEpisode, KbMethod, Pregnancy
from members.models.life import LifeEvent, LifeEventQuerySet, MoveRequest, MoveRequestQuerySet
from members.models.lists import CodeValue, Source
from members.models.person import Person, PersonQuerySet
from members.models.welfare import Welfare

__all__ = [
    "DIGITS_3",
    "CodeValue",
    "Consent",
    "EpisodeQuerySet",
    "Family",
    "FamilyQuerySet",
    "KbEpisode",
    "KbMethod",
    "LifeEvent",
    "LifeEventQuerySet",
    "MoveRequest",
    "MoveRequestQuerySet",
    "Person",
    "PersonPair",
    "PersonPairQuerySet",
    "PersonQuerySet",
    "Pregnancy",
    "Source",
    "Welfare",
]
