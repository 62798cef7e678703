"""The pages of lives that change: what is offered, what is refused beside its field, what a second arrival does."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from members.models import Family, LifeEvent, Person
from tests.factories import FamilyFactory, LifeEventFactory, PersonFactory, PregnancyFactory, officer_at, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


def url(name, row, *args):
    return reverse(f"members:{name}", args=[row.public_id, *args])


@pytest.fixture
def family(home_village):
    family = FamilyFactory(
        head_name="Yosef Bria", member_count=3, head__sex="L", head__birth_date=datetime.date(1985, 1, 1)
    )
    PersonFactory(family=family, name="Maria Bria")
    born = datetime.date(2004, 5, 1)
    PersonFactory(family=family, name="Ana Bria", relation="child", marriage="single", birth_date=born)
    return family


@pytest.fixture
def head(family):
    return family.persons.get(relation="head")


@pytest.fixture
def wife(family):
    return family.persons.get(relation="wife")


@pytest.fixture
def child(family):
    return family.persons.get(relation="child")


@pytest.fixture
def visitor(client, officer):
    client.force_login(officer)
    return client


def typed(**changes):
    return {"on": "2026-11-02", "request_id": str(uuid.uuid4()), **changes}


class TestMenu:
    def test_family_page_leads_to_it_and_it_leads_to_every_form(self, visitor, family, wife):
        assertContains(visitor.get(family.get_absolute_url()), url("family_life", family))

        response = visitor.get(url("family_life", family))

        for name in ("birth_create", "split", "move_create"):
            assertContains(response, url(name, family))
        assertContains(response, url("event_create", wife, "death"))

    @pytest.mark.parametrize(
        ("relation", "kinds"),
        [
            ("head", {"divorce", "widowed", "death"}),
            ("wife", {"divorce", "widowed", "new_head", "join", "death"}),
            ("child", {"marriage", "new_head", "join", "death"}),
        ],
    )
    def test_offers_what_is_possible_for_her_now(self, visitor, family, relation, kinds):
        person = family.persons.get(relation=relation)

        offered = {act.kind for act, _url in visitor.get(url("life", person)).context["row"].acts}

        assert offered == kinds

    def test_a_small_child_neither_marries_nor_leads(self, visitor, family):
        baby = PersonFactory(family=family, relation="child", marriage="single", birth_date=datetime.date(2022, 1, 1))

        assert {act.kind for act, _url in visitor.get(url("life", baby)).context["row"].acts} == {"join", "death"}

    def test_nobody_else_finds_it(self, client, stranger, province_staff, family, wife):
        for user in (stranger, province_staff):
            client.force_login(user)
            for page in (url("family_life", family), url("life", wife), url("event_create", wife, "death")):
                assert client.get(page).status_code == 404

    def test_unknown_kind_is_no_page(self, visitor, wife):
        assert visitor.get(url("event_create", wife, "wedding")).status_code == 404

    def test_queries_do_not_grow(self, visitor, family, wife):
        assert_queries_do_not_grow(
            lambda: visitor.get(url("family_life", family)),
            lambda: [PersonFactory(family=family, relation="child") for _ in range(8)],
        )
        LifeEventFactory(person=wife)
        assert_queries_do_not_grow(
            lambda: visitor.get(url("life", wife)), lambda: [LifeEventFactory(person=wife) for _ in range(8)]
        )


class TestEvents:
    @pytest.mark.parametrize(
        ("relation", "kind", "more"),
        [
            ("wife", "death", {}),
            ("wife", "divorce", {}),
            ("wife", "widowed", {}),
            ("wife", "new_head", {}),
            ("child", "marriage", {}),
            ("child", "join", {"relation": "relative"}),
        ],
    )
    def test_each_is_written_once_and_leaves_history(self, visitor, family, officer, relation, kind, more):
        person, other = family.persons.get(relation=relation), FamilyFactory().persons.get()
        page = url("event_create", person, kind)
        shown = visitor.get(page).context["form"]
        offered = {f.html_name: f.value() for f in shown if f.value() not in (None, "", [])}
        more = {**more, "relative": str(other.public_id)} if kind == "join" else more
        data = {**offered, **typed(**more), "accept_warnings": "1"}

        answers = [visitor.post(page, data) for _arrival in range(2)]

        assert [a.status_code for a in answers] == [302, 302], answers[0].context and answers[0].context["form"].errors
        assert answers[0].url == answers[1].url
        assert person.events.filter(kind=kind if kind != "join" else "joined").count() == 1
        assert LogEntry.objects.get_for_object(person).latest("pk").actor == officer

    def test_death_proposes_widow_and_next_head(self, visitor, head, wife, child):
        form = visitor.get(url("event_create", head, "death")).context["form"]

        assert form["spouse"].value() == wife.pk
        assert form["head"].value() == wife.pk
        assert {f.name: f.value() for f in form.relation_fields} == {f"relation_{child.pk}": "child"}

    def test_another_head_draws_the_relations_anew_before_it_is_saved(self, visitor, head, wife, child):
        page = url("event_create", head, "death")
        first = typed(spouse=wife.pk, head=child.pk, proposed_for=wife.pk, **{f"relation_{child.pk}": "child"})
        response = visitor.post(page, first)
        assertContains(response, "Periksa, lalu simpan lagi")
        form = response.context["form"]
        assert {f.name: f.value() for f in form.relation_fields} == {f"relation_{wife.pk}": "parent"}
        assert not LifeEvent.objects.exists()

        again = {**first, "proposed_for": form["proposed_for"].value(), f"relation_{wife.pk}": "parent"}
        visitor.post(page, again)

        child.refresh_from_db()
        wife.refresh_from_db()
        assert (child.relation, wife.relation, wife.marriage) == ("head", "parent", "widowed")

    def test_she_says_otherwise_about_the_spouse(self, visitor, head, wife):
        visitor.post(url("event_create", wife, "death"), typed(spouse=""))

        head.refresh_from_db()
        assert head.marriage == "married"

    @pytest.mark.parametrize("on", ["2026-11-25", "1980-01-01"])
    def test_impossible_day_stands_beside_its_field(self, visitor, wife, on):
        response = visitor.post(url("event_create", wife, "death"), typed(on=on, note="di rumah sakit"))

        assert list(response.context["form"].errors) == ["on"]
        assertContains(response, "di rumah sakit")

    def test_second_editor_is_told(self, visitor, wife):
        response = visitor.post(url("event_create", wife, "death"), typed(version=7))

        assertContains(response, "sudah diubah orang lain")
        assert response.context["form"]["version"].value() == wife.version

    def test_marriage_under_nineteen_and_a_second_one_are_asked_about(self, visitor, family, child):
        Person.objects.filter(pk=child.pk).update(birth_date=datetime.date(2009, 1, 1))
        groom = FamilyFactory(head__sex="L", head__marriage="married").persons.get()

        response = visitor.post(url("event_create", child, "marriage"), typed(partner=str(groom.public_id)))

        codes = {code for _field, _text, code in response.context["form"].warnings}
        assert codes == {"marriage_young", "marriage_second"}
        assert not LifeEvent.objects.exists()

    def test_partner_outside_her_places_cannot_be_chosen(self, visitor, child):
        far = FamilyFactory(village=village("5301012001"), head__sex="L").persons.get()

        response = visitor.post(url("event_create", child, "marriage"), typed(partner=str(far.public_id)))

        assert "partner" in response.context["form"].errors

    def test_partner_chosen_without_script_comes_back_in_the_address(self, visitor, child):
        groom = FamilyFactory(head__sex="L", head_name="Markus Seran").persons.get()

        response = visitor.get(url("event_create", child, "marriage"), {"partner": str(groom.public_id)})

        assertContains(response, "Markus Seran")


class TestBirth:
    def data(self, mother, **changes):
        return typed(name="Clara Bria", sex="P", birth_date="2026-11-02", mother=mother.pk, **changes)

    def test_child_is_written_once(self, visitor, family, wife):
        form = self.data(wife, no_nik_reason="child")

        answers = [visitor.post(url("birth_create", family), form) for _arrival in range(2)]

        assert [a.status_code for a in answers] == [302, 302]
        assert family.persons.get(name="Clara Bria").relation == "child"

    def test_proposes_the_wife(self, visitor, family, wife):
        assert visitor.get(url("birth_create", family)).context["form"]["mother"].value() == wife.pk

    def test_proposes_the_pregnant_one_to_who_works_with_it_and_logs_the_look(self, client, kader, family, child):
        PregnancyFactory(person=child)
        client.force_login(kader)

        form = client.get(url("birth_create", family)).context["form"]

        assert form["mother"].value() == child.pk
        assert PersonalDataAccess.objects.get().fields == "pregnancy"

    def test_tells_nothing_of_a_pregnancy_to_others(self, client, regency_staff, family, wife, child):
        PregnancyFactory(person=child)
        client.force_login(regency_staff)

        assert client.get(url("birth_create", family)).context["form"]["mother"].value() == wife.pk
        assert not PersonalDataAccess.objects.exists()

    def test_kader_without_the_health_task_still_records_it(self, client, home_village, family, child):
        pregnancy = PregnancyFactory(person=child, since=datetime.date(2026, 2, 1))
        kader = officer_at(roles.KADER, home_village.code)
        kader.assignments.update(task="posyandu")
        client.force_login(kader)

        client.post(url("birth_create", family), self.data(child, no_nik_reason="child"))

        pregnancy.refresh_from_db()
        assert pregnancy.ended_how == "birth"

    @pytest.mark.parametrize(
        ("born", "level"),
        [(datetime.date(2018, 1, 1), "error"), (datetime.date(2013, 1, 1), "warning"), (None, "")],
    )
    def test_age_of_the_mother(self, visitor, family, child, born, level):
        Person.objects.filter(pk=child.pk).update(birth_date=born)

        response = visitor.post(url("birth_create", family), self.data(child, no_nik_reason="child"))

        if not level:
            assert response.status_code == 302
            return
        form = response.context["form"]
        assert ("mother" in form.errors) == (level == "error")
        assert ("mother_age" in {code for _f, _t, code in form.warnings}) == (level == "warning")
        assert not family.persons.filter(name="Clara Bria").exists()


class TestSplit:
    def test_makes_a_family_with_its_own_address(self, visitor, family, wife, child):
        page = url("split", family)
        data = typed(persons=[wife.pk, child.pk], head=wife.pk, village=family.village_id, address="Gang 9")

        response = visitor.post(page, data)

        new = Family.objects.exclude(pk=family.pk).get()
        assertRedirects(response, new.get_absolute_url())
        assert (new.head_name, new.address) == ("Maria Bria", "Gang 9")

    @pytest.mark.parametrize(
        ("who", "head", "field"),
        [
            (["head"], "head", "stay_head"),
            (["wife"], "child", "head"),
            (["head", "wife", "child"], "head", "persons"),
            ([], "wife", "persons"),
        ],
    )
    def test_never_a_family_without_a_head(self, visitor, family, who, head, field):
        keys = dict(family.persons.values_list("relation", "pk"))
        data = typed(persons=[keys[each] for each in who], head=keys[head], village=family.village_id)

        response = visitor.post(url("split", family), data)

        assert field in response.context["form"].errors
        assert Family.objects.count() == 1

    def test_nobody_chosen_is_asked_for_in_plain_words(self, visitor, family, wife):
        page = visitor.post(url("split", family), typed(village=family.village_id))

        assert page.context["form"].errors["persons"] == ["Pilih dahulu."]

    def test_village_outside_is_no_choice(self, visitor, family, wife):
        data = typed(persons=[wife.pk], head=wife.pk, village=village("5301012001").pk)

        assert "village" in visitor.post(url("split", family), data).context["form"].errors


class TestWithdrawal:
    def test_only_the_latest_is_offered_and_comes_back(self, visitor, wife, head):
        visitor.post(url("event_create", wife, "divorce"), typed(spouse=head.pk))
        event = wife.events.get()
        page = reverse("members:event_withdraw", args=[event.public_id])
        assertContains(visitor.get(url("life", wife)), page)

        visitor.post(page, {"reason": "Salah orang", "request_id": str(uuid.uuid4())})

        wife.refresh_from_db()
        head.refresh_from_db()
        assert (wife.marriage, head.marriage) == ("married", "married")
        response = visitor.get(url("life", wife))
        assertNotContains(response, page)
        assertContains(response, "Salah orang")

    def test_belongs_to_the_officers_of_where_she_lives_now(self, visitor, wife):
        event = LifeEventFactory(person=wife)
        Person.objects.filter(pk=wife.pk).update(village=village("5301012001"))

        assert visitor.get(reverse("members:event_withdraw", args=[event.public_id])).status_code == 404

    def test_stranger_does_not_find_it(self, client, stranger, wife):
        event = LifeEventFactory(person=wife)
        client.force_login(stranger)

        assert client.get(reverse("members:event_withdraw", args=[event.public_id])).status_code == 404


def test_taking_out_of_use_leads_to_the_events(visitor, family, wife):
    assertContains(visitor.get(url("person_deactivate", wife)), url("life", wife))
    assertContains(visitor.get(url("deactivate", family)), url("family_life", family))
    response = visitor.post(url("person_deactivate", wife), {"kind": "other", "on": "2026-11-25", "note": "x"})
    assert "on" in response.context["form"].errors
