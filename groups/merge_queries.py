"""What the pages of merging groups read: groups that look the same, where one may go, whether it can come back."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from core import merging
from core.models import Merge
from groups import rules
from groups.models import CommitteePost, Group, GroupPair
from groups.services.merging import PERMISSION
from regions.scope import Scope

SAME_NAME, SAME_CHAIR = "same_name", "same_chair"
DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class Pair:
    """Two groups that look the same; ``reasons`` are codes. The older record stands first."""

    first: Group
    second: Group
    reasons: tuple


def pairs(user):
    """Every Pair in scope that nobody has called different. Four queries, whatever their number."""
    groups = {group.pk: group for group in _working(user)}
    reasons = defaultdict(list)
    for pair in _of_one_name(groups.values()):
        reasons[pair].append(SAME_NAME)
    for pair in _of_one_chair([group.pk for group in groups.values() if group.state == rules.ACTIVE]):
        reasons[pair].append(SAME_CHAIR)
    known = set(GroupPair.objects.filter(first__in=groups, second__in=groups).values_list("first_id", "second_id"))
    found = [Pair(groups[a], groups[b], tuple(codes)) for (a, b), codes in reasons.items() if (a, b) not in known]
    return sorted(found, key=lambda pair: (pair.first.village_id, pair.first.name_key, pair.first.pk, pair.second.pk))


def _working(user):
    groups = Group.objects.visible_to(user, PERMISSION).filter(state__in=(rules.ACTIVE, rules.INACTIVE))
    columns = ("public_id", "name", "name_key", "state", "village", "village__name", "member_count", "founded_on")
    return groups.select_related("village").only(*columns).order_by("pk")


def _of_one_name(groups):
    alike = defaultdict(list)
    for group in groups:
        alike[group.village_id, rules.duplicate_key(group.name_key)].append(group.pk)
    return _couples(alike.values())


def _of_one_chair(keys):
    led = defaultdict(list)
    chairs = CommitteePost.objects.filter(post=CommitteePost.Post.CHAIR, to_on__isnull=True, group__in=keys)
    for person_id, group_id in chairs.order_by("group_id").values_list("person_id", "group_id"):
        led[person_id].append(group_id)
    return _couples(led.values())


def _couples(lists):
    return [couple for keys in lists for couple in combinations(sorted(keys), 2)]


def targets(user, group):
    """Active groups of the same district that may take another one in."""
    district = Scope.of({group.village_id[:DISTRICT_DIGITS]})
    groups = Group.objects.visible_to(user, PERMISSION).active().filter(district.q("village_id"))
    return groups.exclude(pk=group.pk).select_related("village").order_by("village_id", "name_key", "pk")


def merge_of(group):
    """The merge by which this group became part of another; None of a group that stands for itself."""
    rows = Merge.objects.filter(model=Group._meta.label, gone_pk=group.pk, undone_at__isnull=True)
    return rows.select_related("by").order_by("-pk").first()


def latest_merge(group):
    """The last merge of this group into another, undone or not."""
    return Merge.objects.filter(model=Group._meta.label, gone_pk=group.pk).order_by("-pk").first()


def may_undo(user, group):
    """True while the group can be taken out again by ``user``."""
    if group.state != rules.MERGED or not user.has_perm(PERMISSION, group):
        return False
    merge = merge_of(group)
    return merge is not None and merging.may_undo(merge)
