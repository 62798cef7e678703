"""The list of families, one family, new and changed."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import Assignment, PersonalDataAccess
from core.encryption import lookup_hash
from members.models import Family
from tests.factories import DusunFactory, FamilyFactory, PersonFactory, UserFactory, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

LIST = reverse("members:list")
CREATE = reverse("members:create")
KK = "5371040101200001"
NIK = "5371045708900001"


def new_family(**changes):
    return {
        "request_id": str(uuid.uuid4()),
        "village": "5371041001",
        "address": "Jalan Melati 1",
        "kk_number": KK,
        "head_name": "MARIA NDUN",
        "head_sex": "P",
        "head_birth_date": "1990-08-17",
        "head_marriage": "married",
        "head_nik": NIK,
        **changes,
    }


@pytest.fixture(autouse=True)
def _district(home_village):
    """Oebobo's district is known, so that NIK and KK of the tests raise no warning."""


@pytest.fixture
def kader_of_rw(home_village):
    """A kader who works in RW 002 of Oebobo alone."""
    rw = DusunFactory(village=home_village, name="RW 002")
    user = UserFactory(username="kader_rw")
    Assignment.objects.create(
        user=user,
        role=roles.KADER,
        task="ppkbd",
        place_kind="dusun",
        place_key=str(rw.pk),
        region_code=home_village.code,
        starts_on=datetime.date(2026, 1, 1),
    )
    user.rw = rw
    return user


class TestList:
    def test_shows_only_families_of_own_place(self, client, officer):
        ours = FamilyFactory(head_name="Maria Kita")
        theirs = FamilyFactory(head_name="Orang Lain", village=village("5301012001"))
        client.force_login(officer)

        response = client.get(LIST)

        assertContains(response, ours.head_name)
        assertNotContains(response, theirs.head_name)

    @pytest.mark.parametrize("who", ["province_staff", "centre_staff", "administrator"])
    def test_is_not_there_for_who_sees_totals_only(self, client, request, who):
        client.force_login(request.getfixturevalue(who))

        assert client.get(LIST).status_code == 404

    def test_kader_of_one_rw_sees_only_hers(self, client, kader_of_rw, home_village):
        FamilyFactory(head_name="Dalam RW", village=home_village, dusun=kader_of_rw.rw)
        FamilyFactory(head_name="Luar RW", village=home_village)
        client.force_login(kader_of_rw)

        response = client.get(LIST)

        assertContains(response, "Dalam RW")
        assertNotContains(response, "Luar RW")

    @pytest.mark.parametrize("text", ["goreti", "GORETI bria", "Bria G", "góreti"])
    def test_finds_by_part_of_any_members_name(self, client, officer, text):
        found = FamilyFactory(head_name="Yosef Bria", search_key="yosef bria | maria goreti bria")
        other = FamilyFactory(head_name="Petrus Kolo")
        client.force_login(officer)

        response = client.get(LIST, {"q": text})

        assertContains(response, found.head_name)
        assertNotContains(response, other.head_name)

    @pytest.mark.parametrize("number", [KK, NIK, "5371 0457 0890 0001"])
    def test_finds_by_whole_number_and_logs_the_search(self, client, officer, number):
        family = FamilyFactory(
            head_name="Maria Ndun",
            kk_number=KK,
            kk_hash=lookup_hash(KK),
            head__nik=NIK,
            head__nik_hash=lookup_hash(NIK),
        )
        other = FamilyFactory(head_name="Petrus Kolo")
        client.force_login(officer)

        response = client.get(LIST, {"q": number}, headers={"HX-Request": "true"})

        assertContains(response, family.head_name)
        assertNotContains(response, other.head_name)
        look = PersonalDataAccess.objects.get()
        assert (look.user, look.rows) == (officer, 1)
        assert number not in look.note

    def test_a_number_is_not_kept_among_the_addresses_of_the_browser(self, client, officer):
        client.force_login(officer)
        by_htmx = {"HX-Request": "true"}

        assert client.get(LIST, {"q": "5371 0457 0890 0001"}, headers=by_htmx)["HX-Push-Url"] == "false"
        assert client.get(LIST, {"q": "maria"}, headers=by_htmx)["HX-Push-Url"] == f"{LIST}?q=maria"

    def test_a_number_in_an_address_is_led_to_the_form_that_posts(self, client, officer):
        FamilyFactory(head_name="Maria Ndun", kk_number=KK)
        client.force_login(officer)

        assertRedirects(client.get(LIST, {"q": KK}), "/cari/?nomor=1")
        assert not PersonalDataAccess.objects.exists()

    def test_number_outside_the_place_finds_nothing(self, client, officer):
        FamilyFactory(head_name="Orang Lain", village=village("5301012001"), kk_number=KK)
        client.force_login(officer)

        assertNotContains(client.get(LIST, {"q": KK}, headers={"HX-Request": "true"}), "Orang Lain")

    def test_filters_by_rw_state_and_missing_nik(self, client, officer, home_village):
        rw = DusunFactory(village=home_village, name="RW 002")
        FamilyFactory(head_name="Satu", dusun=rw)
        FamilyFactory(head_name="Dua", is_active=False, inactive_reason="Pindah")
        FamilyFactory(head_name="Tiga", head__no_nik=True)
        client.force_login(officer)

        names = {
            key: [family.head_name for family in client.get(LIST, query).context["page"].rows]
            for key, query in {
                "rw": {"dusun": rw.pk},
                "gone": {"state": "nonaktif"},
                "all": {"state": "semua"},
                "nik": {"nik": "tanpa"},
                "plain": {},
            }.items()
        }

        assert names == {
            "rw": ["Satu"],
            "gone": ["Dua"],
            "all": ["Dua", "Satu", "Tiga"],
            "nik": ["Tiga"],
            "plain": ["Satu", "Tiga"],
        }

    def test_filters_by_the_age_of_a_member_today(self, client, officer, time_machine):
        time_machine.move_to("2026-11-24 12:00")
        FamilyFactory(head_name="Tua", head__birth_date=datetime.date(1966, 11, 24))
        PersonFactory(family=FamilyFactory(head_name="Muda"), relation="child", birth_date=datetime.date(2022, 1, 5))
        gone = PersonFactory(family=FamilyFactory(head_name="Pergi"), birth_date=datetime.date(2025, 1, 5))
        type(gone).objects.filter(pk=gone.pk).update(is_active=False, inactive_reason="Pindah")
        client.force_login(officer)

        def found(ages):
            return [family.head_name for family in client.get(LIST, {"ages": ages}).context["page"].rows]

        assert (found("lansia"), found("balita"), found("baduta")) == (["Tua"], ["Muda"], [])
        time_machine.move_to("2027-01-05 12:00")
        client.force_login(officer)
        assert found("balita") == []

    def test_tells_who_has_a_couple_of_reproductive_age(self, client, officer):
        FamilyFactory(head_name="Ada", head__birth_date=datetime.date(1990, 8, 17))
        FamilyFactory(head_name="Tidak", head__birth_date=datetime.date(1950, 8, 17))
        client.force_login(officer)

        assertContains(client.get(LIST), "chip-info", count=1)

    def test_fragment_equals_the_page(self, client, officer):
        FamilyFactory()
        client.force_login(officer)

        assert fragment_equals_page(client, LIST)

    def test_queries_do_not_grow(self, client, officer):
        FamilyFactory()
        client.force_login(officer)

        assert_queries_do_not_grow(lambda: client.get(LIST), lambda: [FamilyFactory() for _ in range(12)])

    def test_empty_list_offers_the_first_step(self, client, officer):
        client.force_login(officer)

        assertContains(client.get(LIST), "Belum ada keluarga")


class TestDetail:
    def test_shows_persons_and_masked_numbers(self, client, officer):
        family = FamilyFactory(kk_number=KK, head__nik=NIK)
        client.force_login(officer)

        response = client.get(family.get_absolute_url())

        assertContains(response, "5371••••••••0001", count=2)
        assertNotContains(response, NIK)
        assertNotContains(response, KK)

    def test_stranger_does_not_find_it(self, client, stranger):
        family = FamilyFactory()
        client.force_login(stranger)

        for name in ("detail", "update", "history", "family_health", "family_consents", "deactivate", "person_create"):
            assert client.get(reverse(f"members:{name}", args=[family.public_id])).status_code == 404

    def test_queries_do_not_grow_with_persons(self, client, officer):
        family = FamilyFactory()
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(family.get_absolute_url()),
            lambda: [PersonFactory(family=family, relation="child") for _ in range(8)],
        )

    def test_family_without_head_says_what_to_do(self, client, officer):
        family = FamilyFactory(head=False)
        PersonFactory(family=family)
        client.force_login(officer)

        assertContains(client.get(family.get_absolute_url()), "belum punya kepala")

    def test_history_names_whose_line_it_is(self, client, officer):
        client.force_login(officer)
        client.post(CREATE, new_family())
        family = Family.objects.get()

        response = client.get(reverse("members:history", args=[family.public_id]))

        assertContains(response, "Maria Ndun: Mencatat data ini.")
        assertContains(response, officer.name)

    def test_history_queries_do_not_grow(self, client, officer):
        client.force_login(officer)
        client.post(CREATE, new_family())
        family = Family.objects.get()
        url = reverse("members:history", args=[family.public_id])

        assert_queries_do_not_grow(
            lambda: client.get(url), lambda: [PersonFactory(family=family, relation="child") for _ in range(8)]
        )


class TestCreate:
    def test_writes_family_and_head_and_logs(self, client, officer):
        client.force_login(officer)

        response = client.post(CREATE, new_family())

        family = Family.objects.get()
        assertRedirects(response, family.get_absolute_url())
        assert (family.head_name, family.kk_hash) == ("Maria Ndun", lookup_hash(KK))
        assert LogEntry.objects.get_for_object(family).first().actor == officer

    def test_without_right_there_is_no_page(self, client, province_staff):
        client.force_login(province_staff)

        assert client.get(CREATE).status_code == 404

    def test_posted_twice_writes_once(self, client, officer):
        client.force_login(officer)
        typed = new_family()

        answers = [client.post(CREATE, typed) for _arrival in range(2)]

        family = Family.objects.get()
        assert [answer.url for answer in answers] == [family.get_absolute_url()] * 2

    def test_same_id_with_other_content_comes_back_filled_in(self, client, officer):
        client.force_login(officer)
        typed = new_family()
        client.post(CREATE, typed)

        response = client.post(CREATE, {**typed, "head_name": "Orang Lain"})

        assertContains(response, "pernah dikirim dengan isi lain")
        assertContains(response, 'value="Orang Lain"')
        assert response.context["form"]["request_id"].value() != typed["request_id"]
        assert Family.objects.count() == 1

    def test_fault_stands_beside_its_field_and_nothing_is_lost(self, client, officer):
        client.force_login(officer)

        response = client.post(CREATE, new_family(head_nik="5371047208900001"))

        assert list(response.context["form"].errors) == ["head_nik"]
        assertContains(response, 'value="MARIA NDUN"')
        assert not Family.objects.exists()

    def test_nik_inside_the_place_leads_to_its_owner(self, client, officer):
        owner = FamilyFactory(head__nik=NIK).persons.get()
        client.force_login(officer)

        response = client.post(CREATE, new_family())

        assertContains(response, owner.get_absolute_url())
        assert Family.objects.count() == 1

    def test_nik_outside_says_only_so_and_is_logged(self, client, officer):
        elsewhere = FamilyFactory(village=village("5301012001"), head_name="Rahasia", head__nik=NIK)
        client.force_login(officer)

        response = client.post(CREATE, new_family())

        assertContains(response, "minta pindah datang")
        assertNotContains(response, "Rahasia")
        assertNotContains(response, str(elsewhere.persons.get().public_id))
        look = PersonalDataAccess.objects.get()
        assert (look.user, look.region_code) == (officer, "5301012001")

    def test_hits_outside_are_limited(self, client, officer, monkeypatch):
        monkeypatch.setattr("members.services.lookups.FOREIGN_HITS_A_DAY", 1)
        FamilyFactory(village=village("5301012001"), head__nik=NIK)
        client.force_login(officer)
        client.post(CREATE, new_family())

        free = client.post(CREATE, new_family(head_nik="5371045708900002"))

        assertContains(free, "terlalu sering")
        assert PersonalDataAccess.objects.count() == 1

    def test_warning_is_passed_with_one_tap_and_stored(self, client, officer):
        FamilyFactory(head_name="Yosef Bria", kk_number=KK)
        client.force_login(officer)
        typed = new_family()
        first = client.post(CREATE, typed)
        assertContains(first, "sudah dipakai keluarga Yosef Bria")
        assert Family.objects.count() == 1

        client.post(CREATE, {**typed, "accept_warnings": "1"})

        assert Family.objects.get(head_name="Maria Ndun").passed_warnings == ["kk_used"]

    def test_same_name_and_birth_date_are_asked_about(self, client, officer):
        FamilyFactory(head__name="Maria Ndun", head__name_key="maria ndun", head__no_nik=True)
        client.force_login(officer)

        response = client.post(CREATE, new_family())

        assert [code for _field, _text, code in response.context["form"].warnings] == ["same_person"]

    def test_nobody_is_named_whom_the_kader_of_one_rw_does_not_see(self, client, kader_of_rw):
        FamilyFactory(head__name="Maria Ndun", head__name_key="maria ndun")
        client.force_login(kader_of_rw)

        response = client.post(CREATE, new_family(dusun=kader_of_rw.rw.pk))

        assert response.status_code == 302

    def test_village_outside_the_place_is_refused(self, client, officer):
        village("5301012001")
        client.force_login(officer)

        response = client.post(CREATE, new_family(village="5301012001"))

        assert "village" in response.context["form"].errors

    def test_kader_of_one_rw_records_in_hers_alone(self, client, kader_of_rw, home_village):
        other = DusunFactory(village=home_village, name="RW 003")
        client.force_login(kader_of_rw)

        refused = client.post(CREATE, new_family(dusun=other.pk))
        nowhere = client.post(CREATE, new_family())
        client.post(CREATE, new_family(dusun=kader_of_rw.rw.pk))

        assert "dusun" in refused.context["form"].errors
        assert "dusun" in nowhere.context["form"].errors
        assert Family.objects.get().dusun == kader_of_rw.rw

    def test_desa_asks_for_dusun_and_kelurahan_for_rw(self, client, regency_staff):
        desa = village("5371042001")
        client.force_login(regency_staff)

        in_desa = client.get(reverse("members:place_fields"), {"village": desa.code}).content.decode()
        in_kelurahan = client.get(reverse("members:place_fields"), {"village": "5371041001"}).content.decode()

        assert "Dusun" in in_desa
        assert 'name="rt"' not in in_desa
        assert "RW" in in_kelurahan
        assert 'name="rt"' in in_kelurahan

    def test_without_script_a_button_shows_the_dusun_and_keeps_what_was_typed(self, client, regency_staff):
        rw = DusunFactory(village=village("5371041002"), name="RW 009")
        client.force_login(regency_staff)

        response = client.post(CREATE, new_family(village="5371041002", refresh="1"))

        assertContains(response, f'<option value="{rw.pk}">RW 009</option>', html=True)
        assertContains(response, 'value="MARIA NDUN"')
        assertNotContains(response, "error-summary")
        assert not Family.objects.exists()


class TestUpdate:
    def test_changes_and_keeps_the_number_that_was_not_typed(self, client, officer):
        family = FamilyFactory(kk_number=KK)
        client.force_login(officer)
        url = reverse("members:update", args=[family.public_id])
        assertNotContains(client.get(url), KK)

        client.post(
            url, {"village": "5371041001", "address": "Jalan Baru", "kind": "lengkap", "kk_number": "", "version": 1}
        )

        family.refresh_from_db()
        assert (family.address, family.kk_number, family.version) == ("Jalan Baru", KK, 2)

    def test_zero_takes_the_number_off(self, client, officer):
        family = FamilyFactory(kk_number=KK)
        client.force_login(officer)

        client.post(
            reverse("members:update", args=[family.public_id]),
            {"village": "5371041001", "kind": "lengkap", "kk_number": "0", "version": 1},
        )

        family.refresh_from_db()
        assert (family.kk_number, family.kk_hash) == ("", "")

    def test_second_editor_sees_what_is_stored_now(self, client, officer):
        family = FamilyFactory(address="Sudah diubah", version=2)
        client.force_login(officer)
        url = reverse("members:update", args=[family.public_id])
        typed = {"village": "5371041001", "address": "Saya", "kind": "lengkap", "version": 1}

        response = client.post(url, typed)

        assertContains(response, "Sudah diubah")
        assertContains(response, 'value="Saya"')
        family.refresh_from_db()
        assert family.address == "Sudah diubah"

    def test_goes_out_of_use_with_a_reason_and_comes_back(self, client, officer):
        family = FamilyFactory()
        client.force_login(officer)
        url = reverse("members:deactivate", args=[family.public_id])
        assert "kind" in client.post(url, {"version": 1}).context["form"].errors
        client.post(url, {"version": 1, "kind": "moved", "on": "2026-01-05", "note": "ke Timor-Leste"})
        family.refresh_from_db()
        assert (family.is_active, family.inactive_reason) == (
            False,
            "Pindah ke luar negeri atau tanpa kabar: ke Timor-Leste",
        )
        assert set(family.persons.values_list("inactive_kind", "inactive_on")) == {("moved", datetime.date(2026, 1, 5))}
        assertContains(client.get(family.get_absolute_url()), "Aktifkan kembali")

        client.post(reverse("members:reactivate", args=[family.public_id]), {"request_id": str(uuid.uuid4())})

        family.refresh_from_db()
        assert family.is_active
