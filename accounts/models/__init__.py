"""Who signs in, which role she holds where and when, and who looked at what."""

from accounts.models.assignments import Assignment, AssignmentQuerySet, NationScopedQuerySet, Transfer
from accounts.models.looks import AccessQuerySet, PersonalDataAccess
from accounts.models.users import AccountManager, ResetCode, SavedView, User, UserQuerySet

__all__ = [
    "AccessQuerySet",
    "AccountManager",
    "Assignment",
    "AssignmentQuerySet",
    "NationScopedQuerySet",
    "PersonalDataAccess",
    "ResetCode",
    "SavedView",
    "Transfer",
    "User",
    "UserQuerySet",
]
