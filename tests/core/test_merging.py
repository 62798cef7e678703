"""What every merge shares: what points to a row, what a model may declare, what an undo refuses."""

import datetime
import json

import pytest
from django.apps import apps
from django.utils import timezone

from core import housekeeping, merging
from core.models import Merge
from groups.models import Attendance, Membership
from members.models import Consent, KbEpisode, Person
from tests.factories import AttendanceFactory, KbEpisodeFactory, MembershipFactory, PersonFactory, UserFactory

DAY = datetime.date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


def now(row):
    return type(row)._base_manager.get(pk=row.pk)


def close(journal, kept, gone):
    return journal.close(kept, gone, village_id=kept.village_id, chosen={}, by=UserFactory())


class TestReferences:
    def test_models_of_every_floor_are_found(self):
        found = {reference.key for reference in merging.references(Person)}

        assert {"members.KbEpisode.person", "groups.Membership.person", "members.Person.merged_into"} <= found

    def test_no_foreign_key_to_what_is_merged_is_forgotten(self):
        declared = {reference.key for reference in merging.references(Person)}
        pointing = {
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.related_model is Person
        }

        assert pointing == declared

    def test_counts_what_would_move(self):
        person = PersonFactory()
        KbEpisodeFactory(person=person)
        MembershipFactory(person=person)

        found = {reference.model: count for reference, count in merging.counts(Person, person.pk)}

        assert found == {KbEpisode: 1, Membership: 1}


class TestMove:
    def test_in_bulk_and_nothing_else_of_the_row_changes(self, time_machine):
        kept, gone = PersonFactory(), PersonFactory()
        episode = KbEpisodeFactory(person=gone)
        before = KbEpisode.objects.values().get()
        time_machine.move_to(timezone.now() + datetime.timedelta(hours=1))

        merging.Journal(on=DAY).move(Person, {gone.pk: kept.pk})

        assert KbEpisode.objects.values().get(pk=episode.pk) == {**before, "person_id": kept.pk}

    def test_several_at_once(self):
        (first, one), (second, two) = ((PersonFactory(), PersonFactory()) for _ in range(2))
        episodes = [KbEpisodeFactory(person=person) for person in (one, two)]

        merging.Journal(on=DAY).move(Person, {one.pk: first.pk, two.pk: second.pk})

        assert [now(episode).person for episode in episodes] == [first, second]

    def test_what_is_asked_about_waits_for_an_answer(self, monkeypatch):
        monkeypatch.setattr(KbEpisode, "on_merge", {"person": "ask"})
        kept, gone = PersonFactory(), PersonFactory()
        episode = KbEpisodeFactory(person=gone)

        with pytest.raises(merging.Unanswered, match="catatan KB"):
            merging.Journal(on=DAY).move(Person, {gone.pk: kept.pk})
        merging.Journal(on=DAY).move(Person, {gone.pk: kept.pk}, {"members.KbEpisode.person": "keep"})
        stayed = now(episode).person
        merging.Journal(on=DAY).move(Person, {gone.pk: kept.pk}, {"members.KbEpisode.person": "move"})

        assert (stayed, now(episode).person) == (gone, kept)

    def test_what_keeps_pointing_is_not_touched(self):
        kept, gone = PersonFactory(), PersonFactory()
        word = Consent.objects.create(
            person=gone, purpose="health", answer="given", means="spoken", given_on=DAY, taken_by=UserFactory()
        )

        merging.Journal(on=DAY).move(Person, {gone.pk: kept.pk})

        assert now(word).person == gone


class TestUndo:
    def test_steps_are_walked_backwards(self):
        kept, gone = PersonFactory(no_nik=True), PersonFactory()
        nik, journal = gone.nik, merging.Journal(on=DAY)
        journal.change(gone, is_active=False, inactive_reason="digabung")
        journal.change(kept, nik=nik)
        merge = close(journal, kept, gone)

        merging.undo(merge, by=UserFactory())

        assert Person.objects.active().with_nik(nik).get() == gone

    def test_what_was_made_goes_and_what_hangs_on_it_keeps_it(self):
        kept, gone = PersonFactory(), PersonFactory()
        group = MembershipFactory().group
        journal = merging.Journal(on=DAY)
        (row,) = journal.make(Membership, [Membership(group=group, person=kept, number=90, joined_on=DAY)])
        merge = close(journal, kept, gone)
        AttendanceFactory(meeting__group=group, membership=row)

        with pytest.raises(merging.Touched):
            merging.undo(merge, by=UserFactory())
        Attendance.objects.all().delete()
        merging.undo(merge, by=UserFactory())

        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_a_row_that_is_gone_by_now_is_no_matter(self):
        kept, gone = PersonFactory(), PersonFactory()
        KbEpisodeFactory(person=gone)
        journal = merging.Journal(on=DAY)
        journal.move(Person, {gone.pk: kept.pk})
        merge = close(journal, kept, gone)
        KbEpisode.objects.all().delete()

        merging.undo(merge, by=UserFactory())

        assert merge.undone_at == timezone.now()


class TestOldValues:
    def merged(self):
        kept, gone = PersonFactory(no_nik=True), PersonFactory()
        journal = merging.Journal(on=DAY)
        journal.change(gone, is_active=False, inactive_reason="digabung")
        journal.change(kept, nik=gone.nik)
        return close(journal, kept, gone), gone

    def test_are_sealed(self):
        merge, gone = self.merged()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT before FROM core_merge")
            (stored,) = cursor.fetchone()

        assert gone.nik in json.dumps(json.loads(merge.before))
        assert gone.nik not in stored

    @pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
    def test_are_thrown_away_when_nothing_can_be_undone_any_more(self, days, kept):
        merge, _gone = self.merged()
        Merge.objects.update(at=timezone.now() - datetime.timedelta(days=days))

        housekeeping.forget_what_merges_replaced()

        assert bool(now(merge).before) == kept

    def test_are_taken_off_on_request_and_the_merge_stays(self):
        merge, gone = self.merged()

        merging.forget(Person, [gone.pk])

        with pytest.raises(merging.TooLate):
            merging.undo(now(merge), by=UserFactory())
        assert not now(gone).is_active
