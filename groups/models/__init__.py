"""Groups, their committee and members, meetings, and the month's register R/I/UPPKA."""

from groups.models.group import ClassificationDecision, Group, GroupQuerySet
from groups.models.lists import Adviser, ListValue
from groups.models.meeting import Attendance, Guest, Meeting, MeetingQuerySet
from groups.models.membership import CommitteePost, Membership
from groups.models.register import MonthClosing, Register, RegisterQuerySet, RegisterRow

__all__ = [
    "Adviser",
    "Attendance",
    "ClassificationDecision",
    "CommitteePost",
    "Group",
    "GroupQuerySet",
    "Guest",
    "ListValue",
    "Meeting",
    "MeetingQuerySet",
    "Membership",
    "MonthClosing",
    "Register",
    "RegisterQuerySet",
    "RegisterRow",
]
