"""The pages of moves: at once, by request, the list of both sides, the answer; each side sees what it needs."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from members import village_queries
from members.models import MoveRequest
from tests.factories import (
    AssignmentFactory,
    DusunFactory,
    FamilyFactory,
    MoveRequestFactory,
    PersonFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow
from tests.stories import story

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
HOME, NEXT_DOOR, FAR = "5371041001", "5371041002", "5301012001"
NIK = "5301015708910001"
LIST, ARRIVED = reverse("members:move_list"), reverse("members:move_in")


def url(name, row):
    return reverse(f"members:{name}", args=[row.public_id])


def typed(**changes):
    return {"on": "2026-11-02", "request_id": str(uuid.uuid4()), **changes}


@pytest.fixture
def family(home_village):
    family = FamilyFactory(head_name="Yosef Bria", head__sex="L", member_count=2)
    PersonFactory(family=family, name="Maria Bria", phone="+6281234567890")
    return family


@pytest.fixture
def far_pkb(home_village):
    return officer_at(roles.PKB, FAR, username="pkb-jauh", name="Ibu Jauh")


class TestAtOnce:
    def test_moves_the_whole_family(self, client, officer, family):
        AssignmentFactory(user=officer, region_code=village(NEXT_DOOR).pk)
        client.force_login(officer)
        shown = client.get(url("move_create", family)).context["form"]
        assert shown["persons"].value() == list(family.persons.values_list("pk", flat=True))
        data = typed(persons=shown["persons"].value(), village=NEXT_DOOR, address="Gang 7")

        response = client.post(url("move_create", family), data)

        assertRedirects(response, family.get_absolute_url())
        family.refresh_from_db()
        assert (family.village_id, family.address) == (NEXT_DOOR, "Gang 7")

    def test_who_has_one_village_is_led_to_the_request(self, client, officer, family):
        client.force_login(officer)

        assertRedirects(client.get(url("move_create", family)), url("move_out", family))

    def test_button_without_script_keeps_who_was_ticked(self, client, regency_staff, family):
        rw = DusunFactory(village=village(NEXT_DOOR), name="RW 009")
        client.force_login(regency_staff)
        keys = [str(pk) for pk in family.persons.values_list("pk", flat=True)]

        response = client.post(url("move_create", family), typed(persons=keys, village=NEXT_DOOR, refresh="1"))

        assertContains(response, f'<option value="{rw.pk}">RW 009</option>', html=True)
        assert response.context["form"]["persons"].value() == keys


class TestRequest:
    def ask(self, client, family, **changes):
        return client.post(url("move_out", family), typed(to_village=village(FAR).pk, **changes))

    def test_waits_with_a_banner_on_the_family(self, client, officer, family):
        client.force_login(officer)

        self.ask(client, family)

        move = MoveRequest.objects.get()
        assertContains(client.get(family.get_absolute_url()), move.get_absolute_url())

    def test_village_is_found_by_search_and_comes_back_without_script(self, client, officer, family):
        village(FAR)
        client.force_login(officer)

        found = client.get(reverse("members:village_search"), {"q": "tesa", "next": url("move_out", family)})
        chosen = client.get(url("move_out", family), {"to_village": FAR})

        assertContains(found, "Tesabela")
        assertContains(chosen, 'value="5301012001"')

    def test_search_is_narrowed_behind_a_comma_and_keeps_practice_apart(self, db):
        for code in (HOME, FAR, "0071041001"):
            village(code)

        assert [each.village.pk for each in village_queries.find_villages("oebobo, kota kup")] == [HOME]
        assert village_queries.find_villages("oebobo, kabupaten") == []
        assert [each.village.pk for each in village_queries.find_villages("wil", is_practice=True)] == ["0071041001"]

    def test_own_village_and_future_are_refused_beside_their_fields(self, client, officer, family):
        client.force_login(officer)

        own = client.post(url("move_out", family), typed(to_village=HOME))
        future = self.ask(client, family, on="2027-01-01")

        assert "on" in future.context["form"].errors
        assert own.status_code == 200
        assert not MoveRequest.objects.exists()

    def test_is_taken_back(self, client, officer, family):
        client.force_login(officer)
        self.ask(client, family)
        move = MoveRequest.objects.get()

        client.post(url("move_withdraw", move), {"request_id": str(uuid.uuid4())})

        move.refresh_from_db()
        assert move.state == "withdrawn"
        assert story(client, url("move_detail", move)) == [
            (officer.name, "Meminta pindah."),
            (officer.name, "Status: Menunggu jawaban → Ditarik"),
        ]


class TestAnswer:
    @pytest.fixture
    def move(self, family, officer):
        return MoveRequestFactory(family=family, to_village=village(FAR), asked_by=officer, note="ikut suami")

    def test_who_decides_sees_who_comes_and_no_more(self, client, far_pkb, move):
        client.force_login(far_pkb)

        response = client.get(url("move_detail", move))

        for text in ("Yosef Bria", "Maria Bria", "ikut suami", url("move_answer", move)):
            assertContains(response, text)
        assertNotContains(response, "0812-3456-7890")
        assertNotContains(response, move.family.get_absolute_url())
        assert client.get(move.family.get_absolute_url()).status_code == 404

    def test_accepts_with_the_new_address(self, client, far_pkb, move):
        client.force_login(far_pkb)
        data = {"decision": "accept", "address": "Jalan Baru 5", "version": 1, "request_id": str(uuid.uuid4())}

        answers = [client.post(url("move_answer", move), data) for _arrival in range(2)]

        assert [answer.url for answer in answers] == [move.get_absolute_url()] * 2
        move.family.refresh_from_db()
        assert (move.family.village_id, move.family.address) == (FAR, "Jalan Baru 5")
        assertContains(client.get(move.get_absolute_url()), move.family.get_absolute_url())

    def test_who_asked_no_longer_sees_the_people_afterwards(self, client, officer, far_pkb, move):
        client.force_login(far_pkb)
        client.post(url("move_answer", move), {"decision": "accept", "request_id": str(uuid.uuid4())})
        client.force_login(officer)

        response = client.get(url("move_detail", move))

        assertContains(response, "Diterima")
        assertNotContains(response, "Maria Bria")

    def test_refusal_needs_a_reason(self, client, far_pkb, move):
        client.force_login(far_pkb)
        data = {"decision": "refuse", "request_id": str(uuid.uuid4())}

        assert "answer" in client.post(url("move_answer", move), data).context["form"].errors
        client.post(url("move_answer", move), {**data, "answer": "Tidak tinggal di sini"})

        move.refresh_from_db()
        assert (move.state, move.answer) == ("refused", "Tidak tinggal di sini")

    def test_its_history_tells_both_sides_who_answered_and_nothing_of_the_family(self, client, officer, far_pkb, move):
        client.force_login(far_pkb)
        accepted = {"decision": "accept", "address": "Jl. Baru 9", "answer": "Sudah tiba"}
        client.post(url("move_answer", move), {**accepted, "request_id": str(uuid.uuid4())})

        for user in (far_pkb, officer):
            client.force_login(user)
            asked, answered = story(client, url("move_detail", move))
            assert asked[1] == "Meminta pindah."
            assert answered == ("Ibu Jauh", "Status: Menunggu jawaban → Diterima")

    def test_who_asked_does_not_answer_although_she_works_there_too(self, client, officer, move):
        AssignmentFactory(user=officer, region_code=FAR)
        client.force_login(officer)

        assert client.get(url("move_answer", move)).status_code == 404
        assert client.post(url("move_answer", move), {"decision": "accept"}).status_code == 404

    def test_opd_of_the_regency_decides_where_nobody_else_does(self, client, move):
        opd = officer_at(roles.OPD, "5301")
        client.force_login(opd)

        assert move in MoveRequest.objects.awaiting(opd, "members.decide_moverequest")

    @pytest.mark.parametrize("role", [roles.KADER, roles.PKB])
    def test_others_do_not_find_it(self, client, role, move):
        kader_there = officer_at(role, FAR if role == roles.KADER else "5371011001")
        client.force_login(kader_there)

        assert client.get(url("move_answer", move)).status_code == 404

    def test_a_refusal_by_rule_comes_back_filled_in(self, client, far_pkb, move):
        move.family.village = village(NEXT_DOOR)
        move.family.save()
        client.force_login(far_pkb)

        response = client.post(url("move_answer", move), {"decision": "accept", "answer": "Selamat datang"})

        assertContains(response, "sudah tidak di desa/kelurahan asal")
        assertContains(response, "Selamat datang")


class TestArrival:
    @pytest.fixture
    def elsewhere(self, home_village):
        return FamilyFactory(village=village(FAR), head_name="Rahasia Seran", head__nik=NIK)

    def data(self, **changes):
        return typed(nik=NIK, whole="1", village=HOME, address="Gang 3", **changes)

    def test_asks_by_the_number_and_sees_nothing_more(self, client, officer, elsewhere):
        client.force_login(officer)

        response = client.post(ARRIVED, self.data(), follow=True)

        move = MoveRequest.objects.get()
        assert (move.direction, move.from_village_id, move.address) == ("in", FAR, "Gang 3")
        for page in (response, client.get(LIST)):
            assertContains(page, "5301••••••••0001")
            for secret in ("Rahasia Seran", "Tesabela", NIK):
                assertNotContains(page, secret)
        look = PersonalDataAccess.objects.get()
        assert (look.user, look.region_code) == (officer, FAR)

    def test_source_officer_sees_her_own_family_and_lets_it_go(self, client, officer, far_pkb, elsewhere):
        client.force_login(officer)
        client.post(ARRIVED, self.data())
        move = MoveRequest.objects.get()
        client.force_login(far_pkb)
        assertContains(client.get(elsewhere.get_absolute_url()), move.get_absolute_url())
        assertContains(client.get(url("move_answer", move)), "Rahasia Seran")

        client.post(url("move_answer", move), {"decision": "accept", "request_id": str(uuid.uuid4())})

        elsewhere.refresh_from_db()
        assert (elsewhere.village_id, elsewhere.address) == (HOME, "Gang 3")
        client.force_login(officer)
        assertContains(client.get(move.get_absolute_url()), "Rahasia Seran")

    @pytest.mark.parametrize(
        ("nik", "text"), [("5301015708910099", "belum terdaftar"), ("123", "16 angka"), ("", "Isi dahulu")]
    )
    def test_wrong_number_stands_beside_its_field(self, client, officer, elsewhere, nik, text):
        client.force_login(officer)

        response = client.post(ARRIVED, self.data() | {"nik": nik})

        assert list(response.context["form"].errors) == ["nik"]
        assertContains(response, text)

    def test_one_of_her_own_is_shown_instead(self, client, officer, family):
        own = FamilyFactory(head__nik=NIK).persons.get()
        client.force_login(officer)

        assertContains(client.post(ARRIVED, self.data()), own.get_absolute_url())

    def test_searches_outside_are_limited(self, client, officer, elsewhere, monkeypatch):
        monkeypatch.setattr("members.services.lookups.FOREIGN_HITS_A_DAY", 0)
        client.force_login(officer)

        assertContains(client.post(ARRIVED, self.data()), "terlalu sering")


class TestList:
    def test_open_ones_stand_first_and_the_others_behind_a_filter(self, client, officer, family):
        done = MoveRequestFactory(family__head_name="Sudah Pindah", asked_by=officer, state="withdrawn")
        waiting = MoveRequestFactory(family=family, asked_by=officer)
        client.force_login(officer)

        rows = {key: [m.pk for m in client.get(LIST, q).context["page"].rows] for key, q in QUERIES.items()}

        assert rows == {"plain": [waiting.pk], "done": [done.pk], "all": [waiting.pk, done.pk], "mine": []}

    def test_shows_both_sides_and_no_others(self, client, officer, far_pkb):
        away = MoveRequestFactory(family__village=village(FAR), to_village=village("5371011001"), asked_by=far_pkb)
        coming = MoveRequestFactory(family__village=village(FAR), to_village=village(HOME), asked_by=far_pkb)
        going = MoveRequestFactory(asked_by=officer)
        client.force_login(officer)

        page = client.get(LIST).context["page"]

        assert {m.pk for m in page.rows} == {coming.pk, going.pk}
        assert away.pk not in {m.pk for m in page.rows}

    def test_kader_of_one_rw_sees_what_she_asked_for(self, client, home_village):
        rw = DusunFactory(village=home_village, name="RW 002")
        kader = officer_at(roles.KADER, HOME)
        kader.assignments.update(place_kind="dusun", place_key=str(rw.pk))
        hers = MoveRequestFactory(family=FamilyFactory(dusun=rw), asked_by=kader)
        MoveRequestFactory(family=FamilyFactory())
        client.force_login(kader)

        assert [m.pk for m in client.get(LIST).context["page"].rows] == [hers.pk]

    def test_queries_do_not_grow(self, client, officer, family):
        MoveRequestFactory(family=family, asked_by=officer)
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(LIST), lambda: [MoveRequestFactory(asked_by=officer) for _ in range(8)]
        )

    def test_has_no_page_for_who_sees_totals_only(self, client, province_staff):
        client.force_login(province_staff)

        for page in (LIST, ARRIVED, reverse("members:village_search")):
            assert client.get(page).status_code == 404


QUERIES = {"plain": {}, "done": {"state": "selesai"}, "all": {"state": "semua"}, "mine": {"state": "jawab"}}
TODAY = datetime.date(2026, 11, 24)
