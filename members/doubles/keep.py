"""What the finder found, kept as pairs that wait for an officer. Found again, nothing is asked a second time."""

from django.db import transaction

from members.models import PersonPair

BATCH = 200
State = PersonPair.State
#: What a new look at two records may change of their pair.
COLUMNS = ("first_village_id", "second_village_id", "score", "reasons")


def keep(found):
    """Write found pairs (finder.Found). Returns their keys as pairs of persons' keys.

    A decision stays. An open pair takes the new score and follows a person who moved; a pair whose merge was undone
    waits again.
    """
    kept, batch = set(), []
    for each in found:
        batch.append(each)
        kept.add((each.first.pk, each.second.pk))
        if len(batch) == BATCH:
            _keep(batch)
            batch = []
    _keep(batch)
    return kept


@transaction.atomic
def _keep(batch):
    known = {(pair.first_id, pair.second_id): pair for pair in _pairs_of(batch)}
    fresh, changed = [], []
    for each in batch:
        pair = known.get((each.first.pk, each.second.pk))
        if pair is None:
            fresh.append(PersonPair(first_id=each.first.pk, second_id=each.second.pk, **_facts(each)))
        elif pair.state != State.DIFFERENT and _renew(pair, _facts(each)):
            changed.append(pair)
    # Two finders at once: the other's pair is as good.
    PersonPair.objects.bulk_create(fresh, ignore_conflicts=True)
    PersonPair.objects.bulk_update(changed, [*_names(COLUMNS), "state", "decided_by", "decided_at"])


def _pairs_of(batch):
    firsts, seconds = {each.first.pk for each in batch}, {each.second.pk for each in batch}
    return PersonPair.objects.select_for_update().filter(first_id__in=firsts, second_id__in=seconds)


def _facts(found):
    return {
        "first_village_id": found.first.village_id,
        "second_village_id": found.second.village_id,
        "score": found.likeness.decimal,
        "reasons": list(found.likeness.reasons),
    }


def _renew(pair, facts):
    """Take over what is new; True when something is."""
    before = [getattr(pair, name) for name in (*COLUMNS, "state")]
    for name, value in facts.items():
        setattr(pair, name, value)
    if pair.state == State.SAME:
        pair.state, pair.decided_by, pair.decided_at = State.OPEN, None, None
    return before != [getattr(pair, name) for name in (*COLUMNS, "state")]


def _names(columns):
    return [name.removesuffix("_id") for name in columns]


@transaction.atomic
def withdraw(pairs, *, kept):
    """Of open ``pairs`` (a queryset) that nobody has looked at yet, take back those that are not ``kept`` any more: the
    records were corrected, so there is nothing to ask. Returns their number."""
    waiting = pairs.filter(state=State.OPEN, decided_by=None, note="")
    keys = waiting.values_list("pk", "first_id", "second_id")
    gone = [pk for pk, first, second in keys if (first, second) not in kept]
    for start in range(0, len(gone), BATCH):
        PersonPair.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(gone)
