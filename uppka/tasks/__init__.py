"""What awaits an officer on the home page: one module for each noun, one function for each matter.

Each asks a constant number of queries, however much waits; each shows only what the officer may do, at the places of
that very right.
"""

from uppka.tasks import accounts, cards, coaching, families, imports, meetings, registers

#: The most pressing first.
MATTERS = (
    registers.returned,
    registers.late_entries,
    meetings.unrecorded,
    registers.missing,
    registers.to_verify,
    cards.to_approve,
    families.moves,
    coaching.overdue,
    cards.renewals,
    registers.to_close,
    registers.to_close_again,
    registers.not_closed_below,
    families.doubles,
    cards.members_gone,
    cards.terms,
    families.unconfirmed_kb,
    imports.own,
    cards.unfinished,
    accounts.ending,
    accounts.failed_jobs,
)


def tasks_of(user):
    """Everything that awaits ``user``, the most pressing first; a constant number of queries."""
    return [task for matter in MATTERS for task in matter(user)]
