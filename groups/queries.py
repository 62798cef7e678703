"""Reads about groups, committee and members that join several models."""

from dataclasses import dataclass
from zlib import crc32

from django.db.models import Count, Prefetch, Q
from django.http import Http404

from core.dates import age_on
from core.text import name_key
from groups import register_rules, rules
from groups.models import Attendance, CommitteePost, Group, Meeting, Membership, Register
from members.models import Person
from members.queries import states_on
from regions.models import Region

VIEW, EDIT, DECIDE = "groups.view_group", "groups.change_group", "groups.activate_group"
#: A filter of more places than this is none.
MOST_PLACES = 120
#: A search that finds more persons than this asks for more letters.
MOST_FOUND = 50
ROLL, PEOPLE, HEALTH = "groups.change_membership", "members.view_person", "members.view_health"
#: The names of a group's own people. Whatever else is known of them asks for PEOPLE, as on their own pages.
NAMES = "groups.view_roll"


@dataclass(frozen=True)
class Rights:
    """What a user may do with one group now: the right at its place, and the state of its card.

    ``names``: sees who is who; ``people``: what else is known of them as well, and their pages.
    """

    edit: bool
    submit: bool
    decide: bool
    deactivate: bool
    reactivate: bool
    roll: bool
    names: bool
    people: bool
    siga: bool
    merge: bool
    classify: bool
    routine: bool
    waits_for_another: bool


def rights_of(user, group):
    """At most nine questions to the database."""
    edits, decides = user.has_perm(EDIT, group), user.has_perm(DECIDE, group)
    changes_roll = user.has_perm(ROLL, group)
    own = group.registered_by_id == user.pk
    submitted = group.state == rules.SUBMITTED
    unfinished, merged = group.state in rules.UNFINISHED, group.state == rules.MERGED
    return Rights(
        edit=(decides and not merged) or (edits and unfinished),
        submit=changes_roll and edits and unfinished,
        decide=decides and submitted and not own,
        deactivate=decides and group.state == rules.ACTIVE,
        reactivate=decides and group.state == rules.INACTIVE,
        roll=changes_roll and group.state not in (rules.INACTIVE, rules.MERGED),
        names=user.has_perm(NAMES, group),
        people=user.has_perm(PEOPLE, group),
        siga=decides and not merged,
        merge=group.state in (rules.ACTIVE, rules.INACTIVE) and user.has_perm("groups.merge_group", group),
        routine=not merged and user.has_perm("groups.record_meeting", group),
        classify=group.state == rules.ACTIVE and user.has_perm("groups.classify_group", group),
        waits_for_another=submitted and own,
    )


def require(user, permission):
    """404 for who holds ``permission`` nowhere: pages that belong to no row yet."""
    if not user.places(permission):
        raise Http404


def may_edit(user, group):
    """Drafts are the registrar's; from submission on the card is changed by those who may approve; the card of a
    merged group by nobody."""
    permission = EDIT if group.state in rules.UNFINISHED else DECIDE
    return group.state != rules.MERGED and user.has_perm(permission, group)


def current_posts(group):
    """Posts held today with their persons: chair, secretary, treasurer, kader."""
    order = {post: place for place, post in enumerate(CommitteePost.Post.values)}
    posts = group.posts.filter(to_on__isnull=True).select_related("person__family", "assignment__user")
    return sorted(posts, key=lambda row: (order[row.post], row.pk))


def committee_version(group):
    """A number that changes whenever a post of the group does: what a form over the whole committee compares."""
    rows = group.posts.filter(to_on__isnull=True).order_by("pk").values_list("pk", "version")
    return crc32(repr(list(rows)).encode()) & 0x7FFFFFFF


def search_key(group):
    """Name keys of the group and its chair, for search by part of either."""
    return search_keys([group])[group.pk]


def search_keys(groups):
    """{group key: its search key}. One query; a group that is not stored yet has no chair."""
    chairs = CommitteePost.objects.filter(post=CommitteePost.Post.CHAIR, to_on__isnull=True)
    keys = dict(chairs.filter(group__in=[g.pk for g in groups if g.pk]).values_list("group_id", "person__name_key"))
    return {group.pk: " | ".join(filter(None, [name_key(group.name), keys.get(group.pk)])) for group in groups}


def gaps_of(group):
    """rules.Fault for everything that a card still lacks before it can be handed in."""
    held = set(group.posts.filter(to_on__isnull=True).values_list("post", flat=True))
    members = group.memberships.filter(left_on__isnull=True).count()
    return rules.card_gaps(vars(group)) + rules.roll_gaps(held, members)


def same_name(village_id, name, *, but=None):
    """Groups of the village whose name is the same but for case, punctuation and the word UPPKA or UPPKS."""
    key = rules.duplicate_key(name_key(name))
    others = Group.objects.filter(village_id=village_id).exclude(pk=but).exclude(state=Group.State.MERGED)
    return [
        group for group in others.only("name", "name_key", "public_id") if rules.duplicate_key(group.name_key) == key
    ]


def chaired_elsewhere(person_id, *, but=None):
    """Active groups that this person leads already."""
    posts = CommitteePost.objects.filter(person_id=person_id, post=CommitteePost.Post.CHAIR, to_on__isnull=True)
    return list(Group.objects.active().filter(pk__in=posts.values("group_id")).exclude(pk=but))


def chairs_of(user, group_ids):
    """{group_id: name of the chair} of those groups whose people ``user`` may see. One query."""
    posts = CommitteePost.objects.filter(post=CommitteePost.Post.CHAIR, to_on__isnull=True)
    seen = Group.objects.filter(pk__in=group_ids).visible_to(user, NAMES)
    return dict(posts.filter(group__in=seen).values_list("group_id", "person__name"))


def chair_conflicts(group):
    """Other active groups that this group's chair leads."""
    chair = group.posts.filter(post=CommitteePost.Post.CHAIR, to_on__isnull=True).first()
    return chaired_elsewhere(chair.person_id, but=group.pk) if chair else []


def member_of(person_ids, *, but=None):
    """{person_id: name of another active group} for persons who are members there today. One query."""
    rows = Membership.objects.filter(
        person_id__in=person_ids, left_on__isnull=True, group__state=Group.State.ACTIVE
    ).exclude(group_id=but)
    return dict(rows.values_list("person_id", "group__name"))


def roll(group, *, left=False):
    """Members of today (or those who left) with person, family and ``posts_here``, by number. Three queries."""
    posts = Prefetch("posts", CommitteePost.objects.filter(group=group, to_on__isnull=True), to_attr="posts_here")
    rows = group.memberships.filter(left_on__isnull=not left).order_by("number")
    return rows.prefetch_related(Prefetch("person", Person.objects.select_related("family").prefetch_related(posts)))


def for_person(person):
    """Memberships of a person, the present ones first."""
    rows = Membership.objects.filter(person=person).select_related("group")
    return sorted(rows, key=lambda row: (row.left_on is not None, row.pk))


def attendance_in(group_ids, month):
    """{group_id: present per cent of the members who could have been there} over the month's meetings. One query."""
    rows = (
        Attendance.objects.filter(
            meeting__group_id__in=group_ids,
            meeting__state=Meeting.State.HELD,
            meeting__date__range=(month.first, month.last),
        )
        .values("meeting__group_id")
        .annotate(whole=Count("pk"), present=Count("pk", filter=Q(status=Attendance.Status.PRESENT)))
    )
    return {row["meeting__group_id"]: register_rules.percent(row["present"], row["whole"]) for row in rows}


def registers_in(group_ids, month, *, only=()):
    """{group_id: Register} of the month, with the fields of ``only`` if a list needs no more. One query."""
    rows = Register.objects.of_month(month).filter(group_id__in=group_ids)
    return {row.group_id: row for row in (rows.only("group", *only) if only else rows)}


def places(user, permission):
    """[(code, name)] to filter a list by: villages where the scope has few, else the next level above them."""
    scope = Region.objects.visible_to(user, permission)
    for level in (Region.Level.VILLAGE, Region.Level.DISTRICT, Region.Level.REGENCY, Region.Level.PROVINCE):
        rows = list(scope.filter(level=level).values_list("code", "name")[: MOST_PLACES + 1])
        if 0 < len(rows) <= MOST_PLACES:
            return rows
    return []


def candidates(user, group, text, *, everywhere=False, dusun=None):
    """Up to ``MOST_FOUND`` persons in scope whose name contains every word of ``text``, from the third letter; of a
    ``dusun`` also without any.

    Looks in the group's own village, or ``everywhere`` in the officer's scope. Two queries at most.
    """
    if len(text) < 3 and dusun is None:
        return []
    people = Person.objects.visible_to(user, PEOPLE).active().select_related("village", "family")
    if dusun is not None:
        people = people.filter(village_id=group.village_id, dusun=dusun)
    elif not everywhere:
        people = people.filter(village_id=group.village_id)
    if len(text) > 2:
        people = people.named(text)
    return list(people.order_by("village_id", "name_key", "pk")[:MOST_FOUND])


def member_types(user, persons, date):
    """{person_id: kind of member} for those of ``persons`` whose health data ``user`` may see. Constant queries."""
    seen = set(
        Person.objects.filter(pk__in=[person.pk for person in persons])
        .visible_to(user, HEALTH)
        .values_list("pk", flat=True)
    )
    states = states_on(seen, date) if seen else {}
    return {
        person.pk: rules.member_type(
            age=age_on(person.birth_date, date),
            is_married=person.marriage == Person.Marriage.MARRIED,
            is_pus=states[person.pk].is_pus,
            is_using_kb=states[person.pk].is_using_kb,
        )
        for person in persons
        if person.pk in states
    }


def past_posts(group):
    """Posts that ended, the latest first. One query."""
    return group.posts.filter(to_on__isnull=False).select_related("person").order_by("-to_on", "-pk")


def cards_for_siga(user):
    """Active groups whose card, as it stands, nobody has ticked as copied into SIGA; waiting longest first."""
    groups = Group.objects.visible_to(user, DECIDE).active().filter(siga_entered_on__isnull=True)
    return groups.select_related("village").order_by("updated_at", "pk")


def registers_for_siga(user):
    """Reported registers not copied into SIGA yet; the oldest month first."""
    registers = Register.objects.visible_to(user, DECIDE).reported().filter(siga_entered_on__isnull=True)
    return registers.select_related("group", "village").order_by("month", "village_id", "group__name_key", "pk")


def identifiable(user, person_ids):
    """Those persons whose numbers ``user`` may see in clear. One query."""
    rows = Person.objects.visible_to(user, "members.reveal_identity").filter(pk__in=person_ids)
    return set(rows.values_list("pk", flat=True))
