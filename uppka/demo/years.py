"""What a year leaves in the books of the demo's groups: visits, plans, things, guests, trainings, renewed cards."""

import datetime

from auditlog.context import set_actor

from core.errors import RuleError
from groups.models import CommitteePost, GuestBookEntry, InventoryItem, PlannedActivity, Training
from groups.services import books, handover, renewal, visits
from regions import clock

#: days ago, step, finding, agreed action, days until it is due, what came of it
VISITS = [
    (40, 7, "Buku kas terakhir diisi bulan Agustus; kuitansi masih tersimpan rapi.", "Mengisi buku kas", 21, ""),
    (75, 6, "Kue laku di pasar, tetapi belum ada label.", "Membuat label bersama PIK-R", 30, "Label sudah dicetak."),
    (12, 8, "Koperasi kelurahan bersedia menampung produk.", "Mengantar contoh ke koperasi", 30, ""),
    (150, 5, "Alat produksi bersih dan dipakai bergantian.", "", 0, ""),
]
#: month, activity, target, cost, what came of it
PLAN = [
    (2, "Rapat anggota tahunan", "Semua anggota hadir", None, "Disepakati simpanan wajib Rp10.000."),
    (4, "Pelatihan kemasan dan label", "10 anggota", 750_000, "Diikuti 9 anggota."),
    (8, "Pameran HUT RI tingkat kecamatan", "Terjual 100 bungkus", 400_000, "Terjual 132 bungkus."),
    (11, "Mengurus NIB dan PIRT", "3 anggota punya NIB", 300_000, ""),
    (12, "Bazar Natal", "Terjual 200 bungkus", 500_000, ""),
]
LAST_YEAR = [(5, "Kunjungan ke kelompok lain"), (8, "Pameran HUT RI tingkat kecamatan"), (12, "Bazar Natal")]
#: name, quantity, unit, source, condition, value
THINGS = [
    ("Oven gas", 1, "buah", "aid", "good", 2_400_000),
    ("Mixer", 2, "buah", "own", "worn", 600_000),
    ("Meja lipat", 4, "buah", "own", "good", 800_000),
    ("Spanduk kelompok", 1, "lembar", "own", "good", 150_000),
]
#: days ago, name, institution, purpose, message
GUESTS = [
    (20, "Lurah Fatululi", "Kelurahan Fatululi", "Melihat kegiatan", "Pertahankan, dan ajak keluarga muda."),
    (64, "Tim koperasi", "Dinas Koperasi Kota Kupang", "Menawarkan pelatihan", ""),
]
TRAININGS = [(1, "keuangan", "Buku kas sederhana"), (2, "pemasaran", "Berjualan daring"), (5, "produksi", "")]
RENEWED, VISITED, WITH_BOOKS = 9, 5, 3


def write_years(groups, officer):
    """Write them for the active ``groups``, the first ones most fully; ``officer`` is their PKB."""
    today = clock.today(groups[0].village_id)
    with set_actor(officer):
        for place, group in enumerate(groups[:RENEWED]):
            _renew(group, officer, min(today, datetime.date(today.year, 1, 2 + place % 5)))
        for place, group in enumerate(groups[:VISITED]):
            for visit in VISITS[: 4 - place % 3]:
                _visit(group, officer, today, *visit)
        for group in groups[:WITH_BOOKS]:
            _books(group, officer, today)
        _pass_office(groups[1], officer, today)


def _renew(group, officer, signed_on):
    try:
        renewal.renew_card(
            group.pk, by=officer, version=None, request_id=None, signed_on=signed_on, signed_place="Kupang"
        )
    except RuleError:
        return  # its committee is not complete: the campaign shows it as left


def _visit(group, officer, today, ago, step, finding, action, due, result):
    date = today - datetime.timedelta(days=ago)
    due_on = date + datetime.timedelta(days=due) if action else None
    changes = {"date": date, "kind": "group", "step": step, "finding": finding, "action": action, "due_on": due_on}
    visit = visits.record_visit(group.pk, by=officer, request_id=None, changes=changes)
    if result:
        args = {"by": officer, "version": None, "request_id": None, "done_on": due_on, "done_note": result}
        visits.finish_action(visit.pk, **args)


def _books(group, officer, today):
    def add(model, **changes):
        return books.add_entry(group.pk, by=officer, request_id=None, model=model, changes=changes)

    members = {row.number: row.person for row in group.memberships.select_related("person")}
    for month, activity in LAST_YEAR:
        add(PlannedActivity, year=today.year - 1, month=month, activity=activity)
    for month, activity, target, cost, result in PLAN:
        details = {"target": target, "cost": cost, "person_in_charge": members[1].name}
        row = add(PlannedActivity, year=today.year, month=month, activity=activity, **details)
        done_on = datetime.date(today.year, month, 15)
        if result and done_on <= today:
            outcome = {"state": "done", "done_on": done_on, "outcome": result}
            books.record_outcome(row.pk, by=officer, version=None, request_id=None, **outcome)
    for name, quantity, unit, source, condition, value in THINGS:
        details = {"unit": unit, "source": source, "condition": condition, "value": value}
        add(InventoryItem, name=name, quantity=quantity, kept_by=members[1].name, **details)
    for ago, name, institution, purpose, message in GUESTS:
        date = today - datetime.timedelta(days=ago)
        add(GuestBookEntry, date=date, name=name, institution=institution, purpose=purpose, message=message)
    for number, kind, title in TRAININGS:
        day = today - datetime.timedelta(days=90)
        add(Training, person=members[number], kind=kind, title=title, on=day, organiser="Dinas Koperasi Kota Kupang")


def _pass_office(group, officer, today):
    """Some months ago, for a term that has just ended."""
    successor = group.memberships.get(number=6).person
    chair = CommitteePost.Post.CHAIR
    changes = {
        "on": today - datetime.timedelta(days=200),
        "place": "Kantor kelurahan",
        "term_ends_on": today - datetime.timedelta(days=9),
        "cash": 385_000,
        "witnesses": "Lurah, PKB",
        "note": "",
        "successors": {str(chair): successor},
    }
    handover.hand_over(group.pk, by=officer, version=None, request_id=None, changes=changes)
