"""A few lives that changed in the demo, written as an officer would: a birth, a death that leaves a widow, a marriage,
and a request to move each way. Only families without a group member, whose figures are told elsewhere."""

import datetime

from auditlog.context import set_actor

from groups.models import Membership
from members import services
from members.models import Family, Person
from regions import clock
from regions.scope import Scope
from uppka.demo import names

ALAK = "5371011012"


def write_lives(code, officers):
    """``code``: the district of the PKB."""
    today = clock.today(code)
    grouped = Membership.objects.values("person__family_id")
    families = Family.objects.filter(Scope.of([code]).q("village_id"), is_active=True).exclude(pk__in=grouped)
    with set_actor(officers["pkb"]):
        for tell in (_birth, _death, _marriage):
            used = tell(families, today, officers["pkb"])
            families = families.exclude(pk__in=used)
        _moves(families, today, officers)


def _birth(families, today, by):
    born = (today - datetime.timedelta(days=365 * 40), today - datetime.timedelta(days=365 * 19))
    mother = _of(families, relation="wife", birth_date__range=born, pregnancies__isnull=True).first()
    if mother:
        changes = {
            "name": f"{names.WOMEN[0]} {mother.family.head_name.split()[-1]}",
            "sex": "P",
            "birth_date": today - datetime.timedelta(days=12),
            "birth_place": "Kupang",
            "no_nik_reason": "child",
            "mother_id": mother.pk,
        }
        services.record_birth(mother.family_id, by=by, request_id=None, changes=changes)
    return [mother.family_id] if mother else []


def _death(families, today, by):
    """An old man whose widow leads the family from now on."""
    old = today - datetime.timedelta(days=365 * 58)
    widow = _of(families, relation="wife", birth_date__lt=old, kb_episodes__isnull=True).first()
    head = widow and widow.family.persons.filter(relation="head", sex="L", is_active=True).first()
    if head:
        changes = {"on": today - datetime.timedelta(days=40), "note": "", "spouse_id": widow.pk, "head_id": widow.pk}
        services.record_death(head.pk, by=by, version=None, request_id=None, changes=changes)
    return [head.family_id] if head else []


def _marriage(families, today, by):
    """She goes to live with him and his parents."""
    grown = {"relation": "child", "marriage": "single", "birth_date__lt": today - datetime.timedelta(days=365 * 21)}
    bride = _of(families, sex="P", **grown).first()
    groom = bride and _of(families, sex="L", **grown).exclude(family_id=bride.family_id).first()
    if not groom:
        return []
    changes = {"on": today - datetime.timedelta(days=25), "note": "", "partner_id": groom.pk, "joins": "there"}
    services.record_marriage(bride.pk, by=by, version=None, request_id=None, changes=changes)
    return [bride.family_id, groom.family_id]


def _moves(families, today, officers):
    """One that the PKB asked for, and one that waits for her answer."""
    couples = list(_of(families, relation="wife").exclude(nik="")[:2])
    if len(couples) < 2:
        return
    going, wanted = couples
    on = today - datetime.timedelta(days=3)
    out = {"to_village_id": ALAK, "person_id": None, "on": on, "note": "Ikut suami yang bekerja di pelabuhan"}
    services.ask_to_move_out(going.family_id, by=officers["pkb"], request_id=None, changes=out)
    place = {"to_village_id": ALAK, "dusun_id": None, "rt": "004", "address": "Jalan Pahlawan 12"}
    into = {**place, "whole": True, "on": on, "note": "Sudah tinggal di sini sejak awal bulan"}
    with set_actor(officers["pkb-alak"]):
        services.ask_to_move_in(wanted.nik, by=officers["pkb-alak"], request_id=None, changes=into)


def _of(families, **facts):
    rows = Person.objects.active().filter(family__in=families.values("pk"), **facts)
    return rows.select_related("family").order_by("pk")
