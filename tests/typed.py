"""What is typed into forms, and the rows that it is typed about."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import roles
from accounts.models import User
from groups.imports import run as group_imports
from groups.models import CommitteePost, Group
from members.imports.services import start_import
from members.tasks import check_import
from members.welfare_imports import run as welfare_imports
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    CommitteePostFactory,
    GroupFactory,
    LifeEventFactory,
    PersonFactory,
    RegisterFactory,
    UserFactory,
    WelfareFactory,
    officer_at,
)
from tests.world import FIGURES, HOME, merge_of

#: The officer who sends everything twice.
DOUBLE = "Petugas Ganda"
PKB, OPD = roles.PKB, roles.OPD
SHEET = "No KK,NIK,Nama,JK,Hubungan,Tanggal Lahir\n,,{},P,Kepala Keluarga,17-08-1990\n"


def a_complete_card(world, state=Group.State.DRAFT):
    group = GroupFactory(
        village=world.rows["family"].village,
        registered_by=UserFactory(),
        state=state,
        members=3,
        signed_place="Kupang",
        signed_on=datetime.date(2026, 1, 3),
    )
    posts = [CommitteePost.Post.SECRETARY, CommitteePost.Post.TREASURER]
    for post, membership in zip(posts, group.memberships.order_by("number")[1:], strict=True):
        CommitteePostFactory(group=group, post=post, person=membership.person)
    return group


def submitted(world):
    return a_complete_card(world, Group.State.SUBMITTED)


def own_visit(world):
    return CoachingVisitFactory(group=world.rows["group"], officer=User.objects.get(name=DOUBLE))


def registered(world, state="verified"):
    group = GroupFactory(village=world.rows["family"].village)
    RegisterFactory(group=group, state=state, figures=FIGURES)
    return group


def new_account(_world):
    return {
        "name": "Rosa Tahu",
        "salutation": "Ibu",
        "username": "rosa.tahu",
        "role": roles.KADER,
        "region_code": HOME,
        "task": "ppkbd",
        "starts_on": "2026-11-24",
    }


def new_member(_world):
    return {
        "name": "Yasinta Bire",
        "sex": "P",
        "birth_date": "1990-01-02",
        "marriage": "married",
        "no_nik_reason": "unrecorded",
        "address": "Gang 3",
        "joined_on": "2026-11-01",
    }


def companion(username):
    """A kader of the companion team in the village."""
    if known := User.objects.filter(username=username).first():
        return known
    user = UserFactory(username=username)
    AssignmentFactory(user=user, role=roles.KADER, task=roles.TPK, region_code=HOME)
    return user


def new_family(_world):
    head = {"name": "Yasinta Bire", "sex": "P", "birth_date": "1990-01-02", "marriage": "widowed"}
    kept = {f"head_{name}": value for name, value in head.items()}
    return {"village": HOME, "address": "Gang 3", "head_no_nik_reason": "unrecorded", **kept}


def new_person(_world):
    return {
        "name": "Anak Baru",
        "no_nik_reason": "unrecorded",
        "sex": "L",
        "birth_date": "2020-01-02",
        "relation": "child",
        "marriage": "single",
    }


def everyone_present(world):
    roll = world.rows["group"].memberships.values_list("pk", flat=True)
    return {"date": "2026-11-12", "kind": "routine", **{f"member-{pk}": "present" for pk in roll}}


def upload(name="daftar.csv", person="Yasinta Bire"):
    return {"village": HOME, "as_of": "2026-11-01", "file": SimpleUploadedFile(name, SHEET.format(person).encode())}


def ready(world):
    """A complete card that another officer has handed in."""
    group = GroupFactory(state=Group.State.SUBMITTED, members=3, registered_by=UserFactory())
    group.signed_place, group.signed_on = "Kupang", datetime.date(2026, 1, 3)
    group.save()
    for post, row in zip(("secretary", "treasurer"), group.memberships.all()[1:], strict=False):
        CommitteePostFactory(group=group, person=row.person, post=post)
    return group


def upload_of_groups():
    sheet = SimpleUploadedFile("kelompok.csv", b"Nama Kelompok,Alamat\nMawar,Gang 1\n")
    return {"village": HOME, "as_of": "2026-11-01", "file": sheet}


def checked_workbook(world):
    """A workbook that holds a new group and another address of a recorded one."""
    known = world.rows["group"]
    lines = ["No Register,Nama Kelompok,Alamat", f"{known.register_number},{known.name},Gang Lain", ",Mawar,Gang 1"]
    batch = start_import(
        by=UserFactory(),
        request_id=None,
        upload="\n".join(lines).encode(),
        name="kelompok.csv",
        village_id=HOME,
        as_of=datetime.date(2026, 11, 1),
        kind=group_imports.KIND,
    )
    batch.owner.assignments.create(
        role=PKB, place_kind="region", place_key=HOME, region_code=HOME, starts_on=datetime.date(2026, 1, 1)
    )
    group_imports.check_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.totals["new"], batch.totals["changed"]) == (1, 1), batch.totals
    return batch


def deciles(world, levels="35"):
    """A sheet about two families: of the first a decile is recorded already, of the second none."""
    families = [world.rows["family"], world.rows["pregnancy"].person.family]
    lines = ["No KK,Ukuran,Nilai,Periode,Sumber"]
    lines += [f"{family.kk_number},DTSEN,{level},2026-3,Berkas" for family, level in zip(families, levels, strict=True)]
    return "\n".join(lines).encode()


def upload_of_welfare(world):
    return {"village": HOME, "as_of": "2026-11-01", "file": SimpleUploadedFile("desil.csv", deciles(world))}


def checked_deciles(world):
    batch = start_import(
        by=officer_at(PKB, HOME),
        request_id=None,
        upload=deciles(world),
        name="desil.csv",
        village_id=HOME,
        as_of=datetime.date(2026, 11, 1),
        kind=welfare_imports.KIND,
    )
    WelfareFactory(family=world.rows["family"], level="9")
    welfare_imports.check_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def checked_sheet(world):
    """A sheet that holds one new person and another name for one who is in the register."""
    known = world.rows["person"]
    lines = [
        "No KK,NIK,Nama,JK,Hubungan,Tanggal Lahir",
        f"{known.family.kk_number},{known.nik},Maria Berganti Nama,P,Istri,17-08-1990",
        f"{known.family.kk_number},,Anak Baru,L,Anak,01-02-2020",
    ]
    batch = start_import(
        by=UserFactory(),
        request_id=None,
        upload="\n".join(lines).encode(),
        name="daftar.csv",
        village_id=HOME,
        as_of=datetime.date(2026, 11, 1),
    )
    check_import.func(batch.pk)
    batch.refresh_from_db()
    assert (batch.totals["new"], batch.totals["changed"]) == (1, 1), batch.totals
    return batch


def two_records(world):
    return {"public_id": world.rows["person"].public_id, "other": world.rows["double"].public_id}


def two_groups(world):
    return {"public_id": world.rows["group"].public_id, "other": world.rows["inactive"].public_id}


def group_beside_another(world):
    world.rows["draft"] = GroupFactory(village=world.rows["group"].village, members=1)
    return world.rows["group"]


def first_member_moved(group):
    """The group, whose member number 1 moved to another village since she joined."""
    person = group.memberships.get(number=1).person
    LifeEventFactory(person=person, village=group.village, kind="moved_out", on=datetime.date(2026, 11, 5))
    return group


def another_merge(world):
    return merge_of(*(PersonFactory(family=world.rows["family"], relation="other") for _ in range(2)), UserFactory())
