"""Lists as an officer wants to find them again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import AccountError
from accounts.models import SavedView
from core.models import Submission

#: Saved views of one list; more are no shortcut any more.
MOST_VIEWS = 12


@transaction.atomic
def save_view(list_name, *, by, request_id, name, query):
    """Keep ``query`` (filters and columns) of the list ``list_name`` under a name; the same name is overwritten.

    Raises AccountError, Resubmitted.
    """
    submission, first = Submission.claim(by, "accounts.save_view", request_id, content=(list_name, name, query))
    if not first:
        return submission.result()
    own = SavedView.objects.filter(user=by, list=list_name)
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise AccountError(_("Saringan ini terlalu panjang untuk disimpan. Kurangi pilihannya."))
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise AccountError(_("Paling banyak {most} tampilan. Hapus satu dahulu.").format(most=MOST_VIEWS))
    view, _made = SavedView.objects.update_or_create(user=by, list=list_name, name=name, defaults={"query": query})
    return submission.finish(view)


@transaction.atomic
def remove_view(view_id, *, by, request_id):
    """Forget one of her own views. It is nobody's record, so nothing of it is kept. Raises Resubmitted."""
    _submission, first = Submission.claim(by, "accounts.remove_view", request_id, content=view_id)
    if first:
        SavedView.objects.filter(user=by, pk=view_id).delete()
