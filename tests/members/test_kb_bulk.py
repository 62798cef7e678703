"""The yearly question: who is on the list, and that every answer is a choice of its own."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from members import kb_queries, rules
from members.models import Consent, KbEpisode, KbMethod
from tests.factories import AssignmentFactory, FamilyFactory, KbEpisodeFactory, PersonFactory, UserFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

LIST, SAVE = "members:kb_unconfirmed", "members:kb_bulk"
TODAY = datetime.date(2026, 11, 24)
YEAR_AGO = datetime.date(2025, 11, 24)
LONG_AGO = datetime.date(2025, 11, 23)


def asked(name="Maria Ndun", *, confirmed_on=LONG_AGO, place=None, **person):
    """A woman whose method was confirmed more than 12 months ago."""
    family = FamilyFactory(
        head_name=name, **({"village": place} if place else {}), **{f"head__{k}": v for k, v in person.items()}
    )
    return KbEpisodeFactory(person=family.persons.get(), since=datetime.date(2024, 1, 5), confirmed_on=confirmed_on)


def typed(episode, act, **more):
    return {f"answer_{episode.pk}": act, **{f"{part}_{episode.pk}": value for part, value in more.items()}}


def once(*rows):
    return {"request_id": str(uuid.uuid4())} | {name: value for row in rows for name, value in row.items()}


CHANGE = {"method": "pil", "since": "2026-11-02", "stop_reason": "side_effects"}
STOP = {"since": "2026-11-02", "stop_reason": "cost", "reason": "cost", "wish": "later"}


class TestList:
    def test_shows_only_whom_to_ask(self, client, officer):
        asked("Maria Ndun")
        asked("Baru Saja", confirmed_on=YEAR_AGO)
        asked("Janda Laka", marriage="widowed")
        asked("Lanjut Usia", birth_date=datetime.date(1976, 11, 24))
        asked("Pindah Sudah", is_active=False, inactive_reason="pindah", nik="", nik_hash="")
        asked("Orang Asing", place=village("5301012001"))
        implan = asked("Pakai Implan")
        KbEpisode.objects.filter(pk=implan.pk).update(method=KbMethod.objects.get(pk="implan"))
        client.force_login(officer)

        page = client.get(reverse(LIST))

        assertContains(page, "Maria Ndun")
        for name in ("Baru Saja", "Janda Laka", "Lanjut Usia", "Pindah Sudah", "Orang Asing", "Pakai Implan"):
            assertNotContains(page, name)

    def test_the_list_and_the_rule_agree_to_the_day(self, officer):
        days = [YEAR_AGO - datetime.timedelta(days=n) for n in range(-2, 3)]
        episodes = [asked(f"Ibu {n}", confirmed_on=day) for n, day in enumerate(days)]

        listed = set(kb_queries.unconfirmed(KbEpisode.objects.all(), TODAY))

        assert listed == {e for e in episodes if rules.is_unconfirmed(True, e.confirmed_on, TODAY)}

    def test_which_methods_are_asked_about_is_the_administrators_choice(self, client, officer):
        asked("Pakai Suntik")
        implan = asked("Pakai Implan")
        KbEpisode.objects.filter(pk=implan.pk).update(method=KbMethod.objects.get(pk="implan"))
        KbMethod.objects.update(needs_confirmation=Q(pk="implan"))
        client.force_login(officer)

        page = client.get(reverse(LIST))

        assertContains(page, "Pakai Implan")
        assertNotContains(page, "Pakai Suntik")
        offered = [method.pk for method in page.context["filter"].form.fields["method"].queryset]
        assert offered == ["implan"]

    def test_asked_about_from_the_start_are_methods_that_stop_quietly(self):
        asked_about = KbMethod.objects.filter(needs_confirmation=True).values_list("pk", flat=True)

        assert set(asked_about) == {"suntik", "pil", "kondom"}

    @pytest.mark.parametrize(
        "birth",
        [
            datetime.date(1976, 11, 24),
            datetime.date(1976, 11, 25),
            datetime.date(2011, 11, 24),
            datetime.date(2011, 11, 25),
        ],
    )
    @pytest.mark.parametrize("override", [True, False])
    def test_the_list_and_pus_agree_to_the_day(self, officer, birth, override):
        episode = asked(birth_date=birth, pus_override=override)
        couple = rules.Couple(marriage="married", birth_date=birth, pus_override=override)

        listed = kb_queries.unconfirmed(KbEpisode.objects.all(), TODAY).filter(pk=episode.pk).exists()

        assert listed == couple.is_pus_on(TODAY)

    def test_who_took_her_word_back_is_not_listed(self, client, officer):
        episode = asked()
        for day, answer in enumerate(("given", "withdrawn"), start=1):
            Consent.objects.create(
                person=episode.person,
                purpose="health",
                answer=answer,
                means="spoken",
                given_on=datetime.date(2026, 11, day),
                taken_by=officer,
            )
        client.force_login(officer)

        assertNotContains(client.get(reverse(LIST)), "Maria Ndun")

    def test_nothing_is_chosen_beforehand_and_there_is_no_button_for_all(self, client, officer):
        asked()
        client.force_login(officer)

        page = client.get(reverse(LIST)).content.decode()

        radios = re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)
        assert len(radios) == 4
        assert [radio for radio in radios if "checked" in radio] == []
        assert "semua ibu" not in page.lower()

    def test_opd_reads_it_and_each_look_is_logged(self, client, regency_staff):
        episode = asked()
        client.force_login(regency_staff)

        for _look in range(2):
            page = client.get(reverse(LIST))

        assertContains(page, "Maria Ndun")
        assertNotContains(page, 'type="radio"')
        looks = PersonalDataAccess.objects.filter(user=regency_staff, object_id=str(episode.person_id))
        assert [look.fields for look in looks] == ["kb", "kb"]

    def test_daily_work_is_logged_once_a_day(self, client, officer):
        asked()
        client.force_login(officer)

        for _look in range(2):
            client.get(reverse(LIST))

        assert PersonalDataAccess.objects.filter(user=officer, purpose="daily").count() == 1

    def test_kader_of_posyandu_has_no_such_page(self, client, home_village):
        user = UserFactory()
        AssignmentFactory(user=user, role=roles.KADER, task="posyandu")
        client.force_login(user)

        assert client.get(reverse(LIST)).status_code == 404
        assert client.post(reverse(SAVE), {}).status_code == 404

    def test_download_is_logged_and_not_for_the_kader(self, client, officer, kader):
        asked()
        client.force_login(kader)
        assert client.post(reverse(LIST), {"format": "csv"}).status_code == 404
        client.force_login(officer)

        text = b"".join(client.post(reverse(LIST), {"format": "csv"}).streaming_content).decode()

        assert "Maria Ndun" in text
        assert "Suntik" in text
        log = PersonalDataAccess.objects.get(user=officer, fields="kb,name,phone")
        assert (log.rows, log.model) == (1, "members.kbepisode")

    def test_filter_by_method(self, client, officer):
        asked("Maria Ndun")
        other = asked("Rosa Laka")
        KbEpisode.objects.filter(pk=other.pk).update(method=KbMethod.objects.get(pk="pil"))
        client.force_login(officer)

        page = client.get(reverse(LIST), {"method": "pil"})

        assertContains(page, "Rosa Laka")
        assertNotContains(page, "Maria Ndun")

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite; PostgreSQL reads small tables whole")
    def test_walks_its_own_index_and_scans_nothing(self, officer):
        episodes = KbEpisode.objects.visible_to(officer, "members.view_health")

        plan = kb_queries.unconfirmed(episodes.order_by("village_id", "confirmed_on", "pk"), TODAY).explain()

        assert "kb_village_confirmed" in plan
        assert "SCAN" not in plan

    def test_queries_do_not_grow(self, client, officer):
        asked()
        client.force_login(officer)

        def add():
            for number in range(8):
                asked(f"Ibu {number}")
            client.get(reverse(LIST))  # the first look of the day is logged

        assert_queries_do_not_grow(lambda: client.get(reverse(LIST)), add)


class TestAnswers:
    def test_each_is_written_as_chosen_in_one_post(self, client, officer):
        same, change, stop, unmet, untouched = (asked(f"Ibu {number}") for number in range(5))
        client.force_login(officer)
        form = once(
            typed(same, "same"), typed(change, "change", **CHANGE), typed(stop, "stop", **STOP), typed(unmet, "not_met")
        )

        for _arrival in range(2):
            assertRedirects(client.post(reverse(SAVE), form), reverse(LIST))

        for episode in (same, change, stop, unmet, untouched):
            episode.refresh_from_db()
        assert same.confirmed_on == TODAY
        assert (change.stop_reason, change.person.kb_episodes.get(ended_on=None).method_id) == ("side_effects", "pil")
        assert (stop.stop_reason, stop.person.kb_episodes.get(ended_on=None).status) == ("cost", "before")
        assert [unmet.confirmed_on, untouched.confirmed_on] == [LONG_AGO, LONG_AGO]
        assert KbEpisode.objects.count() == 7

    def test_sound_rows_are_saved_and_faulty_ones_shown_as_typed(self, client, officer):
        sound, faulty = asked("Sudah Benar"), asked("Masih Keliru")
        client.force_login(officer)
        form = once(typed(sound, "same"), typed(faulty, "change", **{**CHANGE, "since": "2027-01-01"}))

        page = client.post(reverse(SAVE), form)

        assertContains(page, "1 jawaban tersimpan")
        assertContains(page, "Masih Keliru")
        assertNotContains(page, "Sudah Benar")
        assert page.context["form"][f"since_{faulty.pk}"].value() == "2027-01-01"
        assert f"since_{faulty.pk}" in page.context["form"].errors
        sound.refresh_from_db()
        assert sound.confirmed_on == TODAY

        mended = {**form, f"since_{faulty.pk}": "2026-11-02"}
        del mended[f"answer_{sound.pk}"]
        assertRedirects(client.post(reverse(SAVE), mended), reverse(LIST))
        assert faulty.person.kb_episodes.get(ended_on=None).method_id == "pil"

    @pytest.mark.parametrize("part", ["method", "since", "stop_reason"])
    def test_change_needs(self, client, officer, part):
        episode = asked()
        client.force_login(officer)

        page = client.post(reverse(SAVE), once(typed(episode, "change", **{**CHANGE, part: ""})))

        assert list(page.context["form"].errors) == [f"{part}_{episode.pk}"]

    @pytest.mark.parametrize("part", ["since", "stop_reason", "reason", "wish"])
    def test_stop_needs(self, client, officer, part):
        episode = asked()
        client.force_login(officer)

        page = client.post(reverse(SAVE), once(typed(episode, "stop", **{**STOP, part: ""})))

        assert list(page.context["form"].errors) == [f"{part}_{episode.pk}"]

    def test_a_warning_is_passed_for_one_woman(self, client, officer):
        episode = asked()
        client.force_login(officer)
        row = typed(episode, "change", **{**CHANGE, "method": "mow"}, wish="later")

        page = client.post(reverse(SAVE), once(row))
        assertContains(page, "MOW bersifat tetap")
        client.post(reverse(SAVE), once(row, {f"passed_{episode.pk}": "on"}))

        assert episode.person.kb_episodes.get(ended_on=None).passed_warnings == ["kb_mow_wish"]

    def test_what_the_register_refuses_is_shown_beside_her(self, client, officer):
        episode = asked()
        episode.person.marriage = "widowed"
        episode.person.save()
        client.force_login(officer)

        page = client.post(reverse(SAVE), once(typed(episode, "same")))

        assert "Bukan PUS" in str(page.context["form"].errors[f"answer_{episode.pk}"])

    def test_nothing_chosen_says_so(self, client, officer):
        asked()
        client.force_login(officer)

        assertContains(client.post(reverse(SAVE), once(), follow=True), "satu per satu")

    def test_a_foreign_woman_is_not_among_the_choices(self, client, officer):
        foreign = asked(place=village("5301012001"))
        client.force_login(officer)

        client.post(reverse(SAVE), once(typed(foreign, "same")))

        foreign.refresh_from_db()
        assert foreign.confirmed_on == LONG_AGO

    def test_opd_answers_for_nobody(self, client, regency_staff):
        episode = asked()
        client.force_login(regency_staff)

        assert client.post(reverse(SAVE), once(typed(episode, "same"))).status_code == 404

    def test_husband_is_offered_his_own_methods(self, client, officer):
        husband = PersonFactory(family=FamilyFactory(head=False), sex="L", relation="head", name="Yosef")
        KbEpisodeFactory(person=husband, confirmed_on=LONG_AGO, method=KbMethod.objects.get(pk="kondom"))
        client.force_login(officer)

        form = client.get(reverse(LIST)).context["form"]

        (row,) = form.rows()
        offered = [value for value, _label in row[1]["method"].field.choices if value]
        assert "mop" in offered
        assert "pil" not in offered
