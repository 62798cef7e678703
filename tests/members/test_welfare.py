"""Welfare of a family: who sees it, how it is written, that a period is replaced, filtered, and forgotten."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import PersonalDataAccess
from core import history
from members.housekeeping import forget_old_deciles
from members.models import Welfare
from regions.models import Change
from tests.core.test_files import photo
from tests.factories import FamilyFactory, WelfareFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

DECILE = {"level": "dtsen:3", "year": "2026", "quarter": "3", "source": "Berkas DTSEN Dinas Sosial"}
QUARTERS = [datetime.date(2025, 10, 1), *(datetime.date(2026, month, 1) for month in (1, 4, 7))]


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="Maria Ndun")


def url(name, family):
    return reverse(f"members:{name}", args=[family.public_id])


def once(**values):
    return {"request_id": str(uuid.uuid4()), **values}


class TestTab:
    @pytest.mark.parametrize("who", ["officer", "regency_staff"])
    def test_latest_of_each_measure_with_period_and_source(self, client, request, family, who):
        WelfareFactory(family=family, level="2", period=QUARTERS[2])
        WelfareFactory(family=family, level="3")
        WelfareFactory(family=family, measure="ks", level="ks1", period=datetime.date(2026, 1, 1), source="SIGA")
        client.force_login(request.getfixturevalue(who))

        page = client.get(url("family_welfare", family))

        told = [(each.latest.title, each.latest.level, len(each.earlier)) for each in page.context["told"]]
        assert told == [("Desil DTSEN", "3", 1), ("Tahapan Keluarga Sejahtera", "ks1", 0)]
        assertContains(page, "Triwulan III 2026")
        assertContains(page, "SIGA")

    @pytest.mark.parametrize("who", ["kader", "stranger", "province_staff", "administrator"])
    def test_others_find_no_page_and_no_tab(self, client, request, family, who):
        WelfareFactory(family=family)
        client.force_login(request.getfixturevalue(who))

        assert client.get(url("family_welfare", family)).status_code == 404
        assert client.post(url("welfare_create", family), once(**DECILE)).status_code == 404

    def test_kader_sees_no_tab(self, client, kader, family):
        client.force_login(kader)

        assertNotContains(client.get(family.get_absolute_url()), url("family_welfare", family))

    def test_look_is_logged_once_a_day(self, client, officer, family):
        client.force_login(officer)

        for _look in range(2):
            client.get(url("family_welfare", family))

        assert PersonalDataAccess.objects.get(user=officer).fields == "welfare"

    def test_queries_do_not_grow(self, client, officer, family):
        WelfareFactory(family=family)
        client.force_login(officer)

        def add():
            for number, period in enumerate(QUARTERS[:3]):
                WelfareFactory(family=family, period=period)
                WelfareFactory(family=family, measure="ks", level="ks1", period=datetime.date(2020 + number, 1, 1))

        assert_queries_do_not_grow(lambda: client.get(url("family_welfare", family)), add)


class TestCreate:
    def test_is_written_once_with_its_mark(self, client, officer, family):
        client.force_login(officer)
        form = once(**DECILE)

        for _arrival in range(2):
            assertRedirects(client.post(url("welfare_create", family), form), url("family_welfare", family))

        row = Welfare.objects.get()
        assert (row.measure, row.level, row.period, row.source) == ("dtsen", "3", QUARTERS[3], DECILE["source"])
        assert (row.village_id, row.recorded_by) == (family.village_id, officer)
        assert Change.objects.filter(subject="welfare", month=QUARTERS[3]).count() == 1

    def test_same_period_replaces_the_level_and_keeps_history_without_the_value(self, client, officer, family):
        client.force_login(officer)
        client.post(url("welfare_create", family), once(**DECILE))

        client.post(url("welfare_create", family), once(**{**DECILE, "level": "dtsen:7"}))

        row = Welfare.objects.get()
        assert (row.level, row.version) == ("7", 2)
        sentences = [line.sentence for line in history.of(row)]
        assert len(sentences) == 2
        assert "7" not in sentences[0]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"level": ""}, "level"),
            ({"quarter": ""}, "quarter"),
            ({"quarter": "4", "year": "2024"}, "quarter"),
            ({"source": ""}, "source"),
            ({"programme": "pkh"}, "programme"),
            ({"value": "50"}, "value"),
            ({"level": "programme:yes"}, "programme"),
            ({"level": "ibangga:rentan", "value": "101"}, "value"),
        ],
    )
    def test_fault_stands_beside_its_field_and_what_was_typed_stays(self, client, officer, family, changes, field):
        client.force_login(officer)

        page = client.post(url("welfare_create", family), once(**{**DECILE, "source": "Surat 12", **changes}))

        assert field in page.context["form"].errors
        assert page.context["form"]["year"].value() == {**DECILE, **changes}["year"]
        assert not Welfare.objects.exists()

    def test_published_class_stays_although_the_value_lies_elsewhere(self, client, officer, family):
        client.force_login(officer)
        form = once(level="ibangga:tangguh", value="35,5", year="2026", source="BKKBN")
        assertContains(client.post(url("welfare_create", family), form), "tidak sejalan")

        client.post(url("welfare_create", family), {**form, "accept_warnings": "1"})

        row = Welfare.objects.get()
        assert (row.level, str(row.value)) == ("tangguh", "35.50")

    def test_document_is_kept_and_opens_in_scope_alone(self, client, officer, stranger, family):
        client.force_login(officer)
        upload = SimpleUploadedFile("surat.jpg", photo(), content_type="image/jpeg")

        client.post(url("welfare_create", family), once(**DECILE, document=upload))

        document = Welfare.objects.get().document
        file_url = reverse("accounts:file", args=[document.public_id])
        assertContains(client.get(url("family_welfare", family)), file_url)
        assert client.get(file_url)["Content-Type"] == "image/jpeg"
        client.force_login(stranger)
        assert client.get(file_url).status_code == 404

    def test_what_is_no_photo_is_refused(self, client, officer, family):
        client.force_login(officer)
        upload = SimpleUploadedFile("surat.pdf", b"<script>", content_type="application/pdf")

        page = client.post(url("welfare_create", family), once(**DECILE, document=upload))

        assertContains(page, "Jenis berkas ini tidak dapat diterima")
        assert not Welfare.objects.exists()

    def test_a_third_older_quarter_is_not_taken(self, client, officer, family):
        for period in QUARTERS[2:]:
            WelfareFactory(family=family, period=period)
        client.force_login(officer)

        page = client.post(url("welfare_create", family), once(**{**DECILE, "quarter": "1"}))

        assert "quarter" in page.context["form"].errors


class TestFilter:
    @pytest.fixture
    def families(self, home_village):
        poor, risen, rich = (FamilyFactory(head_name=name) for name in ("Miskin", "Naik", "Kaya"))
        WelfareFactory(family=poor, level="2", period=QUARTERS[2])
        WelfareFactory(family=poor, level="4")
        WelfareFactory(family=risen, level="1", period=QUARTERS[2])
        WelfareFactory(family=risen, level="6")
        WelfareFactory(family=rich, level="9")
        WelfareFactory(family=rich, measure="krs", level="yes", period=datetime.date(2026, 1, 1))
        return poor, risen, rich

    @pytest.mark.parametrize(
        ("value", "names"), [("1-4", {"Miskin"}), ("4", {"Miskin"}), ("1", set()), ("2", set()), ("krs", {"Kaya"})]
    )
    def test_by_the_latest_of_each_and_every_family_once(self, client, officer, families, value, names):
        client.force_login(officer)

        page = client.get(reverse("members:list"), {"welfare": value})

        shown = [family.head_name for family in page.context["page"].rows]
        assert sorted(shown) == sorted(names)

    def test_is_no_filter_for_the_kader(self, client, kader, families):
        client.force_login(kader)

        page = client.get(reverse("members:list"), {"welfare": "1-4"})

        assert "welfare" not in page.context["filter"].filters
        assert len(page.context["page"].rows) == 3

    def test_tells_nothing_of_families_whose_welfare_is_not_hers(self, officer, families):
        from members import welfare_queries
        from members.models import Family
        from tests.factories import AssignmentFactory

        away = FamilyFactory(village=village("5371041002"))
        WelfareFactory(family=away, level="1")
        AssignmentFactory(user=officer, role="kader", task="ppkbd", place_key="5371041002", region_code="5371041002")

        found = Family.objects.filter(welfare_queries.latest_is(officer, "dtsen", ["1"]))

        assert away not in found


class TestForgetting:
    def test_the_last_two_quarters_of_each_family_stay(self, family):
        other = FamilyFactory()
        for period in QUARTERS:
            WelfareFactory(family=family, period=period)
        WelfareFactory(family=other, period=QUARTERS[0])
        WelfareFactory(family=family, measure="ks", level="ks1", period=datetime.date(2020, 1, 1))

        forget_old_deciles()
        forget_old_deciles()

        kept = Welfare.objects.filter(measure="dtsen")
        assert set(kept.values_list("family_id", "period")) == {
            (family.pk, QUARTERS[2]),
            (family.pk, QUARTERS[3]),
            (other.pk, QUARTERS[0]),
        }
        assert Welfare.objects.filter(measure="ks").count() == 1
        lines = [line.sentence for line in history.of(family) if "dihapus" in line.sentence]
        assert sorted(lines) == [
            "Desil DTSEN Triwulan I 2026 dihapus; dua triwulan terakhir yang disimpan.",
            "Desil DTSEN Triwulan IV 2025 dihapus; dua triwulan terakhir yang disimpan.",
        ]
