"""Families of any number, written in bulk: several processes invent and encrypt, one writes."""

import multiprocessing
import random
from collections import Counter
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import connection, connections, transaction

from core.dates import Month
from core.encryption import encrypt, lookup_hash
from members.models import Family, KbEpisode, KbMethod, Person, Pregnancy
from regions import changes, clock
from regions.models import Dusun, Region
from regions.scope import Scope
from uppka.demo.numbers import Numbers
from uppka.demo.people import Village
from uppka.demo.tables import Columns, SearchIndexPaused, reserve_keys, writer

#: Families in one piece of work.
PIECE = 1000
#: Keys set aside for the persons of one family.
PERSON_KEYS = 12
#: Below this many families a second process costs more than it saves.
WORTH_FORKING = 3000


@dataclass(frozen=True)
class Piece:
    """Some families of one village. ``turn`` of ``turns``: which serials of the district are its own."""

    village: str
    families: int
    first_family: int
    turn: int
    turns: int


@dataclass(frozen=True)
class Plan:
    """What every process knows from the start."""

    seed: int
    today: object
    recorded_by: int
    first_family: int
    first_person: int
    dusun: dict
    methods: frozenset
    taken: frozenset
    writer: type
    columns: dict

    @classmethod
    def make(cls, villages, families, *, seed, by):
        return cls(
            seed=seed,
            today=clock.today(villages[0]),
            recorded_by=by.pk,
            first_family=reserve_keys(Family, families),
            first_person=reserve_keys(Person, families * PERSON_KEYS),
            dusun=_dusun_of(villages),
            methods=frozenset(KbMethod.objects.values_list("pk", flat=True)),
            taken=_hashes_in({village[:6] for village in villages}),
            writer=writer(),
            columns={
                Family: Columns(Family, with_key=True),
                Person: Columns(Person, with_key=True),
                KbEpisode: Columns(KbEpisode),
                Pregnancy: Columns(Pregnancy),
            },
        )


def villages_under(codes):
    """Codes of all villages at or below ``codes``, in order."""
    return list(_inside(Region, codes, "code").villages().order_by("code").values_list("code", flat=True))


@transaction.atomic
def write_families(villages, families, *, seed, by):
    """Write ``families`` families spread evenly over ``villages``. Returns the number of persons."""
    plan = Plan.make(villages, families, seed=seed, by=by)
    persons = 0
    with SearchIndexPaused(Family, Person), connection.cursor() as cursor:
        for payloads, number in _produce(plan, _pieces(villages, families, plan.first_family)):
            for model, payload in payloads:
                plan.writer.write(cursor, plan.columns[model], payload)
            persons += number
    changes.mark_many((village, Month.of(plan.today), "members") for village in villages)
    return persons


def tidy_up():
    """Fresh statistics, so that the first page after a large write is as quick as any."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA optimize")
        else:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


def _pieces(villages, families, first_family):
    each, over = divmod(families, len(villages))
    parts = []
    for place, village in enumerate(villages):
        left = each + (place < over)
        while left > 0:
            parts.append((village, min(PIECE, left)))
            left -= PIECE
    turns = Counter(village[:6] for village, _number in parts)
    turn = Counter()
    for village, number in parts:
        district = village[:6]
        yield Piece(village, number, first_family, turn[district], turns[district])
        first_family += number
        turn[district] += 1


def _produce(plan, pieces):
    pieces = list(pieces)
    processes = multiprocessing.cpu_count()
    if processes == 1 or sum(piece.families for piece in pieces) < WORTH_FORKING:
        yield from map(partial(_invent, plan), pieces)
        return
    with multiprocessing.get_context("fork").Pool(processes, _begin, [plan]) as pool:
        yield from pool.imap_unordered(_invent_forked, pieces)


_plan: Plan
_inherited: list = []


def _begin(plan):
    """In the new process: the plan is inherited; the parent's connection is not ours to use."""
    global _plan
    _plan = plan
    for name in connections:
        # Kept, not closed: closing would end the parent's session.
        _inherited.append(connections[name].connection)
        connections[name].connection = None


def _invent_forked(piece):
    return _invent(_plan, piece)


def _invent(plan, piece):
    """([(model, payload)], number of persons) of one piece."""
    rng = random.Random(f"{plan.seed}:{piece.village}:{piece.first_family - plan.first_family}")
    key = settings.LOOKUP_KEYS[0]
    numbers = Numbers(
        piece.village[:6], partial(lookup_hash, key=key), first=piece.turn, step=piece.turns, taken=plan.taken
    )
    place = Village(piece.village, rng, numbers, plan.today, plan.dusun.get(piece.village, ()))
    rows = {model: [] for model in plan.columns}
    for number in range(piece.families):
        _collect(plan, rows, place.household(), piece.first_family + number)
    payloads = [(model, plan.writer.payload(plan.columns[model], rows[model])) for model in rows]
    return payloads, len(rows[Person])


def _collect(plan, rows, house, family_id):
    """Give the household its keys and tokens."""
    first_person = plan.first_person + (family_id - plan.first_family) * PERSON_KEYS
    family = house.family
    rows[Family].append(family | {"id": family_id, "public_id": uuid4().hex, "kk_number": encrypt(family["kk_number"])})
    for place, person in enumerate(house.persons):
        keys = {"id": first_person + place, "family_id": family_id, "public_id": uuid4().hex}
        rows[Person].append(person | keys | {"nik": encrypt(person["nik"])})
    for model, episodes in ((KbEpisode, house.kb), (Pregnancy, house.pregnancies)):
        for episode in episodes:
            if episode.get("method_id", "") in plan.methods or "method_id" not in episode:
                keys = {"person_id": first_person + episode["position"], "public_id": uuid4().hex}
                facts = {name: value for name, value in episode.items() if name != "position"}
                rows[model].append(facts | keys | {"recorded_by_id": plan.recorded_by})


def _hashes_in(districts):
    """What the districts' numbers already are: a number begins with its district."""
    return frozenset(_inside(Person, districts, "village_id").values_list("nik_hash", flat=True))


def _inside(model, codes, column):
    return model.objects.filter(Scope.of(codes).q(column))


def _dusun_of(villages):
    """{village: [(key, RW)]}; a kelurahan without RW gets four."""
    known = set(Dusun.objects.filter(village__in=villages).values_list("village_id", flat=True))
    Dusun.objects.bulk_create(
        Dusun(village_id=village, name=f"RW {number:03d}" if village[6] == "1" else f"Dusun {number}")
        for village in villages
        if village not in known
        for number in range(1, 5)
    )
    found = {}
    for key, village, name in Dusun.objects.filter(village__in=villages).values_list("pk", "village_id", "name"):
        found.setdefault(village, []).append((key, name.removeprefix("RW ") if name.startswith("RW ") else ""))
    return found
