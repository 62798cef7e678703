"""Accounts of a committee: made for who holds a post, for her own group alone, and ended with the post."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts import services as accounts
from accounts.models import Assignment
from core.models import Submission
from groups.errors import GroupError, WrongState
from groups.models import CommitteePost, Group
from regions import clock
from regions.scope import GROUP

Post = CommitteePost.Post
#: The posts that come with an account, and what its holder is called among the roles.
OFFICES = {Post.CHAIR: "ketua", Post.SECRETARY: "sekretaris", Post.TREASURER: "bendahara"}
#: Groups whose committee gets no new account.
CLOSED = (Group.State.INACTIVE, Group.State.MERGED)
#: Posts whose account ends: a group that is out of use for a while keeps its committee.
OVER = Q(to_on__isnull=False) | Q(group__state=Group.State.MERGED)


@transaction.atomic
def create_account(post_id, *, by, request_id, changes):
    """An account for who holds the post. ``changes``: accounts.services.PERSON_FIELDS, or ``user_id`` of the account
    that she has already. Returns (user, code); the code is empty for an account that exists.

    Raises GroupError, WrongState, AccountError, Resubmitted.
    """
    submission, first = Submission.claim(by, "groups.create_account", request_id, content=(post_id, changes))
    if not first:
        return submission.result(), ""
    post = CommitteePost.objects.select_for_update(of=("self",)).select_related("group").get(pk=post_id)
    _refuse_unless_open(post)
    place = _place_of(post)
    if user_id := changes.get("user_id"):
        row, code = accounts.add_assignment(user_id, by=by, request_id=None, changes=place), ""
    else:
        user, code = accounts.create_account(by=by, request_id=None, changes={**changes, **place})
        row = user.assignments.get()
    post.assignment = row
    post.save(update_fields=["assignment", "updated_at"])
    return submission.finish(row.user), code


def end_with_posts(group, *, by=None):
    """Who holds a post no longer signs in for the group no longer: at once by an officer, else from the nightly job."""
    ended = CommitteePost.objects.filter(group=group).filter(OVER)
    rows = Assignment.objects.filter(post__in=ended).live().filter(end_reason="")
    accounts.end_because(rows, _("Jabatan di kelompok berakhir."), by=by)


@transaction.atomic
def end_with_all_posts():
    """The same for every group; repeats itself without harm."""
    held = CommitteePost.objects.filter(assignment__ended_at__isnull=True, assignment__end_reason="")
    over = held.filter(OVER, assignment__isnull=False)
    for group in Group.objects.filter(posts__in=over).distinct():
        end_with_posts(group)


def _refuse_unless_open(post):
    if post.post not in OFFICES:
        raise GroupError(_("Akun dibuat untuk ketua, sekretaris, dan bendahara."))
    if post.to_on or post.group.state in CLOSED:
        raise WrongState(_("Jabatan ini tidak dipegang lagi. Muat ulang halamannya."))
    if post.assignment_id and post.assignment.state != Assignment.State.OVER:
        raise GroupError(_("Pengurus ini sudah punya akun untuk kelompok ini."))


def _place_of(post):
    group = post.group
    return {
        "role": roles.PENGURUS,
        "task": OFFICES[post.post],
        "region_code": group.village_id,
        "place_kind": GROUP,
        "place_key": str(group.public_id),
        "starts_on": clock.today(group.village_id),
    }
