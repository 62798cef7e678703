"""The pages on which an officer makes one person of two records, and two again."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from core.models import Merge
from members import services
from members.models import Person
from tests.factories import (
    FamilyFactory,
    KbEpisodeFactory,
    MembershipFactory,
    PersonFactory,
    officer_at,
    village,
)
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow
from tests.stories import story

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]
LIST = "/keluarga/orang/gabungan/"


def page_of(kept, gone):
    return reverse("members:merge", args=[kept.public_id, gone.public_id])


def now(row):
    return type(row)._base_manager.get(pk=row.pk)


def merge(kept, gone, by, **chosen):
    return services.merge_persons(
        kept.pk, gone.pk, by=by, request_id=None, version=None, chosen=chosen, passed_warnings=["merge_nik"]
    )


@pytest.fixture
def kept(home_village):
    family = FamilyFactory(head_name="Yosef Ndun", head__sex="L")
    return PersonFactory(family=family, name="Maria Ndun", no_nik=True, job="farmer", religion="katolik")


@pytest.fixture
def gone(home_village):
    return FamilyFactory(head_name="Mariana Ndun", head__job="trader", head__religion="kristen").persons.get()


def typed(client, kept, gone, **values):
    form = client.get(page_of(kept, gone)).context["form"]
    offered = {field.html_name: str(field.value()) for field in form if field.value() not in (None, "")}
    return {**offered, "request_id": str(uuid.uuid4()), **values}


class TestSideBySide:
    def test_what_differs_is_a_choice_and_what_is_the_same_is_told(self, client, officer, kept, gone):
        client.force_login(officer)

        form = client.get(page_of(kept, gone)).context["form"]

        assert [field.name for field in form.differing] == ["name", "nik", "job", "religion"]
        assert ("Jenis kelamin", "Perempuan") in form.same
        assert (form["nik"].value(), form["name"].value()) == ("gone", "kept")

    def test_no_number_is_shown_in_clear(self, client, officer, kept, gone):
        client.force_login(officer)

        page = client.get(page_of(kept, gone)).content.decode()

        assert gone.masked_nik in page
        assert gone.nik not in page

    def test_two_numbers_that_look_alike_behind_their_mask_are_told_apart(self, client, officer, gone):
        other = PersonFactory(nik=gone.nik[:6] + "999999" + gone.nik[12:])
        client.force_login(officer)

        assert "(angka di tengah berbeda)" in client.get(page_of(gone, other)).content.decode()

    def test_religion_is_chosen_only_by_those_who_may_see_it(self, client, officer, kept, gone, monkeypatch):
        blind = roles.ROLES[roles.PKB].permissions - {"members.view_religion"}
        monkeypatch.setattr(roles, "permissions_of", lambda role, task="", place_kind="": blind)
        client.force_login(officer)

        page = client.get(page_of(kept, gone))

        assert "religion" not in page.context["form"].fields
        assert "Kristen" not in page.content.decode()

    def test_says_in_words_what_will_happen(self, client, officer, kept, gone):
        KbEpisodeFactory(person=gone, ended_on=datetime.date(2026, 2, 1))
        KbEpisodeFactory(person=gone, since=datetime.date(2026, 2, 1))
        MembershipFactory(person=gone)
        client.force_login(officer)

        page = client.get(page_of(kept, gone)).content.decode()

        assert "Ikut berpindah: 1 keanggotaan, 2 catatan KB." in page
        assert "Keluarga Mariana Ndun tidak beranggota lagi, jadi menjadi bagian keluarga Yosef Ndun." in page
        assert "Suntik" not in page

    def test_who_shall_lead_the_family_that_loses_its_head(self, client, officer, kept, gone):
        child = PersonFactory(family=gone.family, name="Anak Satu", relation="child")
        wife = PersonFactory(family=gone.family, name="Adik Dua", relation="other")
        client.force_login(officer)
        data = typed(client, kept, gone, new_head=str(wife.public_id))

        response = client.post(page_of(kept, gone), data)

        assert response.status_code == 302
        assert (now(wife).relation, now(child).relation) == ("head", "child")

    def test_the_other_one_can_be_kept_instead(self, client, officer, kept, gone):
        client.force_login(officer)

        assert page_of(gone, kept) in client.get(page_of(kept, gone)).content.decode()

    def test_queries_do_not_grow(self, client, officer, kept, gone):
        client.force_login(officer)

        def add_rows():
            for year in range(2010, 2016):
                KbEpisodeFactory(person=gone, since=datetime.date(year, 1, 1), ended_on=datetime.date(year, 6, 1))
                MembershipFactory(person=gone)

        assert_queries_do_not_grow(lambda: client.get(page_of(kept, gone)), add_rows)


class TestMerging:
    def test_merges_and_tells_it_in_the_history_of_both(self, client, officer, kept, gone):
        client.force_login(officer)

        response = client.post(page_of(kept, gone), typed(client, kept, gone, name="gone"))

        row = Merge.objects.get()
        assert response.url == reverse("members:merge_detail", args=[row.public_id])
        assert (now(kept).name, now(kept).nik, now(gone).merged_into) == ("Mariana Ndun", gone.nik, kept)
        page = client.get(kept.get_absolute_url()).content.decode()
        assert "Catatan lain tentang orang ini digabungkan ke sini." in page

    def test_a_warning_comes_first_and_keeps_what_was_chosen(self, client, officer, kept, gone):
        Person.objects.filter(pk=gone.pk).update(sex="L")
        client.force_login(officer)
        data = typed(client, kept, gone, name="gone")

        asked = client.post(page_of(kept, gone), data)

        assert asked.status_code == 200
        assert "Jenis kelaminnya berbeda" in asked.content.decode()
        assert asked.context["form"]["name"].value() == "gone"
        assert not Merge.objects.exists()
        assert client.post(page_of(kept, gone), {**data, "accept_warnings": "1"}).status_code == 302

    def test_husband_and_wife_are_refused(self, client, officer, kept):
        husband = kept.family.persons.get(relation="head")
        client.force_login(officer)

        page = client.post(page_of(kept, husband), typed(client, kept, husband, accept_warnings="1"))

        assert "Keduanya suami istri" in page.content.decode()
        assert not Merge.objects.exists()

    def test_somebody_was_quicker(self, client, officer, kept, gone):
        client.force_login(officer)
        data = typed(client, kept, gone, name="gone")
        Person.objects.filter(pk=gone.pk).update(version=2)

        stale = client.post(page_of(kept, gone), data)
        fresh = {name: stale.context["form"][name].value() for name in ("gone_version", "request_id")}

        assert "sudah diubah orang lain" in stale.content.decode()
        assert stale.context["form"]["name"].value() == "gone"
        assert client.post(page_of(kept, gone), {**data, **fresh}).status_code == 302

    @pytest.mark.parametrize("who", ["kader", "stranger"])
    def test_nobody_else(self, client, request, kept, gone, who):
        client.force_login(request.getfixturevalue(who))

        for url in (page_of(kept, gone), reverse("members:merge_pick", args=[kept.public_id])):
            assert client.get(url).status_code == 404
        assert client.post(page_of(kept, gone), {}).status_code == 404

    def test_not_with_somebody_of_another_village(self, client, officer, kept):
        other = PersonFactory(family__village=village("5371041002"))
        client.force_login(officer)

        assert client.get(page_of(kept, other)).status_code == 404


class TestTheWayThere:
    def test_from_her_own_page_by_the_picker(self, client, officer, kept, gone):
        client.force_login(officer)
        pick = reverse("members:merge_pick", args=[kept.public_id])

        assert f'href="{pick}"' in client.get(kept.get_absolute_url()).content.decode()
        assert client.get(pick).status_code == 200
        assert client.get(pick, {"other": gone.public_id}).url == page_of(kept, gone)

    @pytest.mark.parametrize("other", ["herself", "nonsense"])
    def test_not_with_herself_nor_with_nothing(self, client, officer, kept, other):
        client.force_login(officer)
        value = kept.public_id if other == "herself" else other

        page = client.get(reverse("members:merge_pick", args=[kept.public_id]), {"other": value})

        assert page.status_code == 200
        assert page.context["form"].errors["other"]

    def test_from_a_nik_that_another_record_holds(self, client, officer, kept, gone):
        client.force_login(officer)
        update = reverse("members:person_update", args=[kept.public_id])
        form = client.get(update).context["form"]
        data = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}

        page = client.post(update, {**data, "nik": gone.nik}).content.decode()

        assert "NIK ini sudah terdaftar." in page
        assert f'href="{page_of(kept, gone)}"' in page

    def test_no_way_from_a_nik_for_a_kader(self, client, kader, kept, gone):
        client.force_login(kader)
        update = reverse("members:person_update", args=[kept.public_id])
        form = client.get(update).context["form"]
        data = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}

        assert page_of(kept, gone) not in client.post(update, {**data, "nik": gone.nik}).content.decode()


class TestOldAddresses:
    @pytest.mark.parametrize("name", ["person_detail", "person_update", "person_deactivate", "consent_create"])
    def test_of_a_person_lead_to_the_same_page_of_the_kept_one(self, client, officer, kept, gone, name):
        merge(kept, gone, officer)
        client.force_login(officer)

        response = client.get(reverse(f"members:{name}", args=[gone.public_id]), {"a": "b"})

        assert (response.status_code, response.url) == (302, reverse(f"members:{name}", args=[kept.public_id]) + "?a=b")

    @pytest.mark.parametrize("name", ["detail", "history", "family_health", "family_consents", "person_create"])
    def test_of_a_family_likewise(self, client, officer, kept, gone, name):
        merge(kept, gone, officer)
        client.force_login(officer)

        response = client.get(reverse(f"members:{name}", args=[gone.family.public_id]))

        assert response.url == reverse(f"members:{name}", args=[kept.family.public_id])

    def test_who_may_not_see_the_kept_one_sees_the_old_page(self, client, regency_staff, kept):
        there = village("5371041002")
        gone = PersonFactory(family__village=there)
        merge(kept, gone, regency_staff)
        client.force_login(officer_at(roles.PKB, there.code))

        assert client.get(gone.get_absolute_url()).status_code == 200

    def test_nothing_is_written_at_an_old_address(self, client, officer, kept, gone):
        merge(kept, gone, officer)
        client.force_login(officer)

        client.post(reverse("members:person_reactivate", args=[gone.public_id]), {"request_id": uuid.uuid4()})

        assert not now(gone).is_active


class TestAfterwards:
    def test_says_what_was_taken_and_what_moved(self, client, officer, kept, gone):
        KbEpisodeFactory(person=gone)
        row = merge(kept, gone, officer, job="gone")
        client.force_login(officer)

        response = client.get(reverse("members:merge_detail", args=[row.public_id]))

        page = response.content.decode()
        assert ("Pekerjaan", "Petani", "Pedagang") in response.context["taken"]
        assert response.context["moved"] == ["1 catatan KB"]
        assert gone.nik not in page
        assert "Dapat dibatalkan, tersisa 30 hari" in page

    def test_undone_on_a_page_of_its_own(self, client, officer, kept, gone):
        row = merge(kept, gone, officer)
        client.force_login(officer)
        url = reverse("members:merge_undo", args=[row.public_id])

        assert client.get(url).status_code == 200
        response = client.post(url, {"request_id": uuid.uuid4()})

        assert response.url == kept.get_absolute_url()
        assert (now(gone).is_active, now(row).undone_by) == (True, officer)

    def test_its_history_tells_who_merged_and_who_undid(self, client, officer, kept, gone):
        row = merge(kept, gone, officer)
        other = officer_at(roles.PKB, kept.village_id, name="Ibu Lain")
        client.force_login(other)
        client.post(reverse("members:merge_undo", args=[row.public_id]), {"request_id": uuid.uuid4()})

        assert story(client, reverse("members:merge_detail", args=[row.public_id])) == [
            (officer.name, "Menggabungkan dua catatan menjadi satu."),
            ("Ibu Lain", "Membatalkan penggabungan."),
        ]

    def test_says_why_it_cannot_be_undone_any_more(self, client, officer, kept, gone):
        row = merge(kept, gone, officer, job="gone")
        Person.objects.filter(pk=kept.pk).update(job="retired")
        client.force_login(officer)

        page = client.post(reverse("members:merge_undo", args=[row.public_id]), {"request_id": uuid.uuid4()})

        assert "sudah diubah sesudah digabung: orang (pekerjaan)" in page.content.decode()

    def test_no_button_after_thirty_days(self, client, officer, kept, gone):
        row = merge(kept, gone, officer)
        Merge.objects.update(at=timezone.now() - datetime.timedelta(days=31))
        client.force_login(officer)

        page = client.get(reverse("members:merge_detail", args=[row.public_id])).content.decode()

        assert reverse("members:merge_undo", args=[row.public_id]) not in page

    @pytest.mark.parametrize("name", ["merge_detail", "merge_undo"])
    def test_not_for_a_stranger(self, client, officer, stranger, kept, gone, name):
        row = merge(kept, gone, officer)
        client.force_login(stranger)

        assert client.get(reverse(f"members:{name}", args=[row.public_id])).status_code == 404


class TestList:
    def test_of_the_last_thirty_days_in_scope(self, client, officer, regency_staff, kept, gone):
        row = merge(kept, gone, officer)
        elsewhere = [PersonFactory(family__village=village("5371041002")) for _ in range(2)]
        merge(*elsewhere, regency_staff)
        Merge.objects.filter(pk=merge(*(PersonFactory() for _ in range(2)), officer).pk).update(
            at=timezone.now() - datetime.timedelta(days=31)
        )
        client.force_login(officer)

        assert [each.pk for each in client.get(LIST).context["page"].rows] == [row.pk]

    def test_fragment_equals_page(self, client, officer, kept, gone):
        merge(kept, gone, officer)
        client.force_login(officer)

        assert fragment_equals_page(client, LIST)

    @pytest.mark.parametrize(("state", "count"), [("merged", 1), ("undone", 0)])
    def test_by_state(self, client, officer, kept, gone, state, count):
        merge(kept, gone, officer)
        client.force_login(officer)

        assert len(client.get(LIST, {"state": state}).context["page"].rows) == count

    def test_is_nothing_for_a_kader(self, client, kader):
        client.force_login(kader)

        assert client.get(LIST).status_code == 404

    def test_queries_do_not_grow(self, client, officer, kept, gone):
        merge(kept, gone, officer)
        client.force_login(officer)

        def add_rows():
            for _ in range(4):
                merge(PersonFactory(), PersonFactory(), officer)

        assert_queries_do_not_grow(lambda: client.get(LIST), add_rows)
