"""Reads about who was not asked yet."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from members import rules
from members.kb_queries import records_of
from members.models import Consent, Person
from regions import clock
from regions.models import Dusun, Region

EVER_MARRIED = (Person.Marriage.MARRIED, Person.Marriage.DIVORCED, Person.Marriage.WIDOWED)
WHOLE = "desa"


@dataclass(frozen=True)
class Area:
    """A village, or one dusun or RW of it."""

    village: Region
    dusun: Dusun | None = None

    @classmethod
    def of(cls, key, *, user, permission):
        """From ``desa-5371041001`` or a dusun's key, in the user's scope; None for anything else."""
        kind, _mark, code = str(key or "").rpartition("-")
        if kind == WHOLE:
            village = Region.objects.villages().visible_to(user, permission).filter(pk=code).first()
            return cls(village) if village else None
        if not code.isdecimal() or len(code) > 18:
            return None
        dusun = Dusun.objects.visible_to(user, permission).filter(pk=code).select_related("village").first()
        return cls(dusun.village, dusun) if dusun else None

    def __str__(self):
        return f"{self.dusun}, {self.village}" if self.dusun else str(self.village)


def areas_for(user, permission, *, limit=300):
    """Grouped choices of villages and what lies under them; of very many dusun only the villages."""
    villages = Region.objects.villages().current().visible_to(user, permission).order_by("code")
    dusun = Dusun.objects.visible_to(user, permission).filter(is_active=True).select_related("village")
    small: dict = {}
    for row in list(dusun.order_by("village_id", "name")[: limit + 1])[:limit]:
        small.setdefault(row.village, []).append((str(row.pk), row.name))
    groups = []
    for village in {**dict.fromkeys(villages), **dict.fromkeys(small)}:
        whole = [(f"{WHOLE}-{village.pk}", str(village))] if village in villages else []
        groups.append((str(village), [*whole, *small.get(village, [])]))
    return groups


def adults_in(area, *, user, permission):
    """Active adults of an area in the user's scope, by name."""
    youngest = rules.years_before(clock.today(area.village.pk), rules.ADULT_FROM)
    is_adult = Q(marriage__in=EVER_MARRIED) | Q(birth_date__isnull=True) | Q(birth_date__lte=youngest)
    persons = Person.objects.visible_to(user, permission).active().filter(is_adult, village_id=area.village.pk)
    if area.dusun:
        persons = persons.filter(dusun=area.dusun)
    return persons.order_by("name_key", "pk")


def unasked(persons, purpose):
    """Those of ``persons`` without any answer for a purpose, on their own record or on one merged into it."""
    hers = records_of(OuterRef(OuterRef("pk")))
    return persons.filter(~Exists(Consent.objects.filter(person__in=hers, purpose=purpose)))


def beyond(persons, public_id):
    """Those after the person with this public id, in the order of names; all of them without one."""
    try:
        last = Person.objects.filter(public_id=public_id).values_list("name_key", "pk").first() if public_id else None
    except ValidationError:
        last = None
    if last is None:
        return persons
    return persons.filter(Q(name_key__gt=last[0]) | Q(name_key=last[0], pk__gt=last[1]))


def day_of(text):
    """A date from an address; None for anything else."""
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None
