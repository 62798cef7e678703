"""Search over everything in scope: people, families, groups. Each kind opens its own list."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import personal_data
from accounts.models import PersonalDataAccess
from core.search import containing
from groups.models import Group
from members.models import Family, Person

SHORTEST = 3
SHOWN = 8
VIEW_GROUP, VIEW_FAMILY, VIEW_PERSON = "groups.view_group", "members.view_family", "members.view_person"


@dataclass(frozen=True)
class Hit:
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Found:
    """Up to SHOWN hits of one kind; ``url`` opens the list with the same words, where there is one."""

    title: str
    icon: str
    hits: list
    has_more: bool = False
    url: str = ""


def find(user, text):
    """A Found for every kind that the user may see. Three queries; none for fewer than SHORTEST letters."""
    if len(text) < SHORTEST:
        return []
    found = []
    if user.has_perm(VIEW_PERSON):
        found.append(_found(_("Orang"), "person", _people(user).named(text), _person))
    if user.has_perm(VIEW_FAMILY):
        url = f"{reverse('members:list')}?{urlencode({'q': text})}"
        found.append(_found(_("Keluarga"), "family", _families(user).named(text), _family, url))
    if user.has_perm(VIEW_GROUP):
        url = f"{reverse('groups:list')}?{urlencode({'q': text})}"
        found.append(_found(_("Kelompok"), "groups", _groups(user, text), _group, url))
    return found


def find_number(user, number):
    """The person with this NIK and the families with this card number, in scope; both looks are logged. Two queries
    beside the log."""
    people = _found(_("Orang"), "person", _people(user).with_nik(number), _person)
    families = _found(_("Keluarga"), "family", _families(user).with_kk(number), _family)
    for model, field, part in ((Person, "nik", people), (Family, "kk_number", families)):
        if part.hits:
            personal_data.log_export(
                user,
                model._meta.label_lower,
                [field],
                rows=len(part.hits),
                region_code=user.home_code,
                purpose=PersonalDataAccess.Purpose.DAILY,
                note=_("Pencarian nomor"),
            )
    return [people, families]


def _people(user):
    people = Person.objects.visible_to(user, VIEW_PERSON).active().select_related("village", "family")
    return people.only("public_id", "name", "birth_date", "village__name", "family__head_name")


def _families(user):
    families = Family.objects.visible_to(user, VIEW_FAMILY).active().select_related("village")
    return families.only("public_id", "head_name", "address", "village__name")


def _groups(user, text):
    """Who may not see names does not find a group by its chair either."""
    groups = Group.objects.visible_to(user, VIEW_GROUP).exclude(state=Group.State.MERGED).select_related("village")
    groups = groups.only("public_id", "name", "business_note", "state", "village__name")
    return groups.named(text) if user.has_perm(VIEW_PERSON) else containing(groups, "name_key", text)


def _found(title, icon, queryset, hit_of, url=""):
    rows = list(queryset.order_by("village_id", "name_key", "pk")[: SHOWN + 1])
    return Found(title, icon, [hit_of(row) for row in rows[:SHOWN]], len(rows) > SHOWN, url)


def _person(row):
    age = "" if row.age is None else _("{age} tahun").format(age=row.age)
    family = "" if row.family.head_name == row.name else _("keluarga {name}").format(name=row.family.head_name)
    return Hit(row.name, _line(age, family, row.village.name), row.get_absolute_url())


def _family(row):
    return Hit(row.head_name, _line(row.address, row.village.name), row.get_absolute_url())


def _group(row):
    state = "" if row.state == Group.State.ACTIVE else row.get_state_display()
    return Hit(row.name, _line(row.business_note, row.village.name, state), row.get_absolute_url())


def _line(*parts):
    return " · ".join(str(part) for part in parts if part)
