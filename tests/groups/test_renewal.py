"""K/0 renewed each January: the card is looked through, signed, and counted in the year's campaign."""

import datetime
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from groups.models import CardRenewal, Group
from tests.factories import CommitteePostFactory, GroupFactory, UserFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-01-05 08:00", tick=False)]

PARTS = ("identity", "adviser", "decree", "funds", "status", "held", "business", "committee", "members")
LIST = "groups:renewals"


@pytest.fixture
def group(home_village):
    group = GroupFactory(
        village=home_village, name="UPPKA Melati", members=3, signed_place="Kupang", signed_on=datetime.date(2025, 1, 3)
    )
    for post, number in (("secretary", 2), ("treasurer", 3)):
        CommitteePostFactory(group=group, post=post, person=group.memberships.get(number=number).person)
    return group


def url(group):
    return reverse("groups:renew", args=[group.public_id])


def ticked(group, **values):
    data = {f"right_{part}": "on" for part in PARTS}
    data |= {"request_id": str(uuid.uuid4()), "version": group.version}
    return data | {"signed_on": "2026-01-05", "signed_place": "Oebobo"} | values


def renew(group, year=2026):
    return CardRenewal.objects.create(
        group=group, year=year, renewed_on=datetime.date(year, 1, 2), renewed_by=UserFactory()
    )


def test_the_card_is_looked_through_and_signed(client, officer, group):
    group.siga_entered_on, group.siga_entered_by = datetime.date(2025, 1, 5), officer
    group.save()
    client.force_login(officer)
    page = client.get(url(group))
    assertContains(page, "Masih benar", count=len(PARTS))
    assertContains(page, f"{reverse('groups:update', args=[group.public_id])}#identitas")

    assertRedirects(client.post(url(group), ticked(group)), url(group))

    renewal = CardRenewal.objects.get()
    group.refresh_from_db()
    assert (renewal.year, renewal.renewed_on, renewal.renewed_by) == (2026, datetime.date(2026, 1, 5), officer)
    assert (group.signed_on, group.signed_place) == (datetime.date(2026, 1, 5), "Oebobo")
    assert group.siga_entered_on is None
    assertContains(client.get(url(group)), "Sudah diperbarui")
    assertContains(client.get(group.get_absolute_url()), "5 Januari 2026")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"right_funds": ""}, "right_funds"),
        ({"signed_on": "2026-01-06"}, "signed_on"),
        ({"signed_on": "2025-12-31"}, "signed_on"),
        ({"signed_place": ""}, "signed_place"),
    ],
)
def test_what_is_not_checked_or_signed_is_not_renewed(client, officer, group, values, field):
    client.force_login(officer)

    response = client.post(url(group), ticked(group, **values))

    assert field in response.context["form"].errors
    assert not CardRenewal.objects.exists()


def test_only_once_a_year(client, officer, group):
    renew(group)
    client.force_login(officer)

    client.post(url(group), ticked(group))

    assert CardRenewal.objects.count() == 1


def test_a_card_with_gaps_is_completed_first(client, officer, group):
    group.posts.filter(post="treasurer").delete()
    client.force_login(officer)

    assertContains(client.get(url(group)), "Bendahara belum ada.")
    client.post(url(group), ticked(group))

    assert not CardRenewal.objects.exists()


def test_a_card_that_changed_meanwhile_is_looked_through_again(client, officer, group):
    client.force_login(officer)
    data = ticked(group)
    Group.objects.filter(pk=group.pk).update(version=9)

    response = client.post(url(group), data)

    assertContains(response, "sudah diubah orang lain")
    assert response.context["form"]["version"].value() == 9
    assert not CardRenewal.objects.exists()


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_only_active_groups(client, officer, group, state):
    Group.objects.filter(pk=group.pk).update(state=state)
    client.force_login(officer)

    client.post(url(group), ticked(group))

    assert not CardRenewal.objects.exists()


@pytest.mark.parametrize("who", ["kader", "province_staff", "stranger"])
def test_others_renew_nothing(client, request, group, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(group)).status_code == 404


# The campaign


def test_the_campaign_counts_by_place_and_names_who_is_left(client, regency_staff, home_village):
    done, left = GroupFactory(village=home_village), GroupFactory(village=home_village, name="UPPKA Belum")
    GroupFactory(village=village("5371011001"), name="UPPKA Alak")
    GroupFactory(village=home_village, draft=True)
    renew(done)
    renew(left, year=2025)
    client.force_login(regency_staff)

    page = client.get(reverse(LIST))

    whole, parts = page.context["whole"], page.context["parts"]
    assert (whole.region.code, whole.asked, whole.done, whole.left) == ("5371", 3, 1, 2)
    assert [(part.region.code, part.asked, part.done) for part in parts] == [("537101", 1, 0), ("537104", 2, 1)]
    assert "1 dari 3 kelompok sudah" in page.context["share_text"]
    assert "UPPKA Belum" in page.context["share_text"]
    assert done.name not in page.context["share_text"]


def test_the_list_is_narrowed_to_a_place_and_to_who_is_left(client, regency_staff, home_village):
    done, left = GroupFactory(village=home_village), GroupFactory(village=home_village)
    elsewhere = GroupFactory(village=village("5371011001"))
    renew(done)
    client.force_login(regency_staff)

    page = client.get(reverse(LIST), {"place": "537104", "state": "belum"})

    assert [row.pk for row in page.context["page"].rows] == [left.pk]
    assert page.context["whole"].asked == 2
    assertNotContains(page, elsewhere.name)


def test_a_group_approved_within_the_year_is_not_asked_for(client, regency_staff, home_village):
    fresh = GroupFactory(village=home_village)
    moment = datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC)
    Group.objects.filter(pk=fresh.pk).update(approved_by=regency_staff, approved_at=moment)
    client.force_login(regency_staff)

    assert client.get(reverse(LIST)).context["whole"].asked == 0
    assert client.get(reverse(LIST), {"tahun": "2025"}).context["whole"].asked == 0


@pytest.mark.parametrize("query", [{"place": "5301"}, {"tahun": "x"}, {"tahun": "99999"}])
def test_other_places_and_years_that_are_none(client, regency_staff, query):
    client.force_login(regency_staff)

    assert client.get(reverse(LIST), query).status_code == 404


def test_who_may_renew_gets_the_link_and_others_read(client, officer, kader, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(officer)
    assertContains(client.get(reverse(LIST)), url(group))

    client.force_login(kader)

    assertNotContains(client.get(reverse(LIST)), url(group))


def test_queries_do_not_grow(client, regency_staff, home_village):
    renew(GroupFactory(village=home_village))
    client.force_login(regency_staff)

    def more():
        for group in GroupFactory.create_batch(6, village=home_village):
            renew(group)

    assert_queries_do_not_grow(lambda: client.get(reverse(LIST)), more)
