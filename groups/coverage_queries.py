"""Coverage of a month: ADA, LAPOR and attendance in the registers that are in, as closed where the month is closed."""

from dataclasses import dataclass, field

from django.db.models import Q

from groups import recap_queries, recap_rules, register_rules
from groups.models import Group, Register
from regions.models import Region
from regions.scope import LEVELS, NATION, REGION, Scope, scope_of

VIEW = "groups.view_register"


@dataclass(frozen=True)
class Coverage:
    """ADA, LAPOR and attendance of an area and a month. Percentages are None (n/a) without a denominator.

    ``members`` and ``present`` are those of the registers that count as LAPOR.
    """

    ada: int = 0
    lapor: int = 0
    members: int = 0
    present: int = 0
    region: Region | None = field(default=None, compare=False)

    @property
    def percent(self):
        return register_rules.percent(self.lapor, self.ada)

    @property
    def hadir_percent(self):
        return register_rules.percent(self.present, self.members)

    @property
    def missing(self):
        return self.ada - self.lapor


def coverage(user, month, *, under=""):
    """Coverage of everything ``user`` sees (or of what lies ``under`` a code). Four queries at most."""
    within = Scope.of({under}) if under else None
    return _coverage(recap_rules.total(_figures(user, month, within, LEVELS[0]).values()))


def coverage_by_region(user, month, regions):
    """One Coverage for each of ``regions`` (all of one level), those without a group as well. Four queries at most."""
    regions = list(regions)
    if not regions:
        return []
    within = Scope.of(region.code for region in regions)
    figures = _figures(user, month, within, len(regions[0].code))
    return [_coverage(figures.get(region.code, recap_rules.Figures()), region) for region in regions]


def regions_below(user, under=""):
    """(region at the top or None for the nation, regions one step below it): provinces, regencies, then villages."""
    top = under or _shared_code(user)
    level = {0: Region.Level.PROVINCE, 2: Region.Level.REGENCY}.get(len(top), Region.Level.VILLAGE)
    scope = Scope.of({top}) if top else Scope.nation()
    regions = Region.objects.current().filter(scope.q("code"), level=level).order_by("code")
    return Region.objects.filter(pk=top).first(), regions


def _shared_code(user):
    """The longest region code that all places of the user lie under; empty for the nation."""
    places = user.places(VIEW)
    codes = [place.key for place in places if place.kind == REGION]
    if not codes or any(place.kind == NATION for place in places):
        return ""
    shared = [length for length in reversed(LEVELS) if len({code[:length] for code in codes}) == 1]
    return codes[0][: shared[0]] if shared else ""


def _figures(user, month, within, length):
    """{first ``length`` digits: Figures}. Closed where ``user`` sees the whole village; one group of it stays live."""
    scope = scope_of(user.places(VIEW))
    closings = recap_queries.closings_now(month)
    inside = within.q("village_id") if within else Q()
    groups = Group.objects.visible_to(user, VIEW).filter(inside)
    registers = Register.objects.visible_to(user, VIEW).filter(inside)
    if closings:
        as_closed = scope.q("village_id") & Scope.of(closings).q("village_id")
        groups, registers = groups.exclude(as_closed), registers.exclude(as_closed)
    closed = recap_queries.sums_closed(closings, scope.q("village_id") & inside, length)
    return recap_queries.added(closed, recap_queries.sums_open(month, length, groups=groups, registers=registers))


def _coverage(figures, region=None):
    return Coverage(figures.ada, figures.lapor, figures.reported_members, figures.reported_present, region)
