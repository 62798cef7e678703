"""Families, persons, and the dated episodes of a couple: KB and pregnancy."""

from members.models.consent import Consent
from members.models.family import DIGITS_3, Family, FamilyQuerySet
from members.models.health import EpisodeQuerySet, KbEpisode, KbMethod, Pregnancy
from members.models.lists import CodeValue, Source
from members.models.person import Person, PersonQuerySet

__all__ = [
    "DIGITS_3",
    "CodeValue",
    "Consent",
    "EpisodeQuerySet",
    "Family",
    "FamilyQuerySet",
    "KbEpisode",
    "KbMethod",
    "Person",
    "PersonQuerySet",
    "Pregnancy",
    "Source",
]
