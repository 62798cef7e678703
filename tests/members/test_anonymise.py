"""Anonymising on request: what tells who she is goes from everywhere, what is counted stays, for ever."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from core import history
from core.identity import mask
from core.models import Attachment, ImportChange, ImportFinding, Merge
from core.search import containing
from groups.models import Group
from members.errors import AlreadyAnonymised, LastPerson
from members.imports.services import undo_import
from members.imports.undo import Touched
from members.models import Consent, Family, KbEpisode, LifeEvent, Person, PersonPair
from members.services import anonymise_person, decide_pair, reactivate_person, refuse_move, update_person
from members.services.anonymise import REMOVED
from tests.factories import (
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    MembershipFactory,
    MoveRequestFactory,
    PersonFactory,
    village,
)
from tests.members.import_batches import batch_of
from tests.members.import_sheet import people

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

TYPED = {"basis": "own", "no_membership": "on", "word": "HAPUS"}


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="Yosef Ndun", head__sex="L")


@pytest.fixture
def wife(family):
    return PersonFactory(
        family=family,
        name="Maria Goreti Laka",
        name_key="maria goreti laka",
        sound_key="MRGRT",
        birth_date=datetime.date(1991, 3, 9),
        birth_place="Atambua",
        religion="katolik",
        phone="+6281234567890",
        extra={"job": "Penenun", "blood": "O"},
    )


def url(person):
    return reverse("members:anonymise", args=[person.public_id])


def once(**changes):
    return {"request_id": str(uuid.uuid4()), **TYPED, **changes}


def anonymise(person, by):
    anonymise_person(person.pk, by=by, version=None, request_id=None, basis="own")
    person.refresh_from_db()


def everything_said():
    fields = ("object_repr", "changes", "changes_text", "serialized_data", "additional_data")
    return str(list(LogEntry.objects.values_list(*fields)))


class TestPage:
    @pytest.mark.parametrize("who", ["officer", "kader", "stranger", "administrator", "province_staff"])
    def test_is_the_opds_alone(self, client, request, wife, who):
        client.force_login(request.getfixturevalue(who))

        assert client.get(url(wife)).status_code == 404
        assert client.post(url(wife), once()).status_code == 404
        assert Person.objects.get(pk=wife.pk).name == "Maria Goreti Laka"

    def test_is_done_once_and_logged(self, client, regency_staff, wife):
        client.force_login(regency_staff)
        form = once(version=wife.version)

        for _arrival in range(2):
            assertRedirects(client.post(url(wife), form), wife.get_absolute_url())

        look = PersonalDataAccess.objects.get(user=regency_staff, object_id=str(wife.pk))
        assert (look.purpose, "nik" in look.fields) == ("correction", True)
        assert client.get(url(wife)).status_code == 404

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"word": "hapus"}, "word"),
            ({"word": ""}, "word"),
            ({"basis": ""}, "basis"),
            ({"no_membership": ""}, "no_membership"),
        ],
    )
    def test_each_confirmation_is_needed(self, client, regency_staff, wife, changes, field):
        client.force_login(regency_staff)

        page = client.post(url(wife), once(**changes))

        assert list(page.context["form"].errors) == [field]
        assert Person.objects.get(pk=wife.pk).anonymised_at is None

    def test_a_page_that_was_open_too_long_is_told(self, client, regency_staff, wife):
        client.force_login(regency_staff)

        page = client.post(url(wife), once(version=wife.version + 1))

        assertContains(page, "sudah diubah orang lain")

    def test_nobody_is_offered_to_bring_her_back(self, client, regency_staff, officer, wife):
        anonymise(wife, regency_staff)
        client.force_login(officer)

        page = client.get(wife.get_absolute_url())

        assertNotContains(page, reverse("members:person_reactivate", args=[wife.public_id]))
        assertContains(page, "1991")
        assertNotContains(page, "1 Januari 1991")


class TestPerson:
    def test_what_tells_who_she_is_goes_and_the_year_stays(self, regency_staff, wife):
        anonymise(wife, regency_staff)

        assert (wife.name, wife.nik, wife.nik_hash, wife.phone, wife.birth_place) == (REMOVED, "", "", "", "")
        assert (wife.religion, wife.extra, wife.sound_key, wife.inactive_reason) == ("", {}, "", REMOVED)
        assert wife.birth_date == datetime.date(1991, 1, 1)
        assert (wife.sex, wife.marriage, wife.is_active) == ("P", "married", False)
        assert (wife.inactive_kind, wife.inactive_on) == ("other", datetime.date(2026, 11, 24))
        assert wife.anonymised_at is not None

    def test_who_had_left_keeps_when_and_why(self, regency_staff, wife):
        left = datetime.date(2026, 3, 1)
        Person.objects.filter(pk=wife.pk).update(
            is_active=False, inactive_kind="died", inactive_on=left, inactive_reason="Meninggal: di rumah Bapak Yosef"
        )

        anonymise(wife, regency_staff)

        assert (wife.inactive_kind, wife.inactive_on, wife.inactive_reason) == ("died", left, REMOVED)

    def test_the_search_no_longer_finds_her(self, regency_staff, wife, family):
        anonymise(wife, regency_staff)

        assert not Person.objects.named("goreti").exists()
        assert not containing(Family.objects.all(), "search_key", "goreti").exists()
        assert Family.objects.named("yosef").get() == family

    def test_her_nik_is_free_again(self, regency_staff, wife):
        nik = wife.nik
        anonymise(wife, regency_staff)

        assert not Person.objects.with_nik(nik).exists()

    def test_events_stay_without_their_free_texts(self, regency_staff, officer, wife):
        episode = KbEpisodeFactory(person=wife, place_kind="Bidan Ana di Gang 3")
        event = LifeEvent.objects.create(
            person=wife,
            family=wife.family,
            village=wife.village,
            kind="marriage",
            on=datetime.date(2015, 1, 1),
            note="Dengan Bapak Yosef",
            recorded_by=officer,
        )
        consent = Consent.objects.create(
            person=wife,
            purpose="health",
            answer="given",
            means="spoken",
            given_on=datetime.date(2026, 1, 1),
            taken_by=officer,
        )

        anonymise(wife, regency_staff)

        episode.refresh_from_db()
        event.refresh_from_db()
        assert (episode.place_kind, episode.method_id) == ("", "suntik")
        assert (event.note, event.kind) == ("", "marriage")
        assert Consent.objects.get() == consent

    def test_a_merged_record_of_hers_goes_with_it(self, regency_staff, wife, family):
        gone = PersonFactory(family=family, name="Maria G. Laka", is_active=False, merged_into=wife)
        Merge.objects.create(
            model=Person._meta.label,
            kept_pk=wife.pk,
            gone_pk=gone.pk,
            village_id=wife.village_id,
            before='[{"name": "Maria G. Laka"}]',
            by=regency_staff,
        )

        anonymise(wife, regency_staff)

        gone.refresh_from_db()
        assert (gone.name, gone.nik, gone.anonymised_at is not None) == (REMOVED, "", True)
        assert Merge.objects.get().before == ""

    def test_open_questions_about_her_are_closed(self, regency_staff, wife, family):
        twin = PersonFactory(family=family, name="Maria Laka")
        pair = PersonPair.objects.create(
            first=wife, second=twin, first_village=wife.village, second_village=wife.village, score="0.9", note="Maria"
        )

        anonymise(wife, regency_staff)

        pair.refresh_from_db()
        assert (pair.state, pair.decided_by, pair.note) == ("different", regency_staff, "")

    def test_what_an_officer_wrote_about_the_question_is_forgotten(self, regency_staff, officer, wife, family):
        twin = PersonFactory(family=family, name="Marta Laka")
        places = {"first_village": wife.village, "second_village": wife.village}
        pair = PersonPair.objects.create(first=wife, second=twin, score="0.9", **places)
        decide_pair(pair.pk, by=officer, request_id=None, decision="city", note="Goreti sudah ditanya")

        anonymise(wife, regency_staff)

        assert "Goreti" not in everything_said()

    @pytest.mark.parametrize("whole", [True, False])
    def test_requests_to_move_forget_her_number_and_words(self, regency_staff, officer, stranger, wife, whole):
        move = MoveRequestFactory(
            family=wife.family,
            person=None if whole else wife,
            to_village=village("5301012001"),
            asked_by=stranger,
            note="Goreti ikut suami",
            masked_nik=mask(wife.nik),
        )
        refuse_move(move.pk, by=officer, version=1, request_id=None, changes={"answer": "Goreti masih di sini"})

        anonymise(wife, regency_staff)

        move.refresh_from_db()
        assert (move.note, move.answer, move.masked_nik, move.state) == ("", REMOVED, "", "refused")
        assert "Goreti" not in everything_said()

    def test_an_open_request_to_move_her_ends(self, regency_staff, stranger, wife):
        move = MoveRequestFactory(family=wife.family, person=wife, to_village=village("5301012001"), asked_by=stranger)

        anonymise(wife, regency_staff)

        move.refresh_from_db()
        assert move.state == "withdrawn"

    def test_groups_forget_her_name_and_why_she_left(self, regency_staff, home_village, wife):
        group = GroupFactory(village=home_village, name="UPPKA Melati")
        left = MembershipFactory(
            group=group, person=wife, left_on=datetime.date(2026, 3, 1), left_reason="other", left_note="Goreti pindah"
        )
        CommitteePostFactory(group=group, person=wife, post="chair")
        Group.objects.filter(pk=group.pk).update(search_key="uppka melati | maria goreti laka")

        anonymise(wife, regency_staff)

        left.refresh_from_db()
        group.refresh_from_db()
        assert (left.left_note, left.left_reason) == ("", "other")
        assert "goreti" not in group.search_key
        assert "Goreti" not in everything_said()


class TestFamily:
    def test_of_others_stays_as_it_is(self, regency_staff, wife, family):
        anonymise(wife, regency_staff)

        family.refresh_from_db()
        assert (family.head_name, family.member_count) == ("Yosef Ndun", 1)
        assert family.kk_number

    def test_in_which_she_was_head_and_alone_loses_name_and_card(self, regency_staff, home_village):
        family = FamilyFactory(head_name="Rosa Tahu", address="Gang 3", phone="+6281234567891", kki="53")
        Person.objects.filter(family=family).update(is_active=False, inactive_reason="Pindah")
        Family.objects.filter(pk=family.pk).update(is_active=False, inactive_reason="Pindah")
        rosa = family.persons.get()

        anonymise(rosa, regency_staff)

        family.refresh_from_db()
        assert (family.head_name, family.kk_number, family.kk_hash) == (REMOVED, "", "")
        assert (family.address, family.phone, family.kki) == ("", "", "")
        assert "rosa" not in family.search_key

    def test_the_last_of_an_active_family_leaves_with_it_first(self, regency_staff, home_village):
        alone = FamilyFactory(head_name="Rosa Tahu").persons.get()

        with pytest.raises(LastPerson):
            anonymise(alone, regency_staff)

        assert Person.objects.get(pk=alone.pk).name == "Rosa Tahu"


class TestForgetting:
    def test_the_history_says_that_and_when_but_not_what(self, regency_staff, officer, wife):
        changes = {"name": "Maria Goreti Ndun", "birth_place": "Soe"}
        update_person(wife.pk, by=officer, version=None, request_id=None, changes=changes)
        before = LogEntry.objects.get_for_object(wife).count()

        anonymise(wife, regency_staff)

        said = everything_said()
        for word in ("Goreti", "Atambua", "Soe", "1991-03-09", "Penenun"):
            assert word not in said
        assert LogEntry.objects.get_for_object(wife).count() == before + 1
        assert "Data pribadi dihapus" in next(iter(history.of(wife))).sentence

    def test_the_history_of_her_family_forgets_her_name_alone(self, regency_staff, officer, home_village):
        family = FamilyFactory(head_name="Rosa Tahu")
        rosa = family.persons.get()
        other = PersonFactory(family=family, name="Yosef Tahu", sex="L", relation="husband")
        update_person(rosa.pk, by=officer, version=None, request_id=None, changes={"relation": "wife"})
        update_person(other.pk, by=officer, version=None, request_id=None, changes={"relation": "head"})

        anonymise(rosa, regency_staff)

        said = everything_said()
        assert "Rosa" not in said
        assert "Yosef" in said

    def test_a_sentence_that_named_her_says_no_more(self, regency_staff, wife):
        history.record([wife], by=None, sentence="Nama: Maria Goreti Laka → Maria Laka")

        anonymise(wife, regency_staff)

        assert "Goreti" not in everything_said()

    def test_episodes_forget_what_was_typed_about_them(self, regency_staff, wife):
        episode = KbEpisodeFactory(person=wife, place_kind="Bidan Ana")
        episode.place_kind = "Bidan Rosa"
        episode.save()

        anonymise(wife, regency_staff)

        assert "Bidan" not in everything_said()
        assert KbEpisode.objects.get().method_id == "suntik"

    def test_sheets_that_brought_her_are_thrown_away(
        self, regency_staff, officer, home_village, django_capture_on_commit_callbacks, time_machine
    ):
        time_machine.move_to("2026-11-24 08:00", tick=True)
        batch = batch_of(officer, people(1), commit=True)
        person = Person.objects.get(name__startswith="Maria")
        ImportFinding.objects.create(
            batch=batch, row=1, level="warning", reason=f"Sudah ada {person.name} di keluarga lain."
        )

        with django_capture_on_commit_callbacks(execute=True):
            anonymise(person, regency_staff)

        assert not Attachment.objects.exclude(file="").exists()
        assert not ImportChange.objects.filter(model="members.Person", object_pk=person.pk).exclude(before="").exists()
        assert not ImportFinding.objects.filter(reason__icontains="maria").exists()
        with pytest.raises(Touched):
            undo_import(batch.pk, by=officer, request_id=None)
        assert Person.objects.filter(pk=person.pk).exists()


class TestForEver:
    def test_she_is_not_anonymised_twice(self, regency_staff, wife):
        anonymise(wife, regency_staff)

        with pytest.raises(AlreadyAnonymised):
            anonymise(wife, regency_staff)

    def test_nothing_brings_her_back(self, regency_staff, wife):
        anonymise(wife, regency_staff)

        with pytest.raises(AlreadyAnonymised):
            reactivate_person(wife.pk, by=regency_staff, request_id=None)
