"""Search over everything in scope: groups, families, people. Each kind opens its own list."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.search import containing
from groups.models import Group
from members.models import Family, Person

SHORTEST = 3
SHOWN = 5


@dataclass(frozen=True)
class Found:
    """Up to SHOWN hits of one kind; ``url`` opens the list with the same words."""

    title: str
    icon: str
    url: str = ""
    rows: list = field(default_factory=list)
    has_more: bool = False


def find(user, text):
    """A Found for every kind the user may see. Three queries; none for fewer than SHORTEST letters."""
    if len(text) < SHORTEST:
        return []
    found = []
    if user.has_perm("groups.view_group"):
        found.append(_found(_("Kelompok"), "groups", "groups:list", text, _groups(user, text)))
    if user.has_perm("members.view_family"):
        families = Family.objects.visible_to(user, "members.view_family").active().named(text)
        found.append(_found(_("Keluarga"), "family", "members:list", text, families.select_related("village")))
    if user.has_perm("members.view_person"):
        people = Person.objects.visible_to(user, "members.view_person").active().named(text)
        found.append(_found(_("Orang"), "person", "", text, people.select_related("village")))
    return found


def _groups(user, text):
    """Who may not see names does not find a group by its chair either."""
    groups = Group.objects.visible_to(user, "groups.view_group").select_related("village")
    return groups.named(text) if user.has_perm("members.view_person") else containing(groups, "name_key", text)


def _found(title, icon, url_name, text, queryset):
    rows = list(queryset.order_by("village_id", "name_key", "pk")[: SHOWN + 1])
    url = f"{reverse(url_name)}?{urlencode({'q': text})}" if url_name else ""
    return Found(title, icon, url, rows[:SHOWN], len(rows) > SHOWN)
