"""Groups, committee and members from one workbook: checked, written, sent again, taken back."""

import datetime

import pytest
from auditlog.models import LogEntry

from core.models import ImportBatch
from groups.imports import run, undo
from groups.models import CommitteePost, Group, Membership
from members.imports import services
from members.imports.undo import Touched
from members.models import Family, Person, Source
from regions.models import Change
from tests.factories import (
    AttendanceFactory,
    FamilyFactory,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    RegionFactory,
    village,
)
from tests.groups.group_workbooks import (
    GROUPS,
    MELATI,
    MEMBERS,
    POSTS,
    batch_of,
    committee,
    found,
    nik,
    whole,
    workbook,
)

pytestmark = pytest.mark.django_db
State = ImportBatch.State


def person(**kwargs):
    return PersonFactory(family=FamilyFactory(village=village()), **kwargs)


class TestNewGroup:
    def test_a_complete_card_waits_for_another_persons_approval(self, officer):
        batch = batch_of(officer, whole(), commit=True)

        group = Group.objects.get()
        assert batch.state == State.DONE
        assert (group.state, group.registered_by, group.approved_by) == (Group.State.SUBMITTED, officer, None)
        assert (group.name, group.register_number, group.funds) == ("Uppks Melati", "001", ["swadaya", "apbd"])
        assert (group.rw, str(group.dusun)) == ("002", "RW 002")
        assert group.member_count == group.memberships.count() == 3
        assert group.search_key == "uppks melati | yuliana tallo"

    def test_a_card_with_gaps_becomes_a_draft(self, officer):
        batch_of(officer, workbook(kelompok=[["Nama Kelompok", "Alamat"], ["Mawar", "Jl. Contoh 2"]]), commit=True)

        assert Group.objects.get().state == Group.State.DRAFT

    def test_persons_who_stand_nowhere_are_taken_in_without_a_record_of_the_data_collection(self, officer):
        batch_of(officer, whole(), commit=True)

        assert Person.objects.count() == Family.objects.count() == 3
        assert set(Family.objects.values_list("source", flat=True)) == {Source.GROUP}
        chair = CommitteePost.objects.get(post="chair").person
        assert (chair.name, chair.nik, chair.sex) == ("Yuliana Tallo", nik(1), "P")
        assert chair.family.head_name == "Yuliana Tallo"

    def test_what_was_written_leaves_history_and_marks(self, officer):
        batch_of(officer, whole(), commit=True)

        sentences = [
            entry.additional_data["sentence"] for entry in LogEntry.objects.get_for_object(Group.objects.get())
        ]
        assert sentences == ["Diimpor dari berkas uppka.xlsx."]
        subjects = set(Change.objects.filter(village_id="5371041001").values_list("subject", flat=True))
        assert {"groups", "memberships", "members"} <= subjects

    def test_a_number_is_proposed_where_none_is_given(self, officer):
        GroupFactory(register_number="007")

        batch_of(officer, workbook(kelompok=[["Nama Kelompok", "Alamat"], ["Mawar", "x y"]]), commit=True)

        assert Group.objects.get(name="Mawar").register_number == "008"


class TestPersons:
    def test_by_nik(self, officer):
        known = person(name="Maria Bere", nik=nik(7))

        batch_of(officer, whole(["Melati", "4", "Maria Bere", nik(7)]), commit=True)

        assert Membership.objects.filter(person=known).count() == 1

    def test_by_kki_and_name(self, officer):
        known = PersonFactory(name="Maria Bere", family=FamilyFactory(village=village(), kki="53710410010001"))

        batch_of(officer, whole(["Melati", "4", "MARIA BERE", "", "53710410010001"]), commit=True)

        assert Membership.objects.filter(person=known).count() == 1

    def test_by_name_and_birth_date(self, officer):
        known = person(name="Maria Bere", birth_date=datetime.date(1985, 3, 2))
        person(name="Maria Bere", birth_date=datetime.date(1961, 3, 2))

        batch_of(officer, whole(["Melati", "4", "Maria Bere", "", "", "", "2/3/1985"]), commit=True)

        assert Membership.objects.filter(person=known).count() == 1

    def test_two_of_one_name_are_asked_for_their_nik(self, officer):
        person(name="Maria Bere"), person(name="Maria Bere")

        batch = batch_of(officer, whole(["Melati", "4", "Maria Bere"]))

        assert found(batch) == [(2, "members.name", "error")]

    def test_the_same_name_with_another_nik_is_another_person(self, officer):
        person(name="Maria Bere", nik=nik(7), birth_date=datetime.date(1990, 8, 17))

        batch_of(officer, whole(["Melati", "4", "Maria Bere", nik(8), "", "", "17-08-1990"]), commit=True)

        assert Person.objects.filter(name="Maria Bere").count() == 2

    def test_one_outside_the_officers_scope_tells_nothing_but_that(self, officer):
        PersonFactory(name="Rahasia Sekali", nik=nik(9), family=FamilyFactory(village=village("5371041002")))

        batch = batch_of(officer, whole(["Melati", "4", "Maria Bere", nik(9)]))

        (finding,) = batch.findings.all()
        assert (finding.row, finding.column, finding.level) == (2, "members.nik", "error")
        assert "Rahasia" not in finding.reason
        assert nik(9) not in finding.reason

    def test_somebody_new_without_nik_needs_her_sex(self, officer):
        batch = batch_of(officer, whole(["Melati", "4", "Maria Bere"], ["Melati", "5", "Ani Lopo", "", "", "P"]))

        assert found(batch) == [(2, "members.sex", "error")]
        assert batch.totals["members"] == 1

    def test_a_committee_member_named_again_among_the_members_is_one_person(self, officer):
        batch_of(officer, whole(["Melati", "1", "Yuliana Tallo", nik(1)]), commit=True)

        assert Person.objects.filter(name="Yuliana Tallo").count() == 1
        assert Membership.objects.count() == 3


class TestKnownGroup:
    def test_uppks_and_uppka_are_one_name(self, officer):
        group = GroupFactory(name="Kelompok UPPKA Melati", register_number="001")

        batch_of(officer, whole(), commit=True)

        group.refresh_from_db()
        assert Group.objects.count() == 1
        assert (group.address, group.member_count, group.state) == ("Jl. Contoh 1", 3, Group.State.ACTIVE)

    def test_changes_are_taken_only_if_the_officer_wants_them(self, officer):
        group = GroupFactory(name="UPPKA Melati", register_number="001", address="Jalan Lama 9")

        batch_of(officer, whole(), takes=["new"], commit=True)

        group.refresh_from_db()
        assert (group.address, group.member_count) == ("Jalan Lama 9", 3)

    def test_a_change_says_old_and_new_in_the_history(self, officer):
        group = GroupFactory(name="Uppks Melati", register_number="001", address="Jalan Lama 9")

        batch_of(officer, whole(posts=[]), commit=True)

        sentences = [e.additional_data["sentence"] for e in LogEntry.objects.get_for_object(group) if e.additional_data]
        assert "Alamat: Jalan Lama 9 → Jl. Contoh 1" in sentences[0]

    def test_a_post_that_somebody_holds_is_not_taken_from_her(self, officer):
        GroupFactory(name="UPPKA Melati", register_number="001", members=1)

        batch = batch_of(officer, whole())

        assert (2, "posts.post", "error") in found(batch)
        assert batch.totals["posts"] == 2

    def test_an_inactive_group_takes_nothing(self, officer):
        stopped = {"state": Group.State.INACTIVE, "state_on": datetime.date(2026, 1, 5), "state_reason": "bubar"}
        GroupFactory(name="UPPKA Melati", register_number="001", **stopped)

        batch = batch_of(officer, whole(["Melati", "4", "Ani Lopo", "", "", "P"]))

        assert batch.totals["new"] == batch.totals["changed"] == 0

    def test_number_and_name_of_two_groups_contradict_each_other(self, officer):
        GroupFactory(name="UPPKA Melati", register_number="009")
        GroupFactory(name="UPPKA Kamboja", register_number="001")

        batch = batch_of(officer, whole(posts=[]))

        assert found(batch) == [(2, "groups.register_number", "error")]


class TestSentAgain:
    def test_the_same_file_changes_nothing(self, officer):
        batch_of(officer, whole(), commit=True)

        again = batch_of(officer, whole())

        assert {key: again.totals[key] for key in ("new", "changed", "rejected")} == dict.fromkeys(
            ("new", "changed", "rejected"), 0
        )
        assert again.totals["unchanged"] == 4

    def test_a_commit_that_runs_twice_writes_once(self, officer):
        batch = batch_of(officer, whole(), commit=True)

        ImportBatch.objects.filter(pk=batch.pk).update(state=State.COMMITTING)
        run.commit_batch(batch.pk)

        assert Group.objects.count() == 1
        assert Membership.objects.count() == 3

    def test_a_group_that_came_meanwhile_sends_the_officer_back_to_look(self, officer):
        batch = batch_of(officer, whole())
        GroupFactory(name="UPPKA Melati", register_number="001")

        services.commit_import(batch.pk, by=officer, request_id=None, takes=["new"], kind=run.KIND)
        run.commit_batch(batch.pk)

        batch.refresh_from_db()
        assert batch.state == State.CHECKED
        assert Group.objects.count() == 1


class TestPlaces:
    def test_a_file_of_a_whole_regency_names_the_village_of_each_group(self, regency_staff):
        RegionFactory(code="5371041002", name="Contoh Dua", level=4)
        rows = [
            ["Desa/Kelurahan", "Nama Kelompok", "Alamat"],
            ["CONTOH DUA", "Mawar", "a"],
            ["53.71.04.1001", "Ros", "b"],
        ]

        batch_of(regency_staff, workbook(kelompok=[*rows, ["", "Anggrek", "c"]]), place="5371", commit=True)

        assert dict(Group.objects.values_list("name", "village_id")) == {"Mawar": "5371041002", "Ros": "5371041001"}

    def test_a_village_elsewhere_is_refused(self, regency_staff):
        RegionFactory(code="5301012001", name="Jauh", level=4)
        rows = [["Desa/Kelurahan", "Nama Kelompok"], ["Jauh", "Mawar"]]

        batch = batch_of(regency_staff, workbook(kelompok=rows), place="5371")

        assert found(batch) == [(2, "groups.village", "error")]


class TestFaults:
    @pytest.mark.parametrize(
        ("sheet", "row", "expected"),
        [
            ("pengurus", ["Melati", "Ketua", "Ani", nik(5), "32-01-1990"], (2, "posts.birth_date", "error")),
            ("pengurus", ["Melati", "Juru kunci", "Ani", nik(5), ""], (2, "posts.post", "error")),
            ("pengurus", ["Melati", "Bendahara", "Ani", "", ""], (2, "posts.sex", "error")),
            ("pengurus", ["Melati", "Bendahara", "Ani", nik(5), ""], (2, "posts.birth_date", "error")),
            ("pengurus", ["Melati", "Bendahara", "Ani", nik(5), "17-08-2012"], (2, "posts.name", "error")),
            ("pengurus", ["", "Ketua", "", nik(5), ""], (2, "posts.name", "error")),
            ("anggota", ["Melati", "1", "Ani", "53710457", "", "P"], (2, "members.nik", "error")),
            ("anggota", ["Melati", "1", "Ani", 5371045708909001.0, "", "P"], None),
            ("anggota", ["Melati", "1", "Ani", "", "", "P", "", "01-01-2027"], (2, "members.joined_on", "error")),
            ("anggota", ["Bukan Melati", "1", "Ani", "", "", "P"], (2, "members.group", "error")),
            ("anggota", ["Melati", "1", "Ani", "", "", "?"], (2, "members.sex", "error")),
            ("kelompok", ["", "Mawar", "x", "2", "Ketua RT", "M", "", ""], (3, "groups.adviser_kind", "warning")),
            ("kelompok", ["", "Mawar", "x", "2", "PKB", "M", "Judi", ""], (3, "groups.funds", "warning")),
            (
                "kelompok",
                ["", "Mawar", "x", "2", "PKB", "M", "", "BKB; Tidak terpadu"],
                (3, "groups.integration", "error"),
            ),
            ("kelompok", ["001", "Mawar", "x", "2", "PKB", "M", "", ""], (3, "groups.name", "error")),
            ("kelompok", ["", "UPPKA Melati", "x", "2", "PKB", "M", "", ""], (3, "groups.name", "error")),
            ("kelompok", ["", "", "x", "2", "PKB", "M", "", ""], (3, "groups.name", "error")),
            ("kelompok", ["", "Mawar", "x", "dua", "PKB", "M", "", ""], (3, "groups.rw", "warning")),
        ],
    )
    def test_each_fault_is_named_by_sheet_row_and_column(self, officer, sheet, row, expected):
        sheets = {"kelompok": [GROUPS, MELATI], "pengurus": [POSTS], "anggota": [MEMBERS]}
        sheets[sheet].append(row)

        batch = batch_of(officer, workbook(**sheets))

        assert expected is None or expected in found(batch)
        assert expected is not None or not found(batch)

    def test_a_file_of_something_else_is_refused_whole(self, officer):
        batch = batch_of(officer, workbook(stok=[["Barang", "Harga"], ["Beras", 12000]]))

        assert batch.state == State.FAILED
        assert "Tidak ada lembar yang dikenal" in batch.message

    def test_a_sheet_of_members_alone_is_known_by_its_headings(self, officer):
        GroupFactory(name="UPPKA Melati", register_number="001")

        batch = batch_of(officer, workbook(lembar1=[MEMBERS, ["Melati", "1", "Ani Lopo", "", "", "P"]]), commit=True)

        assert batch.totals["taken_members"] == 1


class TestUndo:
    def test_all_of_it_goes(self, officer):
        group = GroupFactory(name="UPPKA Kamboja", register_number="002", members=1, address="Jalan Lama 9")
        data = whole(["Kamboja", "4", "Ani Lopo", "", "", "P"], cards=[MELATI, ["002", "Kamboja", "Jalan Baru 1"]])
        before = [model.objects.count() for model in (Person, Family, Membership, CommitteePost)]
        batch = batch_of(officer, data, commit=True)
        assert Group.objects.count() == 2

        undo.undo_import(batch.pk, by=officer, request_id=None)

        group.refresh_from_db()
        batch.refresh_from_db()
        assert batch.state == State.UNDONE
        assert list(Group.objects.all()) == [group]
        assert (group.name, group.address, group.member_count) == ("UPPKA Kamboja", "Jalan Lama 9", 1)
        assert [model.objects.count() for model in (Person, Family, Membership, CommitteePost)] == before

    def test_not_after_somebody_has_worked_with_it(self, officer):
        batch = batch_of(officer, whole(), commit=True)
        Group.objects.update(version=2)

        with pytest.raises(Touched):
            undo.undo_import(batch.pk, by=officer, request_id=None)

        assert Membership.objects.count() == 3

    def test_a_member_who_has_met_since_stays(self, officer):
        batch = batch_of(officer, whole(), commit=True)
        AttendanceFactory(membership=Membership.objects.first(), meeting__group=Group.objects.get())

        with pytest.raises(Touched):
            undo.undo_import(batch.pk, by=officer, request_id=None)


def test_the_roll_goes_on_after_the_last_number(officer):
    group = GroupFactory(name="UPPKA Melati", register_number="001")
    MembershipFactory(group=group, number=4)

    batch_of(officer, whole(posts=[*committee()][:1]), commit=True)

    assert group.memberships.order_by("number").last().number == 5
