"""Finding a village anywhere by its name, with what lies above it."""

from dataclasses import dataclass

from regions.models import Region
from regions.queries import names_of
from regions.scope import Scope

SHORTEST, LIMIT = 3, 20


@dataclass(frozen=True)
class Found:
    """A village and where it lies: ``Oebobo · Oebobo, Kota Kupang, Nusa Tenggara Timur``."""

    village: Region
    above: str

    @classmethod
    def all_of(cls, villages):
        """The same for several. One query."""
        names = names_of([village.pk for village in villages])
        found = []
        for village in villages:
            above = [names.get(village.pk[:length], "") for length in (6, 4, 2)]
            found.append(cls(village, ", ".join(filter(None, above))))
        return found


def villages(*, is_practice=False):
    """Villages of today: the real ones, or those for practice."""
    scope = Scope.of(["00"]) if is_practice else Scope.nation()
    return Region.objects.villages().current().filter(scope.q("code"))


def find_villages(text, *, is_practice=False):
    """At most LIMIT villages whose name holds the text before a comma, in a district, regency or province whose name
    holds the text behind it (``Sukamaju, Bogor``). Three queries."""
    name, _comma, above = (part.strip() for part in text.partition(","))
    rows = villages(is_practice=is_practice).filter(name__icontains=name)
    if above:
        wider = Region.objects.filter(level__lt=Region.Level.VILLAGE, name__icontains=above)
        rows = rows.filter(Scope.of(wider.values_list("pk", flat=True)[:500]).q("code"))
    exact = rows.filter(name__iexact=name).order_by("code")[:LIMIT]
    first = list(exact)
    if len(first) < LIMIT:
        first += list(rows.exclude(name__iexact=name).order_by("code")[: LIMIT - len(first)])
    return Found.all_of(first)
