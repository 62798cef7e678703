"""What is thrown away, and when. Each job is safe to run twice."""

import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import files
from core.models import Attachment, Job, Merge, Submission
from core.schedule import due

#: A form that was open this long is not sent a second time.
SUBMISSIONS_KEPT = datetime.timedelta(days=90)
TASKS_KEPT = datetime.timedelta(days=30)
JOBS_KEPT = datetime.timedelta(days=400)


@due(every="day")
def remove_expired_files():
    """Uploaded sheets, error sheets and exports go when their time is up; the row that names them stays."""
    for attachment in Attachment.objects.filter(expires_at__lte=timezone.now()).exclude(file="").iterator():
        files.remove_content(attachment)


@due(every="day")
def forget_old_sessions():
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    oldest = timezone.now() - datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(last_seen_at__lt=oldest).delete()


@due(every="day")
def forget_old_submissions():
    Submission.objects.filter(created_at__lt=timezone.now() - SUBMISSIONS_KEPT).delete()


@due(every="day")
def forget_finished_tasks():
    """The trace of a failed task may quote what it worked on, so it is not kept for ever."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - TASKS_KEPT).delete()
    Job.objects.filter(started_at__lt=timezone.now() - JOBS_KEPT).delete()


@due(every="day")
def forget_what_merges_replaced():
    """When a merge can be undone no more, nobody needs the values that stood there before."""
    oldest = timezone.now() - datetime.timedelta(days=Merge.UNDO_DAYS)
    Merge.objects.filter(at__lt=oldest).exclude(before="").update(before="")
