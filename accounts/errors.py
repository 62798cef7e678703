"""What the rules about accounts refuse."""

from core.errors import RuleError


class AccountError(RuleError):
    """An account or assignment cannot be made, changed or ended like this."""


class CodeRefused(RuleError):
    """A one-time code does not open this account. Never says whether the account exists."""
