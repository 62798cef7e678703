"""One person: new, changed, her NIK in clear, her religion, out of use and back; the search for pickers."""

import datetime
import uuid

import pytest
from django import forms
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from members.forms.picker import PersonPickerField
from members.models import Person
from tests.factories import FamilyFactory, PersonFactory, village
from tests.queries import assert_queries_do_not_grow

NIK = "5371045708900001"
SEARCH = reverse("members:person_search")


def url(name, row):
    return reverse(f"members:{name}", args=[row.public_id])


#: What the factory's head is, as her form sends it back.
HEAD = {"sex": "P", "relation": "head", "birth_date": "1990-08-17", "marriage": "married", "version": 1}


def typed(**changes):
    return {
        "request_id": str(uuid.uuid4()),
        "name": "YOSEF NDUN",
        "sex": "L",
        "relation": "child",
        "birth_date": "2015-03-04",
        "no_nik_reason": "child",
        "presence": "home",
        **changes,
    }


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="Maria Ndun", head__nik=NIK)


@pytest.fixture
def head(family):
    return family.persons.get()


class TestCreate:
    def test_adds_a_person_once(self, client, officer, family):
        client.force_login(officer)
        form = typed()

        answers = [client.post(url("person_create", family), form) for _arrival in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        child = Person.objects.get(relation="child")
        assert (child.name, child.no_nik_reason, child.village_id) == ("Yosef Ndun", "child", "5371041001")

    def test_second_arrival_of_a_nik_is_no_duplicate(self, client, officer, family):
        client.force_login(officer)
        form = typed(nik="5371040403150001", no_nik_reason="")

        for _arrival in range(2):
            assertRedirects(client.post(url("person_create", family), form), family.get_absolute_url())

    def test_same_id_with_other_content_comes_back(self, client, officer, family):
        client.force_login(officer)
        form = typed()
        client.post(url("person_create", family), form)

        response = client.post(url("person_create", family), {**form, "name": "Lain"})

        assertContains(response, "pernah dikirim dengan isi lain")
        assertContains(response, 'value="Lain"')
        assert family.persons.count() == 2

    def test_bad_input_keeps_what_was_typed(self, client, officer, family):
        client.force_login(officer)

        response = client.post(url("person_create", family), typed(birth_date="2999-01-01"))

        assert list(response.context["form"].errors) == ["birth_date"]
        assertContains(response, 'value="YOSEF NDUN"')

    def test_second_head_is_told_beside_the_field(self, client, officer, family):
        client.force_login(officer)

        response = client.post(
            url("person_create", family), typed(relation="head", birth_date="1980-01-01", no_nik_reason="unknown")
        )

        assert "relation" in response.context["form"].errors

    def test_warning_is_passed_and_stored(self, client, officer, family):
        client.force_login(officer)
        form = typed(relation="husband", marriage="single")
        assert len(client.post(url("person_create", family), form).context["form"].warnings) == 1

        client.post(url("person_create", family), {**form, "accept_warnings": "1"})

        assert Person.objects.get(relation="husband").passed_warnings == ["spouse_not_married"]


class TestDetail:
    def test_adult_is_ibu_or_bapak_and_a_child_is_neither(self, client, officer, family, head):
        husband = PersonFactory(family=family, sex="L", relation="husband", name="Yosef")
        child = PersonFactory(
            family=family, name="Ana", relation="child", marriage="single", birth_date=datetime.date(2015, 1, 1)
        )
        client.force_login(officer)

        assertContains(client.get(head.get_absolute_url()), "<h1>Ibu Maria Ndun</h1>", html=True)
        assertContains(client.get(husband.get_absolute_url()), "<h1>Bapak Yosef</h1>", html=True)
        assertContains(client.get(child.get_absolute_url()), "<h1>Ana</h1>", html=True)

    @pytest.mark.parametrize(("who", "shown"), [("officer", True), ("kader", False)])
    def test_religion_only_for_who_may_see_it(self, client, request, family, who, shown):
        person = PersonFactory(family=family, religion="katolik")
        client.force_login(request.getfixturevalue(who))

        page = client.get(person.get_absolute_url()).content.decode()
        form = client.get(url("person_update", person)).content.decode()

        assert ("Katolik" in page) is shown
        assert ('name="religion"' in form) is shown

    def test_what_a_sheet_said_beyond_our_lists_is_shown(self, client, officer, family):
        person = PersonFactory(family=family, extra={"blood": "AB", "job": "PAWANG", "inactive_with_family": True})
        client.force_login(officer)

        response = client.get(person.get_absolute_url())

        assertContains(response, "<dt>Golongan darah</dt><dd>AB</dd>", html=True)
        assertContains(response, "PAWANG")
        assertNotContains(response, "True")

    def test_stranger_finds_nothing(self, client, stranger, head):
        client.force_login(stranger)

        for name in ("person_detail", "person_update", "person_deactivate", "kb_create", "consent_create"):
            assert client.get(url(name, head)).status_code == 404
        for name in ("reveal", "person_reactivate"):
            assert client.post(url(name, head)).status_code == 404

    def test_queries_do_not_grow_with_the_family(self, client, officer, family, head):
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(head.get_absolute_url()),
            lambda: [PersonFactory(family=family, relation="child") for _ in range(8)],
        )


class TestUpdate:
    def test_number_is_never_shown_and_stays(self, client, officer, head):
        client.force_login(officer)
        assertNotContains(client.get(url("person_update", head)), NIK)

        client.post(
            url("person_update", head),
            typed(**HEAD, name="Maria Baru", no_nik_reason=""),
        )

        head.refresh_from_db()
        assert (head.name, head.nik, head.family.head_name) == ("Maria Baru", NIK, "Maria Baru")

    def test_taking_the_number_off_is_asked_about(self, client, officer, head):
        client.force_login(officer)
        form = typed(**HEAD, nik="0", no_nik_reason="unknown")
        response = client.post(url("person_update", head), form)
        assert "nik_removed" in [code for _field, _text, code in response.context["form"].warnings]

        client.post(url("person_update", head), {**form, "accept_warnings": "1"})

        head.refresh_from_db()
        assert (head.nik, head.nik_hash, head.no_nik_reason) == ("", "", "unknown")

    def test_another_marriage_is_a_correction_and_offers_the_event(self, client, officer, head):
        client.force_login(officer)
        form = typed(**{**HEAD, "marriage": "widowed"}, name=head.name, no_nik_reason="")
        response = client.post(url("person_update", head), form)
        assert "marriage_corrected" in [code for _field, _text, code in response.context["form"].warnings]

        client.post(url("person_update", head), {**form, "accept_warnings": "1"})

        head.refresh_from_db()
        assert head.marriage == "widowed"
        assert not head.events.exists()

    def test_second_editor_is_told(self, client, officer, head):
        Person.objects.update(version=2, name="Sudah diubah")
        client.force_login(officer)

        response = client.post(
            url("person_update", head),
            typed(**HEAD, name="Saya", no_nik_reason=""),
        )

        assertContains(response, "Sudah diubah")
        assertContains(response, 'value="Saya"')

    def test_leaves_with_a_reason_and_comes_back(self, client, officer, family):
        child = PersonFactory(family=family, relation="child")
        client.force_login(officer)
        form = {"version": 1, "kind": "double", "on": "2026-01-05", "request_id": str(uuid.uuid4())}

        for _arrival in range(2):
            assertRedirects(client.post(url("person_deactivate", child), form), family.get_absolute_url())
        child.refresh_from_db()
        assert (child.is_active, child.inactive_reason, child.version) == (False, "Tercatat dua kali", 2)
        assert (child.inactive_kind, child.inactive_on) == ("mistake", datetime.date(2026, 1, 5))
        assertContains(client.get(family.get_absolute_url()), "Tidak lagi dalam keluarga")
        client.post(url("person_reactivate", child), {"request_id": str(uuid.uuid4())})

        child.refresh_from_db()
        assert child.is_active


class TestReveal:
    def test_asks_the_purpose_then_shows_once_and_logs(self, client, officer, head):
        client.force_login(officer)
        first = client.post(url("reveal", head))
        assert first.url.startswith(reverse("accounts:purpose"))
        assert not PersonalDataAccess.objects.exists()
        client.post(reverse("accounts:purpose"), {"purpose": "visit", "next": head.get_absolute_url()})

        response = client.post(url("reveal", head))

        assertContains(response, NIK)
        assertNotContains(client.get(head.get_absolute_url()), NIK)
        look = PersonalDataAccess.objects.get()
        assert (look.user, look.object_id, look.fields, look.purpose) == (officer, str(head.pk), "nik", "visit")

    def test_card_number_likewise(self, client, officer, family):
        client.force_login(officer)
        client.post(reverse("accounts:purpose"), {"purpose": "visit", "next": "/"})

        assertContains(client.post(url("reveal_kk", family)), family.kk_number)
        assert PersonalDataAccess.objects.get().fields == "kk_number"

    def test_kader_may_not(self, client, kader, head):
        client.force_login(kader)

        assert client.post(url("reveal", head)).status_code == 404
        assertNotContains(client.get(head.get_absolute_url()), url("reveal", head))


class TestSearch:
    def test_from_the_third_letter_in_scope(self, client, officer, head):
        FamilyFactory(head_name="Maria Asing", village=village("5301012001"))
        client.force_login(officer)

        assertContains(client.get(SEARCH, {"q": "ma"}), "paling sedikit tiga huruf")
        response = client.get(SEARCH, {"q": "ndu mar", "next": "/kelompok/", "field": "chair"})

        assertContains(response, f'name="chair" value="{head.public_id}"')
        assertNotContains(response, "Maria Asing")

    def test_answers_htmx_with_options_alone(self, client, officer, head):
        client.force_login(officer)

        response = client.get(SEARCH, {"q": "maria"}, headers={"HX-Request": "true"})

        assertContains(response, str(head.public_id))
        assertNotContains(response, "<html")

    def test_at_most_twenty_and_constant_queries(self, client, officer, head):
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(SEARCH, {"q": "maria", "next": "/"}),
            lambda: [PersonFactory(name=f"Maria {n}", name_key=f"maria {n}") for n in range(25)],
        )
        assertContains(client.get(SEARCH, {"q": "maria", "next": "/"}), 'type="radio"', count=20)

    @pytest.mark.parametrize("asked", [NIK, "5371 0457 0890 0001", "5371.0457.0890.0001", f"'{NIK}"])
    def test_search_by_nik_is_logged_however_it_is_spaced(self, client, officer, head, asked):
        client.force_login(officer)

        assertContains(client.post(SEARCH, {"q": asked}), head.name)

        assert PersonalDataAccess.objects.get().object_id == str(head.pk)

    def test_a_nik_in_an_address_is_not_searched(self, client, officer, head):
        client.force_login(officer)

        response = client.get(SEARCH, {"q": NIK, "next": "/kelompok/"}, follow=True)

        assert response.redirect_chain == [(f"{SEARCH}?field=person&next=%2Fkelompok%2F&nomor=1", 302)]
        assertContains(response, "NIK tidak dicari lewat alamat")
        assertNotContains(response, head.name)
        assertNotContains(response, NIK)
        assert not PersonalDataAccess.objects.exists()

    def test_does_not_lead_to_another_site(self, client, officer, head):
        client.force_login(officer)

        response = client.get(SEARCH, {"q": "maria", "next": "https://evil.example/"})

        assertNotContains(response, 'action="https://evil.example')
        assertNotContains(response, 'href="https://evil.example')

    def test_is_not_there_for_who_sees_totals_only(self, client, province_staff):
        client.force_login(province_staff)

        assert client.get(SEARCH, {"q": "maria"}).status_code == 404

    def test_picker_takes_a_public_id_in_scope(self, officer, head):
        class ChairForm(forms.Form):
            chair = PersonPickerField()

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.fields["chair"].limit_to(officer, "members.view_person", back="/kelompok/")

        foreign = PersonFactory(family__village=village("5301012001"))

        assert ChairForm({"chair": str(head.public_id)}).is_valid()
        assert not ChairForm({"chair": str(foreign.public_id)}).is_valid()
        drawn = str(ChairForm(initial={"chair": str(head.public_id)})["chair"])
        assert f'value="{head.public_id}" checked' in drawn
        assert "next=%2Fkelompok%2F" in drawn
