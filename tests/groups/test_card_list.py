"""The list of groups: scope, filters, last month's figures, export."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import PersonalDataAccess
from groups.models import Group, Register
from tests.factories import (
    AttendanceFactory,
    CommitteePostFactory,
    GroupFactory,
    MeetingFactory,
    PersonFactory,
    RegisterFactory,
    village,
)
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
LIST = "/kelompok/"


@pytest.fixture
def november():
    with time_machine.travel(datetime.datetime(2026, 11, 24, 3, tzinfo=datetime.UTC), tick=False):
        yield


def test_address_of_the_list():
    assert reverse("groups:list") == LIST


def test_shows_only_groups_of_own_village(client, officer, home_village):
    ours = GroupFactory(village=home_village)
    theirs = GroupFactory(village=village("5371041002"))
    client.force_login(officer)

    response = client.get(LIST)

    assertContains(response, ours.name)
    assertNotContains(response, theirs.name)


def test_found_by_part_of_name_or_chair(client, officer, home_village):
    melati = GroupFactory(village=home_village, name="UPPKA Melati", search_key="uppka melati | maria goreti ndun")
    anggrek = GroupFactory(village=home_village, name="UPPKA Anggrek", search_key="uppka anggrek | yohana bano")
    client.force_login(officer)

    for words in ("elat", "GORETI", "ndun mela"):
        response = client.get(LIST, {"q": words})
        assertContains(response, melati.name)
        assertNotContains(response, anggrek.name)


def test_who_sees_no_names_finds_nothing_by_a_chair(client, province_staff, home_village):
    group = GroupFactory(village=home_village, name="UPPKA Melati", search_key="uppka melati | maria goreti ndun")
    client.force_login(province_staff)

    assertContains(client.get(LIST, {"q": "melati"}), group.name)
    assertNotContains(client.get(LIST, {"q": "goreti"}), group.get_absolute_url())


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"classification": "mandiri"}, "Mandiri"),
        ({"classification": "belum"}, "Tanpa kelas"),
        ({"state": "draft"}, "Rancangan"),
        ({"register": "masuk"}, "Masuk"),
        ({"register": "menunggu"}, "Menunggu"),
        ({"register": "dikembalikan"}, "Kembali"),
        ({"place": "5371041002"}, "Tetangga"),
    ],
)
def test_filters(client, regency_staff, home_village, query, wanted):
    month = datetime.date(2026, 10, 1)
    other = {"classification": "dasar", "village": home_village}
    GroupFactory(name="Mandiri", **{**other, "classification": "mandiri"})
    GroupFactory(name="Tanpa kelas", **{**other, "classification": ""})
    GroupFactory(name="Rancangan", draft=True, **other)
    GroupFactory(name="Tetangga", **{**other, "village": village("5371041002")})
    for name, state, more in (
        ("Masuk", Register.State.BY_PKB, {}),
        ("Menunggu", Register.State.SUBMITTED, {}),
        ("Kembali", Register.State.RETURNED, {"returned_reason": "Belum lengkap"}),
    ):
        RegisterFactory(group=GroupFactory(name=name, **other), month=month, state=state, **more)
    client.force_login(regency_staff)

    rows = client.get(LIST, query).context["page"].rows

    assert [group.name for group in rows] == [wanted]


def test_not_in_asks_active_groups_only(client, officer, home_village):
    late = GroupFactory(village=home_village)
    GroupFactory(village=home_village, draft=True)
    RegisterFactory(group=GroupFactory(village=home_village), month=datetime.date(2026, 10, 1))
    client.force_login(officer)

    assert client.get(LIST, {"register": "belum"}).context["page"].rows == [late]


def test_shows_last_month_s_attendance_and_register(client, officer, home_village):
    group = GroupFactory(village=home_village, members=4)
    meeting = MeetingFactory(group=group, date=datetime.date(2026, 10, 12))
    for membership, status in zip(group.memberships.all(), ("present", "present", "present", "absent"), strict=True):
        AttendanceFactory(meeting=meeting, membership=membership, status=status)
    RegisterFactory(group=group, state=Register.State.BY_PKB, handed_in_at="2026-11-02T03:00:00Z")
    client.force_login(officer)

    response = client.get(LIST)

    assertContains(response, "75%")
    assertContains(response, "Masuk 2 Nov")
    assertContains(response, "R/I Oktober")


def test_a_missing_register_is_late_from_the_fourth(client, officer, home_village):
    GroupFactory(village=home_village)
    client.force_login(officer)

    assertContains(client.get(LIST), "Terlambat 21 hari")
    with time_machine.travel(datetime.datetime(2026, 11, 3, 3, tzinfo=datetime.UTC), tick=False):
        assertContains(client.get(LIST), "chip-due")


def test_fragment_equals_the_page(client, officer, home_village):
    GroupFactory(village=home_village)
    client.force_login(officer)
    assert fragment_equals_page(client, LIST)


def test_queries_do_not_grow(client, officer, home_village):
    GroupFactory(village=home_village, members=2)
    client.force_login(officer)

    def more():
        for group in GroupFactory.create_batch(12, village=home_village, members=2):
            AttendanceFactory(meeting=MeetingFactory(group=group), membership=group.memberships.first())
            RegisterFactory(group=group)

    assert_queries_do_not_grow(lambda: client.get(LIST), more)


def test_download_follows_the_filter_and_is_logged(client, officer, home_village):
    GroupFactory(village=home_village, name="=1+1", classification="mandiri")
    GroupFactory(village=home_village, name="Yang lain")
    client.force_login(officer)

    response = client.post(f"{LIST}?classification=mandiri", {"format": "csv"})

    text = b"".join(response.streaming_content).decode()
    assert "'=1+1" in text
    assert "Mandiri" in text
    assert "Status" in text
    assert "Yang lain" not in text
    assert PersonalDataAccess.objects.filter(user=officer, model="groups.group", rows=1).exists()


def test_kader_may_not_download(client, kader):
    client.force_login(kader)
    assert client.post(LIST, {"format": "csv"}).status_code == 404


def test_empty_list_offers_the_first_step(client, kader, province_staff):
    client.force_login(kader)
    assertContains(client.get(LIST), "Daftarkan kelompok")
    client.force_login(province_staff)
    assertNotContains(client.get(LIST), "Daftarkan kelompok")


def test_a_new_chair_is_found_at_once(client, officer, home_village):
    from groups.services.card import touch

    group = GroupFactory(village=home_village, name="UPPKA Melati")
    CommitteePostFactory(group=group, person=PersonFactory(name="Yohana Bano", name_key="yohana bano"))
    touch(Group.objects.get(pk=group.pk))
    client.force_login(officer)

    assertContains(client.get(LIST, {"q": "yohana"}), "UPPKA Melati")
