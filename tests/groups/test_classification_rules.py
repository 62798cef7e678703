"""Rules of the indicative class: versions as data, read in words, never taken for official; decisions with papers."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from groups import classification_rules
from groups.models import ClassificationCriterion, ClassificationDecision, ClassificationRule
from tests.factories import GroupFactory
from tests.factories.groups import picture
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

PAGE = "groups:classification_rules"


def criteria(level):
    rows = ClassificationCriterion.objects.filter(rule__name="APP-2026", level=level)
    return {row.key: row.value for row in rows}


def test_the_starting_version_is_loaded_and_says_whose_it_is():
    rule = ClassificationRule.objects.get(name="APP-2026")

    assert not rule.is_official
    assert "bukan dari peraturan" in rule.source
    assert (len(criteria("dasar")), len(criteria("berkembang")), len(criteria("mandiri"))) == (6, 11, 12)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("active_members", (5, 10, 10)),
        ("months_with_meeting", (3, 6, 10)),
        ("attendance_percent", (None, 60, 75)),
        ("months_closed_in_books", (None, 6, 11)),
        ("longest_business_months", (None, 6, 12)),
        ("grant_percent_of_capital", (None, None, 25)),
        ("trained_committee", (None, 1, 2)),
        ("kb_percent_of_pus", (None, 50, 70)),
    ],
)
def test_thresholds(key, values):
    assert tuple(criteria(level).get(key) for level in ("dasar", "berkembang", "mandiri")) == values


def test_use_of_kb_never_blocks_a_level():
    advice = ClassificationCriterion.objects.filter(is_blocking=False)

    assert set(advice.values_list("key", flat=True)) == {"kb_percent_of_pus"}


def test_loading_again_changes_nothing_that_an_administrator_set():
    ClassificationCriterion.objects.filter(key="active_members", level="dasar").update(value=7)
    before = ClassificationCriterion.objects.count()

    classification_rules.load()

    assert (criteria("dasar")["active_members"], ClassificationCriterion.objects.count()) == (7, before)


@pytest.mark.parametrize(
    ("operator", "value", "words"),
    [
        ("gte", 10, "Uji: paling sedikit 10"),
        ("lte", 25, "Uji: paling banyak 25"),
        ("is", True, "Uji"),
        ("is", False, "Uji: tidak"),
        ("in", ["district", "online"], "Uji: salah satu dari Kecamatan, Daring"),
    ],
)
def test_a_criterion_in_words(operator, value, words):
    row = ClassificationCriterion(label="Uji", operator=operator, value=value)

    assert classification_rules.words_of(row) == words


def test_the_page_calls_them_indicative(client, kader):
    client.force_login(kader)

    page = client.get(reverse(PAGE))

    assertContains(page, "Indikatif (aturan aplikasi APP-2026)")
    assertContains(page, "Anggota aktif: paling sedikit 5")
    assertContains(page, "Sebagai saran saja", count=2)


def test_an_official_version_beside_it(client, kader):
    rule = ClassificationRule.objects.create(
        name="Perban 2027", valid_from=datetime.date(2027, 1, 1), source="Lampiran", is_official=True
    )
    client.force_login(kader)

    page = client.get(reverse(PAGE))

    first = page.context["rules"][0]
    assert (first.rule, first.is_valid) == (rule, False)
    assertContains(page, "Menurut Perban 2027")


def test_queries_do_not_grow(client, kader):
    client.force_login(kader)

    def more():
        for year in range(2027, 2032):
            rule = ClassificationRule.objects.create(name=str(year), valid_from=datetime.date(year, 1, 1), source="uji")
            ClassificationCriterion.objects.create(
                rule=rule, level="dasar", key="x", label="x", operator="gte", value=1
            )

    assert_queries_do_not_grow(lambda: client.get(reverse(PAGE)), more)


# Decisions with their papers


def decide(client, group, upload=None):
    data = {
        "request_id": str(uuid.uuid4()),
        "version": group.version,
        "level": "berkembang",
        "decided_on": "2026-03-01",
        "assessor": "Tim penilai kota",
        "document": "BA/12/2026",
    }
    return client.post(reverse("groups:classify", args=[group.public_id]), data | ({"file": upload} if upload else {}))


def test_a_decision_keeps_its_paper_and_shows_it_to_who_knows_the_group(client, regency_staff, kader, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)

    decide(client, group, SimpleUploadedFile("sk.jpg", picture()))

    scan = ClassificationDecision.objects.get().scan
    file_url = reverse("groups:decision_scan", args=[scan.public_id])
    client.force_login(kader)
    assertContains(client.get(reverse("groups:classifications", args=[group.public_id])), file_url)
    response = client.get(file_url)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


@pytest.mark.parametrize("who", ["province_staff", "stranger"])
def test_the_paper_is_for_nobody_else(client, request, regency_staff, home_village, who):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)
    decide(client, group, SimpleUploadedFile("sk.jpg", picture()))
    file_url = reverse("groups:decision_scan", args=[ClassificationDecision.objects.get().scan.public_id])

    client.force_login(request.getfixturevalue(who))

    assert client.get(file_url).status_code == 404


def test_what_is_no_paper_is_refused_beside_the_field(client, regency_staff, home_village):
    group = GroupFactory(village=home_village)
    client.force_login(regency_staff)

    response = decide(client, group, SimpleUploadedFile("sk.html", b"<html></html>"))

    assert "file" in response.context["form"].errors
    assert not ClassificationDecision.objects.exists()


def test_every_decision_stays_to_be_read(client, regency_staff, province_staff, home_village):
    group = GroupFactory(village=home_village)
    for level, day in (("dasar", datetime.date(2025, 3, 1)), ("mandiri", datetime.date(2026, 3, 1))):
        ClassificationDecision.objects.create(
            group=group, level=level, decided_on=day, assessor="Tim", document="BA", recorded_by=regency_staff
        )
    client.force_login(province_staff)

    page = client.get(reverse("groups:classifications", args=[group.public_id]))

    assert [row.level for row in page.context["decisions"]] == ["mandiri", "dasar"]
    assertNotContains(page, "Catat keputusan")
