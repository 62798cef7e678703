"""Groups, their committee and members, meetings, coaching, books, and the month's register R/I/UPPKA."""

from groups.models.books import GuestBookEntry, Handover, InventoryItem, PlannedActivity, Training
from groups.models.classification import ClassificationCriterion, ClassificationRule
from groups.models.coaching import CoachingVisit, Photo
from groups.models.group import ClassificationDecision, Group, GroupQuerySet
from groups.models.lists import Adviser, ListValue
from groups.models.meeting import Attendance, Guest, Meeting, MeetingQuerySet
from groups.models.membership import CommitteePost, Membership
from groups.models.register import MonthClosing, Register, RegisterQuerySet, RegisterRow
from groups.models.year import CardRenewal, GroupPair, LateEntry, MonthFigures

__all__ = [
    "Adviser",
    "Attendance",
    "CardRenewal",
    "ClassificationCriterion",
    "ClassificationDecision",
    "ClassificationRule",
    "CoachingVisit",
    "CommitteePost",
    "Group",
    "GroupPair",
    "GroupQuerySet",
    "Guest",
    "GuestBookEntry",
    "Handover",
    "InventoryItem",
    "LateEntry",
    "ListValue",
    "Meeting",
    "MeetingQuerySet",
    "Membership",
    "MonthClosing",
    "MonthFigures",
    "Photo",
    "PlannedActivity",
    "Register",
    "RegisterQuerySet",
    "RegisterRow",
    "Training",
]
