"""The yearly question over many women: each answer is explicit, and a write of its own."""

import uuid
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.models import Submission
from members.services.health import change_kb, confirm_kb, stop_kb


class Act(models.TextChoices):
    """What she answered. ``NOT_MET`` writes nothing: she stays on the list."""

    SAME = "same", _("Masih sama")
    CHANGE = "change", _("Ganti")
    STOP = "stop", _("Berhenti")
    NOT_MET = "not_met", _("Belum ditemui")


@dataclass(frozen=True)
class Answer:
    """One woman's answer. ``changes``: what ``change_kb`` or ``stop_kb`` takes."""

    episode_id: int
    act: str
    changes: dict = field(default_factory=dict)
    passed_warnings: tuple = ()


def answer_each(answers, *, by, request_id):
    """Write each of ``answers`` in a transaction of its own, so that one fault costs the others nothing.

    Returns {episode id: RuleError} of those that were refused. Again with the same ``request_id`` and answers: the
    same outcome, and nothing is written.
    """
    refused = {}
    for answer in answers:
        try:
            answer_one(answer, by=by, request_id=request_id and uuid.uuid5(request_id, str(answer.episode_id)))
        except RuleError as error:
            refused[answer.episode_id] = error
    return refused


@transaction.atomic
def answer_one(answer, *, by, request_id):
    """Write one answer. Raises what the act raises, and Resubmitted."""
    content = (answer.episode_id, answer.act, answer.changes)
    submission, first = Submission.claim(by, "members.answer_unconfirmed", request_id, content=content)
    if not first:
        return submission.result()
    if answer.act == Act.SAME:
        return submission.finish(confirm_kb(answer.episode_id, by=by, request_id=None))
    act = change_kb if answer.act == Act.CHANGE else stop_kb
    told = {"changes": answer.changes, "passed_warnings": answer.passed_warnings}
    return submission.finish(act(answer.episode_id, by=by, request_id=None, **told))
