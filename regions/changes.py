"""Marks of what changed where, for the rollups. Every service and bulk writer calls ``mark``."""

from core.dates import Month
from regions.models import Change


def mark(village_id, month: Month, subject):
    """Note that ``subject`` changed in a village and month; inside the write's own transaction."""
    Change.objects.create(village_id=village_id, month=month.first, subject=subject)


def mark_many(marks):
    """The same for a set of (village_id, Month, subject)."""
    Change.objects.bulk_create(Change(village_id=v, month=m.first, subject=s) for v, m, s in sorted(set(marks)))
