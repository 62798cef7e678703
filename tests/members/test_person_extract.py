"""A person's own copy: all that is held about her, numbers masked unless asked for, each copy logged."""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts import roles
from accounts.models import PersonalDataAccess
from members import extract_queries, person_paper
from members.models import Consent
from tests.factories import (
    AssignmentFactory,
    FamilyFactory,
    KbEpisodeFactory,
    PersonFactory,
    PregnancyFactory,
    UserFactory,
    WelfareFactory,
    officer_at,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

ALL = {"health", "welfare", "religion"}


@pytest.fixture
def wife(home_village):
    family = FamilyFactory(head_name="Maria Ndun", address="Jalan Kenari 4", head__religion="katolik")
    return family.persons.get()


def url(person):
    return reverse("members:person_extract", args=[person.public_id])


def told(person, user, **options):
    """{title: rows} of the sections of her copy."""
    options = {"purpose": "Kunjungan keluarga", "with_nik": False, "sees": ALL, **options}
    sections = person_paper.person(person, user, **options)["sections"]
    return {section["title"]: section["rows"] for section in sections}


class TestPage:
    @pytest.mark.parametrize("who", ["kader", "stranger", "province_staff", "administrator"])
    def test_others_find_no_page(self, client, request, wife, who):
        client.force_login(request.getfixturevalue(who))

        assert client.get(url(wife)).status_code == 404
        assert client.post(url(wife), {"purpose": "visit", "paper": "a4"}).status_code == 404

    @pytest.mark.parametrize("who", ["officer", "regency_staff"])
    def test_is_a_pdf_and_each_copy_is_logged_with_its_purpose(self, client, request, wife, who):
        user = request.getfixturevalue(who)
        client.force_login(user)

        response = client.post(url(wife), {"purpose": "visit", "paper": "f4"})

        assert response.content.startswith(b"%PDF")
        assert response["Cache-Control"] == "no-store"
        log = PersonalDataAccess.objects.get(user=user)
        assert (log.purpose, log.rows, log.note) == ("visit", 1, f"PDF {wife.public_id}")
        assert "nik" not in log.fields.split(",")
        assert {"health", "welfare", "religion"} <= set(log.fields.split(","))

    def test_a_number_in_clear_is_logged_as_such(self, client, officer, wife):
        client.force_login(officer)

        client.post(url(wife), {"purpose": "visit", "paper": "a4", "with_nik": "on"})

        assert {"nik", "kk_number"} <= set(PersonalDataAccess.objects.get(user=officer).fields.split(","))

    def test_without_a_purpose_nothing_is_made(self, client, officer, wife):
        client.force_login(officer)

        page = client.post(url(wife), {"paper": "a4"})

        assert "purpose" in page.context["form"].errors
        assert not PersonalDataAccess.objects.exists()

    def test_a_look_at_the_page_makes_nothing(self, client, officer, wife):
        client.force_login(officer)

        assertContains(client.get(url(wife)), "Untuk keperluan")
        assert not PersonalDataAccess.objects.exists()

    def test_her_page_leads_there(self, client, officer, kader, wife):
        client.force_login(officer)
        assertContains(client.get(wife.get_absolute_url()), url(wife))
        client.force_login(kader)
        assertNotContains(client.get(wife.get_absolute_url()), url(wife))


class TestContent:
    def test_identity_is_masked_unless_asked_for(self, officer, wife):
        masked, clear = told(wife, officer), told(wife, officer, with_nik=True)

        assert ["NIK", wife.masked_nik] in masked["Data diri"]
        assert ["Nomor KK", wife.family.masked_kk] in masked["Keluarga"]
        assert ["NIK", wife.nik] in clear["Data diri"]
        assert wife.nik not in str(masked)
        assert wife.family.kk_number not in str(masked)

    def test_everything_that_is_held(self, officer, wife):
        KbEpisodeFactory(person=wife, ended_on=datetime.date(2026, 6, 1), stop_reason="cost")
        PregnancyFactory(person=wife)
        WelfareFactory(family=wife.family)
        day = datetime.date(2026, 11, 2)
        for answer in ("given", "withdrawn"):
            Consent.objects.create(
                person=wife, purpose="health", answer=answer, means="spoken", given_on=day, taken_by=officer
            )

        sections = told(wife, officer)

        assert sections["KB"] == [["5 Jan 2026 – 1 Jun 2026", "Suntik", "Biaya", "", "5 Okt 2026"]]
        assert sections["Kehamilan"] == [["sejak 1 Jul 2026", ""]]
        assert sections["Kesejahteraan keluarga"][0][:3] == ["Desil DTSEN", "Triwulan III 2026", "Desil 3"]
        assert [row[2] for row in sections["Persetujuan"]] == ["Ditarik kembali", "Setuju"]
        assert ["Agama", "Katolik"] in sections["Data diri"]

    def test_what_the_officer_may_not_see_is_said_and_not_shown(self, officer, wife):
        KbEpisodeFactory(person=wife)
        WelfareFactory(family=wife.family)

        sections = told(wife, officer, sees=set())

        assert "Tidak dapat dicetak oleh petugas ini" in str(sections["KB dan kehamilan"])
        assert "Suntik" not in str(sections)
        assert "Desil" not in str(sections)
        assert "Katolik" not in str(sections)

    def test_records_that_were_merged_into_hers_belong_to_it(self, officer, wife):
        gone = PersonFactory(family=wife.family, is_active=False, merged_into=wife, nik="", nik_hash="")
        KbEpisodeFactory(person=gone)

        assert len(told(wife, officer)["KB"]) == 1

    def test_nothing_of_another_person(self, officer, wife):
        husband = PersonFactory(family=wife.family, name="Yosef Ndun", sex="L", relation="husband")
        KbEpisodeFactory(person=husband)

        assert "Yosef" not in str(told(wife, officer))
        assert told(wife, officer)["KB"] == []


class TestLooks:
    def look(self, user, model, key, **more):
        facts = {"fields": "nik", "purpose": "visit", "region_code": "5371041001", **more}
        return PersonalDataAccess.objects.create(user=user, model=model, object_id=str(key), **facts)

    def test_by_day_role_and_purpose_and_never_by_name(self, officer, wife):
        kader = officer_at(roles.KADER, "5371041001", name="Rosa Kader")
        self.look(officer, "members.person", wife.pk)
        self.look(officer, "members.person", wife.pk)
        self.look(kader, "members.person", wife.pk, fields="kb", purpose="daily")
        self.look(kader, "members.family", wife.family.pk, fields="kk_number")
        self.look(kader, "members.person", wife.pk + 1000)

        rows = told(wife, officer)["Siapa membuka data ini"]

        assert sorted(row[1:] for row in rows) == [
            ["Kader", "KB", "Pekerjaan harian"],
            ["Kader", "nomor KK", "Kunjungan keluarga"],
            ["PKB/PLKB", "NIK", "Kunjungan keluarga"],
        ]
        assert "Rosa" not in str(rows)

    def test_the_role_is_that_of_the_day(self, wife):
        user = UserFactory()
        facts = {"user": user, "place_key": "5371041001", "region_code": "5371041001"}
        AssignmentFactory(
            role=roles.KADER, starts_on=datetime.date(2025, 1, 1), ends_on=datetime.date(2026, 6, 30), **facts
        )
        AssignmentFactory(role=roles.PKB, starts_on=datetime.date(2026, 7, 1), **facts)
        early = datetime.datetime(2026, 5, 1, 4, tzinfo=datetime.UTC)
        self.look(user, "members.person", wife.pk, at=early)
        self.look(user, "members.person", wife.pk)

        assert [look.role for look in extract_queries.looks_at(wife)] == ["PKB/PLKB", "Kader"]

    def test_copies_on_paper_count(self, client, officer, wife):
        client.force_login(officer)
        client.post(url(wife), {"purpose": "visit", "paper": "a4"})
        client.post(reverse("members:family_print", args=[wife.family.public_id]))

        assert len(extract_queries.looks_at(wife)) == 2

    def test_queries_do_not_grow(self, officer, wife):
        self.look(officer, "members.person", wife.pk)
        few = count_queries(lambda: told(wife, officer))
        for number in range(5):
            self.look(officer_at(roles.KADER, "5371041001"), "members.person", wife.pk)
            KbEpisodeFactory(
                person=wife, since=datetime.date(2020 + number, 1, 1), ended_on=datetime.date(2020 + number, 6, 1)
            )

        assert count_queries(lambda: told(wife, officer)) <= few
