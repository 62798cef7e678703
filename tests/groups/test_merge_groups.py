"""Two groups become one, and two again; and groups that look the same."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import Stale
from core.merging import TooLate, Touched
from core.models import Merge
from groups.errors import GroupError, WrongState
from groups.merge_queries import pairs
from groups.models import Group, GroupPair, Membership
from groups.services import membership as memberships
from groups.services import merging as services
from tests.factories import (
    AttendanceFactory,
    CommitteePostFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    RegisterFactory,
    village,
)
from tests.members.test_merge_invariants import rows_of_the_project
from tests.queries import count_queries

ON = datetime.date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


def merge(kept, gone, by, **args):
    args = {"request_id": uuid.uuid4(), "version": gone.version, "reason": "Tercatat dua kali", "on": ON} | args
    return services.merge_groups(kept.pk, gone.pk, by=by, **args)


def undo(row, by):
    return services.undo_merge(row.pk, by=by, request_id=uuid.uuid4())


def now(row):
    return type(row)._base_manager.get(pk=row.pk)


@pytest.fixture
def kept(home_village):
    return GroupFactory(name="UPPKA Mawar", members=2)


@pytest.fixture
def gone(home_village):
    return GroupFactory(name="Kelompok Mawar", members=3)


class TestMerge:
    def test_the_gone_group_leads_to_the_kept_one(self, kept, gone, regency_staff):
        row = merge(kept, gone, regency_staff)

        gone = now(gone)
        assert (gone.state, gone.state_on, gone.state_reason) == ("merged", ON, "Tercatat dua kali")
        assert gone.merged_into == kept
        assert (row.model, row.kept_pk, row.gone_pk) == ("groups.Group", kept.pk, gone.pk)

    def test_members_join_with_the_next_numbers(self, kept, gone, regency_staff):
        persons = list(gone.memberships.order_by("number").values_list("person_id", flat=True))

        merge(kept, gone, regency_staff)

        joined = kept.memberships.filter(joined_on=ON).order_by("number")
        assert [(row.number, row.person_id) for row in joined] == list(zip((3, 4, 5), persons, strict=True))
        ended = gone.memberships.order_by("number").first()
        assert (ended.left_on, ended.left_reason) == (ON, "other")
        assert "UPPKA Mawar, nomor 3" in ended.left_note
        assert (now(kept).member_count, now(gone).member_count) == (5, 0)

    def test_who_is_a_member_of_both_stays_under_her_number(self, kept, gone, regency_staff):
        both = kept.memberships.get(number=2).person
        MembershipFactory(group=gone, person=both, number=9)

        merge(kept, gone, regency_staff)

        assert kept.memberships.get(person=both).number == 2
        assert "nomor 2" in gone.memberships.get(person=both).left_note
        assert now(kept).member_count == 5

    def test_posts_of_the_gone_group_end(self, kept, gone, regency_staff):
        merge(kept, gone, regency_staff)

        assert gone.posts.get().to_on == ON
        assert kept.posts.get().to_on is None

    def test_meetings_registers_and_attendance_stay(self, kept, gone, regency_staff):
        meeting = MeetingFactory(group=gone)
        attendance = AttendanceFactory(meeting=meeting, membership=gone.memberships.first())
        register = RegisterFactory(group=gone)

        merge(kept, gone, regency_staff)

        assert (now(meeting).group, now(register).group) == (gone, gone)
        assert now(attendance).membership.group == gone

    def test_the_card_must_be_copied_into_siga_again(self, kept, gone, regency_staff):
        Group.objects.filter(pk=kept.pk).update(siga_entered_on=ON, siga_entered_by=regency_staff)

        merge(kept, gone, regency_staff)

        assert now(kept).siga_entered_on is None

    def test_what_was_merged_into_the_gone_group_follows(self, kept, gone, regency_staff):
        older = GroupFactory(state="merged", merged_into=gone, state_reason="Sama")

        merge(kept, gone, regency_staff)

        assert now(older).merged_into == kept

    def test_an_inactive_group_may_go(self, kept, regency_staff):
        gone = GroupFactory(state="inactive", state_reason="Bubar")

        merge(kept, gone, regency_staff)

        assert now(gone).state == "merged"

    def test_twice_is_once(self, kept, gone, regency_staff):
        request_id = uuid.uuid4()

        rows = {merge(kept, gone, regency_staff, request_id=request_id).pk for _ in range(2)}

        assert rows == set(Merge.objects.values_list("pk", flat=True))


class TestRefusals:
    @pytest.mark.parametrize("state", ["draft", "submitted", "returned", "merged"])
    def test_only_a_working_group_goes(self, kept, regency_staff, state):
        gone = GroupFactory(state=state, merged_into=kept if state == "merged" else None, state_reason="alasan")

        with pytest.raises(WrongState):
            merge(kept, gone, regency_staff)

    def test_only_an_active_group_receives(self, gone, regency_staff):
        with pytest.raises(WrongState, match="harus aktif"):
            merge(GroupFactory(state="inactive", state_reason="Bubar"), gone, regency_staff)

    def test_not_into_itself(self, gone, regency_staff):
        with pytest.raises(GroupError, match="yang lain"):
            merge(gone, gone, regency_staff)

    def test_not_tomorrow(self, kept, gone, regency_staff):
        with pytest.raises(GroupError) as refusal:
            merge(kept, gone, regency_staff, on=datetime.date(2026, 11, 25))

        assert refusal.value.field == "on"

    def test_not_before_its_last_meeting(self, kept, gone, regency_staff):
        MeetingFactory(group=gone, date=datetime.date(2026, 11, 21))

        with pytest.raises(GroupError, match="21-11-2026"):
            merge(kept, gone, regency_staff)

    def test_not_by_the_pkb_alone(self, kept, gone, officer):
        with pytest.raises(GroupError, match="di luar wilayah"):
            merge(kept, gone, officer)

    def test_somebody_was_quicker(self, kept, gone, regency_staff):
        with pytest.raises(Stale):
            merge(kept, gone, regency_staff, version=gone.version + 1)


class TestUndo:
    def test_every_column_is_restored(self, kept, gone, regency_staff):
        CommitteePostFactory(group=gone, person=gone.memberships.get(number=2).person, post="secretary")
        Group.objects.filter(pk=kept.pk).update(search_key="uppka mawar | " + kept.posts.get().person.name_key)
        Group.objects.filter(pk=gone.pk).update(search_key="kelompok mawar | " + gone.posts.first().person.name_key)
        before = rows_of_the_project()

        undo(merge(kept, gone, regency_staff), regency_staff)

        assert rows_of_the_project() == before

    def test_not_when_a_member_has_met_with_the_kept_group(self, kept, gone, regency_staff):
        row = merge(kept, gone, regency_staff)
        AttendanceFactory(meeting__group=kept, membership=kept.memberships.get(number=3))

        with pytest.raises(Touched):
            undo(row, regency_staff)

        assert now(gone).state == "merged"

    def test_not_when_a_member_has_left_since(self, kept, gone, regency_staff):
        row = merge(kept, gone, regency_staff)
        left = kept.memberships.get(number=3)
        memberships.end_membership(
            left.pk, by=regency_staff, version=1, request_id=None, left_on=ON, left_reason="moved"
        )

        with pytest.raises(Touched, match="keanggotaan"):
            undo(row, regency_staff)

    def test_not_after_thirty_days(self, kept, gone, regency_staff, time_machine):
        row = merge(kept, gone, regency_staff)
        time_machine.move_to(timezone.now() + datetime.timedelta(days=31))

        with pytest.raises(TooLate):
            undo(row, regency_staff)

    def test_twice_is_once(self, kept, gone, regency_staff):
        row = merge(kept, gone, regency_staff)
        undo(row, regency_staff)

        undo(row, regency_staff)

        assert Membership.objects.filter(group=kept).count() == 2


class TestPairs:
    def test_same_name_in_one_village_but_for_the_word_uppka(self, kept, gone, regency_staff):
        GroupFactory(name="UPPKA Mawar", village=village("5371041002"))

        (pair,) = pairs(regency_staff)

        assert ({pair.first, pair.second}, pair.reasons) == ({kept, gone}, ("same_name",))

    def test_one_chair_of_two_active_groups(self, regency_staff):
        chair, groups = PersonFactory(), [GroupFactory(name=name) for name in ("UPPKA Satu", "UPPKA Dua")]
        for group in (*groups, GroupFactory(name="UPPKA Tiga", state="inactive", state_reason="Bubar")):
            CommitteePostFactory(group=group, person=chair)

        (pair,) = pairs(regency_staff)

        assert ({pair.first, pair.second}, pair.reasons) == (set(groups), ("same_chair",))

    def test_called_different_they_are_not_asked_again(self, kept, gone, regency_staff):
        services.mark_different(gone.pk, kept.pk, by=regency_staff, request_id=None, note="Beda RW")

        assert pairs(regency_staff) == []
        assert GroupPair.objects.get().decided_by == regency_staff

    def test_only_in_scope(self, kept, gone, stranger, officer):
        assert pairs(stranger) == pairs(officer) == []

    def test_queries_do_not_grow(self, kept, gone, regency_staff):
        pairs(regency_staff)
        few = count_queries(lambda: pairs(regency_staff))
        for _ in range(5):
            GroupFactory(name="UPPKA Mawar", members=1)

        assert len(pairs(regency_staff)) == 21
        assert count_queries(lambda: pairs(regency_staff)) <= few


class TestPages:
    def test_a_pair_leads_to_the_merge_with_its_target_chosen(self, client, kept, gone, regency_staff):
        client.force_login(regency_staff)

        page = client.get(reverse("groups:pairs")).content.decode()
        url = reverse("groups:merge", args=[gone.public_id])
        form = client.get(f"{url}?ke={kept.public_id}").context["form"]

        assert f'href="{url}?ke={kept.public_id}"' in page
        assert str(form["target"].value()) == str(kept.public_id)

    def test_merged_it_says_where_its_members_are_and_stays_readable(self, client, kept, gone, regency_staff):
        MeetingFactory(group=gone)
        client.force_login(regency_staff)
        data = {"target": kept.public_id, "on": "2026-11-20", "reason": "Tercatat dua kali", "version": 1}

        response = client.post(reverse("groups:merge", args=[gone.public_id]), data)

        assert response.url == kept.get_absolute_url()
        page = client.get(gone.get_absolute_url()).content.decode()
        assert f'<a href="{kept.get_absolute_url()}">UPPKA Mawar</a>' in page
        assert reverse("groups:merge_undo", args=[gone.public_id]) in page
        assert reverse("groups:update", args=[gone.public_id]) not in page
        assert client.get(reverse("groups:meetings", args=[gone.public_id])).status_code == 200

    def test_bad_input_comes_back_filled_in(self, client, kept, gone, regency_staff):
        client.force_login(regency_staff)
        data = {"target": kept.public_id, "on": "2026-11-30", "reason": "Tercatat dua kali", "version": 1}

        form = client.post(reverse("groups:merge", args=[gone.public_id]), data).context["form"]

        assert "on" in form.errors
        assert form["reason"].value() == "Tercatat dua kali"
        assert now(gone).state == "active"

    def test_undone_from_the_old_page(self, client, kept, gone, regency_staff):
        merge(kept, gone, regency_staff)
        client.force_login(regency_staff)

        response = client.post(reverse("groups:merge_undo", args=[gone.public_id]), {"request_id": uuid.uuid4()})

        assert response.url == gone.get_absolute_url()
        assert (now(gone).state, now(gone).merged_into) == ("active", None)

    @pytest.mark.parametrize("name", ["groups:merge", "groups:merge_undo"])
    def test_not_for_the_pkb(self, client, kept, gone, officer, regency_staff, name):
        if name == "groups:merge_undo":
            merge(kept, gone, regency_staff)
        client.force_login(officer)

        assert client.get(reverse(name, args=[gone.public_id])).status_code == 404
        assert client.post(reverse(name, args=[gone.public_id])).status_code == 404
