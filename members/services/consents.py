"""Consent of an adult for her own data: asked, answered, withdrawn; each answer a row of its own."""

from django.db import transaction

from core.models import Submission
from members import queries, rules
from members.models import Consent, Person
from members.services.rows import locked, mark_today, refuse_errors, refuse_inactive
from regions import clock


@transaction.atomic
def record_consent(person_id, *, by, request_id, changes):
    """Write what she said (``changes``: purpose, answer, means, given_on). Raises Refused, Resubmitted."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.record_consent", request_id, content=(person_id, changes))
    if not first:
        return submission.result()
    refuse_inactive(person)
    refuse_errors(
        rules.check_consent(
            marriage=person.marriage,
            age=person.age,
            answer=changes["answer"],
            given_on=changes["given_on"],
            last_answer=queries.last_answer(person, changes["purpose"]),
            on=clock.today(person.village_id),
        )
    )
    columns = {name: changes[name] for name in ("purpose", "answer", "means", "given_on")}
    consent = Consent.objects.create(person=person, taken_by=by, **columns)
    mark_today(person.village_id, "consent")
    return submission.finish(consent)
