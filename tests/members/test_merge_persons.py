"""Two records of one person become one, and two again: what moves, what stays, what is refused."""

import datetime
import uuid

import pytest
from django.utils import timezone

from core.errors import Resubmitted, Stale
from core.merging import LaterMerge, TooLate, Touched
from core.models import Merge
from groups.models import Attendance, CommitteePost, Group
from members import queries, services
from members.errors import AlreadyMerged, NotActive, NotBothInScope, OnePerson, Refused
from members.models import Consent, Family, KbEpisode, MoveRequest, Person, PersonPair, Pregnancy, Welfare
from regions.scope import Scope
from tests.factories import (
    AttendanceFactory,
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PregnancyFactory,
    village,
)

TODAY = datetime.date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


def merge(kept, gone, by, **args):
    args = {"request_id": uuid.uuid4(), "version": kept.version, "chosen": {}, "passed_warnings": ["merge_nik"]} | args
    return services.merge_persons(kept.pk, gone.pk, by=by, **args)


def undo(row, by, request_id=None):
    return services.undo_merge(row.pk, by=by, request_id=request_id or uuid.uuid4())


def now(row):
    return type(row)._base_manager.get(pk=row.pk)


class TestThePerson:
    def test_the_gone_record_leads_to_the_kept_one(self, officer):
        kept, gone = PersonFactory(), PersonFactory()

        row = merge(kept, gone, officer)

        gone = now(gone)
        assert (gone.is_active, gone.inactive_kind, gone.inactive_on) == (False, "merged", TODAY)
        assert gone.merged_into == kept
        assert now(kept).is_active
        assert (row.kept_pk, row.gone_pk, row.by, row.village_id) == (kept.pk, gone.pk, officer, kept.village_id)

    def test_each_column_is_taken_from_the_record_that_was_chosen(self, officer):
        kept = PersonFactory(name="Maria Lama", birth_place="Kupang", job="farmer")
        gone = PersonFactory(
            name="Màrìa Baru", birth_place="Soe", job="trader", sound_key="MR BR", name_key="maria baru"
        )

        row = merge(kept, gone, officer, chosen={"name": "gone", "job": "gone", "birth_place": "kept"})

        kept = now(kept)
        assert (kept.name, kept.name_key, kept.sound_key) == ("Màrìa Baru", "maria baru", "MR BR")
        assert (kept.job, kept.birth_place) == ("trader", "Kupang")
        assert (row.chosen["name"], row.chosen["birth_place"]) == ("gone", "kept")

    def test_what_is_empty_is_filled_from_the_other(self, officer):
        kept = PersonFactory(birth_place="", birth_date=None, phone="")
        gone = PersonFactory(birth_place="Soe", phone="+6281234567890")

        merge(kept, gone, officer)

        kept = now(kept)
        assert (kept.birth_place, kept.phone, kept.birth_date) == ("Soe", "+6281234567890", gone.birth_date)

    def test_her_nik_comes_along_when_it_arrives_on_another_record(self, officer):
        kept, gone = PersonFactory(no_nik=True), PersonFactory()

        merge(kept, gone, officer, passed_warnings=[])

        kept = now(kept)
        assert (kept.nik, kept.nik_hash, kept.no_nik_reason) == (gone.nik, gone.nik_hash, "")
        assert queries.holder_of_nik(gone.nik, world=Scope.nation()) == kept

    def test_whoever_was_merged_into_the_gone_record_now_leads_to_the_kept_one(self, officer):
        first, second, third = PersonFactory(), PersonFactory(), PersonFactory()
        merge(second, first, officer)

        merge(third, second, officer)

        assert now(first).merged_into == now(second).merged_into == third

    def test_a_pair_that_waited_for_an_answer_has_it(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        first, second = sorted((kept, gone), key=lambda p: p.pk)
        pair = PersonPair.objects.create(
            first=first, second=second, first_village=first.village, second_village=second.village, score="0.97"
        )

        row = merge(kept, gone, officer)
        answered = now(pair)
        undo(row, officer)

        assert (answered.state, answered.decided_by, answered.decided_at) == ("same", officer, timezone.now())
        assert (now(pair).state, now(pair).decided_by) == ("open", None)


class TestTheFamily:
    def test_nobody_left_means_it_becomes_the_others(self, officer):
        kept = FamilyFactory(address="", kki="123", kk_number="").persons.get()
        gone = FamilyFactory(address="Jalan 3", kki="999").persons.get()
        measure = welfare(gone.family, officer)

        merge(kept, gone, officer)

        family, left = now(kept.family), now(gone.family)
        assert (left.is_active, left.merged_into) == (False, family)
        assert (family.address, family.kki, family.kk_number) == ("Jalan 3", "123", left.kk_number)
        assert Family.objects.with_kk(left.kk_number).active().get() == family
        assert now(measure).family == family

    def test_with_people_in_it_it_stays_and_gets_a_head(self, officer):
        family = FamilyFactory()
        child = PersonFactory(family=family, relation="child", birth_date=datetime.date(2010, 1, 1), name="Anak")
        wife = PersonFactory(family=family, relation="wife", name="Istri")
        services.refresh_family([family.pk])

        merge(PersonFactory(), family.persons.get(relation="head"), officer)

        family = now(family)
        assert (family.is_active, family.merged_into, family.member_count) == (True, None, 2)
        assert (now(wife).relation, now(child).relation) == ("head", "child")
        assert family.head_name == "Istri"

    def test_its_new_head_can_be_named(self, officer):
        family = FamilyFactory()
        PersonFactory(family=family, relation="wife")
        child = PersonFactory(family=family, relation="child")

        merge(PersonFactory(), family.persons.get(relation="head"), officer, new_head_id=child.pk)

        assert family.persons.active().get(relation="head") == child

    def test_twice_in_one_family_the_kept_record_leads_it(self, officer):
        family = FamilyFactory()
        head, twin = family.persons.get(), PersonFactory(family=family, relation="other")

        merge(twin, head, officer)

        assert family.persons.active().get() == now(twin)
        assert now(twin).relation == "head"
        assert now(family).is_active

    def test_values_of_one_period_stay_with_the_family_that_had_them(self, officer):
        kept, gone = FamilyFactory().persons.get(), FamilyFactory().persons.get()
        ours, theirs = welfare(kept.family, officer), welfare(gone.family, officer, level="7")
        older = welfare(gone.family, officer, period=datetime.date(2025, 1, 1))

        merge(kept, gone, officer)

        assert (now(ours).family, now(theirs).family, now(older).family) == (kept.family, gone.family, kept.family)


class TestWhatPointsToHer:
    def test_of_two_open_kb_states_the_older_ends_when_the_newer_begins(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        older = KbEpisodeFactory(person=kept, since=datetime.date(2025, 1, 5))
        newer = KbEpisodeFactory(person=gone, since=datetime.date(2026, 3, 1))

        merge(kept, gone, officer)

        assert (now(older).ended_on, now(newer).ended_on) == (datetime.date(2026, 3, 1), None)
        assert {e.pk for e in KbEpisode.objects.filter(person=kept)} == {older.pk, newer.pk}

    def test_two_open_pregnancies_are_one_written_twice(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        older = PregnancyFactory(person=gone, since=datetime.date(2026, 6, 1))
        newer = PregnancyFactory(person=kept, since=datetime.date(2026, 7, 1))

        merge(kept, gone, officer)

        assert (now(older).ended_how, now(older).person, now(newer).ended_on) == ("mistake", kept, None)
        assert Pregnancy.objects.count() == 2

    def test_records_of_another_village_come_into_hers(self, regency_staff):
        kept, gone = PersonFactory(), PersonFactory(family__village=village("5371041002"))
        episode = KbEpisodeFactory(person=gone)

        merge(kept, gone, regency_staff)

        assert now(episode).village_id == kept.village_id

    def test_twice_in_a_group_the_later_membership_ends(self, officer):
        group = GroupFactory()
        kept, gone = PersonFactory(), PersonFactory()
        later = MembershipFactory(group=group, person=kept, number=2, joined_on=datetime.date(2026, 5, 1))
        earlier = MembershipFactory(group=group, person=gone, number=7, joined_on=datetime.date(2025, 2, 1))
        Group.objects.update(member_count=2)

        merge(kept, gone, officer)

        ended, held = now(later), now(earlier)
        assert (ended.left_on, ended.left_reason) == (TODAY, "other")
        assert "nomor 7" in ended.left_note
        assert (held.person, held.left_on, held.joined_on) == (kept, None, datetime.date(2025, 2, 1))
        assert now(group).member_count == 1

    def test_attendance_of_both_records_stays_as_written_and_of_one_moves(self, officer):
        group = GroupFactory()
        kept, gone = MembershipFactory(group=group, number=1), MembershipFactory(group=group, number=2)
        both, alone = MeetingFactory(group=group), MeetingFactory(group=group, date=datetime.date(2026, 9, 1))
        AttendanceFactory(meeting=both, membership=kept, status="absent")
        twice = AttendanceFactory(meeting=both, membership=gone)
        once = AttendanceFactory(meeting=alone, membership=gone)

        merge(kept.person, gone.person, officer)

        assert (now(twice).membership, now(once).membership) == (gone, kept)
        assert Attendance.objects.count() == 3

    def test_nobody_is_kader_of_a_group_twice(self, officer):
        group, kept, gone = GroupFactory(), PersonFactory(), PersonFactory()
        for person in (kept, gone):
            CommitteePostFactory(group=group, person=person, post="kader")

        merge(kept, gone, officer)

        assert CommitteePost.objects.filter(person=kept).count() == 2
        assert CommitteePost.objects.filter(person=kept, to_on=None).count() == 1

    def test_a_group_is_found_by_the_name_of_its_chair(self, officer):
        group, kept, gone = GroupFactory(), PersonFactory(name="Rosalia Tahu"), PersonFactory(name="Rosa")
        CommitteePostFactory(group=group, person=gone)

        merge(kept, gone, officer)

        assert group in Group.objects.named("rosalia tahu")

    def test_her_request_to_move_is_withdrawn_where_the_other_record_asked_too(self, officer):
        family = FamilyFactory()
        kept, gone = PersonFactory(family=family), PersonFactory(family=family)
        ours, theirs = ask_to_move(kept, officer), ask_to_move(gone, officer)

        merge(kept, gone, officer)

        assert (now(ours).state, now(theirs).state, now(theirs).person) == ("open", "withdrawn", kept)

    def test_what_she_said_on_either_record_counts(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        said(kept, officer, "given", datetime.date(2026, 1, 1))
        word = said(gone, officer, "refused", datetime.date(2026, 2, 1))

        merge(kept, gone, officer)

        assert now(word).person == gone
        assert queries.refuses_health(kept)
        assert queries.consents_of([kept])[kept.pk]["health"] == word


class TestRefusals:
    def test_one_record_is_not_two(self, officer):
        person = PersonFactory()

        with pytest.raises(OnePerson):
            merge(person, person, officer)

    def test_husband_and_wife_of_one_family(self, officer):
        family = FamilyFactory(head__sex="L")
        wife = PersonFactory(family=family)

        with pytest.raises(Refused, match="suami istri"):
            merge(wife, family.persons.get(relation="head"), officer)

    @pytest.mark.parametrize(
        ("gone", "code"), [({"sex": "L"}, "merge_sex"), ({"nik": "5371045708900077"}, "merge_nik")]
    )
    def test_a_warning_is_passed_first(self, officer, gone, code):
        kept, gone = PersonFactory(no_nik="nik" not in gone), PersonFactory(**gone)

        with pytest.raises(Refused) as refusal:
            merge(kept, gone, officer, passed_warnings=[])
        merge(kept, gone, officer, passed_warnings=[code])

        assert refusal.value.finding.code == code
        assert code in now(kept).passed_warnings

    def test_out_of_use(self, officer):
        with pytest.raises(NotActive):
            merge(PersonFactory(), PersonFactory(is_active=False, inactive_reason="pindah"), officer)

    def test_merged_already(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        merge(kept, gone, officer)

        with pytest.raises(AlreadyMerged):
            merge(PersonFactory(), gone, officer)
        with pytest.raises(AlreadyMerged):
            services.reactivate_person(gone.pk, by=officer, request_id=None)

    def test_one_of_them_outside_of_scope(self, officer):
        kept, gone = PersonFactory(), PersonFactory(family__village=village("5371041002"))

        with pytest.raises(NotBothInScope):
            merge(kept, gone, officer)

    def test_a_kader_merges_nobody(self, kader):
        with pytest.raises(NotBothInScope):
            merge(PersonFactory(), PersonFactory(), kader)

    def test_somebody_was_quicker(self, officer):
        kept, gone = PersonFactory(), PersonFactory()

        with pytest.raises(Stale):
            merge(kept, gone, officer, version=kept.version + 1)
        with pytest.raises(Stale):
            merge(kept, gone, officer, gone_version=gone.version + 1)

    def test_twice_is_once(self, officer):
        kept, gone, request_id = PersonFactory(), PersonFactory(), uuid.uuid4()

        rows = {merge(kept, gone, officer, request_id=request_id).pk for _ in range(2)}

        assert rows == set(Merge.objects.values_list("pk", flat=True))
        with pytest.raises(Resubmitted):
            merge(kept, PersonFactory(), officer, request_id=request_id)


class TestUndo:
    def test_both_are_as_they_were(self, officer):
        kept, gone = PersonFactory(no_nik=True, name="Maria"), PersonFactory(name="Mariana")
        episode = KbEpisodeFactory(person=gone)

        undo(merge(kept, gone, officer, chosen={"name": "gone"}), officer)

        assert (now(kept).name, now(kept).nik, now(kept).nik_hash, now(kept).no_nik_reason) == (
            "Maria",
            "",
            "",
            "unrecorded",
        )
        assert (now(gone).is_active, now(gone).merged_into, now(gone).inactive_reason) == (True, None, "")
        assert now(gone.family).is_active
        assert now(episode).person == gone
        assert queries.holder_of_nik(gone.nik, world=Scope.nation()) == gone

    def test_what_was_recorded_since_stays_with_the_kept_one(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        row = merge(kept, gone, officer)
        later = MembershipFactory(person=kept)

        undo(row, officer)

        assert now(later).person == kept

    def test_twice_is_once(self, officer):
        row, request_id = merge(PersonFactory(), PersonFactory(), officer), uuid.uuid4()
        undo(row, officer, request_id)
        first = now(row)

        undo(row, officer, request_id)
        undo(row, officer)

        assert (now(row).undone_by, now(row).undone_at) == (officer, first.undone_at)

    @pytest.mark.parametrize(("days", "refused"), [(30, False), (31, True)])
    def test_within_thirty_days(self, officer, time_machine, days, refused):
        row = merge(PersonFactory(), PersonFactory(), officer)
        time_machine.move_to(timezone.now() + datetime.timedelta(days=days))

        if refused:
            with pytest.raises(TooLate):
                undo(row, officer)
        else:
            assert undo(row, officer).undone_by == officer

    def test_a_column_that_was_taken_and_changed_since_is_named(self, officer):
        kept, gone = PersonFactory(job="farmer"), PersonFactory(job="trader")
        row = merge(kept, gone, officer, chosen={"job": "gone"})
        Person.objects.filter(pk=kept.pk).update(job="retired")

        with pytest.raises(Touched, match=r"orang \(pekerjaan\)"):
            undo(row, officer)

        assert now(gone).merged_into == kept

    def test_a_column_that_was_not_taken_may_have_changed(self, officer):
        kept, gone = PersonFactory(job="farmer"), PersonFactory(job="trader")
        row = merge(kept, gone, officer)
        Person.objects.filter(pk=kept.pk).update(job="retired")

        undo(row, officer)

        assert (now(kept).job, now(gone).job) == ("retired", "trader")

    def test_a_new_record_in_the_place_of_an_old_one(self, officer):
        kept, gone = PersonFactory(), PersonFactory()
        older = KbEpisodeFactory(person=kept, since=datetime.date(2025, 1, 5))
        newer = KbEpisodeFactory(person=gone, since=datetime.date(2026, 3, 1))
        row = merge(kept, gone, officer)
        KbEpisode.objects.filter(pk=newer.pk).update(ended_on=TODAY)
        KbEpisodeFactory(person=kept, since=TODAY)

        with pytest.raises(Touched, match="catatan baru"):
            undo(row, officer)

        assert now(older).ended_on == datetime.date(2026, 3, 1)

    def test_the_newer_merge_is_undone_first(self, officer):
        kept = PersonFactory()
        first = merge(kept, PersonFactory(), officer)
        second = merge(now(kept), PersonFactory(), officer)

        with pytest.raises(LaterMerge):
            undo(first, officer)
        undo(second, officer)
        undo(first, officer)

        assert Person.objects.filter(merged_into=None).count() == Person.objects.count()

    def test_not_by_a_stranger(self, officer, stranger):
        row = merge(PersonFactory(), PersonFactory(), officer)

        with pytest.raises(NotBothInScope):
            undo(row, stranger)

    def test_a_family_that_moved_since_keeps_its_village(self, regency_staff):
        kept, gone = PersonFactory(), PersonFactory()
        episode = KbEpisodeFactory(person=gone)
        row = merge(kept, gone, regency_staff)
        there = village("5371041002")
        changes = {"village_id": there.pk, "dusun_id": None}
        services.update_family(kept.family_id, by=regency_staff, version=None, request_id=None, changes=changes)

        undo(row, regency_staff)

        assert (now(kept).village, now(gone).village, now(episode).village) == (there, gone.village, gone.village)


def test_queries_do_not_grow_with_what_points_to_her(officer, django_assert_max_num_queries):
    from tests.queries import count_queries

    few, many = pair_with(1, officer), pair_with(12, officer)

    spent = count_queries(lambda: merge(*few, officer))
    spent_on_many = count_queries(lambda: merge(*many, officer))

    assert spent_on_many <= spent


def pair_with(count, officer):
    kept, gone = FamilyFactory().persons.get(), FamilyFactory().persons.get()
    for number in range(count):
        since = datetime.date(2010 + number, 1, 1)
        KbEpisodeFactory(person=gone, since=since, ended_on=datetime.date(2010 + number, 6, 1))
        membership = MembershipFactory(person=gone)
        AttendanceFactory(meeting__group=membership.group, membership=membership)
        welfare(gone.family, officer, period=since)
    return kept, gone


def welfare(family, officer, **values):
    facts = {"measure": "dtsen", "period": datetime.date(2026, 7, 1), "level": "2", "source": "Dinsos"} | values
    return Welfare.objects.create(family=family, village=family.village, recorded_by=officer, **facts)


def said(person, officer, answer, given_on):
    return Consent.objects.create(
        person=person, purpose="health", answer=answer, means="spoken", given_on=given_on, taken_by=officer
    )


def ask_to_move(person, officer):
    return MoveRequest.objects.create(
        direction="out",
        family=person.family,
        person=person,
        from_village=person.village,
        to_village=village("5371041002"),
        on=TODAY,
        asked_by=officer,
    )
