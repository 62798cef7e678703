"""Every role × own, neighbouring and no region × every address: who sees what, and that nothing foreign shows."""

import datetime
import io
import uuid
import zipfile
from dataclasses import dataclass

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from auditlog.models import LogEntry
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import roles
from accounts.models import PersonalDataAccess, User
from core import files
from core.models import DatedSetting, ImportBatch, Job, Merge, Submission
from groups.imports import run as group_imports
from groups.models import ClassificationDecision, ClassificationRule, Group, ListValue
from members.imports.services import start_import
from members.models import CodeValue, KbMethod, PersonPair
from members.tasks import check_import
from members.welfare_imports import run as welfare_imports
from regions.models import RegionChange
from tests.conftest import with_second_factor
from tests.factories import (
    AssignmentFactory,
    AttendanceFactory,
    CoachingVisitFactory,
    DusunFactory,
    FamilyFactory,
    GroupFactory,
    GuestBookEntryFactory,
    HandoverFactory,
    InventoryItemFactory,
    KbEpisodeFactory,
    LateEntryFactory,
    LifeEventFactory,
    MeetingFactory,
    MoveRequestFactory,
    PersonFactory,
    PhotoFactory,
    PlannedActivityFactory,
    PregnancyFactory,
    RegisterFactory,
    TrainingFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.factories.groups import picture
from tests.matrix import OPEN, SIGNED_IN, SIGNING_OUT, TABLE, addresses

pytestmark = pytest.mark.django_db

OURS, THEIRS = "Setempat", "Asingwati"
#: In the names of people only: whoever sees them masked meets this word nowhere.
PEOPLE = "Wargakita"
SEE_PEOPLE = {roles.KADER, roles.PKB, roles.OPD}
#: A committee meets the names of its own members, and nobody else's.
OUTSIDE_THE_GROUP = tuple(f"{who} {OURS}" for who in ("Kepala", "Hamil", "Suami", "Pergi", "Pindah"))
HOME = "5371041001"
#: Where nobody of these tests works: whom a move comes from or goes to.
FAR = "6471011001"
#: Where each role works, and the village next to it that is none of her business.
PLACES = {
    roles.PENGURUS: (HOME, "5371041002"),
    roles.KADER: (HOME, "5371041002"),
    roles.PKB: (HOME, "5371041002"),
    roles.OPD: ("5371", "5301012001"),
    roles.PROVINSI: ("53", "7371011001"),
    roles.PUSAT: ("", "0053041001"),
    roles.ADMIN: ("", "0053041001"),
}
#: What a register froze when it was handed in.
FIGURES = {"members": 2, "present": 2, "meetings": 1, "guests": 0, "pus": 2, "kb": 0, "pregnant": 0}
ALLOWED = {200, 302, 400}
REFUSED = {404, 405}


@dataclass
class World:
    """One row of every kind in one village, all of them bearing one name."""

    rows: dict

    @classmethod
    def at(cls, code, mark):
        people = f"{mark} {PEOPLE}"
        place = village(code)
        clerk = UserFactory(name=f"Pendaftar {mark}")
        family = FamilyFactory(village=place, head_name=f"Kepala {people}", address=f"Jalan {mark}")
        person = PersonFactory(family=family, name=f"Maria {people}")
        kb = KbEpisodeFactory(person=person, recorded_by=clerk)
        mother = PersonFactory(family=FamilyFactory(village=place, head_name=f"Suami {people}"), name=f"Hamil {people}")
        kader = officer_at(roles.KADER, place.code, name=f"Kader {mark}")
        group = group_of(place, mark, clerk, members=2)
        meeting = MeetingFactory(group=group, recorded_by=clerk, minutes=f"Notulen {mark}")
        for membership in group.memberships.all():
            AttendanceFactory(meeting=meeting, membership=membership)
        RegisterFactory(group=group, handed_in_by=clerk, figures=FIGURES)
        visit = CoachingVisitFactory(group=group, officer=clerk, finding=f"Temuan {people}")
        batch = import_of(place, mark, clerk)
        group_batch = import_of_groups(place, mark, clerk)
        welfare_batch = import_of_welfare(place, mark, clerk)
        away = {"is_active": False, "inactive_reason": "pindah"}
        return cls(
            {
                "user": kader,
                "assignment": kader.assignments.get(),
                "family": family,
                "event": LifeEventFactory(person=mother, recorded_by=clerk),
                "move": MoveRequestFactory(family=mother.family, to_village=village(FAR), asked_by=clerk),
                "incoming": MoveRequestFactory(
                    family__village=village(FAR),
                    family__head_name=f"Pendatang {people}",
                    to_village=place,
                    asked_by=clerk,
                ),
                "left_family": FamilyFactory(village=place, head_name=f"Pergi {people}", head=None, **away),
                "companion": AssignmentFactory(
                    user__name=f"Pendamping {mark}",
                    role=roles.KADER,
                    task=roles.TPK,
                    place_kind="family",
                    place_key=str(family.public_id),
                    region_code=code,
                ),
                "person": person,
                "double": (double := PersonFactory(family=family, name=f"Marya {people}", relation="other")),
                "merge": merge_of(person, double, clerk),
                "pair": pair_of(person, double),
                "merged_group": merged_into(group, clerk, mark),
                "left_person": PersonFactory(family=family, name=f"Pindah {people}", nik="", nik_hash="", **away),
                "kb": kb,
                "pregnancy": PregnancyFactory(person=mother, recorded_by=clerk),
                "group": group,
                "draft": group_of(place, mark, clerk, state=Group.State.DRAFT),
                "submitted": group_of(place, mark, clerk, state=Group.State.SUBMITTED, members=1),
                "inactive": group_of(place, mark, clerk, state=Group.State.INACTIVE, state_reason="bubar"),
                "meeting": meeting,
                "late_entry": LateEntryFactory(group=group, officer=kader, given_by=clerk),
                "visit": visit,
                "plan": PlannedActivityFactory(group=group, person_in_charge=people),
                "item": InventoryItemFactory(group=group, kept_by=people),
                "guest": GuestBookEntryFactory(group=group, name=f"Tamu {people}"),
                "training": TrainingFactory(group=group, person=person),
                "handover": HandoverFactory(
                    group=group, recorded_by=clerk, posts=[{"post": "Ketua", "from": people, "to": people}], signed=True
                ),
                "scan": decision_on(group, clerk).scan,
                "photo": PhotoFactory(meeting=meeting, added_by=clerk, caption=f"Foto {mark}"),
                "batch": batch,
                "done_batch": done(batch),
                "welfare_batch": welfare_batch,
                "done_welfare_batch": done(welfare_batch),
                "group_batch": group_batch,
                "done_group_batch": done(group_batch),
                "file": batch.source,
            }
        )

    def with_support(self):
        """Rows that only the admin shows; once, for the own village."""
        kader, family = self.rows["user"], self.rows["family"]
        place = family.village
        look = PersonalDataAccess.objects.create(
            user=kader, model="members.family", fields="kk_number", purpose="visit"
        )
        self.rows |= {
            "accounts_user": kader,
            "accounts_assignment": self.rows["assignment"],
            "accounts_personaldataaccess": look,
            "auditlog_logentry": LogEntry.objects.first(),
            "core_datedsetting": DatedSetting.objects.create(
                key="uji", value=1, valid_from=datetime.date(2026, 1, 1), source="uji"
            ),
            "core_importbatch": self.rows["batch"],
            "core_job": Job.objects.create(name="uji", period="2026-11"),
            "core_submission": Submission.objects.create(
                user=kader, action="uji", request_id=uuid.uuid4(), digest="0" * 64
            ),
            "groups_classificationrule": ClassificationRule.objects.first(),
            "groups_group": self.rows["group"],
            "groups_listvalue": ListValue.objects.create(list="fund", key="uji", label="Uji"),
            "members_codevalue": CodeValue.objects.create(field="sex", scheme="pk15", code="77", key="L", label="Uji"),
            "members_kbmethod": KbMethod.objects.first(),
            "members_family": family,
            "members_person": self.rows["person"],
            "regions_dusun": DusunFactory(village=place),
            "regions_region": place,
            "regions_regionchange": RegionChange.objects.create(old=place, new=place, on=datetime.date(2026, 1, 1)),
        }
        return self


def group_of(place, mark, clerk, *, members=0, **fields):
    number = Group.objects.count()
    return GroupFactory(
        village=place,
        name=f"UPPKA {mark} {number}",
        address=f"Gang {mark}",
        adviser_name=f"Pembina {mark}",
        registered_by=clerk,
        members=members,
        members__person__name=f"Anggota {mark} {PEOPLE}",
        meeting_weekday=3,
        meeting_week=2,
        state_on=datetime.date(2026, 1, 5),
        **fields,
    )


def pair_of(first, second):
    places = {"first_village_id": first.village_id, "second_village_id": second.village_id}
    return PersonPair.objects.create(first=first, second=second, score="0.9", reasons=["name_near"], **places)


def merge_of(kept, gone, clerk):
    """As it stands in the list; nothing in it to be undone."""
    facts = {"village_id": kept.village_id, "by": clerk, "before": "[]"}
    return Merge.objects.create(model=kept._meta.label, kept_pk=kept.pk, gone_pk=gone.pk, **facts)


def merged_into(group, clerk, mark):
    merged = group_of(group.village, mark, clerk, state=Group.State.MERGED, merged_into=group, state_reason="sama")
    merge_of(group, merged, clerk)
    return merged


def decision_on(group, clerk):
    paper = files.store(picture(), name="sk.jpg", owner=clerk, village_id=group.village_id)
    day = datetime.date(2026, 3, 1)
    return ClassificationDecision.objects.create(
        group=group, level="dasar", decided_on=day, assessor="Tim", document="1/2026", recorded_by=clerk, scan=paper
    )


def import_of(place, mark, clerk):
    """A sheet that was checked and waits to be taken."""
    sheet = f"No KK,NIK,Nama,JK,Hubungan,Tanggal Lahir\n,,Impor {mark} {PEOPLE},P,Kepala Keluarga,17-08-1990\n"
    batch = start_import(
        by=clerk,
        request_id=None,
        upload=sheet.encode(),
        name=f"{mark}.csv",
        village_id=place.code,
        as_of=datetime.date(2026, 11, 1),
    )
    check_import.func(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.CHECKED, batch.message
    return batch


def import_of_groups(place, mark, clerk):
    """A workbook of groups that was checked and waits to be taken."""
    sheet = f"Nama Kelompok,Alamat\nUPPKA Impor {mark},Gang {mark}\n"
    batch = start_import(
        by=clerk,
        request_id=None,
        upload=sheet.encode(),
        name=f"{mark} kelompok.csv",
        village_id=place.code,
        as_of=datetime.date(2026, 11, 1),
        kind=group_imports.KIND,
    )
    group_imports.check_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.CHECKED, batch.message
    return batch


def import_of_welfare(place, mark, clerk):
    """A sheet of deciles that was checked and waits to be taken."""
    sheet = f"KKI,Ukuran,Nilai,Periode,Sumber\n1,DTSEN,3,2026-3,Berkas {mark}\n"
    batch = start_import(
        by=clerk,
        request_id=None,
        upload=sheet.encode(),
        name=f"{mark} desil.csv",
        village_id=place.code,
        as_of=datetime.date(2026, 11, 1),
        kind=welfare_imports.KIND,
    )
    welfare_imports.check_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.CHECKED, batch.message
    return batch


def done(batch):
    """The same batch as it stands after it was taken."""
    fields = {
        name: getattr(batch, name) for name in ("kind", "owner", "village_id", "source", "mapping", "totals", "as_of")
    }
    return ImportBatch.objects.create(state=ImportBatch.State.DONE, committed_at=timezone.now(), **fields)


def ready(user):
    """With a second factor and its recovery codes, so that nothing else is asked first."""
    RecoveryCodes.activate(with_second_factor(user))
    return user


def officer_in(role, code, world=None):
    """An officer of ``role`` at a region; a committee at two groups of ``world``, or at one of its own there."""
    if role != roles.PENGURUS:
        return ready(officer_at(role, code, username=f"petugas.{role}", name="Petugas Matriks"))
    user = UserFactory(username="petugas.pengurus", name="Petugas Matriks")
    own = [world.rows["group"], world.rows["draft"]] if world else [GroupFactory(village=village(code))]
    for group in own:
        lead(user, group)
    return ready(user)


def lead(user, group):
    """Make ``user`` the chair who signs in for ``group``."""
    AssignmentFactory(
        user=user,
        role=roles.PENGURUS,
        task="ketua",
        place_kind="group",
        place_key=str(group.public_id),
        region_code=group.village_id,
    )


def unseen_by(role):
    """Words that no page shows to ``role``."""
    if role == roles.PENGURUS:
        return OUTSIDE_THE_GROUP
    return () if role in SEE_PEOPLE else (PEOPLE,)


def address_of(name, page, world):
    """The page's address with the row of ``world`` in it; None when that world has no such row."""
    kwargs = dict(page.other)
    if page.row:
        row = world.rows.get(page.row)
        if row is None:
            return None
        kwargs["object_id" if name.startswith("admin:") else "public_id"] = (
            row.pk if name.startswith("admin:") else row.public_id
        )
    if page.second:
        argument, second = page.second
        kwargs[argument] = world.rows[second].public_id
    if name.endswith("_short"):
        return reverse(name.removesuffix("_short") + "_change", kwargs=kwargs).removesuffix("change/")
    if name == "admin:anything_else":
        return "/admin/tidak-ada/"
    return reverse(name, kwargs=kwargs)


def ask(client, page, url):
    """The page's answer to what it is made for."""
    if page.post is not None:
        return client.post(url, page.post)
    return client.get(url, page.query)


def text_of(response):
    """What a reader would find in the answer; spreadsheets unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


class Findings(list):
    """Everything that is not as declared, told at once."""

    def check(self, name, act, expected, *, hidden=(THEIRS,)):
        try:
            response = act()
        except Exception as error:
            self.append(f"{name}: raised {type(error).__name__}: {str(error)[:150]}")
            return
        if response.status_code not in expected:
            self.append(f"{name}: {response.status_code}, not {sorted(expected)}")
        text = text_of(response)
        self.extend(f"{name}: shows {word}" for word in hidden if word in text)

    def __str__(self):
        return "\n" + "\n".join(self)


def test_every_address_is_declared():
    """A new page fails here until tests/matrix.py says who may open it."""
    present = {name for name, _route in addresses()}

    assert present - set(TABLE) == set(), "declare who may open these"
    assert set(TABLE) - present == set(), "these do not exist any more"


def test_every_address_needs_signing_in_unless_it_is_open(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        response = ask(client, page, url)
        leads_to_door = response.status_code == 302 and response.url.startswith(
            (reverse("account_login"), "/admin/login")
        )
        if page.who == OPEN:
            if leads_to_door and name not in ("mfa_authenticate", *SIGNING_OUT):
                findings.append(f"{name}: asks for signing in")
        elif not leads_to_door:
            findings.append(f"{name}: {response.status_code} for a visitor")
        if OURS in text_of(response):
            findings.append(f"{name}: shows {OURS} to a visitor")

    assert not findings, str(findings)


@pytest.mark.parametrize("role", list(PLACES))
def test_role_in_her_own_region(client, role):
    own, next_door = PLACES[role]
    World.at(next_door, THEIRS)
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    client.force_login(officer_in(role, own, world))
    is_foreign_shown = role == roles.ADMIN

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        expected = ALLOWED if page.is_for(role) else {403, 404, 405} if role == roles.ADMIN else REFUSED
        hidden = () if is_foreign_shown and name.startswith(("accounts:", "admin:")) else (THEIRS,)
        hidden += unseen_by(role)
        if name not in SIGNING_OUT:
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=hidden)

    assert not findings, str(findings)


@pytest.mark.parametrize("role", list(PLACES))
def test_downloads(client, role):
    own, next_door = PLACES[role]
    World.at(next_door, THEIRS)
    world, findings = World.at(HOME, OURS), Findings()
    client.force_login(officer_in(role, own, world))

    for name, page in TABLE.items():
        if not page.download:
            continue
        url = address_of(name, page, world)
        expected = {200} if role in page.download.split() else REFUSED
        hidden = () if role == roles.ADMIN and name.startswith("accounts:") else (THEIRS,)
        hidden += unseen_by(role)
        for kind in ("csv", "xlsx"):
            findings.check(
                f"{name} {kind}", lambda u=url, k=kind: client.post(u, {"format": k}), expected, hidden=hidden
            )

    assert not findings, str(findings)


@pytest.mark.parametrize("role", list(PLACES))
def test_role_in_the_neighbouring_region(client, role):
    """Rows next door do not exist: for reading, for writing, for printing."""
    own, next_door = PLACES[role]
    world, findings = World.at(next_door, THEIRS), Findings()
    village(HOME)
    client.force_login(officer_in(role, own))

    for name, page in TABLE.items():
        if not page.row or name.startswith("admin:") or (role == roles.ADMIN and name.startswith("accounts:")):
            continue
        url = address_of(name, page, world)
        findings.check(name, lambda p=page, u=url: ask(client, p, u), REFUSED)
        findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED)

    assert not findings, str(findings)


def test_a_committee_beside_another_group_of_its_village(client):
    """The group next door, in the same village, is as far away as one in another."""
    world, findings = World.at(HOME, OURS), Findings()
    client.force_login(officer_in(roles.PENGURUS, HOME))

    for name, page in TABLE.items():
        if name.startswith("admin:") or name in SIGNING_OUT:
            continue
        url = address_of(name, page, world)
        expected = REFUSED if page.row else ALLOWED | REFUSED
        findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=(OURS,))
        if page.row:
            findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


@pytest.mark.parametrize("task", ["sekretaris", "bendahara"])
def test_who_else_of_a_committee(client, task):
    """The secretary does what the chair does; the treasurer neither edits the card nor hands in."""
    world, findings = World.at(HOME, OURS), Findings()
    user = officer_in(roles.PENGURUS, HOME, world)
    user.assignments.update(task=task)
    client.force_login(user)
    closed = set() if task == "sekretaris" else {"groups:update"}

    for name, page in TABLE.items():
        if page.row and not name.startswith("admin:"):
            expected = ALLOWED if page.is_for(roles.PENGURUS) and name not in closed else REFUSED
            url = address_of(name, page, world)
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=OUTSIDE_THE_GROUP)
    register = reverse("groups:register", args=[world.rows["group"].public_id, "2026-10"])
    findings.check("hand in", lambda: client.post(register, {}), REFUSED if closed else ALLOWED, hidden=())

    assert not findings, str(findings)


def test_nobody_without_an_assignment(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    client.force_login(ready(UserFactory(name="Tanpa Tugas")))

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        expected = ALLOWED if page.who in (OPEN, SIGNED_IN) else REFUSED
        if name not in SIGNING_OUT:
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=(OURS,))
        if page.row:
            findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


@pytest.mark.parametrize(
    ("first", "second"),
    [(roles.KADER, roles.PKB), (roles.PKB, roles.KADER), (roles.PENGURUS, roles.PKB), (roles.PENGURUS, roles.KADER)],
)
def test_two_roles_in_two_places_never_cross(client, first, second):
    """Each row answers by the role held at its own place, and by no other."""
    here, there = World.at(HOME, "Tempatsatu"), World.at("5371041002", "Tempatdua")
    user = ready(UserFactory(name="Dua Peran"))
    if first == roles.PENGURUS:
        lead(user, here.rows["group"])
        lead(user, here.rows["draft"])
    else:
        AssignmentFactory(user=user, role=first, region_code=HOME, task="ppkbd" if first == roles.KADER else "")
    AssignmentFactory(user=user, role=second, region_code="5371041002", task="ppkbd" if second == roles.KADER else "")
    findings = Findings()
    client.force_login(user)

    for name, page in TABLE.items():
        if not page.row or name.startswith("admin:"):
            continue
        for world, role in ((here, first), (there, second)):
            url = address_of(name, page, world)
            expected = ALLOWED if page.is_for(role) else REFUSED
            findings.check(f"{name} as {role}", lambda p=page, u=url: ask(client, p, u), expected, hidden=())

    assert not findings, str(findings)


def test_an_assignment_that_is_over_opens_nothing(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    user = officer_in(roles.PKB, HOME)
    user.assignments.update(ended_at=timezone.now(), ended_by=User.objects.first())
    client.force_login(user)

    for name, page in TABLE.items():
        if page.who not in (OPEN, SIGNED_IN):
            url = address_of(name, page, world)
            findings.check(name, lambda p=page, u=url: ask(client, p, u), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


class TestTheWalkerItself:
    """It can only prove absence if it notices presence."""

    def test_an_address_that_it_cannot_build_is_no_pass(self):
        with pytest.raises(NoReverseMatch):
            address_of("accounts:user_detail", TABLE["home"], World({}))

    @pytest.mark.parametrize(
        "name",
        [
            "members:list",
            "members:detail",
            "members:person_search",
            "search",
            "groups:members",
            "groups:meeting_detail",
        ],
    )
    def test_reads_the_names_of_people(self, client, name):
        world = World.at(HOME, OURS)
        client.force_login(officer_in(roles.PKB, HOME))

        assert PEOPLE in text_of(ask(client, TABLE[name], address_of(name, TABLE[name], world)))

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_reads_downloads(self, client, kind):
        World.at(HOME, OURS)
        client.force_login(officer_in(roles.PKB, HOME))

        assert PEOPLE in text_of(client.post(reverse("members:list"), {"format": kind}))
