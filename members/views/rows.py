"""What every page of a family or person begins with: the row in scope, and what its layout needs."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.errors import MovedTo
from core.forms import ConfirmForm
from core.middleware import ReadOnlyGet
from members import life_queries
from members.models import Family, Person
from regions import clock

VIEW_FAMILY, VIEW_PERSON = "members.view_family", "members.view_person"
CHANGE_FAMILY, CHANGE_PERSON, ADD_PERSON = "members.change_family", "members.change_person", "members.add_person"
VIEW_HEALTH, CHANGE_HEALTH = "members.view_health", "members.change_health"
VIEW_WELFARE, ADD_WELFARE = "members.view_welfare", "members.add_welfare"
REVEAL, ANONYMISE = "members.reveal_identity", "members.anonymise_person"


def family_or_404(request, public_id, permission):
    families = Family.objects.visible_to(request.user, permission).select_related("village", "dusun")
    return _followed(request, get_object_or_404(families, public_id=public_id), permission)


def person_or_404(request, public_id, permission, *, place="public_id"):
    """``place``: where her public id stands in the address, if not in its usual place."""
    persons = Person.objects.visible_to(request.user, permission)
    persons = persons.select_related("family", "family__village", "family__dusun")
    return _followed(request, get_object_or_404(persons, public_id=public_id), permission, place)


def _followed(request, row, permission, place="public_id"):
    """The row itself; of one that was merged, the same page of the row that it became, where she may see that."""
    if not row.merged_into_id or request.method not in ReadOnlyGet.SAFE:
        return row
    kept = type(row).objects.visible_to(request.user, permission).filter(pk=row.merged_into_id).first()
    if kept is None:
        return row
    page, asked = request.resolver_match, request.META.get("QUERY_STRING")
    url = reverse(page.view_name, kwargs={**page.kwargs, place: kept.public_id})
    raise MovedTo(f"{url}?{asked}" if asked else url)


def family_context(request, family):
    """What templates/members/layout.html needs."""
    return {
        "family": family,
        "today": clock.today(family.village_id),
        "may_change": request.user.has_perm(CHANGE_FAMILY, family),
        "may_view_health": request.user.has_perm(VIEW_HEALTH, family),
        "may_view_welfare": request.user.has_perm(VIEW_WELFARE, family),
        "may_reveal": request.user.has_perm(REVEAL, family),
        "open_moves": life_queries.open_moves_of(family),
    }


def one_time_id(request):
    """The id of a form that is nothing but a button; None when it carries none."""
    form = ConfirmForm(request.POST)
    return form.cleaned_data["request_id"] if form.is_valid() else None
