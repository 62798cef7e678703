"""What officers decide about two records that look like one person. "Same" is a merge, see ``merging``."""

from django.db import transaction
from django.utils import timezone

from core.models import Submission
from members.errors import AlreadyDecided, NotBothInScope, PassedOnByYou
from members.models import PersonPair
from members.services.rows import locked, mark_today

PERMISSION = "members.decide_personpair"
State = PersonPair.State


@transaction.atomic
def decide_pair(pair_id, *, by, request_id, decision, note=""):
    """``decision``: State.DIFFERENT, State.CITY (pass it on), or State.OPEN (ask again what was told apart).

    Raises AlreadyDecided, PassedOnByYou (who passed it on does not decide it), NotBothInScope, Resubmitted.
    """
    pair = locked(PersonPair, pair_id)
    submission, first = Submission.claim(by, "members.decide_pair", request_id, content=(pair_id, decision, note))
    if not first:
        return submission.result()
    _refuse_unfit(pair, decision, by)
    is_open = decision == State.OPEN
    pair.state, pair.note = decision, note
    pair.decided_by, pair.decided_at = (None, None) if is_open else (by, timezone.now())
    pair.save()
    for village_id in {pair.first_village_id, pair.second_village_id}:
        mark_today(village_id)
    return submission.finish(pair)


def _refuse_unfit(pair, decision, by):
    asked_again = pair.state == State.DIFFERENT and decision == State.OPEN
    if not asked_again and not (pair.is_waiting and decision in (State.DIFFERENT, State.CITY)):
        raise AlreadyDecided(pair.get_state_display())
    if pair.state == State.CITY and pair.decided_by_id == by.pk:
        raise PassedOnByYou()
    if pair.state == State.CITY and decision == State.CITY:
        raise AlreadyDecided(pair.get_state_display())
    if decision != State.CITY and not PersonPair.objects.filter(pk=pair.pk).visible_to(by, PERMISSION).exists():
        raise NotBothInScope()
