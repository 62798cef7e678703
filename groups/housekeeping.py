"""What is put right every day; safe to run twice."""

from core.schedule import due
from groups import queries
from groups.models import Group
from groups.services.accounts import end_with_all_posts

BATCH = 500


@due(every="day")
def refresh_search_keys():
    """A chair is renamed on her own page, which knows nothing of groups: the search for groups follows within a day."""
    last = 0
    while groups := list(Group.objects.filter(pk__gt=last).order_by("pk").only("name", "search_key")[:BATCH]):
        keys = queries.search_keys(groups)
        stale = [group for group in groups if group.search_key != keys[group.pk]]
        for group in stale:
            group.search_key = keys[group.pk]
        Group.objects.bulk_update(stale, ["search_key"])
        last = groups[-1].pk


@due(every="day")
def end_accounts_of_former_committees():
    """A post that ended by a merge, or otherwise beside its own page, takes its account along within a day."""
    end_with_all_posts()
