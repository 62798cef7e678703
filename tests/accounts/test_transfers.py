"""All villages of one officer to another, on a day: nothing falls between, and until then it can be undone."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.errors import AccountError
from accounts.models import Assignment, Transfer, User
from accounts.services import end_assignment, transfer_villages, undo_transfer
from groups.models import Group
from tests.conftest import with_second_factor
from tests.factories import (
    AssignmentFactory,
    CoachingVisitFactory,
    DusunFactory,
    GroupFactory,
    MoveRequestFactory,
    RegisterFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow
from tests.stories import story

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 04:00", tick=False)]
D = datetime.date
FIRST, SECOND = "5371041001", "5371041002"
DAY = D(2026, 12, 1)


@pytest.fixture
def giver(home_village):
    """The PKB of two villages, one of them from next year on."""
    village(SECOND)
    user = officer_at(roles.PKB, FIRST, name="Yuliana Lama")
    AssignmentFactory(user=user, role=roles.PKB, region_code=SECOND, starts_on=D(2027, 1, 1), ends_on=D(2027, 12, 31))
    return user


@pytest.fixture
def taker(home_village):
    return officer_at(roles.PKB, village("5371041003").code, name="Thobias Baru")


def hand_over(giver, taker, by, *, on=DAY, reason="Mutasi", request_id=None):
    changes = {"taker_id": taker.pk, "on": on, "reason": reason}
    return transfer_villages(giver.pk, by=by, request_id=request_id or uuid.uuid4(), changes=changes)


def held(user, permission="groups.view_group"):
    return {place.key for place in User.objects.get(pk=user.pk).places(permission)}


class TestWhatPasses:
    def test_assignments_of_now_and_later_change_hands(self, giver, taker, regency_staff):
        transfer = hand_over(giver, taker, regency_staff)

        taken = transfer.assignments.order_by("region_code")
        assert [(row.region_code, row.role, row.starts_on, row.ends_on) for row in taken] == [
            (FIRST, roles.PKB, DAY, None),
            (SECOND, roles.PKB, D(2027, 1, 1), D(2027, 12, 31)),
        ]
        now, later = giver.assignments.order_by("region_code")
        assert (now.ends_on, now.state) == (D(2026, 11, 30), Assignment.State.CURRENT)
        assert (later.state, later.ended_by) == (Assignment.State.OVER, regency_staff)

    def test_task_and_small_places_go_along(self, taker, regency_staff, home_village):
        dusun = DusunFactory(village=home_village)
        user = UserFactory()
        kept = {"role": roles.KADER, "task": "posyandu", "region_code": FIRST}
        AssignmentFactory(user=user, place_kind="dusun", place_key=str(dusun.pk), **kept)
        AssignmentFactory(
            user=user, role=roles.KADER, task="tpk", place_kind="family", place_key=str(uuid.uuid4()), region_code=FIRST
        )

        transfer = hand_over(user, taker, regency_staff)

        assert {(row.task, row.place_kind) for row in transfer.assignments.all()} == {
            ("posyandu", "dusun"),
            ("tpk", "family"),
        }

    def test_an_office_of_a_committee_stays(self, giver, taker, regency_staff):
        group = GroupFactory(village=village(FIRST))
        office = AssignmentFactory(
            user=giver,
            role=roles.PENGURUS,
            task="ketua",
            place_kind="group",
            place_key=str(group.public_id),
            region_code=FIRST,
        )

        transfer = hand_over(giver, taker, regency_staff)

        office.refresh_from_db()
        assert office.ends_on is None
        assert not transfer.assignments.filter(role=roles.PENGURUS).exists()

    def test_of_another_regency_nothing_passes(self, giver, taker, regency_staff):
        elsewhere = AssignmentFactory(user=giver, role=roles.PKB, region_code=village("5301012001").code)

        hand_over(giver, taker, regency_staff)

        elsewhere.refresh_from_db()
        assert elsewhere.ends_on is None

    def test_what_ended_before_stays_ended(self, giver, taker, regency_staff):
        AssignmentFactory(user=giver, role=roles.PKB, region_code="5371041003", ends_on=D(2026, 11, 29))

        transfer = hand_over(giver, taker, regency_staff)

        assert not transfer.assignments.filter(region_code="5371041003").exists()

    @pytest.mark.parametrize(
        ("own", "again"),
        [
            ({"starts_on": D(2026, 1, 1)}, False),
            ({"starts_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31)}, True),
            ({"starts_on": D(2026, 12, 15)}, True),
        ],
        ids=["holds it all along", "ends too early", "begins too late"],
    )
    def test_nothing_falls_between_when_the_taker_is_there_already(self, giver, taker, regency_staff, own, again):
        AssignmentFactory(user=taker, role=roles.PKB, region_code=FIRST, **own)

        transfer = hand_over(giver, taker, regency_staff)

        assert transfer.assignments.filter(region_code=FIRST).exists() is again

    def test_both_histories_say_so(self, client, giver, taker, regency_staff):
        hand_over(giver, taker, regency_staff)
        client.force_login(regency_staff)

        assertContains(client.get(giver.get_absolute_url()), "Menyerahkan peran PKB/PLKB di Oebobo, Kota Kupang kepada")
        assertContains(client.get(taker.get_absolute_url()), "mulai 1 Desember 2026")

    def test_sent_twice_is_done_once(self, giver, taker, regency_staff):
        request_id = uuid.uuid4()

        first = hand_over(giver, taker, regency_staff, request_id=request_id)
        second = hand_over(giver, taker, regency_staff, request_id=request_id)

        assert first == second
        assert Transfer.objects.count() == 1


class TestTheDay:
    @pytest.mark.parametrize(
        ("code", "utc"),
        [
            ("3171011001", datetime.datetime(2026, 11, 30, 17, tzinfo=datetime.UTC)),
            ("5371041001", datetime.datetime(2026, 11, 30, 16, tzinfo=datetime.UTC)),
            ("9171011001", datetime.datetime(2026, 11, 30, 15, tzinfo=datetime.UTC)),
        ],
        ids=["WIB", "WITA", "WIT"],
    )
    def test_villages_change_hands_at_midnight_of_the_place(self, code, utc):
        opd = officer_at(roles.OPD, code[:4])
        giver, taker = officer_at(roles.PKB, code), officer_at(roles.PKB, f"{code[:6]}1009")
        group = GroupFactory(village=village(code))

        hand_over(giver, taker, opd)

        second = datetime.timedelta(seconds=1)
        for moment, owner, other in ((utc - second, giver, taker), (utc, taker, giver)):
            with time_machine.travel(moment, tick=False):
                seen = Group.objects.visible_to(User.objects.get(pk=owner.pk), "groups.activate_group")
                unseen = Group.objects.visible_to(User.objects.get(pk=other.pk), "groups.activate_group")
                assert list(seen) == [group]
                assert not unseen.exists()

    def test_today_is_at_once(self, giver, taker, regency_staff):
        hand_over(giver, taker, regency_staff, on=D(2026, 11, 24))

        assert held(giver) == set()
        assert FIRST in held(taker)


class TestRefusals:
    def test_a_day_that_has_passed(self, giver, taker, regency_staff):
        with pytest.raises(AccountError, match="sudah lewat"):
            hand_over(giver, taker, regency_staff, on=D(2026, 11, 23))

    def test_to_the_same_officer(self, giver, regency_staff):
        with pytest.raises(AccountError, match="petugas lain"):
            hand_over(giver, giver, regency_staff)

    def test_to_oneself(self, giver, regency_staff):
        with pytest.raises(AccountError, match="atasan"):
            hand_over(giver, regency_staff, regency_staff)

    def test_to_somebody_outside(self, giver, stranger, regency_staff):
        with pytest.raises(AccountError, match="di luar wilayah"):
            hand_over(giver, stranger, regency_staff)

    def test_of_nothing(self, taker, regency_staff):
        empty = UserFactory()

        with pytest.raises(AccountError, match="Tidak ada penugasan"):
            hand_over(empty, taker, regency_staff)

    def test_nothing_is_written_when_something_is_refused(self, giver, stranger, regency_staff):
        with pytest.raises(AccountError):
            hand_over(giver, stranger, regency_staff)

        assert held(giver) == {FIRST}
        assert not Transfer.objects.exists()


class TestUndo:
    def undo(self, transfer, by):
        return undo_transfer(transfer.pk, by=by, request_id=uuid.uuid4(), reason="Batal pindah")

    def test_all_is_as_before(self, giver, taker, regency_staff):
        before = list(giver.assignments.order_by("pk").values("starts_on", "ends_on", "ended_at", "end_reason"))
        transfer = hand_over(giver, taker, regency_staff)

        self.undo(transfer, regency_staff)

        assert list(giver.assignments.order_by("pk").values("starts_on", "ends_on", "ended_at", "end_reason")) == before
        with time_machine.travel("2027-02-01 04:00", tick=False):
            assert held(giver) == {FIRST, SECOND}
            assert held(taker) == {"5371041003"}

    def test_not_on_the_day_itself(self, giver, taker, regency_staff):
        transfer = hand_over(giver, taker, regency_staff)

        with time_machine.travel("2026-12-01 04:00", tick=False), pytest.raises(AccountError, match="sudah berlaku"):
            self.undo(transfer, regency_staff)

    def test_not_twice(self, giver, taker, regency_staff):
        transfer = hand_over(giver, taker, regency_staff)
        self.undo(transfer, regency_staff)

        with pytest.raises(AccountError, match="dibatalkan"):
            self.undo(transfer, regency_staff)

    def test_what_was_ended_since_stays_ended(self, giver, taker, regency_staff):
        transfer = hand_over(giver, taker, regency_staff)
        row = giver.assignments.get(region_code=FIRST)
        end_assignment(row.pk, by=regency_staff, request_id=uuid.uuid4(), reason="Berhenti")

        self.undo(transfer, regency_staff)

        row.refresh_from_db()
        assert row.end_reason == "Berhenti"
        assert held(giver) == set()


class TestPages:
    def url(self, giver):
        return reverse("transfer_create", args=[giver.public_id])

    def test_the_page_tells_what_passes_and_what_is_open(self, client, giver, taker, regency_staff):
        group = GroupFactory(village=village(FIRST))
        RegisterFactory(group=group, figures={"members": 2, "present": 1})
        GroupFactory(village=village(FIRST), state=Group.State.SUBMITTED)
        CoachingVisitFactory(group=group)
        MoveRequestFactory(family__village=village("5301012001"), to_village=village(FIRST))
        client.force_login(regency_staff)

        page = client.get(self.url(giver))

        assert [row.region_code for row in page.context["rows"]] == [FIRST, SECOND]
        told = {each.label: each.count for each in page.context["open_work"]}
        assert told == {
            "R/I menunggu verifikasi": 1,
            "Kartu kelompok menunggu persetujuan": 1,
            "Permintaan pindah belum dijawab": 1,
            "Tindak lanjut pembinaan belum selesai": 1,
        }
        for each in page.context["open_work"]:
            assert client.get(each.url).status_code == 200

    def test_it_asks_no_more_with_more_rows(self, client, giver, taker, regency_staff):
        def more():
            for _ in range(5):
                RegisterFactory(group=GroupFactory(village=village(FIRST)))

        more()
        client.force_login(regency_staff)

        assert_queries_do_not_grow(lambda: client.get(self.url(giver)), more)

    def test_from_the_account_to_the_hand_over_and_back_by_the_undo(self, client, giver, taker, regency_staff):
        client.force_login(regency_staff)
        assertContains(client.get(giver.get_absolute_url()), self.url(giver))
        sent = {"taker": str(taker.public_id), "on": "2026-12-01", "reason": "Mutasi", "request_id": str(uuid.uuid4())}

        response = client.post(self.url(giver), sent)

        transfer = Transfer.objects.get()
        assertRedirects(response, transfer.get_absolute_url())
        page = client.get(transfer.get_absolute_url())
        undo = reverse("transfer_undo", args=[transfer.public_id])
        assertContains(page, "Yuliana Lama → Thobias Baru")
        assertContains(page, undo)
        assertRedirects(client.post(undo, {"reason": "Batal pindah"}), transfer.get_absolute_url())
        assertNotContains(client.get(transfer.get_absolute_url()), undo)
        assert client.get(undo).status_code == 404
        assert story(client, transfer.get_absolute_url()) == [
            (regency_staff.name, "Mencatat serah terima."),
            (regency_staff.name, "Membatalkan serah terima."),
        ]

    def test_bad_input_comes_back_with_what_was_typed(self, client, giver, taker, regency_staff):
        client.force_login(regency_staff)
        sent = {"taker": str(taker.public_id), "on": "2026-11-01", "reason": "Mutasi ke Alak"}

        response = client.post(self.url(giver), sent)

        assert "on" in response.context["form"].errors
        assertContains(response, "Mutasi ke Alak")

    def test_only_officers_of_the_regency_are_offered(self, client, giver, taker, stranger, committee, regency_staff):
        client.force_login(regency_staff)

        offered = set(client.get(self.url(giver)).context["form"].fields["taker"].queryset)

        assert offered == {taker}

    @pytest.mark.parametrize("who", ["kader", "officer", "province_staff", "centre_staff", "administrator", "stranger"])
    def test_nobody_else_hands_over(self, client, request, giver, taker, regency_staff, who):
        transfer = hand_over(giver, taker, regency_staff)
        client.force_login(request.getfixturevalue(who))

        for url in (self.url(giver), transfer.get_absolute_url(), reverse("transfer_undo", args=[transfer.public_id])):
            assert client.get(url).status_code == 404
            assert client.post(url, {"reason": "Coba"}).status_code in (404, 405)

    def test_an_opd_next_door_sees_nothing_of_it(self, client, giver, taker, regency_staff):
        transfer = hand_over(giver, taker, regency_staff)
        client.force_login(with_second_factor(officer_at(roles.OPD, "5301")))

        assert client.get(transfer.get_absolute_url()).status_code == 404
