"""Reads about cards that wait for approval."""

from collections import defaultdict

from django.db.models import Count, Q

from groups import rules
from groups.models import CommitteePost, Group, Membership


def waiting(user, permission):
    """Submitted cards in scope, also those that ``user`` registered herself."""
    return Group.objects.visible_to(user, permission).filter(state=Group.State.SUBMITTED)


def gaps_of_many(groups):
    """{group's key: rules.Fault of everything its card still lacks}. Two queries."""
    ids = [group.pk for group in groups]
    posts = defaultdict(set)
    for group_id, post in CommitteePost.objects.filter(group__in=ids, to_on__isnull=True).values_list(
        "group_id", "post"
    ):
        posts[group_id].add(post)
    counts = dict(
        Membership.objects.filter(group__in=ids)
        .order_by()
        .values("group")
        .annotate(now=Count("pk", filter=Q(left_on__isnull=True)))
        .values_list("group", "now")
    )
    return {
        group.pk: rules.card_gaps(vars(group)) + rules.roll_gaps(posts[group.pk], counts.get(group.pk, 0))
        for group in groups
    }


def same_names(groups):
    """{group's key: name of another group of its village that is the same but for UPPKA or UPPKS}. One query."""
    others = Group.objects.filter(village__in={group.village_id for group in groups})
    others = others.exclude(state=Group.State.MERGED).only("name", "name_key", "village")
    by_key = defaultdict(list)
    for other in others:
        by_key[other.village_id, rules.duplicate_key(other.name_key)].append(other)
    found = {}
    for group in groups:
        same = [each for each in by_key[group.village_id, rules.duplicate_key(group.name_key)] if each.pk != group.pk]
        if same:
            found[group.pk] = same[0].name
    return found
