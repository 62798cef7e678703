"""What is old is forgotten, what is not stays."""

import datetime
import uuid

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import housekeeping
from core.models import Submission
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def test_old_submissions_are_forgotten():
    user = UserFactory()
    for days in (1, 89, 91):
        row = Submission.objects.create(user=user, action="x", request_id=uuid.uuid4(), digest="")
        Submission.objects.filter(pk=row.pk).update(created_at=days_ago(days))

    housekeeping.forget_old_submissions()

    assert Submission.objects.count() == 2


def test_sessions_that_ended_are_forgotten_with_their_addresses(client):
    user = UserFactory()
    for key, days in (("old", 15), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=days_ago(days - 14))
        row = UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1")
        UserSession.objects.filter(pk=row.pk).update(last_seen_at=days_ago(days))

    housekeeping.forget_old_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]


def test_finished_tasks_are_forgotten_after_a_month():
    for status, days in (("FAILED", 31), ("SUCCESSFUL", 31), ("FAILED", 2), ("READY", 31)):
        DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [1], "kwargs": {}},
            run_after=timezone.now(),
            finished_at=days_ago(days) if status != "READY" else None,
        )

    housekeeping.forget_finished_tasks()

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
