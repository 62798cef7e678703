"""KB, pregnancy and consent on pages: who sees them, what is logged, what is written."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from members.models import Consent, KbEpisode, KbMethod, Pregnancy
from tests.factories import (
    AssignmentFactory,
    FamilyFactory,
    KbEpisodeFactory,
    PersonFactory,
    PregnancyFactory,
    UserFactory,
)
from tests.queries import assert_queries_do_not_grow

KB = {"status": "now", "method": "suntik", "since": "2026-01-05"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="Maria Ndun")


@pytest.fixture
def wife(family):
    return family.persons.get()


def url(name, row):
    return reverse(f"members:{name}", args=[row.public_id])


def once(**values):
    return {"request_id": str(uuid.uuid4()), **values}


class TestTab:
    @pytest.mark.parametrize("who", ["officer", "kader"])
    def test_daily_work_is_logged_once_a_day_for_each_person(self, client, request, family, wife, who):
        KbEpisodeFactory(person=wife)
        user = request.getfixturevalue(who)
        client.force_login(user)

        for _look in range(2):
            assertContains(client.get(url("family_health", family)), "Suntik")

        look = PersonalDataAccess.objects.get()
        assert (look.user, look.object_id, look.purpose) == (user, str(wife.pk), "daily")

    def test_each_look_of_the_opd_is_logged_and_she_records_nothing(self, client, regency_staff, family, wife):
        KbEpisodeFactory(person=wife)
        client.force_login(regency_staff)

        for _look in range(2):
            assertNotContains(client.get(url("family_health", family)), url("kb_create", wife))

        assert PersonalDataAccess.objects.filter(user=regency_staff).count() == 2
        assert client.get(url("kb_create", wife)).status_code == 404

    def test_kader_of_posyandu_sees_no_health(self, client, family):
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, task="posyandu")
        client.force_login(user)

        assert client.get(url("family_health", family)).status_code == 404
        assertNotContains(client.get(family.get_absolute_url()), url("family_health", family))

    def test_queries_do_not_grow(self, client, officer, family, wife):
        KbEpisodeFactory(person=wife)
        client.force_login(officer)

        def add():
            for _each in range(6):
                person = PersonFactory(family=family, relation="child")
                KbEpisodeFactory(person=person)
                PregnancyFactory(person=person)
            client.get(url("family_health", family))  # the first look of the day is logged

        assert_queries_do_not_grow(lambda: client.get(url("family_health", family)), add)

    def test_unconfirmed_method_is_marked(self, client, officer, family, wife):
        KbEpisodeFactory(person=wife, since=datetime.date(2024, 1, 1), confirmed_on=datetime.date(2025, 11, 1))
        client.force_login(officer)

        assertContains(client.get(url("family_health", family)), "Lebih dari 12 bulan")

    def test_method_that_is_asked_about_no_more_is_not_marked(self, client, officer, family, wife):
        KbEpisodeFactory(person=wife, since=datetime.date(2024, 1, 1), confirmed_on=datetime.date(2025, 11, 1))
        KbMethod.objects.filter(pk="suntik").update(needs_confirmation=False)
        client.force_login(officer)

        assertNotContains(client.get(url("family_health", family)), "Lebih dari 12 bulan")

    def test_refused_consent_hides_the_record(self, client, officer, family, wife):
        KbEpisodeFactory(person=wife)
        Consent.objects.create(
            person=wife,
            purpose="health",
            answer="withdrawn",
            means="spoken",
            given_on=datetime.date(2026, 11, 1),
            taken_by=officer,
        )
        client.force_login(officer)

        response = client.get(url("family_health", family))

        assertContains(response, "Tidak menyetujui")
        assertNotContains(response, "Suntik")

    def test_family_without_couple_says_so(self, client, officer):
        family = FamilyFactory(head__marriage="widowed")
        client.force_login(officer)

        assertContains(client.get(url("family_health", family)), "Tidak ada PUS")


class TestKb:
    def test_is_recorded_once(self, client, officer, family, wife):
        client.force_login(officer)
        form = once(**KB)

        for _arrival in range(2):
            assertRedirects(client.post(url("kb_create", wife), form), url("family_health", family))

        assert KbEpisode.objects.get().method_id == "suntik"

    def test_same_id_with_other_content_comes_back(self, client, officer, wife):
        client.force_login(officer)
        form = once(**KB)
        client.post(url("kb_create", wife), form)

        response = client.post(url("kb_create", wife), {**form, "method": "pil"})

        assertContains(response, "pernah dikirim dengan isi lain")
        assertContains(response, '<option value="pil" selected>Pil</option>', html=True)
        assert KbEpisode.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"status": ""}, "status"),
            ({"method": ""}, "method"),
            ({"since": "2027-01-01"}, "since"),
            ({"status": "never"}, "method"),
            ({"status": "before", "method": ""}, "wish"),
        ],
    )
    def test_fault_stands_beside_its_field(self, client, officer, wife, changes, field):
        client.force_login(officer)

        response = client.post(url("kb_create", wife), once(**{**KB, **changes}))

        assert field in response.context["form"].errors
        assert not KbEpisode.objects.exists()

    def test_mow_with_a_wish_is_asked_about_and_passed(self, client, officer, wife):
        client.force_login(officer)
        form = once(**{**KB, "method": "mow"}, wish="soon")
        assertContains(client.post(url("kb_create", wife), form), "MOW bersifat tetap")

        client.post(url("kb_create", wife), {**form, "accept_warnings": "1"})

        assert KbEpisode.objects.get().passed_warnings == ["kb_mow_wish"]

    def test_change_starts_from_what_is_recorded(self, client, officer, wife):
        KbEpisodeFactory(person=wife)
        client.force_login(officer)

        response = client.get(url("kb_create", wife))
        stop = client.get(url("kb_create", wife) + "?berhenti")

        assert response.context["form"]["method"].value() == "suntik"
        assert stop.context["form"]["status"].value() == "before"

    def test_one_tap_confirms(self, client, officer, family, wife):
        episode = KbEpisodeFactory(person=wife)
        client.force_login(officer)

        response = client.post(url("kb_confirm", episode), once())

        assertRedirects(response, url("family_health", family))
        episode.refresh_from_db()
        assert episode.confirmed_on == datetime.date(2026, 11, 24)

    def test_stranger_confirms_nothing(self, client, stranger, wife):
        episode = KbEpisodeFactory(person=wife)
        client.force_login(stranger)

        assert client.post(url("kb_confirm", episode), once()).status_code == 404


class TestPregnancy:
    def test_is_recorded_and_ends_the_method(self, client, officer, family, wife):
        KbEpisodeFactory(person=wife)
        client.force_login(officer)
        form = once(since="2026-07-01")

        for _arrival in range(2):
            assertRedirects(client.post(url("pregnancy_create", wife), form), url("family_health", family))

        assert Pregnancy.objects.count() == 1
        assert wife.kb_episodes.get(ended_on__isnull=True).reason == "pregnant"

    def test_future_is_refused(self, client, officer, wife):
        client.force_login(officer)

        response = client.post(url("pregnancy_create", wife), once(since="2026-12-01"))

        assert "since" in response.context["form"].errors

    def test_birth_leads_to_the_child(self, client, officer, family, wife):
        pregnancy = PregnancyFactory(person=wife, since=datetime.date(2026, 2, 1))
        client.force_login(officer)

        response = client.post(url("pregnancy_end", pregnancy), once(ended_how="birth", ended_on="2026-11-01"))

        assertRedirects(response, url("person_create", family) + "?hubungan=child")

    def test_loss_ends_quietly(self, client, officer, family, wife):
        pregnancy = PregnancyFactory(person=wife)
        client.force_login(officer)

        response = client.post(
            url("pregnancy_end", pregnancy), once(ended_how="loss", ended_on="2026-11-01"), follow=True
        )

        assertRedirects(response, url("family_health", family))
        assertNotContains(response, "Keguguran")

    def test_end_before_the_beginning_is_refused(self, client, officer, wife):
        pregnancy = PregnancyFactory(person=wife)
        client.force_login(officer)

        response = client.post(url("pregnancy_end", pregnancy), once(ended_how="birth", ended_on="2026-06-01"))

        assert "ended_on" in response.context["form"].errors


class TestConsent:
    def test_not_asked_yet_says_so(self, client, officer, family):
        client.force_login(officer)

        assertContains(client.get(url("family_consents", family)), "Belum diminta", count=3)

    def test_answer_is_written_once(self, client, officer, family, wife):
        client.force_login(officer)
        form = once(purpose="health", answer="given", means="signed", given_on="2026-11-20")

        for _arrival in range(2):
            assertRedirects(client.post(url("consent_create", wife), form), url("family_consents", family))

        consent = Consent.objects.get()
        assert (consent.taken_by, consent.answer) == (officer, "given")

    def test_second_arrival_of_a_withdrawal_is_no_fault(self, client, officer, family, wife):
        client.force_login(officer)
        said = {"purpose": "money", "means": "spoken", "given_on": "2026-11-20"}
        client.post(url("consent_create", wife), once(answer="given", **said))
        form = once(answer="withdrawn", **said)

        for _arrival in range(2):
            assertRedirects(client.post(url("consent_create", wife), form), url("family_consents", family))

        assert Consent.objects.count() == 2

    def test_nothing_to_withdraw_is_told(self, client, officer, wife):
        client.force_login(officer)

        response = client.post(
            url("consent_create", wife),
            once(purpose="money", answer="withdrawn", means="spoken", given_on="2026-11-20"),
        )

        assert "answer" in response.context["form"].errors

    def test_children_are_not_listed(self, client, officer, family):
        PersonFactory(
            family=family, name="Ana", relation="child", marriage="single", birth_date=datetime.date(2015, 1, 1)
        )
        client.force_login(officer)

        assertNotContains(client.get(url("family_consents", family)), "Ana")

    def test_queries_do_not_grow(self, client, officer, family):
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(url("family_consents", family)),
            lambda: [PersonFactory(family=family, relation="relative") for _ in range(8)],
        )
