"""Decisions become objects, built and encrypted before the commit's transaction begins."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone

from core.encryption import Sealed, lookup_hash
from core.text import name_key
from groups import queries, rules
from groups.imports.check import CARD_FIELDS
from groups.imports.columns import GROUPS, POSTS
from groups.imports.people import NewPerson
from groups.imports.rows import NEW
from groups.models import CommitteePost, Group, Membership
from members.models import Family, Person, Source
from members.name_rules import sound_key
from regions import clock
from regions.models import Dusun, Region
from regions.services import rw_name

#: Columns that an import may change on a recorded card.
CARD_COLUMNS = (*sorted(CARD_FIELDS), "dusun", "register_number", "name_key", "has_social_media")
#: Columns that follow from the card, the roll and the committee.
FOLLOWING = ("search_key", "member_count", "siga_entered_on", "siga_entered_by")
CHAIR = CommitteePost.Post.CHAIR


@dataclass
class Plan:
    """What the commit writes. ``before`` maps a changed group to its old values, encrypted."""

    dusun: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    families: list = field(default_factory=list)
    persons: list = field(default_factory=list)
    memberships: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    #: Recorded groups whose roll or committee grows.
    touched: set = field(default_factory=set)
    before: dict = field(default_factory=dict)
    sentences: dict = field(default_factory=dict)
    #: Recorded persons that are taken in: they must still be there when it is written.
    known_persons: set = field(default_factory=set)

    @property
    def counts(self):
        """For the batch's totals."""
        return {
            "taken_groups": len(self.groups),
            "taken_changed": len(self.changed),
            "taken_members": len(self.memberships),
            "taken_posts": len(self.posts),
            "taken_persons": len(self.persons),
        }


def build(checked, *, batch, by):
    """Build all that ``batch.mapping["takes"]`` ("new", "changed") takes of a Checked."""
    takes = set(batch.mapping["takes"])
    builder = _Builder(batch, by, checked)
    for row in checked.rows:
        if row.status not in takes:
            continue
        if row.sheet == GROUPS:
            builder.add_group(row) if row.status == NEW else builder.change_group(row)
        elif row.sheet == POSTS:
            builder.add_post(row)
        else:
            builder.add_member(row)
    builder.finish()
    return builder.plan


class _Builder:
    def __init__(self, batch, by, checked):
        self.plan, self.batch, self.by = Plan(), batch, by
        targets = {id(row.target): row.target for row in checked.rows if row.target}.values()
        self.villages = Region.objects.in_bulk({target.village_id for target in targets})
        numbers = Group.objects.filter(village__in=self.villages).values_list("village_id", "register_number")
        self.numbers = defaultdict(set)
        for village_id, number in numbers:
            self.numbers[village_id].add(number)
        for target in targets:
            self.numbers[target.village_id].add(target.register_number)
        dusun = Dusun.objects.filter(village__in=self.villages)
        self.dusun = {(each.village_id, each.name): each for each in dusun}
        known = [target.group.pk for target in targets if target.group]
        last = Membership.objects.filter(group__in=known).values_list("group").annotate(Max("number"))
        self.numbers_given = defaultdict(int, last.order_by())
        here = Membership.objects.filter(group__in=known, left_on__isnull=True).values_list("group_id", "person_id")
        self.members = set(here)
        self.people: dict = {}
        self.made: dict = {}

    # --- Cards

    def add_group(self, row):
        target, values = row.target, row.values
        group = Group(
            village_id=target.village_id,
            registered_by=self.by,
            register_number=target.register_number or self._next_number(target.village_id),
            state_on=clock.today(target.village_id),
            **{name: values[name] for name in CARD_FIELDS if name in values},
        )
        self._follow(group, values)
        self.made[target] = group
        self.plan.groups.append(group)

    def change_group(self, row):
        group = row.target.group
        self._remember(group)
        for name, (_old, new) in row.changes.items():
            setattr(group, name, new)
        self._follow(group, row.values)
        group.version += 1
        self.plan.changed.append(group)
        self.plan.sentences[group] = row.changes

    def _follow(self, group, values):
        group.name_key = name_key(group.name)[:100]
        group.has_social_media = group.has_social_media or bool(group.social_media)
        group.has_decree = group.has_decree or bool(group.decree_number and "has_decree" not in values)
        is_kelurahan = self.villages[group.village_id].is_kelurahan
        name = rw_name(values["rw"]) if is_kelurahan and "rw" in values else "" if is_kelurahan else values.get("dusun")
        if name:
            new = Dusun(village_id=group.village_id, name=name)
            group.dusun = self.dusun.setdefault((group.village_id, name), new)
            if group.dusun is new:
                self.plan.dusun[group.village_id, name] = new

    def _next_number(self, village_id):
        number = rules.next_number(self.numbers[village_id])
        self.numbers[village_id].add(number)
        return number

    # --- People

    def add_member(self, row):
        self._join(self._group_of(row.target), row)

    def add_post(self, row):
        group = self._group_of(row.target)
        membership = self._join(group, row)
        trainings = row.get("trainings", [])
        person = membership.person if membership else self._person(row.person)
        post = CommitteePost(
            group=group,
            person=person,
            post=row.get("post"),
            from_on=row.get("from_on") or self._since(group),
            trainings=trainings,
            is_untrained=not trainings,
        )
        self.plan.posts.append(post)

    def _join(self, group, row):
        """The membership of a row's person, unless she has one; whoever holds a post is a member."""
        person, key = self._person(row.person), _key(group)
        if (key, _key(person)) in self.members:
            return None
        self.members.add((key, _key(person)))
        self.numbers_given[key] += 1
        joined_on = row.get("joined_on") or self._since(group)
        membership = Membership(group=group, person=person, number=self.numbers_given[key], joined_on=joined_on)
        self.plan.memberships.append(membership)
        if group.pk:
            self.plan.touched.add(group)
        return membership

    def _since(self, group):
        return group.founded_on or self.batch.as_of

    def _group_of(self, target):
        return target.group or self.made[target]

    def _person(self, found):
        if not isinstance(found, NewPerson):
            self.plan.known_persons.add(found.pk)
            return found
        if found not in self.people:
            self.people[found] = self._new_person(found)
        return self.people[found]

    def _new_person(self, found):
        family = Family(
            village_id=found.village_id,
            head_name=found.name,
            name_key=found.name_key,
            search_key=found.name_key,
            member_count=1,
            kki=found.kki,
            source=Source.GROUP,
            source_year=self.batch.as_of.year,
        )
        person = Person(
            family=family,
            village_id=found.village_id,
            name=found.name,
            name_key=found.name_key,
            sound_key=sound_key(found.name),
            sex=found.sex,
            birth_date=found.birth_date,
            nik=Sealed(found.nik),
            nik_hash=lookup_hash(found.nik),
            no_nik_reason="" if found.nik else Person.NoNik.UNKNOWN,
            phone=found.phone,
            relation=Person.Relation.HEAD,
        )
        self.plan.families.append(family)
        self.plan.persons.append(person)
        return person

    # --- What follows

    def finish(self):
        """Counts, keys for the search, and how far each new card is."""
        chairs = {_key(post.group): post.person for post in self.plan.posts if post.post == CHAIR}
        counts = Counter(_key(membership.group) for membership in self.plan.memberships)
        posts = defaultdict(set)
        for post in self.plan.posts:
            posts[_key(post.group)].add(post.post)
            if post.group.pk:
                self.plan.touched.add(post.group)
        for group in self.plan.groups:
            group.member_count = counts[_key(group)]
            gaps = rules.card_gaps(vars(group)) + rules.roll_gaps(posts[_key(group)], group.member_count)
            group.state = Group.State.DRAFT if gaps else Group.State.SUBMITTED
            group.search_key = _search_key(group, chairs.get(_key(group)))
        self.plan.touched |= set(self.plan.changed)
        recorded = queries.search_keys(list(self.plan.touched))
        for group in self.plan.touched:
            chair = chairs.get(group.pk)
            group.member_count += counts[group.pk]
            group.search_key = _search_key(group, chair) if chair else recorded[group.pk]
            group.siga_entered_on = group.siga_entered_by = None
            group.updated_at = timezone.now()

    def _remember(self, group):
        names = [group._meta.get_field(name).attname for name in CARD_COLUMNS]
        self.plan.before[group] = Sealed(json.dumps({name: getattr(group, name) for name in names}, default=str))


def _key(row):
    """A key that also a row has which is not stored yet."""
    return row.pk or -id(row)


def _search_key(group, chair):
    return " | ".join(filter(None, [group.name_key, chair.name_key if chair else ""]))
