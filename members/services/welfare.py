"""Welfare of a family as others tell it: written with period and source, the same period replaced, nothing computed."""

import hashlib

from django.db import transaction

from core import files
from core.dates import Month
from core.models import Submission
from members import welfare_queries, welfare_rules
from members.models import Family, Welfare
from members.services.rows import locked, refuse_errors, refuse_inactive
from regions import clock
from regions.changes import mark

SUBJECT = "welfare"
KEY = ("measure", "programme", "period")
TOLD = ("level", "value", "source")


@transaction.atomic
def record_welfare(family_id, *, by, request_id, changes, document=None):
    """Write one measure (``changes``: measure, programme, period, level, value, source). ``document``: a photo or
    PDF. What was told for the same period is replaced; its history stays. Raises Refused, FileRefused, NotActive."""
    family = locked(Family, family_id)
    content = (family_id, changes, digest_of_file(document))
    submission, first = Submission.claim(by, "members.record_welfare", request_id, content=content)
    if not first:
        return submission.result()
    refuse_inactive(family)
    newer = welfare_queries.newer_quarters(family.pk, changes["period"])
    facts = {name: changes[name] for name in (*KEY, *TOLD)}
    refuse_errors(welfare_rules.check_welfare(**facts, today=clock.today(family.village_id), newer=newer))
    row = _row(family, facts, by)
    if document:
        row.document = files.store(document, name=document.name, owner=by, village_id=family.village_id)
    row.save()
    mark(family.village_id, Month.of(row.period), SUBJECT)
    return submission.finish(row)


def digest_of_file(upload):
    """SHA-256 of an uploaded file, None without one: the same form twice is known by what it carries."""
    if not upload:
        return None
    upload.seek(0)
    return hashlib.sha256(upload.read()).hexdigest()


def _row(family, facts, by):
    """The row of this period with what is told now; not saved yet."""
    key = {name: facts[name] for name in KEY}
    row = Welfare.objects.select_for_update(of=("self",)).filter(family=family, **key).first()
    if row is None:
        row = Welfare(family=family, **key)
    else:
        row.version, row.document = row.version + 1, None
    row.village_id, row.recorded_by = family.village_id, by
    for name in TOLD:
        setattr(row, name, facts[name])
    return row
