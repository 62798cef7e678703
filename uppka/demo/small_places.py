"""Places within a village, for the demo: a committee that signs in for its group, and families with a companion."""

from auditlog.context import set_actor
from django.contrib.auth.hashers import make_password

from accounts.models import User
from groups.models import CommitteePost, Group
from groups.services.accounts import create_account
from members.models import Family
from members.services.companions import add_companion
from uppka.demo.officers import PASSWORD

#: user name, post in the group
COMMITTEE = [("ketua", CommitteePost.Post.CHAIR), ("bendahara", CommitteePost.Post.TREASURER)]
GROUP = "UPPKA Melati"
FAMILIES = 4


def write_small_places(officers, village, companion):
    """Accounts for two of the committee of GROUP; ``companion`` gets some families of ``village`` that use KB."""
    with set_actor(officers["pkb"]):
        _committee(officers["pkb"])
        using = Family.objects.filter(village_id=village, persons__kb_episodes__status="now").distinct()
        for family in using.order_by("pk")[:FAMILIES]:
            add_companion(family.pk, by=officers["pkb"], request_id=None, user_id=officers[companion].pk)


def _committee(officer):
    group = Group.objects.get(name=GROUP, posts__post=CommitteePost.Post.CHAIR, posts__to_on__isnull=True)
    for username, post in COMMITTEE:
        held = group.posts.select_related("person").get(post=post, to_on__isnull=True)
        is_woman = held.person.sex == held.person.Sex.FEMALE
        person = {"name": held.person.name, "salutation": "Ibu" if is_woman else "Bapak", "username": username}
        changes = {**person, "phone": None, "email": None}
        user, _code = create_account(held.pk, by=officer, request_id=None, changes=changes)
        User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
