"""The group's own books: one set of pages for the work plan, the inventory, guests and trainings."""

import csv
import datetime
import io
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from groups.books import BOOKS, GUESTS, INVENTORY, PLAN, TRAININGS
from groups.models import CommitteePost, GuestBookEntry, InventoryItem, PlannedActivity, Training
from regions.models import Change
from tests.factories import (
    CommitteePostFactory,
    GroupFactory,
    GuestBookEntryFactory,
    InventoryItemFactory,
    PlannedActivityFactory,
    TrainingFactory,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

FACTORIES = {
    "plan": PlannedActivityFactory,
    "inventory": InventoryItemFactory,
    "guest": GuestBookEntryFactory,
    "training": TrainingFactory,
}
NEW = {
    "plan": {"year": "2026", "month": "12", "activity": "Pameran Natal", "cost": "1.250.000"},
    "inventory": {"name": "Oven", "quantity": "2", "unit": "buah", "source": "aid", "condition": "good"},
    "guest": {"date": "2026-11-02", "name": "Camat Oebobo", "purpose": "Melihat produk"},
    "training": {"kind": "keuangan", "on": "2026-11-02", "days": "2", "organiser": "Dinas Koperasi"},
}


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, name="UPPKA Melati", members=3)


def url(book, page, row):
    return reverse(f"groups:{book.key}_{page}", args=[row.public_id])


def member(group, number=2):
    return group.memberships.get(number=number).person


def typed(book, group, **values):
    data = {**NEW[book.key], "request_id": str(uuid.uuid4()), **values}
    return {"person": str(member(group).public_id), **data} if book is TRAININGS else data


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_kader_adds_a_line_and_finds_it(client, kader, group, book):
    client.force_login(kader)

    response = client.post(url(book, "add", group), typed(book, group))

    assertRedirects(response, url(book, "list", group))
    row = book.model.objects.get()
    page = client.get(url(book, "list", group))
    assertContains(page, book.columns[0].say(book.rows(group).get()))
    assertContains(page, url(book, "change", row))
    assert Change.objects.filter(village_id=group.village_id, month="2026-11-01", subject="books").exists()


@pytest.mark.parametrize(
    ("book", "values", "field"),
    [
        (PLAN, {"activity": ""}, "activity"),
        (PLAN, {"year": "2028"}, "year"),
        (PLAN, {"cost": "-5"}, "cost"),
        (INVENTORY, {"quantity": "0"}, "quantity"),
        (INVENTORY, {"acquired_year": "2027"}, "acquired_year"),
        (INVENTORY, {"source": "curian"}, "source"),
        (GUESTS, {"date": "2026-11-25"}, "date"),
        (GUESTS, {"purpose": ""}, "purpose"),
        (TRAININGS, {"on": "2026-11-25"}, "on"),
        (TRAININGS, {"person": ""}, "person"),
        (TRAININGS, {"days": "0"}, "days"),
    ],
)
def test_faults_stand_beside_the_field_and_nothing_is_lost(client, kader, group, book, values, field):
    client.force_login(kader)

    response = client.post(url(book, "add", group), typed(book, group, **values))

    form = response.context["form"]
    assert field in form.errors
    assert form[field].value() == values[field]
    assert not book.model.objects.exists()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_a_line_is_corrected_and_its_history_is_told(client, kader, group, book):
    row = FACTORIES[book.key](group=group)
    client.force_login(kader)

    client.post(url(book, "change", row), typed(book, group, version=row.version))

    row.refresh_from_db()
    assert row.version == 2
    assertContains(client.get(url(book, "change", row)), "→")


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_who_comes_second_is_told(client, kader, group, book):
    row = FACTORIES[book.key](group=group, version=5)
    client.force_login(kader)

    response = client.post(url(book, "change", row), typed(book, group, version=4))

    assertContains(response, "sudah diubah orang lain")
    assert response.context["form"]["version"].value() == 5
    row.refresh_from_db()
    assert row.version == 5


@pytest.mark.parametrize(
    ("state", "outcome", "shown"),
    [("done", "Terjual 40 kue", "Terlaksana"), ("dropped", "Tidak ada dana", "Tidak jadi")],
)
def test_what_came_of_a_plan(client, kader, group, state, outcome, shown):
    row = PlannedActivityFactory(group=group)
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "version": 1, "state": state, "done_on": "2026-11-20", "outcome": outcome}

    assertRedirects(client.post(url(PLAN, "end", row), data), url(PLAN, "list", group))

    row.refresh_from_db()
    assert (row.state, row.outcome, row.done_on is not None) == (state, outcome, state == "done")
    assertContains(client.get(url(PLAN, "list", group)), shown)
    assert client.get(url(PLAN, "end", row)).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "done", "done_on": ""}, "done_on"),
        ({"state": "done", "done_on": "2026-11-25"}, "done_on"),
        ({"state": "dropped", "outcome": ""}, "outcome"),
        ({"state": "planned"}, "state"),
    ],
)
def test_an_outcome_says_when_or_why(client, kader, group, values, field):
    row = PlannedActivityFactory(group=group)
    client.force_login(kader)

    response = client.post(url(PLAN, "end", row), {"request_id": str(uuid.uuid4()), **values})

    assert field in response.context["form"].errors
    row.refresh_from_db()
    assert row.state == "planned"


def test_a_thing_leaves_with_day_and_reason_and_its_line_stays(client, kader, group):
    row = InventoryItemFactory(group=group, name="Kompor")
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "version": 1, "removed_on": "2026-11-20", "removed_reason": "Rusak berat"}

    client.post(url(INVENTORY, "end", row), data)

    row.refresh_from_db()
    assert (row.removed_on, row.removed_reason) == (datetime.date(2026, 11, 20), "Rusak berat")
    page = client.get(url(INVENTORY, "list", group))
    assertContains(page, "Kompor")
    assertContains(page, "20 Nov 2026 · Rusak berat")


def test_last_years_plan_is_copied_once(client, kader, group):
    for activity in ("Pameran", "Pelatihan"):
        PlannedActivityFactory(
            group=group, year=2025, activity=activity, state="done", done_on=datetime.date(2025, 5, 1)
        )
    PlannedActivityFactory(group=group, year=2026, activity="Pameran")
    client.force_login(kader)
    copy_url = reverse("groups:plan_copy", args=[group.public_id])
    assertContains(client.get(url(PLAN, "list", group)), "Salin rencana 2025 ke 2026")

    for _time in range(2):
        client.post(copy_url, {"tahun": "2026", "request_id": str(uuid.uuid4())})

    rows = PlannedActivity.objects.filter(group=group, year=2026).order_by("pk")
    assert [(row.activity, row.state, row.done_on) for row in rows] == [
        ("Pameran", "planned", None),
        ("Pelatihan", "planned", None),
    ]
    assertNotContains(client.get(url(PLAN, "list", group)), "Salin rencana")


# Trainings and the card


def test_a_training_of_the_chair_shows_on_her_post_and_asks_for_siga_again(client, kader, group):
    group.siga_entered_on, group.siga_entered_by = datetime.date(2026, 1, 5), kader
    group.save()
    chair = group.posts.get()
    client.force_login(kader)

    client.post(url(TRAININGS, "add", group), typed(TRAININGS, group, person=str(chair.person.public_id)))

    chair.refresh_from_db()
    group.refresh_from_db()
    assert (chair.trainings, chair.is_untrained, chair.version) == (["keuangan"], False, 2)
    assert group.siga_entered_on is None


def test_a_corrected_training_takes_its_old_kind_off_the_post(client, kader, group):
    chair = group.posts.get()
    client.force_login(kader)
    person = str(chair.person.public_id)
    client.post(url(TRAININGS, "add", group), typed(TRAININGS, group, person=person))
    row = Training.objects.get()

    client.post(url(TRAININGS, "change", row), typed(TRAININGS, group, person=person, kind="produksi", version=1))

    chair.refresh_from_db()
    assert chair.trainings == ["produksi"]


def test_a_training_moved_to_another_person_leaves_the_first_untrained(client, kader, group):
    chair = group.posts.get()
    client.force_login(kader)
    client.post(url(TRAININGS, "add", group), typed(TRAININGS, group, person=str(chair.person.public_id)))
    row = Training.objects.get()

    client.post(url(TRAININGS, "change", row), typed(TRAININGS, group, version=1))

    chair.refresh_from_db()
    assert (chair.trainings, chair.is_untrained) == ([], True)


def test_what_the_card_named_before_stays(client, kader, group):
    post = CommitteePostFactory(
        group=group, person=member(group), post="secretary", trainings=["kb"], is_untrained=False
    )
    client.force_login(kader)

    client.post(url(TRAININGS, "add", group), typed(TRAININGS, group))

    post.refresh_from_db()
    assert post.trainings == ["kb", "keuangan"]


def test_a_trained_member_who_gets_a_post_is_not_called_untrained(client, kader, group):
    TrainingFactory(group=group, person=member(group), kind="pemasaran")
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4()), "person": str(member(group).public_id), "from_on": "2026-11-01"}

    client.post(reverse("groups:post", args=[group.public_id, "secretary"]), {**data, "is_untrained": "on"})

    post = CommitteePost.objects.get(post="secretary")
    assert (post.trainings, post.is_untrained) == (["pemasaran"], False)


# Who sees and takes away what


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_stranger_finds_no_book(client, stranger, group, book):
    row = FACTORIES[book.key](group=group)
    client.force_login(stranger)

    for page, target in (("list", group), ("add", group), ("change", row)):
        assert client.get(url(book, page, target)).status_code == 404
    assert client.post(url(book, "pdf", group)).status_code == 404
    assert client.post(url(book, "export", group), {"format": "csv"}).status_code == 404


def test_province_reads_initials_and_writes_nothing(client, province_staff, group):
    row = GuestBookEntryFactory(group=group, name="Rosalia Bengu")
    client.force_login(province_staff)

    page = client.get(url(GUESTS, "list", group))

    assertContains(page, "RB")
    assertNotContains(page, "Rosalia")
    assert client.get(url(GUESTS, "change", row)).status_code == 404
    sheet = b"".join(client.post(url(GUESTS, "export", group), {"format": "csv"}).streaming_content).decode()
    assert "Rosalia" not in sheet


def test_opd_reads_and_does_not_write(client, regency_staff, group):
    row = GuestBookEntryFactory(group=group, name="Rosalia Bengu")
    client.force_login(regency_staff)

    assertContains(client.get(url(GUESTS, "list", group)), "Rosalia Bengu")
    assert client.get(url(GUESTS, "change", row)).status_code == 404


@pytest.mark.parametrize("paper", ["a4", "f4"])
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_a_book_is_printed_and_the_print_is_logged(client, kader, group, book, paper):
    FACTORIES[book.key].create_batch(3, group=group)
    client.force_login(kader)

    response = client.post(url(book, "pdf", group), {"paper": paper})

    assert response.content.startswith(b"%PDF")
    look = PersonalDataAccess.objects.get()
    assert (look.user, look.rows, look.model) == (kader, 3, book.model._meta.label_lower)


def test_a_download_is_safe_in_a_spreadsheet_and_logged(client, officer, group):
    InventoryItemFactory(group=group, name="=1+1", value=1250000)
    client.force_login(officer)

    response = client.post(url(INVENTORY, "export", group), {"format": "csv"})

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0][0] == "Barang"
    assert rows[1][0] == "'=1+1"
    assert PersonalDataAccess.objects.get().rows == 1


def test_the_shelf_counts_each_book(client, kader, group):
    InventoryItemFactory.create_batch(2, group=group)
    GuestBookEntryFactory(group=group, name="Camat Oebobo")
    client.force_login(kader)

    page = client.get(reverse("groups:books", args=[group.public_id]))

    shelf = {str(spine["title"]): (spine["total"], spine["newest"]) for spine in page.context["shelf"]}
    assert shelf["Inventaris"][0] == 2
    assert shelf["Buku tamu"] == (1, "Camat Oebobo")
    assert shelf["Rencana kerja"] == (0, "")


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_queries_do_not_grow(client, kader, group, book):
    factory = FACTORIES[book.key]
    factory(group=group)
    client.force_login(kader)

    assert_queries_do_not_grow(
        lambda: client.get(url(book, "list", group)), lambda: factory.create_batch(5, group=group)
    )


def test_the_books_of_a_merged_group_are_closed(client, kader, group, home_village):
    into = GroupFactory(village=home_village)
    row = InventoryItemFactory(group=group)
    type(group).objects.filter(pk=group.pk).update(state="merged", merged_into=into)
    client.force_login(kader)

    assert client.get(url(INVENTORY, "add", group)).status_code == 404
    assert client.get(url(INVENTORY, "change", row)).status_code == 404
    assert InventoryItem.objects.get() == row
    assert not GuestBookEntry.objects.exists()
