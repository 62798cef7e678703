"""One row of every kind in one village, for the tests that walk every address and every form."""

import datetime
import uuid
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.utils import timezone

from accounts import roles
from accounts.models import PersonalDataAccess, Transfer
from core import files
from core.models import DatedSetting, ImportBatch, Job, Merge, Submission
from groups.imports import run as group_imports
from groups.models import ClassificationDecision, ClassificationRule, Group, ListValue
from members.imports.services import start_import
from members.models import CodeValue, KbMethod, PersonPair
from members.tasks import check_import
from members.welfare_imports import run as welfare_imports
from regions.models import RegionChange
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

OURS, THEIRS = "Setempat", "Asingwati"
#: In the names of people only: whoever sees them masked meets this word nowhere.
PEOPLE = "Wargakita"
#: Where nobody of these tests works: whom a move comes from or goes to.
FAR = "6471011001"
HOME = "5371041001"
#: What a register froze when it was handed in.
FIGURES = {"members": 2, "present": 2, "meetings": 1, "guests": 0, "pus": 2, "kb": 0, "pregnant": 0}


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
                "transfer": transfer_at(code[:4], mark),
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
                "stopped_batch": stopped(batch),
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


def transfer_at(regency, mark):
    """Villages of the regency that change hands later."""
    return Transfer.objects.create(
        giver=UserFactory(name=f"Pemberi {mark}"),
        taker=UserFactory(name=f"Penerima {mark}"),
        by=UserFactory(),
        on=datetime.date(2100, 1, 1),
        reason=f"Mutasi {mark}",
        region_code=regency,
    )


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


def stopped(batch):
    """The same sheet, stopped at its check because most of its rows look like other people."""
    names = ("kind", "owner", "village_id", "source", "as_of")
    mapping = {**batch.mapping, "stopped_by": 5}
    facts = {"state": ImportBatch.State.FAILED, "mapping": mapping, "message": "mirip"}
    return ImportBatch.objects.create(**{name: getattr(batch, name) for name in names}, **facts)


def done(batch):
    """The same batch as it stands after it was taken."""
    fields = {
        name: getattr(batch, name) for name in ("kind", "owner", "village_id", "source", "mapping", "totals", "as_of")
    }
    return ImportBatch.objects.create(state=ImportBatch.State.DONE, committed_at=timezone.now(), **fields)
