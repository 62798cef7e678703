"""Reads about what comes round in a group's life: the card renewed each January, terms of office, silence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Substr

from core.dates import Month
from core.models import DatedSetting
from groups.models import CardRenewal, CommitteePost, Group, Meeting, Membership, Register
from groups.queries import VIEW
from members.queries import gone_since
from regions import clock
from regions.models import Region
from regions.scope import NATION, REGION, Scope

LeftReason = Membership.LeftReason
RENEW = "groups.renew_card"
DORMANT_AFTER, DORMANT_MONTHS = "dormant_after_months", 6
#: Names in a text to share; more are counted.
NAMED = 20


# Cards renewed in a year


def to_renew(groups, year):
    """Those of ``groups`` whose card of ``year`` is asked for: active, and approved before the year began."""
    new_year = datetime(year, 1, 1, tzinfo=clock.zone_of(""))
    return groups.active().filter(Q(approved_at__isnull=True) | Q(approved_at__lt=new_year))


def renewed(year):
    """Condition on groups: the card of ``year`` was renewed."""
    return Exists(CardRenewal.objects.filter(group=OuterRef("pk"), year=year))


def renewals_of(group_ids, year):
    """{group key: CardRenewal of the year}. One query."""
    rows = CardRenewal.objects.filter(group_id__in=group_ids, year=year).select_related("renewed_by")
    return {row.group_id: row for row in rows}


@dataclass(frozen=True)
class Progress:
    """How many cards of an area are asked for, and how many of them were renewed."""

    region: Region | None
    asked: int = 0
    done: int = 0

    @property
    def percent(self):
        return round(self.done * 100 / self.asked) if self.asked else None

    @property
    def left(self):
        return self.asked - self.done


def progress(user, year, *, under=""):
    """(the whole, one Progress for each area one step below it). Five queries at most."""
    top = under or _shared_code(user)
    groups = to_renew(Group.objects.visible_to(user, VIEW), year)
    if top:
        groups = groups.filter(Scope.of({top}).q("village_id"))
    sums = {"asked": Count("pk"), "done": Count("pk", filter=renewed(year))}
    whole = Progress(Region.objects.filter(pk=top).first() if top else None, **groups.order_by().aggregate(**sums))
    return whole, _parts(user, groups, top, sums)


def _parts(user, groups, top, sums):
    """Provinces of the nation, regencies of a province, districts of a regency, villages of a district."""
    length = {0: 2, 2: 4, 4: 6, 6: 10}.get(len(top))
    if length is None:
        return []
    rows = groups.order_by().annotate(part=Substr("village_id", 1, length)).values("part").annotate(**sums)
    found = {row.pop("part"): row for row in rows}
    return [Progress(region, **found[region.code]) for region in Region.objects.filter(pk__in=found).order_by("code")]


def _shared_code(user):
    """The longest region code that all places of the user lie under; empty for the nation."""
    places = user.places(VIEW)
    codes = [place.key for place in places if place.kind == REGION]
    if not codes or any(place.kind == NATION for place in places):
        return ""
    shared = [length for length in (10, 6, 4, 2) if len({code[:length] for code in codes}) == 1]
    return codes[0][: shared[0]] if shared else ""


# Groups to look at


def dormant_months(today):
    """Months without a register after which a group is to be looked at: a dated setting, 6 without one."""
    return DatedSetting.value_on(DORMANT_AFTER, today, DORMANT_MONTHS)


def dormant(groups, today):
    """Active groups that handed in no register for so many months and have been active for as long. Two queries."""
    since = Month.of(today)
    for _number in range(dormant_months(today)):
        since = since.previous()
    registers = Register.objects.filter(group=OuterRef("pk"), month__gte=since.first)
    old_enough = Q(state_on__isnull=True) | Q(state_on__lt=since.first)
    return groups.active().filter(old_enough).filter(~Exists(registers))


def with_term_over(groups, today):
    """Active groups in which the term of somebody who holds a post has ended."""
    over = CommitteePost.objects.filter(group=OuterRef("pk"), to_on__isnull=True, term_ends_on__lt=today)
    return groups.active().filter(Exists(over))


def last_registers(group_ids):
    """{group key: first day of the last month with a register}. One query."""
    rows = Register.objects.filter(group_id__in=group_ids).order_by().values("group_id").annotate(last=Max("month"))
    return dict(rows.values_list("group_id", "last"))


def last_meetings(group_ids):
    """{group key: day of the last meeting held}. One query."""
    rows = Meeting.objects.held().filter(group_id__in=group_ids).order_by().values("group_id")
    return dict(rows.annotate(last=Max("date")).values_list("group_id", "last"))


def terms_of(group_ids):
    """{group key: the day on which the first term of a present post ends}. One query."""
    posts = CommitteePost.objects.filter(group_id__in=group_ids, to_on__isnull=True, term_ends_on__isnull=False)
    return dict(posts.order_by().values("group_id").annotate(ends=Min("term_ends_on")).values_list("group_id", "ends"))


@dataclass(frozen=True)
class Gone:
    """A member who died or moved away; her membership may end with that day and reason in one tap.

    ``reason`` is empty where the register does not say which: then it is asked. ``lives_in``: the village of who may
    also stay, since she moved within the register.
    """

    membership: Membership
    on: date
    reason: str
    lives_in: str = ""


def gone(group):
    """Members of today who are no longer where they were. Three queries, one without any."""
    rows = list(group.memberships.gone().select_related("person__village").order_by("number"))
    known = gone_since(date.min, [row.person_id for row in rows]) if rows else {}
    return [_gone(row, group, known.get(row.person_id)) for row in rows]


def _gone(row, group, known):
    person = row.person
    on = known.on if known else person.inactive_on or clock.today(group.village_id)
    reason = {"died": LeftReason.DIED, "moved": LeftReason.MOVED}[known.kind] if known else ""
    return Gone(row, max(row.joined_on, on), str(reason), person.village.name if person.is_active else "")
