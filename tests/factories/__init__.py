"""One module for each app; import from here."""

from tests.factories.accounts import AssignmentFactory, UserFactory, officer_at
from tests.factories.groups import (
    AttendanceFactory,
    CoachingVisitFactory,
    CommitteePostFactory,
    GroupFactory,
    GuestBookEntryFactory,
    HandoverFactory,
    InventoryItemFactory,
    LateEntryFactory,
    MeetingFactory,
    MembershipFactory,
    PhotoFactory,
    PlannedActivityFactory,
    RegisterFactory,
    TrainingFactory,
)
from tests.factories.members import (
    FamilyFactory,
    KbEpisodeFactory,
    LifeEventFactory,
    MoveRequestFactory,
    PersonFactory,
    PregnancyFactory,
    WelfareFactory,
)
from tests.factories.regions import DusunFactory, RegionFactory, village

__all__ = [
    "AssignmentFactory",
    "AttendanceFactory",
    "CoachingVisitFactory",
    "CommitteePostFactory",
    "DusunFactory",
    "FamilyFactory",
    "GroupFactory",
    "GuestBookEntryFactory",
    "HandoverFactory",
    "InventoryItemFactory",
    "KbEpisodeFactory",
    "LateEntryFactory",
    "LifeEventFactory",
    "MeetingFactory",
    "MembershipFactory",
    "MoveRequestFactory",
    "PersonFactory",
    "PhotoFactory",
    "PlannedActivityFactory",
    "PregnancyFactory",
    "RegionFactory",
    "RegisterFactory",
    "TrainingFactory",
    "UserFactory",
    "WelfareFactory",
    "officer_at",
    "village",
]
