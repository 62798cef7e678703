"""Groups with committee, members, meetings and registers, in bulk, by the rules of the groups' own floor."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from core.dates import Month
from core.text import name_key
from groups import register_rules, rules, schedule_rules
from groups.models import Attendance, CommitteePost, Group, Guest, Meeting, Membership, Register, RegisterRow
from groups.register_queries import Row
from members.models import Person
from members.queries import states_on
from regions import changes, clock

#: Groups written at a time: their members' keys must fit into one query.
BATCH = 400
#: Outcomes of a month.
VERIFIED, BY_PKB, WAITING, LATE = "verified", "pkb", "waiting", "late"
RETURNED, MISSING, ZERO = "returned", "missing", "zero"
STATUSES = ["present"] * 84 + ["represented"] * 5 + ["excused"] * 5 + ["sick"] * 2 + ["absent"] * 4
POSTS = [CommitteePost.Post.CHAIR, CommitteePost.Post.SECRETARY, CommitteePost.Post.TREASURER, CommitteePost.Post.KADER]
TOPICS = ["keuangan", "produksi", "pemasaran", "pembukuan", "delapan_fungsi", "kb", "stunting"]


@dataclass
class Story:
    """What is told of one group. ``months``: outcomes from last month backwards. ``pkb`` stands in for a kader too."""

    village: str
    name: str
    business: tuple[str, str]
    pkb: object
    opd: object
    kader: object = None
    size: int = 16
    weekday: int = 0
    week: int = 2
    classification: str = ""
    months: list = field(default_factory=lambda: [VERIFIED, VERIFIED, VERIFIED])
    #: This month's routine day has passed and nobody wrote it down.
    is_unrecorded: bool = False
    state: str = Group.State.ACTIVE


@dataclass
class Told:
    """A story with the rows made of it so far."""

    story: Story
    group: Group
    members: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    #: By the meeting's key: attendance, and how many guests came.
    attended: dict = field(default_factory=dict)
    guests: dict = field(default_factory=dict)

    def meetings_in(self, month):
        return [meeting for meeting in self.meetings if meeting.date in month]


@transaction.atomic
def write_groups(stories, rng):
    """Write the groups of all ``stories``; their members come from the families of the villages. Returns the groups."""
    pools = {village: _Adults(village, rng) for village in {story.village for story in stories}}
    groups = []
    for start in range(0, len(stories), BATCH):
        groups += _write(stories[start : start + BATCH], pools, rng)
    return groups


def _write(stories, pools, rng):
    told = [_begin(story, pools[story.village], rng) for story in stories]
    _number(told)
    Group.objects.bulk_create([each.group for each in told])
    Membership.objects.bulk_create([member for each in told for member in each.members])
    CommitteePost.objects.bulk_create([post for each in told for post in _committee(each, rng)])
    active = [each for each in told if each.story.state == Group.State.ACTIVE]
    _write_meetings(active, rng)
    _write_registers(active, rng)
    _mark(told)
    return [each.group for each in told]


# The card


def _begin(story, pool, rng):
    today = clock.today(story.village)
    people = [pool.next() for _number in range(min(story.size, len(pool)))]
    founded = today - datetime.timedelta(days=rng.randint(400, 3300))
    group = Group(**_card(story, founded, today, rng), **_routine(story), member_count=len(people))
    group.name_key = name_key(story.name)
    group.search_key = " | ".join([group.name_key, *(person.name_key for person in people[:1])])
    told = Told(story, group)
    joined = max(founded, today - datetime.timedelta(days=rng.randint(300, 700)))
    told.members = [
        Membership(group=group, person=person, number=number, joined_on=joined)
        for number, person in enumerate(people, start=1)
    ]
    return told


def _card(story, founded, today, rng):
    registrar = story.kader or story.pkb
    what, kind = story.business
    has_decree = rng.random() < 0.7
    card = {
        "village_id": story.village,
        "rw": f"{rng.randint(1, 4):03d}",
        "rt": f"{rng.randint(1, 9):03d}",
        "name": story.name,
        "address": f"Jalan {rng.choice(('Nangka', 'Cendana', 'Lontar', 'Kelor'))} {rng.randint(1, 90)}",
        "founded_on": founded,
        "state": story.state,
        "state_on": max(founded, today - datetime.timedelta(days=400)),
        "registered_by": registrar,
        "adviser_kind": "pkb",
        "adviser_name": story.pkb.name,
        "has_decree": has_decree,
        "funds": rng.choice((["swadaya"], ["swadaya", "apbd"], ["swadaya", "mitra"])),
        "integration": rng.choice((["posyandu"], ["bkb", "posyandu"], ["pkk"], ["tidak"])),
        "business_pattern": rng.choice(("group", "individual", "mixed")),
        "business_kinds": [kind],
        "business_note": what,
        "capital_sources": ["simpanan"],
        "market_reach": rng.choice(("village", "district", "regency", "online")),
        "classification": story.classification,
        "signed_place": "Kupang",
        "signed_on": today.replace(month=1, day=2) if today > today.replace(month=1, day=2) else today,
    }
    if has_decree:
        number = f"{rng.randint(1, 90)}/SK/{founded.year}"
        card |= {"decree_number": number, "decree_on": founded, "decree_by": "village"}
    if story.state == Group.State.ACTIVE:
        approver = story.opd if registrar == story.pkb else story.pkb
        card |= {"approved_by": approver, "approved_at": _moment(card["state_on"])}
    return card


def _routine(story):
    return {
        "meeting_weekday": story.weekday,
        "meeting_week": story.week,
        "meeting_time": datetime.time(15, 30),
        "meeting_place": "Rumah ketua",
    }


def _number(told):
    """The next free register number of each village."""
    villages = {each.group.village_id for each in told}
    taken = defaultdict(set)
    for village, number in Group.objects.filter(village__in=villages).values_list("village_id", "register_number"):
        taken[village].add(number)
    for each in told:
        numbers = taken[each.group.village_id]
        each.group.register_number = rules.next_number(numbers)
        numbers.add(each.group.register_number)


def _committee(told, rng):
    for post, member in zip(POSTS, told.members, strict=False):
        trainings = rng.choice(([], ["manajemen"], ["keuangan", "pemasaran"]))
        yield CommitteePost(
            group=told.group,
            person=member.person,
            post=post,
            trainings=trainings,
            is_untrained=not trainings,
            from_on=member.joined_on,
        )


class _Adults:
    """Grown women, and men where there are none, of one village: one of each family, round and round."""

    def __init__(self, village, rng):
        people = Person.objects.active().filter(village_id=village, relation__in=("head", "wife"))
        oldest_first = people.filter(birth_date__lte=clock.today(village) - datetime.timedelta(days=18 * 366))
        by_family = {}
        for person in oldest_first.order_by("sex", "pk").only("pk", "family_id", "name_key", "sex", "birth_date"):
            by_family[person.family_id] = person
        self.people = list(by_family.values())
        rng.shuffle(self.people)
        self.place = 0

    def __len__(self):
        return len(self.people)

    def next(self):
        self.place += 1
        return self.people[(self.place - 1) % len(self.people)]


# Meetings


def _write_meetings(told, rng):
    for each in told:
        each.meetings = [_meeting(each, date, rng) for date in _days(each)]
    Meeting.objects.bulk_create([meeting for each in told for meeting in each.meetings])
    guests = []
    for each in told:
        for meeting in each.meetings:
            rows = [Attendance(meeting=meeting, membership=m, status=rng.choice(STATUSES)) for m in each.members]
            each.attended[meeting.pk] = rows
            each.guests[meeting.pk] = int(rng.random() < 0.15)
            guests += [Guest(meeting=meeting, name="Bidan Rosa", institution="Puskesmas")] * each.guests[meeting.pk]
    Attendance.objects.bulk_create([row for each in told for rows in each.attended.values() for row in rows])
    Guest.objects.bulk_create(guests)


def _days(told):
    """Routine days that were written down: all of the story's months, and this month unless it is the point."""
    story, today = told.story, clock.today(told.story.village)
    skipped = {month for month, outcome in _months(told) if outcome == ZERO}
    since = min((month.first for month, _outcome in _months(told)), default=Month.of(today).first)
    days = schedule_rules.occurrences(weekday=story.weekday, week=story.week, since=since, until=today)
    days = [day for day in days if Month.of(day) not in skipped]
    return days[:-1] if story.is_unrecorded else days


def _meeting(told, date, rng):
    return Meeting(
        group=told.group,
        village_id=told.group.village_id,
        date=date,
        place="Rumah ketua",
        kind=rng.choice((Meeting.Kind.ROUTINE, Meeting.Kind.ROUTINE, Meeting.Kind.COUNSELLING)),
        topic=rng.choice(TOPICS),
        speaker_kind="pkb",
        speaker_name=told.story.pkb.name,
        has_discussion=rng.random() < 0.7,
        recorded_by=told.story.kader or told.story.pkb,
    )


def _months(told):
    """(Month, outcome), from last month backwards."""
    month = Month.of(clock.today(told.story.village))
    for outcome in told.story.months:
        month = month.previous()
        yield month, outcome


# Registers


def _write_registers(told, rng):
    pairs = [(each, month, outcome) for each in told for month, outcome in _months(each) if outcome != MISSING]
    states = _States(pairs)
    registers, rows = [], []
    for each, month, outcome in pairs:
        content = _content(each, month, states)
        register = _register(each, month, outcome, content, rng)
        registers.append(register)
        rows += [_frozen(register, row) for row in content]
    Register.objects.bulk_create(registers)
    RegisterRow.objects.bulk_create(rows)


class _States:
    """PUS, pregnancy and KB of all members on all days wanted, asked once for each day."""

    def __init__(self, pairs):
        wanted = defaultdict(set)
        for each, month, _outcome in pairs:
            for day in [month.last, *(meeting.date for meeting in each.meetings_in(month))]:
                wanted[day].update(member.person_id for member in each.members)
        self.on = {day: states_on(persons, day) for day, persons in wanted.items()}

    def row(self, member, meeting_id, status, day):
        state = self.on[day][member.person_id]
        return Row(member, meeting_id, status, state.is_pus, state.is_pregnant, state.is_using_kb)


def _content(told, month, states):
    """Rows of the month as the register keeps them: each meeting's, then the month's own."""
    statuses, rows = defaultdict(list), []
    for meeting in told.meetings_in(month):
        for each in told.attended[meeting.pk]:
            statuses[each.membership].append(each.status)
            rows.append(states.row(each.membership, meeting.pk, each.status, meeting.date))
    strongest = ((member, register_rules.strongest(statuses[member])) for member in told.members)
    return rows + [states.row(member, None, status, month.last) for member, status in strongest]


def _register(told, month, outcome, content, rng):
    story = told.story
    typist = story.pkb if outcome == BY_PKB or not story.kader else story.kader
    handed_in = _handed_in(month, outcome, clock.today(story.village), rng)
    meetings = told.meetings_in(month)
    guests = sum(told.guests[meeting.pk] for meeting in meetings)
    register = Register(
        group=told.group,
        village_id=told.group.village_id,
        month=month.first,
        state=_state(outcome, typist, story),
        figures=register_rules.totals(content, meetings=len(meetings), guests=guests),
        handed_in_by=typist,
        handed_in_at=_moment(handed_in),
        is_on_time=register_rules.is_on_time(month, day=register_rules.DEADLINE_DAY, handed_in_on=handed_in),
    )
    if outcome == ZERO:
        register.is_zero, register.zero_reason = True, "Banyak anggota panen, pertemuan ditunda."
    if outcome == RETURNED:
        register.returned_reason = "Jumlah hadir tidak sama dengan daftar hadir kertas."
    if register.state == Register.State.VERIFIED:
        register.verified_by, register.verified_at = story.pkb, _moment(handed_in)
    return register


def _state(outcome, typist, story):
    if outcome == RETURNED:
        return Register.State.RETURNED
    if typist == story.pkb:
        return Register.State.BY_PKB
    return Register.State.SUBMITTED if outcome == WAITING else Register.State.VERIFIED


def _handed_in(month, outcome, today, rng):
    deadline = register_rules.deadline_of(month, day=register_rules.DEADLINE_DAY)
    days = rng.randint(5, 11) if outcome == LATE else -rng.randint(0, 2)
    return min(today, deadline + datetime.timedelta(days=days))


def _frozen(register, row):
    return RegisterRow(
        register=register,
        membership=row.membership,
        meeting_id=row.meeting_id,
        status=row.status,
        is_pus=row.is_pus,
        is_pregnant=row.is_pregnant,
        is_using_kb=row.is_using_kb,
    )


def _moment(date):
    """Nine in the morning of a day, never later than now."""
    moment = datetime.datetime.combine(date, datetime.time(9), tzinfo=clock.zone_of("53"))
    return min(moment, timezone.now())


def _mark(told):
    marks = set()
    for each in told:
        village, today = each.group.village_id, Month.of(clock.today(each.group.village_id))
        marks |= {(village, today, "groups"), (village, today, "memberships")}
        marks |= {(village, Month.of(meeting.date), "meeting") for meeting in each.meetings}
        marks |= {(village, month, "register") for month, outcome in _months(each) if outcome != MISSING}
    changes.mark_many(marks)
