"""What was agreed on at a visit and is overdue."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups import coaching_queries
from regions import clock
from uppka.tasks.task import NAMED, Task, names_of


def overdue(user):
    """Two queries."""
    late = coaching_queries.todo_of(user).filter(due_on__lt=clock.today(user.home_code))
    total = late.order_by().count() if user.places(coaching_queries.RECORD) else 0
    if not total:
        return []
    groups = list(dict.fromkeys(visit.group for visit in late[:NAMED]))
    title = ngettext(
        "{total} tindak lanjut pembinaan terlewat", "{total} tindak lanjut pembinaan terlewat", total
    ).format(total=total)
    url = reverse("groups:visit_todo")
    return [Task("seal", title, names_of(groups), url, chip_kind="late", chip_text=_("Terlambat"))]
