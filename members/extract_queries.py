"""Everything that is held about one person, and who looked at it."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Assignment, PersonalDataAccess
from members.models import Family, KbEpisode, LifeEvent, Person, Pregnancy
from members.queries import said_by


@dataclass(frozen=True)
class Look:
    """One look at her data: when, in which role, at what, what for. Never by whom."""

    at: object
    role: str
    label: str
    fields: str
    purpose: str


def records_of(person):
    """Keys of her record and of those merged into it."""
    merged = Person.objects.filter(merged_into=person).values_list("pk", flat=True)
    return [person.pk, *merged]


def kb_of(person):
    return list(KbEpisode.objects.filter(person__in=records_of(person)).select_related("method"))


def pregnancies_of(person):
    return list(Pregnancy.objects.filter(person__in=records_of(person)))


def consents_of(person):
    """Every answer she gave, newest first."""
    return list(said_by([person.pk]).order_by("-given_on", "-pk"))


def events_of(person):
    return list(LifeEvent.objects.filter(person__in=records_of(person)))


def looks_at(person):
    """[Look] at her record, at her family's, and copies of either on paper, newest first. Three queries."""
    own = {"model": Person._meta.label_lower, "object_id__in": [str(key) for key in records_of(person)]}
    family = {"model": Family._meta.label_lower, "object_id": str(person.family_id)}
    papers = [f"PDF {person.public_id}", f"PDF {person.family.public_id}"]
    printed = Q(region_code=person.village_id, note__in=papers)
    rows = list(PersonalDataAccess.objects.filter(Q(**own) | Q(**family) | printed).order_by("-at", "-pk"))
    roles = _roles_of({row.user_id for row in rows})
    return [Look(row.at, _role_on(roles, row), row.model, row.fields, row.get_purpose_display()) for row in rows]


def _roles_of(user_ids):
    """{user: [assignment]}, so that each look is told by the role she had that day."""
    roles: dict = {}
    for row in Assignment.objects.filter(user__in=user_ids).order_by("starts_on", "pk"):
        roles.setdefault(row.user_id, []).append(row)
    return roles


def _role_on(roles, look):
    day = look.at.date()
    held = [
        row for row in roles.get(look.user_id, ()) if row.starts_on <= day and (not row.ends_on or day <= row.ends_on)
    ]
    inside = [row for row in held if look.region_code.startswith(row.region_code)]
    found = inside or held
    return str(found[-1].get_role_display()) if found else ""
