"""Consent of an adult for her own data: asked, answered, withdrawn; each answer a row of its own."""

from django.db import transaction

from core import files
from core.models import Attachment, Submission
from members import queries, rules
from members.errors import NoSignedList
from members.models import Consent, Person
from members.services.rows import locked, mark_today, refuse_errors, refuse_inactive
from members.services.welfare import digest_of_file
from regions import clock

#: What a photographed list may be.
PAPERS = files.IMAGES | {files.PDF}


@transaction.atomic
def record_consent(person_id, *, by, request_id, changes):
    """Write what she said (``changes``: purpose, answer, means, given_on). Raises Refused, Resubmitted."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.record_consent", request_id, content=(person_id, changes))
    if not first:
        return submission.result()
    return submission.finish(_write_answer(person, changes, by))


@transaction.atomic
def keep_signed_list(*, by, request_id, upload, village_id, about=()):
    """Keep the photo or PDF of a list that people signed; ``about`` is what it was said to be. Raises FileRefused,
    Resubmitted."""
    content = (digest_of_file(upload), village_id, about)
    submission, first = Submission.claim(by, "members.keep_signed_list", request_id, content=content)
    if not first:
        return submission.result()
    return submission.finish(files.store(upload, name=upload.name, owner=by, village_id=village_id, allowed=PAPERS))


@transaction.atomic
def record_signed(document_id, *, by, request_id, purpose, given_on, answers):
    """Write what stands on a signed list. ``answers``: {person id: "given" or "refused"}, one explicit choice for each.

    The list must be there already, kept by the same officer. Raises NoSignedList, Refused, NotActive: then nothing is
    written.
    """
    content = (document_id, purpose, given_on, sorted(answers.items()))
    submission, first = Submission.claim(by, "members.record_signed", request_id, content=content)
    if not first:
        return submission.result()
    document = Attachment.objects.filter(pk=document_id, owner=by, content_type__in=PAPERS).exclude(file="").first()
    if document is None:
        raise NoSignedList()
    said = {"purpose": purpose, "given_on": given_on, "means": Consent.Means.PHOTO}
    for person in Person.objects.select_for_update(of=("self",)).filter(pk__in=list(answers)).order_by("pk"):
        _write_answer(person, {**said, "answer": answers[person.pk]}, by, document)
    return submission.finish(document)


def _write_answer(person, changes, by, document=None):
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
    consent = Consent.objects.create(person=person, taken_by=by, document=document, **columns)
    mark_today(person.village_id, "consent")
    return consent
