"""Members: taken in from families in scope, or as newcomers; leaving with day and reason."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import PersonalDataAccess
from groups.models import Membership
from members.models import Family, Person
from regions import clock
from tests.factories import (
    CommitteePostFactory,
    DusunFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    MembershipFactory,
    PersonFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, members=2)


def url(name, group, *args):
    return reverse(f"groups:{name}", args=[group.public_id, *args])


def ticked(*people, **values):
    keys = [str(person.public_id) for person in people]
    return {"request_id": str(uuid.uuid4()), "persons": keys, "joined_on": "2026-11-01", "q": "maria", **values}


def newcomer(**values):
    data = {
        "request_id": str(uuid.uuid4()),
        "name": "YULIANA BENU",
        "sex": "P",
        "birth_date": "1991-04-05",
        "marriage": "married",
        "no_nik_reason": "unrecorded",
        "address": "Jalan Perintis 4",
        "joined_on": "2026-11-01",
    }
    return {**data, **values}


# Taking in


def test_search_finds_persons_of_the_village_from_the_third_letter(client, kader, group):
    here = PersonFactory(name="Maria Goreti", name_key="maria goreti", family__village=group.village)
    away = PersonFactory(name="Maria Jauh", name_key="maria jauh", family__village=village("5371041002"))
    client.force_login(kader)

    assertContains(client.get(url("member_add", group), {"q": "goreti"}), here.name)
    assertNotContains(client.get(url("member_add", group), {"q": "go"}), here.name)
    assertNotContains(client.get(url("member_add", group), {"q": "maria", "luas": "1"}), away.name)


def test_search_goes_beyond_the_village_when_asked_and_in_scope(client, group):
    officer = officer_at(roles.PKB, "537104")
    away = PersonFactory(name="Maria Jauh", name_key="maria jauh", family__village=village("5371041002"))
    client.force_login(officer)

    assertNotContains(client.get(url("member_add", group), {"q": "jauh"}), away.name)
    assertContains(client.get(url("member_add", group), {"q": "jauh", "luas": "1"}), away.name)


def test_several_persons_are_taken_in_together_with_the_next_numbers(client, kader, group):
    people = PersonFactory.create_batch(3, family__village=group.village)
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(*people))

    assertRedirects(response, url("members", group))
    rows = Membership.objects.filter(group=group, person__in=people)
    assert sorted(rows.values_list("number", flat=True)) == [3, 4, 5]
    assert set(rows.values_list("joined_on", flat=True)) == {datetime.date(2026, 11, 1)}
    group.refresh_from_db()
    assert group.member_count == 5


def test_taken_in_twice_is_written_once(client, kader, group):
    data = ticked(PersonFactory(family__village=group.village))
    client.force_login(kader)

    client.post(url("member_add", group), data)
    again = client.post(url("member_add", group), data)

    assertRedirects(again, url("members", group))
    assert group.memberships.count() == 3


def test_same_id_for_another_person_is_refused(client, kader, group):
    one, other = PersonFactory.create_batch(2, family__village=group.village)
    data = ticked(one)
    client.force_login(kader)
    client.post(url("member_add", group), data)

    response = client.post(url("member_add", group), {**data, "persons": [str(other.public_id)]})

    assert "isi lain" in str(response.context["form"].errors)
    assert not group.memberships.filter(person=other).exists()


def test_a_member_is_not_taken_in_again(client, kader, group):
    member = group.memberships.first().person
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(member))

    assertContains(response, "Sudah menjadi anggota kelompok ini")
    assert group.memberships.filter(person=member).count() == 1


def test_each_is_looked_at_and_told_why_she_cannot_join(client, kader, group):
    member = group.memberships.first().person
    child = PersonFactory(name="Anak Baru", birth_date=datetime.date(2026, 11, 10), family__village=group.village)
    fine = PersonFactory(name="Maria Baru", family__village=group.village)
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(member, child, fine))

    rows = {each["person"]: each for each in response.context["found"]}
    assert str(rows[member]["fault"]) == "Sudah menjadi anggota kelompok ini."
    assert str(rows[child]["fault"]) == "Belum lahir pada tanggal bergabung itu."
    assert (rows[fine]["fault"], rows[fine]["is_ticked"]) == ("", True)
    assertContains(response, "2 orang belum dapat ditambahkan")
    assert not group.memberships.filter(person=fine).exists()


def test_ticks_are_kept_while_another_name_is_searched(client, kader, group):
    maria = PersonFactory(name="Maria Satu", name_key="maria satu", family__village=group.village)
    rosa = PersonFactory(name="Rosa Dua", name_key="rosa dua", family__village=group.village)
    client.force_login(kader)

    searched = client.post(url("member_add", group), ticked(maria, q="rosa", cari="1", joined_on="2026-10-05"))

    rows = [(each["person"], each["is_ticked"]) for each in searched.context["found"]]
    assert rows == [(maria, True), (rosa, False)]
    assert str(searched.context["form"]["joined_on"].value()) == "2026-10-05"
    assert group.memberships.count() == 2

    client.post(url("member_add", group), ticked(maria, rosa))
    assert group.memberships.filter(person__in=[maria, rosa]).count() == 2


def test_fifty_are_taken_in_at_once_and_no_more(client, kader, group):
    people = PersonFactory.create_batch(51, family__village=group.village)
    client.force_login(kader)

    refused = client.post(url("member_add", group), ticked(*people))
    assertContains(refused, "Paling banyak 50 orang sekaligus; tercentang 51")
    assert group.memberships.count() == 2

    assertRedirects(client.post(url("member_add", group), ticked(*people[:50])), url("members", group))
    assert group.memberships.count() == 52


def test_people_of_a_dusun_are_listed_without_a_name(client, kader, group):
    dusun = DusunFactory(village=group.village)
    near = PersonFactory(name="Rosa Dekat", family=FamilyFactory(village=group.village, dusun=dusun))
    far = PersonFactory(name="Rosa Jauh", family__village=group.village)
    client.force_login(kader)

    page = client.get(url("member_add", group), {"dusun": dusun.pk})

    assertContains(page, near.name)
    assertNotContains(page, far.name)


def test_queries_of_the_search_do_not_grow_with_people(client, kader, group):
    PersonFactory(name="Maria Satu", name_key="maria satu", family__village=group.village)
    client.force_login(kader)

    def more():
        PersonFactory.create_batch(20, name="Maria Lagi", name_key="maria lagi", family__village=group.village)

    assert_queries_do_not_grow(lambda: client.get(url("member_add", group), {"q": "maria"}), more)


def test_second_group_is_a_warning_that_can_be_passed(client, kader, group):
    person = MembershipFactory(group=GroupFactory(village=group.village, name="UPPKA Lain")).person
    client.force_login(kader)

    warned = client.post(url("member_add", group), ticked(person))
    assertContains(warned, "sudah menjadi anggota UPPKA Lain")
    assert not group.memberships.filter(person=person).exists()
    client.post(url("member_add", group), ticked(person, accept_warnings="1"))

    assert group.memberships.get(person=person).passed_warnings == ["second_group"]


def test_nobody_is_left_out_for_not_using_kb(client, kader, group):
    person = KbEpisodeFactory(status="never", person__family__village=group.village).person
    client.force_login(kader)

    client.post(url("member_add", group), ticked(person))

    assert group.memberships.filter(person=person).exists()


def test_person_outside_the_scope_is_no_choice(client, kader, group):
    away = PersonFactory(family__village=village("5371041002"))
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(away))

    assert "persons" in response.context["form"].errors


def test_nobody_ticked_comes_back_with_the_reason(client, kader, group):
    client.force_login(kader)
    assertContains(client.post(url("member_add", group), ticked()), "Centang paling sedikit satu orang")


def test_joining_is_not_dated_ahead(client, kader, group):
    person = PersonFactory(family__village=group.village)
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(person, joined_on="2099-01-01"))

    assert "joined_on" in response.context["form"].errors


@pytest.mark.parametrize("name", ["member_add", "member_new"])
def test_reader_and_stranger_take_nobody_in(client, province_staff, stranger, group, name):
    for user in (province_staff, stranger):
        client.force_login(user)
        assert client.get(url(name, group)).status_code == 404


def test_inactive_group_takes_nobody_in(client, kader, group):
    group.state, group.state_reason = "inactive", "Bubar"
    group.save()
    client.force_login(kader)

    response = client.post(url("member_add", group), ticked(PersonFactory(family__village=group.village)))

    assert "nonaktif" in str(response.context["form"].errors)


# Newcomers


def test_newcomer_gets_a_family_of_her_own_and_becomes_a_member(client, kader, group):
    client.force_login(kader)

    response = client.post(url("member_new", group), newcomer())

    assertRedirects(response, url("members", group))
    family = Family.objects.get(source="group")
    assert (family.head_name, family.village_id, family.address) == (
        "Yuliana Benu",
        group.village_id,
        "Jalan Perintis 4",
    )
    assert group.memberships.filter(person__family=family, number=3).exists()


def test_newcomer_sent_twice_is_written_once(client, kader, group):
    client.force_login(kader)
    data = newcomer(nik="5371044504910001", no_nik_reason="")

    client.post(url("member_new", group), data)
    again = client.post(url("member_new", group), data)

    assertRedirects(again, url("members", group))
    assert Family.objects.filter(source="group").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"no_nik_reason": ""}, "no_nik_reason"),
        ({"nik": "123", "no_nik_reason": ""}, "nik"),
        ({"birth_date": "2099-01-01"}, "birth_date"),
        ({"name": ""}, "name"),
        ({"address": ""}, "address"),
    ],
)
def test_newcomer_s_faults_stand_beside_the_field(client, kader, group, values, field):
    client.force_login(kader)

    response = client.post(url("member_new", group), newcomer(**values))

    assert field in response.context["form"].errors
    assert not Family.objects.filter(source="group").exists()


def test_known_nik_inside_the_scope_names_the_person(client, kader, group):
    known = PersonFactory(name="Maria Goreti", family__village=group.village)
    client.force_login(kader)

    response = client.post(url("member_new", group), newcomer(nik=known.nik, no_nik_reason=""))

    assert "NIK ini milik Maria Goreti" in str(response.context["form"].errors)


def test_known_nik_outside_the_scope_says_only_that_and_is_logged(client, kader, group):
    known = PersonFactory(name="Maria Goreti", family__village=village("5371041002"))
    client.force_login(kader)

    response = client.post(url("member_new", group), newcomer(nik=known.nik, no_nik_reason=""))

    assert "di luar wilayah" in str(response.context["form"].errors)
    assertNotContains(response, "Maria Goreti")
    assert PersonalDataAccess.objects.filter(user=kader, object_id=str(known.pk)).exists()


# Leaving


def leave(row, **values):
    data = {"request_id": str(uuid.uuid4()), "version": row.version, "left_on": "2026-11-10", "left_reason": "moved"}
    return {**data, **values}


def test_member_leaves_with_day_and_reason(client, kader, group):
    row = group.memberships.get(number=2)
    client.force_login(kader)

    client.post(url("member_end", group, 2), leave(row, left_note="Ke Soe"))

    row.refresh_from_db()
    assert (row.left_on, row.left_reason, row.left_note) == (datetime.date(2026, 11, 10), "moved", "Ke Soe")
    group.refresh_from_db()
    assert group.member_count == 1
    again = client.post(url("member_end", group, 2), leave(row))
    assert "sudah tercatat keluar" in str(again.context["form"].errors)
    assertContains(client.get(url("members", group)), "Sudah keluar")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"left_on": "2024-01-01"}, "left_on"),
        ({"left_on": "2099-01-01"}, "left_on"),
        ({"left_reason": ""}, "left_reason"),
        ({"left_reason": "other"}, "left_note"),
    ],
)
def test_leaving_needs_a_day_and_a_reason(client, kader, group, values, field):
    row = group.memberships.get(number=2)
    client.force_login(kader)

    response = client.post(url("member_end", group, 2), leave(row, **values))

    assert field in response.context["form"].errors
    row.refresh_from_db()
    assert row.left_on is None


def test_leaving_sent_twice_is_written_once(client, kader, group):
    row = group.memberships.get(number=2)
    data = leave(row)
    client.force_login(kader)

    for _time in range(2):
        assertRedirects(client.post(url("member_end", group, 2), data), url("members", group))

    row.refresh_from_db()
    assert row.version == 2


def test_leaving_ends_the_post_after_a_warning(client, kader, group):
    row = group.memberships.get(number=1)
    client.force_login(kader)

    assertContains(client.post(url("member_end", group, 1), leave(row)), "Masih menjabat Ketua")
    client.post(url("member_end", group, 1), leave(row, accept_warnings="1"))

    assert group.posts.get().to_on == datetime.date(2026, 11, 10)
    assert group.memberships.get(number=1).passed_warnings == ["leaves_chair"]


def test_who_came_back_gets_a_new_number(client, kader, group):
    row = group.memberships.get(number=2)
    client.force_login(kader)
    client.post(url("member_end", group, 2), leave(row))

    client.post(url("member_add", group), ticked(row.person, joined_on=str(clock.today(group.village_id))))

    assert group.memberships.filter(person=row.person, left_on__isnull=True).get().number == 3


# Who sees what


def test_names_are_clear_to_the_kader_and_nik_masked(client, kader, group):
    person = group.memberships.first().person
    client.force_login(kader)

    response = client.get(url("members", group))

    assertContains(response, person.name)
    assertContains(response, person.masked_nik)
    assertNotContains(response, person.nik)


@pytest.mark.parametrize("who", ["province_staff", "centre_staff", "administrator"])
def test_names_are_initials_higher_up(client, request, group, who):
    person = group.memberships.first().person
    client.force_login(request.getfixturevalue(who))

    for name in ("members", "committee", "detail"):
        response = client.get(url(name, group))
        assertNotContains(response, person.name)
    assertContains(client.get(url("members", group)), '<th scope="row" role="rowheader">MC')


def test_kind_of_member_is_shown_to_who_works_with_it_and_logged_daily(client, kader, group):
    person = group.memberships.first().person
    KbEpisodeFactory(person=person)
    client.force_login(kader)

    assertContains(client.get(url("members", group)), "Peserta KB")
    client.get(url("members", group))

    assert PersonalDataAccess.objects.filter(user=kader, object_id=str(person.pk), purpose="daily").count() == 1


def test_opd_asks_for_the_kind_of_member_and_each_look_is_logged(client, regency_staff, group):
    person = group.memberships.first().person
    KbEpisodeFactory(person=person)
    client.force_login(regency_staff)

    assertNotContains(client.get(url("members", group)), "Peserta KB")
    for _look in range(2):
        assertContains(client.get(url("members", group), {"jenis": "1"}), "Peserta KB")

    assert PersonalDataAccess.objects.filter(user=regency_staff, object_id=str(person.pk)).count() == 2


def test_kader_of_the_posyandu_sees_no_kind_of_member(client, group):
    from tests.factories import AssignmentFactory, UserFactory

    user = UserFactory()
    AssignmentFactory(user=user, role=roles.KADER, task="posyandu", region_code=group.village_id)
    KbEpisodeFactory(person=group.memberships.first().person)
    client.force_login(user)

    assertNotContains(client.get(url("members", group), {"jenis": "1"}), "Peserta KB")


def test_queries_do_not_grow_with_members(client, kader, group):
    client.force_login(kader)

    def more():
        for number in range(10, 22):
            row = MembershipFactory(group=group, number=number)
            CommitteePostFactory(group=group, person=row.person, post="kader")
        client.get(url("members", group))  # the day's look at the new ones is logged

    assert_queries_do_not_grow(lambda: client.get(url("members", group)), more)


def test_old_names_of_people_stay_out_of_the_form_s_choices(client, kader, group):
    Person.objects.filter(pk=group.memberships.first().person_id).update(is_active=False)
    gone = PersonFactory(name="Maria Pindah", name_key="maria pindah", is_active=False, family__village=group.village)
    client.force_login(kader)

    assertNotContains(client.get(url("member_add", group), {"q": "pindah"}), gone.name)
