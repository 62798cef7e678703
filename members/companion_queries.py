"""Who accompanies a family, and who of the companion team could."""

from django.db.models import Exists, OuterRef

from accounts import roles
from accounts.models import Assignment, User
from regions.scope import FAMILY

MANAGE = "accounts.manage_user"


def companions_of(family):
    """Assignments at the family that hold today, with their kader. One query."""
    rows = Assignment.objects.live().filter(place_kind=FAMILY, place_key=str(family.public_id))
    return [row for row in rows.select_related("user").order_by("pk") if row.is_current]


def team_of(family, user):
    """Kader of the companion team in the family's village whose accounts ``user`` manages; nobody twice."""
    team = Assignment.objects.visible_to(user, MANAGE).live().filter(role=roles.KADER, task=roles.TPK)
    here = team.filter(region_code=family.village_id, user=OuterRef("pk"))
    return User.objects.filter(Exists(here), is_active=True).exclude(pk=user.pk).order_by("name", "pk")


def may_entrust(user, family):
    """True for who manages the kader of the family's village."""
    return user.may_give(roles.KADER, family.village_id)
