"""Accounts and the machine itself: assignments that end, nightly jobs that failed."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Assignment
from core.models import Job
from regions import clock
from uppka.tasks.task import Task

KEPT = datetime.timedelta(days=7)


def ending(user):
    """Assignments of others that end within a month and are hers to renew. One query."""
    if not user.has_perm("accounts.manage_user"):
        return []
    today = clock.today(user.home_code)
    rows = Assignment.objects.visible_to(user, "accounts.manage_user").ending(today).exclude(user=user)
    total = rows.values("user").distinct().count()
    if not total:
        return []
    title = ngettext(
        "Penugasan {total} petugas segera berakhir", "Penugasan {total} petugas segera berakhir", total
    ).format(total=total)
    url = f"{reverse('accounts:user_list')}?state=ending"
    return [Task("people", title, _("Perpanjang, atau serahkan kepada petugas lain"), url)]


def failed_jobs(user):
    """One query, for the administrator alone."""
    if not user.is_administrator:
        return []
    total = Job.objects.filter(started_at__gte=timezone.now() - KEPT).exclude(error="").count()
    if not total:
        return []
    title = ngettext("{total} pekerjaan malam gagal", "{total} pekerjaan malam gagal", total).format(total=total)
    url = reverse("admin:core_job_changelist")
    return [Task("warning", title, _("Tujuh hari terakhir"), url, tone="terra", chip_kind="late", chip_text=_("Gagal"))]
