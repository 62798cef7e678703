"""Writes about families and persons: one function per verb. Others import from here.

All of them are atomic, take the officer as ``by`` and a one-time ``request_id`` (the second arrival gets the first
result), and raise members.errors with a sentence for the officer. Outside a request wrap them in
``auditlog.context.set_actor(by)``, so that the history knows who wrote.
"""

from members.services.anonymise import anonymise_person
from members.services.consents import keep_signed_list, record_consent, record_signed
from members.services.families import create_family, deactivate_family, reactivate_family, update_family
from members.services.health import change_kb, confirm_kb, end_pregnancy, record_kb, record_pregnancy, stop_kb
from members.services.life import (
    join_family,
    name_head,
    record_birth,
    record_death,
    record_divorce,
    record_marriage,
    record_widowed,
    split_family,
)
from members.services.lookups import look_up_nik
from members.services.merging import merge_persons, undo_merge
from members.services.moves import accept_move, ask_to_move_in, ask_to_move_out, move_family, refuse_move, withdraw_move
from members.services.pairs import decide_pair
from members.services.persons import add_person, deactivate_person, reactivate_person, update_person
from members.services.summary import refresh_family
from members.services.welfare import record_welfare
from members.services.withdrawals import withdraw_event

__all__ = [
    "accept_move",
    "add_person",
    "anonymise_person",
    "ask_to_move_in",
    "ask_to_move_out",
    "change_kb",
    "confirm_kb",
    "create_family",
    "deactivate_family",
    "deactivate_person",
    "decide_pair",
    "end_pregnancy",
    "join_family",
    "keep_signed_list",
    "look_up_nik",
    "merge_persons",
    "move_family",
    "name_head",
    "reactivate_family",
    "reactivate_person",
    "record_birth",
    "record_consent",
    "record_death",
    "record_divorce",
    "record_kb",
    "record_marriage",
    "record_pregnancy",
    "record_signed",
    "record_welfare",
    "record_widowed",
    "refresh_family",
    "refuse_move",
    "split_family",
    "stop_kb",
    "undo_merge",
    "update_family",
    "update_person",
    "withdraw_event",
    "withdraw_move",
]
