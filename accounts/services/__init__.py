"""Writes about accounts, assignments and one-time codes: one function per verb. Others import from here."""

from accounts.services.accounts import create_account, create_first_administrator, update_account
from accounts.services.assignments import add_assignment, end_assignment, end_because
from accounts.services.codes import make_reset_code, remove_second_factor, use_reset_code
from accounts.services.lists import remove_view, save_view
from accounts.services.transfers import transfer_villages, undo_transfer

__all__ = [
    "add_assignment",
    "create_account",
    "create_first_administrator",
    "end_assignment",
    "end_because",
    "make_reset_code",
    "remove_second_factor",
    "remove_view",
    "save_view",
    "transfer_villages",
    "undo_transfer",
    "update_account",
    "use_reset_code",
]
