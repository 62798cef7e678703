"""Changing and stopping a method: the old state ends with its reason, the new one begins."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from members.models import Consent, KbEpisode
from tests.factories import FamilyFactory, KbEpisodeFactory, PregnancyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

CHANGE = {"method": "pil", "since": "2026-11-02", "stop_reason": "side_effects"}
STOP = {"since": "2026-11-02", "stop_reason": "cost", "reason": "cost", "wish": "later"}
FORMS = [("kb_change", CHANGE), ("kb_stop", STOP)]


@pytest.fixture
def episode(home_village):
    return KbEpisodeFactory(person=FamilyFactory(head_name="Maria Ndun").persons.get())


def url(name, episode):
    return reverse(f"members:{name}", args=[episode.public_id])


def once(**values):
    return {"request_id": str(uuid.uuid4()), **values}


def health_url(episode):
    return reverse("members:family_health", args=[episode.person.family.public_id])


@pytest.mark.parametrize("name", ["kb_change", "kb_stop"])
@pytest.mark.parametrize("who", ["stranger", "regency_staff", "province_staff"])
def test_who_may_not_record_finds_no_page(client, request, episode, name, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name, episode)).status_code == 404
    assert client.post(url(name, episode), once(**CHANGE)).status_code == 404
    assert KbEpisode.objects.get().ended_on is None


@pytest.mark.parametrize("who", ["officer", "kader"])
def test_change_ends_the_old_with_its_reason_and_begins_the_new(client, request, episode, who):
    client.force_login(request.getfixturevalue(who))
    form = once(**CHANGE)

    for _arrival in range(2):
        assertRedirects(client.post(url("kb_change", episode), form), health_url(episode))

    old, new = KbEpisode.objects.order_by("pk")
    assert (old.ended_on, old.stop_reason) == (datetime.date(2026, 11, 2), "side_effects")
    assert (new.status, new.method_id, new.since, new.ended_on) == ("now", "pil", datetime.date(2026, 11, 2), None)


def test_stop_keeps_why_and_what_she_wishes(client, officer, episode):
    client.force_login(officer)

    client.post(url("kb_stop", episode), once(**STOP))

    old, new = KbEpisode.objects.order_by("pk")
    assert (old.ended_on, old.stop_reason) == (datetime.date(2026, 11, 2), "cost")
    assert (new.status, new.method_id, new.reason, new.wish) == ("before", None, "cost", "later")


@pytest.mark.parametrize(("name", "typed"), FORMS)
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"since": "2026-12-01"}, "since"), ({"since": "2025-12-31"}, "since"), ({"stop_reason": ""}, "stop_reason")],
)
def test_fault_stands_beside_its_field_and_what_was_typed_stays(client, officer, episode, name, typed, changes, field):
    client.force_login(officer)

    response = client.post(url(name, episode), once(**{**typed, **changes}))

    assert field in response.context["form"].errors
    assert response.context["form"]["since"].value() == {**typed, **changes}["since"]
    assert KbEpisode.objects.get().ended_on is None


@pytest.mark.parametrize("field", ["reason", "wish"])
def test_stop_asks_for_reason_of_non_use_and_wish(client, officer, episode, field):
    client.force_login(officer)

    response = client.post(url("kb_stop", episode), once(**{**STOP, field: ""}))

    assert list(response.context["form"].errors) == [field]


def test_her_present_method_is_no_choice(client, officer, episode):
    client.force_login(officer)

    response = client.get(url("kb_change", episode))

    offered = [method.pk for method in response.context["form"].fields["method"].queryset]
    assert "suntik" not in offered
    assert "pil" in offered


def test_warning_is_passed_with_one_tap_and_kept(client, officer, episode):
    client.force_login(officer)
    form = once(**{**CHANGE, "method": "mow"}, wish="soon")
    assertContains(client.post(url("kb_change", episode), form), "MOW bersifat tetap")

    client.post(url("kb_change", episode), {**form, "accept_warnings": "1"})

    assert KbEpisode.objects.get(method="mow").passed_warnings == ["kb_mow_wish"]


def test_ended_state_is_not_left_a_second_time(client, officer, episode):
    client.force_login(officer)
    client.post(url("kb_stop", episode), once(**STOP))

    assert client.get(url("kb_stop", episode)).status_code == 404
    assertContains(client.post(url("kb_change", episode), once(**CHANGE)), "sudah berakhir")
    assert KbEpisode.objects.count() == 2


def test_state_without_a_method_has_nothing_to_leave(client, officer, home_village):
    never = KbEpisodeFactory(status="never", method=None)
    client.force_login(officer)

    assert client.get(url("kb_stop", never)).status_code == 404


def test_family_page_leads_to_both(client, officer, episode):
    client.force_login(officer)

    page = client.get(health_url(episode))

    assertContains(page, url("kb_change", episode))
    assertContains(page, url("kb_stop", episode))


class TestConfirmation:
    def test_of_a_woman_who_is_no_pus_any_more_is_refused(self, client, officer, episode):
        episode.person.marriage = "widowed"
        episode.person.save()
        client.force_login(officer)

        response = client.post(url("kb_confirm", episode), once(), follow=True)

        assertContains(response, "Bukan PUS")
        episode.refresh_from_db()
        assert episode.confirmed_on == datetime.date(2026, 10, 5)

    def test_while_pregnant_is_refused(self, client, officer, episode):
        PregnancyFactory(person=episode.person)
        client.force_login(officer)

        assertContains(client.post(url("kb_confirm", episode), once(), follow=True), "Sedang hamil")

    def test_against_her_word_is_refused(self, client, officer, episode):
        Consent.objects.create(
            person=episode.person,
            purpose="health",
            answer="refused",
            means="spoken",
            given_on=datetime.date(2026, 11, 1),
            taken_by=officer,
        )
        client.force_login(officer)

        response = client.post(url("kb_confirm", episode), once(), follow=True)

        assertContains(response, "tidak menyetujui")
        assertNotContains(response, "Dikonfirmasi: masih sama")
