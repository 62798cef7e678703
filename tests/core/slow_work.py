"""Tasks for the tests of the worker."""

import time

from django_tasks import task

from core import schedule
from core.models import DatedSetting


@task()
def quick(pk):
    DatedSetting.objects.filter(pk=pk).update(value=1)


@task()
def slow(pk):
    """Works for a while, renews its lease, and writes once at the end."""
    with schedule.lease(f"slow:{pk}", task=f"{__name__}.slow", argument=pk) as lease:
        for _step in range(30):
            time.sleep(0.1)
            lease.renew()
        row = DatedSetting.objects.get(pk=pk)
        row.value += 1
        row.save()
