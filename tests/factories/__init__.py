"""One module for each app; import from here."""

from tests.factories.accounts import AssignmentFactory, UserFactory, officer_at
from tests.factories.groups import (
    AttendanceFactory,
    CoachingVisitFactory,
    CommitteePostFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PhotoFactory,
    RegisterFactory,
)
from tests.factories.members import FamilyFactory, KbEpisodeFactory, PersonFactory, PregnancyFactory
from tests.factories.regions import DusunFactory, RegionFactory, village

__all__ = [
    "AssignmentFactory",
    "AttendanceFactory",
    "CoachingVisitFactory",
    "CommitteePostFactory",
    "DusunFactory",
    "FamilyFactory",
    "GroupFactory",
    "KbEpisodeFactory",
    "MeetingFactory",
    "MembershipFactory",
    "PersonFactory",
    "PhotoFactory",
    "PregnancyFactory",
    "RegionFactory",
    "RegisterFactory",
    "UserFactory",
    "officer_at",
    "village",
]
