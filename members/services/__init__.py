"""Writes about families and persons: one function per verb. Others import from here.

All of them are atomic, take the officer as ``by`` and a one-time ``request_id`` (the second arrival gets the first
result), and raise members.errors with a sentence for the officer. Outside a request wrap them in
``auditlog.context.set_actor(by)``, so that the history knows who wrote.
"""

from members.services.consents import record_consent
from members.services.families import create_family, deactivate_family, reactivate_family, update_family
from members.services.health import change_kb, confirm_kb, end_pregnancy, record_kb, record_pregnancy, stop_kb
from members.services.lookups import look_up_nik
from members.services.merging import merge_persons, undo_merge
from members.services.persons import add_person, deactivate_person, reactivate_person, update_person
from members.services.summary import refresh_family

__all__ = [
    "add_person",
    "change_kb",
    "confirm_kb",
    "create_family",
    "deactivate_family",
    "deactivate_person",
    "end_pregnancy",
    "look_up_nik",
    "merge_persons",
    "reactivate_family",
    "reactivate_person",
    "record_consent",
    "record_kb",
    "record_pregnancy",
    "refresh_family",
    "stop_kb",
    "undo_merge",
    "update_family",
    "update_person",
]
